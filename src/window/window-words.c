/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-words.h"

#include <glib/gi18n.h>

#include "window-applet.h"

static GDateTime *
parse_time (GVariant *dictionary, const char *key)
{
  g_autoptr (GDateTime) utc
      = g_date_time_new_from_iso8601 (window_applet_lookup (dictionary, key), NULL);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

/* "09:41" of today, else with the day. */
static char *
dup_moment (GDateTime *time, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);

  if (g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (today)
      && g_date_time_get_year (time) == g_date_time_get_year (today))
    /* Translators: a time of today, for g_date_time_format(). */
    return g_date_time_format (time, C_ ("date format", "%H:%M"));
  /* Translators: day and time of day of something that was not today, for g_date_time_format(). */
  return g_date_time_format (time, C_ ("date format", "%a %-d %b, %H:%M"));
}

/* As the tray and the notice say it; less than a minute is one. */
static char *
dup_duration (gint64 seconds)
{
  guint minutes = (guint)CLAMP (seconds / 60, 1, 60 * 24 * 99);
  guint hours = minutes / 60;

  if (hours == 0)
    /* Translators: how long something was, in minutes. */
    return g_strdup_printf (ngettext ("%u min", "%u min", minutes), minutes);
  /* Translators: how long something was: hours, and minutes with two digits. */
  return g_strdup_printf (_ ("%u h %02u min"), hours, minutes % 60);
}

char *
window_words_dup_meeting_details (GVariant *meeting, gint64 now, gboolean sure)
{
  g_autoptr (GDateTime) started = parse_time (meeting, "startedAt");
  g_autoptr (GVariant) attendees
      = g_variant_lookup_value (meeting, "attendees", G_VARIANT_TYPE ("a(ss)"));
  guint people = attendees != NULL ? (guint)g_variant_n_children (attendees) : 0;
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  gboolean recording = FALSE;

  if (started != NULL)
    {
      gint64 seconds = now / G_USEC_PER_SEC - g_date_time_to_unix (started);
      g_autofree char *moment = dup_moment (started, now);
      g_autofree char *duration = dup_duration (seconds);
      g_autofree char *since = NULL;

      if (seconds < 60 || !sure)
        /* Translators: %s is when a meeting began. */
        since = g_strdup_printf (_ ("since %s"), moment);
      else
        /* Translators: %s is when a meeting began, the second %s for how long it has been on. */
        since = g_strdup_printf (_ ("since %s (%s)"), moment, duration);
      g_strv_builder_add (parts, since);
    }
  if (people > 0)
    {
      /* Translators: %u is how many people are in a meeting. */
      g_autofree char *count
          = g_strdup_printf (ngettext ("%u person", "%u people", people), people);

      g_strv_builder_add (parts, count);
    }
  if (g_str_equal (window_applet_lookup (meeting, "mode"), "audio"))
    g_strv_builder_add (parts, C_ ("kind of meeting", "audio only"));
  if (g_variant_lookup (meeting, "recording", "b", &recording) && recording)
    /* Translators: the meeting is being recorded at this moment. */
    g_strv_builder_add (parts, C_ ("meeting", "being recorded"));
  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}

char *
window_words_dup_people (GVariant *meeting)
{
  g_autoptr (GVariant) attendees
      = g_variant_lookup_value (meeting, "attendees", G_VARIANT_TYPE ("a(ss)"));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  const char *id, *name;
  GVariantIter iter;

  if (attendees == NULL || g_variant_n_children (attendees) == 0)
    return g_strdup (_ ("Nobody seen there now"));
  g_variant_iter_init (&iter, attendees);
  while (g_variant_iter_next (&iter, "(&s&s)", &id, &name))
    {
      /* First-strong isolate and its end: a name cannot turn the line around. */
      g_autofree char *isolated
          = g_strconcat ("\u2068", name[0] != '\0' ? name : _ ("somebody"), "\u2069", NULL);

      g_strv_builder_add (names, isolated);
    }
  all = g_strv_builder_end (names);
  /* Translators: between the names of those who are in a meeting: "Ana, Bo, Cy". */
  return g_strjoinv (C_ ("list of names", ", "), all);
}

char *
window_words_dup_recording_details (GVariant *recording, gint64 now)
{
  const char *state = window_applet_lookup (recording, "state");
  g_autoptr (GDateTime) started = parse_time (recording, "startedAt");
  g_autoptr (GDateTime) ended = parse_time (recording, "endedAt");
  g_autoptr (GDateTime) ready = parse_time (recording, "readyAt");
  GDateTime *shown = started != NULL ? started : ready;
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (g_str_equal (state, "running"))
    /* Translators: the recording has not ended yet. */
    g_strv_builder_add (parts, C_ ("recording", "being recorded"));
  else if (g_str_equal (state, "stopped"))
    /* Translators: the recording has ended and cannot be watched yet. */
    g_strv_builder_add (parts, C_ ("recording", "being processed"));
  if (shown != NULL)
    {
      g_autofree char *moment = dup_moment (shown, now);

      g_strv_builder_add (parts, moment);
    }
  if (started != NULL && ended != NULL)
    {
      g_autofree char *duration
          = dup_duration (g_date_time_to_unix (ended) - g_date_time_to_unix (started));

      g_strv_builder_add (parts, duration);
    }
  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}

/* Above the meetings: that they are on, or when that was heard last. */
char *
window_words_dup_heading (GVariant *status, gint64 now, gboolean sure)
{
  g_autoptr (GDateTime) heard = parse_time (status, "lastHeard");
  g_autofree char *moment = NULL;

  if (sure)
    return g_strdup (_ ("On now"));
  if (heard == NULL)
    return g_strdup (_ ("On when last heard"));
  moment = dup_moment (heard, now);
  /* Translators: above the meetings while there is no connection; %s is a time of day. */
  return g_strdup_printf (_ ("On when last heard, at %s"), moment);
}
