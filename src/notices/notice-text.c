/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice-text.h"

#include <glib/gi18n.h>

#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_DIRECTIONAL_ISOLATE "\u2069"
#define ELLIPSIS "\u2026"
/* Combining marks on one letter; a text of nothing but marks would paint over its neighbours. */
#define MARKS_MAX 4
#define NAMES_SHOWN 2

static gboolean
is_direction_control (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e)
         || (character >= 0x2066 && character <= 0x2069) || character == 0x200e
         || character == 0x200f || character == 0x061c;
}

static gboolean
is_blank (gunichar character)
{
  return g_unichar_isspace (character) || g_unichar_iscntrl (character)
         || g_unichar_type (character) == G_UNICODE_LINE_SEPARATOR
         || g_unichar_type (character) == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
notice_text_clean (const char *text, guint max_characters)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);
  guint count = 0, marks = 0;
  gboolean blank = FALSE;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      gboolean mark = g_unichar_ismark (character);

      if (is_direction_control (character))
        continue;
      if (is_blank (character))
        {
          blank = clean->len > 0;
          continue;
        }
      marks = mark ? marks + 1 : 0;
      if (marks > MARKS_MAX || (mark && clean->len == 0))
        continue;
      /* A mark belongs to the letter before it: the cut never falls between them. */
      if (!mark && (count += blank ? 2 : 1) > max_characters)
        {
          g_string_append (clean, ELLIPSIS);
          break;
        }
      if (blank)
        g_string_append_c (clean, ' ');
      blank = FALSE;
      g_string_append_unichar (clean, character);
    }
  return g_string_free (clean, FALSE);
}

char *
notice_text_isolate (const char *text)
{
  return g_strconcat (FIRST_STRONG_ISOLATE, text, POP_DIRECTIONAL_ISOLATE, NULL);
}

static char *
dup_name (const MeetingAttendee *attendee)
{
  g_autofree char *clean
      = notice_text_clean (attendee->name != NULL ? attendee->name : "", NOTICE_NAME_MAX);

  return notice_text_isolate (clean[0] != '\0' ? clean : _ ("somebody"));
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
    /* Translators: two names. */
    return g_strdup_printf (_ ("%s and %s"), first, second);
  more = attendees->len - NAMES_SHOWN;
  /* Translators: two names and how many more people. */
  return g_strdup_printf (
      ngettext ("%s, %s and %u more", "%s, %s and %u more", more), first, second, more);
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
    return g_date_time_format (then, "%H:%M");
  /* Translators: day and time of day of something that was not today; see g_date_time_format(). */
  return g_date_time_format (then, _ ("%a %e %b, %H:%M"));
}
