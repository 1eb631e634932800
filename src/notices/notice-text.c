/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice-text.h"

#include <glib/gi18n.h>

#include "meeting-text.h"

/* "and 1 more" is no shorter than the name. */
#define NAMES_IN_FULL 3

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
  g_autofree char *third = NULL;
  guint more;

  if (attendees->len == 1)
    return g_steal_pointer (&first);
  second = dup_name (g_ptr_array_index (attendees, 1));
  if (attendees->len == 2)
    /* Translators: two names of people. */
    return g_strdup_printf (C_ ("list of names", "%s and %s"), first, second);
  if (attendees->len == NAMES_IN_FULL)
    {
      third = dup_name (g_ptr_array_index (attendees, 2));
      /* Translators: three names. */
      return g_strdup_printf (_ ("%s, %s and %s"), first, second, third);
    }
  more = attendees->len - 2;
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
  guint minutes = (guint)CLAMP (microseconds / G_USEC_PER_SEC / 60, 1, (gint64)60 * 24 * 99);

  if (minutes < 60)
    /* Translators: how long something was, in minutes. */
    return g_strdup_printf (ngettext ("%u min", "%u min", minutes), minutes);
  /* Translators: how long something was: hours, and minutes with two digits. */
  return g_strdup_printf (_ ("%u h %02u min"), minutes / 60, minutes % 60);
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
