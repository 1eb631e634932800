/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice-text.h"

#include <glib/gi18n.h>

#include "meeting-text.h"

#define NAMES_SHOWN 2

static char *
dup_name (const MeetingAttendee *attendee)
{
  g_autofree char *clean = meeting_text_clean (attendee->name, NOTICE_NAME_MAX);

  /* Translators: where a name should be, in a list of those who are in a meeting. */
  return meeting_text_isolate (clean != NULL ? clean : _ ("somebody"));
}

char *
notice_text_list_names (GPtrArray *attendees)
{
  g_autofree char *first = dup_name (g_ptr_array_index (attendees, 0));
  g_autofree char *second = NULL;
  guint more;

  if (attendees->len == 1)
    return g_steal_pointer (&first);
  second = dup_name (g_ptr_array_index (attendees, 1));
  if (attendees->len == NAMES_SHOWN)
    /* Translators: the end of a list of names: one or more names, then the last. */
    return g_strdup_printf (C_ ("list of names", "%s and %s"), first, second);
  more = attendees->len - NAMES_SHOWN;
  return g_strdup_printf (
      /* Translators: two names and how many more people. */
      ngettext ("%s, %s and %u more", "%s, %s and %u more", more),
      first,
      second,
      more);
}

char *
notice_text_duration (gint64 microseconds)
{
  guint minutes
      = microseconds > 0 ? (guint)MIN (microseconds / G_USEC_PER_SEC / 60, 60 * 24 * 99) : 0;
  g_autofree char *hours_text = NULL;
  g_autofree char *minutes_text = NULL;

  minutes = MAX (minutes, 1);
  /* Translators: %u is a number of minutes. */
  minutes_text = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes % 60), minutes % 60);
  if (minutes < 60)
    return g_steal_pointer (&minutes_text);
  /* Translators: %u is a number of hours. */
  hours_text = g_strdup_printf (ngettext ("%u hour", "%u hours", minutes / 60), minutes / 60);
  if (minutes % 60 == 0)
    return g_steal_pointer (&hours_text);
  /* Translators: hours and minutes, as in "1 hour 5 minutes". */
  return g_strdup_printf (C_ ("duration", "%s %s"), hours_text, minutes_text);
}

char *
notice_text_moment (MeetingTime time, MeetingTime now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);

  if (then == NULL || today == NULL)
    return g_strdup ("?");
  if (g_date_time_get_year (then) == g_date_time_get_year (today)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (today))
    /* Translators: a time of today, for g_date_time_format(). */
    return g_date_time_format (then, C_ ("date format", "%H:%M"));
  /* Translators: day and time of day of something that was not today, for g_date_time_format(). */
  return g_date_time_format (then, C_ ("date format", "%a %-d %b, %H:%M"));
}
