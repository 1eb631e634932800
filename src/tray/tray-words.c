/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-words.h"

#include <glib/gi18n.h>

#include "meeting-text.h"

#define LEFT_TO_RIGHT_MARK "\u200e"
#define RIGHT_TO_LEFT_MARK "\u200f"
#define SPACE_ID_TAIL 6
#define NAMES_IN_FULL 3
/* No identifier is longer. */
#define ID_LENGTH_MAX 128

gboolean
tray_words_is_rtl (void)
{
  /* Translators: the direction your language is written in: "ltr" (left to right) or "rtl". */
  return g_str_equal (C_ ("text direction", "ltr"), "rtl");
}

char *
tray_words_clean (const char *text, guint length)
{
  g_autofree char *clean = meeting_text_clean (text, length);

  if (clean != NULL && (tray_words_is_rtl () || meeting_text_has_right_to_left (clean)))
    return meeting_text_isolate (clean);
  return g_steal_pointer (&clean);
}

char *
tray_words_direct (char *line)
{
  g_autofree char *plain = line;

  if (!tray_words_is_rtl () && !meeting_text_has_right_to_left (plain))
    return g_steal_pointer (&plain);
  return g_strconcat (tray_words_is_rtl () ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK, plain, NULL);
}

char *
tray_words_space_name (const char *name, const char *space_id)
{
  g_autofree char *clean = tray_words_clean (name, TRAY_WORDS_NAME_LENGTH);
  g_autofree char *id = NULL;
  const char *tail;
  glong length;

  if (clean != NULL)
    return g_steal_pointer (&clean);
  id = tray_words_clean (space_id, ID_LENGTH_MAX);
  if (id == NULL)
    /* Translators: where the name of a space should be; nothing is known of it. */
    return g_strdup (C_ ("tray", "a space"));
  length = g_utf8_strlen (id, -1);
  tail = g_utf8_offset_to_pointer (id, MAX (length - SPACE_ID_TAIL, 0));
  /* Translators: a space whose name is unknown; %s is the end of its identifier. */
  return g_strdup_printf (C_ ("tray", "a space (…%s)"), tail);
}

char *
tray_words_duration (MeetingTime since, MeetingTime now)
{
  gint64 minutes = (now - since) / G_TIME_SPAN_MINUTE;

  if (since == MEETING_TIME_UNKNOWN || minutes < 1)
    /* Translators: how long a meeting has been on, as in "Harbour Works, 3 people, just started".
     */
    return g_strdup (C_ ("tray", "just started"));
  if (minutes < 60)
    /* Translators: how long a meeting has been on, in minutes; %d is from 1 to 59. */
    return g_strdup_printf (ngettext ("%d min", "%d min", (gulong)minutes), (int)minutes);
  return g_strdup_printf (
      /* Translators: how long a meeting has been on: hours, and minutes with two digits. */
      C_ ("tray", "%d h %02d min"),
      (int)MIN (minutes / 60, G_MAXINT),
      (int)(minutes % 60));
}

char *
tray_words_people (const Meeting *meeting)
{
  guint n = meeting->attendees->len;

  if (n == 0 && meeting->people_seen == 0)
    return NULL;
  if (n == 0)
    /* Translators: of a meeting that is on; people have been there before. */
    return g_strdup (C_ ("tray", "nobody there now"));
  /* Translators: %u is how many people are in a meeting now, at least 1. */
  return g_strdup_printf (ngettext ("%u person", "%u people", n), n);
}

/* The first names to show: all up to NAMES_IN_FULL, else one fewer and a rest. */
static GPtrArray *
pick_names (const Meeting *meeting)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  guint wanted
      = meeting->attendees->len <= NAMES_IN_FULL ? meeting->attendees->len : NAMES_IN_FULL - 1;

  for (guint i = 0; i < meeting->attendees->len && names->len < wanted; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, i);
      char *name = tray_words_clean (attendee->name, TRAY_WORDS_NAME_LENGTH / 2);

      if (name != NULL)
        g_ptr_array_add (names, name);
    }
  return names;
}

static char *
join_names (GPtrArray *names, guint rest)
{
  g_autofree char *list = g_strdup (g_ptr_array_index (names, 0));

  for (guint i = 1; i < names->len; i++)
    {
      gboolean last = i + 1 == names->len && rest == 0;
      g_autofree char *before = g_steal_pointer (&list);

      list = g_strdup_printf (
          /* Translators: the end of a list of names: one or more names, then the last. */
          last ? C_ ("list of names", "%s and %s")
               /* Translators: in a list of names that goes on: one or more names, then the next. */
               : C_ ("list of names", "%s, %s"),
          before,
          (const char *)g_ptr_array_index (names, i));
    }
  if (rest == 0)
    return g_steal_pointer (&list);
  /* Translators: %s are names, %u is how many people are not named: "Ana, Bo and 2 more". */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", rest), list, rest);
}

char *
tray_words_people_by_name (const Meeting *meeting)
{
  g_autofree char *people = tray_words_people (meeting);
  g_autoptr (GPtrArray) names = pick_names (meeting);
  g_autofree char *named = NULL;

  if (people == NULL || names->len == 0)
    return g_steal_pointer (&people);
  named = join_names (names, meeting->attendees->len - names->len);
  /* Translators: how many people, then their names: "4 people: Ana, Bo and 2 more". */
  return g_strdup_printf (C_ ("tray", "%s: %s"), people, named);
}

static GDateTime *
local_time (MeetingTime moment)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

char *
tray_words_moment (MeetingTime moment, MeetingTime now)
{
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) today = NULL;

  if (moment == MEETING_TIME_UNKNOWN)
    return NULL;
  then = local_time (moment);
  today = local_time (now);
  if (then == NULL || today == NULL)
    return NULL;
  if (g_date_time_get_year (then) == g_date_time_get_year (today)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (today))
    /* Translators: a time of today, for g_date_time_format(). */
    return g_date_time_format (then, C_ ("date format", "%H:%M"));
  if (ABS (now - moment) < 6 * G_TIME_SPAN_DAY)
    /* Translators: a weekday of the last days and a time, for g_date_time_format(). */
    return g_date_time_format (then, C_ ("date format", "%a %H:%M"));
  /* Translators: a day further back, for g_date_time_format(). */
  return g_date_time_format (then, C_ ("date format", "%-d %b"));
}

char *
tray_words_clock (MeetingTime moment)
{
  g_autoptr (GDateTime) then = local_time (moment);

  /* Translators: a time of today with seconds, for g_date_time_format(). */
  return then != NULL ? g_date_time_format (then, C_ ("date format", "%H:%M:%S")) : g_strdup ("");
}
