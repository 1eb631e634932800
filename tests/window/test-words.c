/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "window-words.h"

/* 2024-02-18T09:24:52Z */
#define NOW G_GINT64_CONSTANT (1708248292000000)

typedef struct
{
  const char *name;
  const char *dictionary;
  const char *expected;
} WordsCase;

static const WordsCase meeting_cases[] = {
  { "just-started",
    "{'startedAt': <'2024-02-18T09:24:00Z'>, 'attendees': <[('a', 'Ana')]>, 'recording': <false>}",
    "since 09:24 · 1 person" },
  { "a-minute",
    "{'startedAt': <'2024-02-18T09:23:00Z'>, 'attendees': <[('a', 'Ana'), ('b', 'Bo')]>}",
    "since 09:23 (1 min) · 2 people" },
  { "hours",
    "{'startedAt': <'2024-02-18T07:19:52Z'>, 'attendees': <[('a', 'Ana')]>, 'recording': <true>}",
    "since 07:19 (2 h 05 min) · 1 person · being recorded" },
  { "yesterday",
    "{'startedAt': <'2024-02-17T23:24:52Z'>, 'attendees': <[('a', 'Ana')]>}",
    "since Sat 17 Feb, 23:24 (10 h 00 min) · 1 person" },
  { "in-the-future", "{'startedAt': <'2024-02-18T10:24:52Z'>}", "since 10:24" },
  { "audio", "{'mode': <'audio'>, 'attendees': <[('a', 'Ana')]>}", "1 person · audio only" },
  { "nothing-known", "@a{sv} {}", "" },
  { "wrong-types", "{'startedAt': <4>, 'attendees': <'x'>, 'recording': <'yes'>}", "" },
};

/* What was heard last is not getting older. */
static const WordsCase unsure_cases[] = {
  { "hours",
    "{'startedAt': <'2024-02-18T07:19:52Z'>, 'attendees': <[('a', 'Ana')]>}",
    "since 07:19 · 1 person" },
};

static const WordsCase people_cases[] = {
  { "nobody", "{'attendees': <@a(ss) []>}", "Nobody seen there now" },
  { "two", "{'attendees': <[('a', 'Ana'), ('b', 'Bo')]>}", "\u2068Ana\u2069, \u2068Bo\u2069" },
  { "unnamed", "{'attendees': <[('a', '')]>}", "\u2068somebody\u2069" },
};

static const WordsCase recording_cases[] = {
  { "ready",
    "{'state': <'ready'>, 'startedAt': <'2024-02-18T08:15:00Z'>, 'endedAt': "
    "<'2024-02-18T08:58:20Z'>}",
    "08:15 · 43 min" },
  { "short",
    "{'state': <'ready'>, 'startedAt': <'2024-02-18T08:15:00Z'>, 'endedAt': "
    "<'2024-02-18T08:15:40Z'>}",
    "08:15 · 1 min" },
  { "being-processed",
    "{'state': <'stopped'>, 'startedAt': <'2024-02-18T08:15:00Z'>, 'endedAt': <''>}",
    "being processed · 08:15" },
  { "running", "{'state': <'running'>, 'startedAt': <''>}", "being recorded" },
  { "only-ready-known", "{'state': <'ready'>, 'readyAt': <'2024-02-18T09:09:12Z'>}", "09:09" },
};

static const WordsCase heading_cases[] = {
  { "heard", "{'lastHeard': <'2024-02-18T09:09:12Z'>}", "On when last heard, at 09:09" },
  { "never-heard", "{'lastHeard': <''>}", "On when last heard" },
};

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_meeting (gconstpointer data)
{
  const WordsCase *test = data;
  g_autoptr (GVariant) meeting = parse (test->dictionary);
  g_autofree char *words = window_words_dup_meeting_details (meeting, NOW, TRUE);

  g_assert_cmpstr (words, ==, test->expected);
}

static void
test_unsure (gconstpointer data)
{
  const WordsCase *test = data;
  g_autoptr (GVariant) meeting = parse (test->dictionary);
  g_autofree char *words = window_words_dup_meeting_details (meeting, NOW, FALSE);

  g_assert_cmpstr (words, ==, test->expected);
}

static void
test_people (gconstpointer data)
{
  const WordsCase *test = data;
  g_autoptr (GVariant) meeting = parse (test->dictionary);
  g_autofree char *words = window_words_dup_people (meeting);

  g_assert_cmpstr (words, ==, test->expected);
}

static void
test_recording (gconstpointer data)
{
  const WordsCase *test = data;
  g_autoptr (GVariant) recording = parse (test->dictionary);
  g_autofree char *words = window_words_dup_recording_details (recording, NOW);

  g_assert_cmpstr (words, ==, test->expected);
}

static void
test_heading (gconstpointer data)
{
  const WordsCase *test = data;
  g_autoptr (GVariant) status = parse (test->dictionary);
  g_autofree char *words = window_words_dup_heading (status, NOW, FALSE);
  g_autofree char *sure = window_words_dup_heading (status, NOW, TRUE);

  g_assert_cmpstr (sure, ==, "On now");
  g_assert_cmpstr (words, ==, test->expected);
}

static void
add_cases (const char *group, const WordsCase *cases, gsize count, GTestDataFunc function)
{
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *path = g_strdup_printf ("/window/words/%s/%s", group, cases[i].name);

      g_test_add_data_func (path, &cases[i], function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("meeting", meeting_cases, G_N_ELEMENTS (meeting_cases), test_meeting);
  add_cases ("unsure", unsure_cases, G_N_ELEMENTS (unsure_cases), test_unsure);
  add_cases ("people", people_cases, G_N_ELEMENTS (people_cases), test_people);
  add_cases ("recording", recording_cases, G_N_ELEMENTS (recording_cases), test_recording);
  add_cases ("heading", heading_cases, G_N_ELEMENTS (heading_cases), test_heading);
  return g_test_run ();
}
