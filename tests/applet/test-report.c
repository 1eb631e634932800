/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-report.h"

/* 2024-02-18T09:24:52Z */
#define NOW G_GINT64_CONSTANT (1708248292000000)

static GVariant *
parse (const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE (type), text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_json_not_running (void)
{
  g_autofree char *json = applet_report_dup_json (NULL, NULL);

  g_assert_cmpstr (json,
                   ==,
                   "{\"status\":\"not-running\",\"reason\":\"none\",\"since\":null,"
                   "\"lastHeard\":null,\"meetings\":[]}");
}

static void
test_json_live (void)
{
  g_autoptr (GVariant) status = parse ("a{sv}",
                                       "{'status': <'recording'>, 'reason': <'none'>,"
                                       " 'since': <'2024-02-18T09:01:52Z'>, 'lastHeard': <''>}");
  g_autoptr (GVariant) meetings = parse (
      "aa{sv}",
      "[{'spaceId': <'abc'>, 'space': <'Say \"hi\"'>, 'startedAt': <'2024-02-18T09:01:52Z'>,"
      " 'attendees': <[('p1', 'Ana'), ('p2', '')]>, 'recording': <true>}]");
  g_autofree char *json = applet_report_dup_json (status, meetings);

  g_assert_cmpstr (json,
                   ==,
                   "{\"status\":\"recording\",\"reason\":\"none\","
                   "\"since\":\"2024-02-18T09:01:52Z\",\"lastHeard\":null,\"meetings\":["
                   "{\"spaceId\":\"abc\",\"space\":\"Say \\\"hi\\\"\","
                   "\"startedAt\":\"2024-02-18T09:01:52Z\",\"attendees\":["
                   "{\"id\":\"p1\",\"name\":\"Ana\"},{\"id\":\"p2\",\"name\":\"\"}],"
                   "\"recording\":true}]}");
}

/* A stranger on the bus may answer with anything. */
static void
test_json_of_nonsense (void)
{
  g_autoptr (GVariant) status = parse ("a{sv}", "{'status': <42>, 'since': <true>}");
  g_autoptr (GVariant) meetings = parse ("aa{sv}", "[{'attendees': <'nobody'>, 'recording': <1>}]");
  g_autofree char *json = applet_report_dup_json (status, meetings);
  g_autofree char *text = applet_report_dup_text (status, meetings, NOW);

  g_assert_cmpstr (json,
                   ==,
                   "{\"status\":\"\",\"reason\":\"\",\"since\":null,\"lastHeard\":null,"
                   "\"meetings\":[{\"spaceId\":\"\",\"space\":\"\",\"startedAt\":null,"
                   "\"attendees\":[],\"recording\":false}]}");
  g_assert_nonnull (text);
}

static void
test_time (void)
{
  g_autofree char *known = applet_report_dup_time (G_GINT64_CONSTANT (1708246912114000));
  g_autofree char *unknown = applet_report_dup_time (MEETING_TIME_UNKNOWN);

  g_assert_cmpstr (known, ==, "2024-02-18T09:01:52Z");
  g_assert_cmpstr (unknown, ==, "");
}

static void
test_text (void)
{
  g_autoptr (GVariant) status = parse ("a{sv}", "{'detail': <'A meeting is on.'>}");
  g_autoptr (GVariant) meetings
      = parse ("aa{sv}",
               "[{'space': <'Weekly'>, 'startedAt': <'2024-02-18T09:01:52Z'>,"
               " 'attendees': <[('p1', 'Ana')]>, 'recording': <true>},"
               " {'space': <'Empty'>, 'startedAt': <''>}]");
  g_autofree char *text = applet_report_dup_text (status, meetings, NOW);
  g_autofree char *not_running = applet_report_dup_text (NULL, NULL, NOW);

  g_assert_cmpstr (
      text, ==, "A meeting is on.\n  Weekly: since 09:01, 1 person, being recorded\n  Empty");
  g_assert_cmpstr (not_running, ==, "Spaces Tray is not running.");
}

/* What was heard last is not told as what is on now. */
static void
test_text_unsure (void)
{
  g_autoptr (GVariant) status = parse ("a{sv}",
                                       "{'status': <'offline'>, 'detail': <'Not connected.'>, "
                                       "'lastHeard': <'2024-02-18T09:10:52Z'>}");
  g_autoptr (GVariant) meetings
      = parse ("aa{sv}", "[{'space': <'Weekly'>, 'startedAt': <'2024-02-17T23:01:52Z'>}]");
  g_autofree char *text = applet_report_dup_text (status, meetings, NOW);
  g_autofree char *none = applet_report_dup_text (status, NULL, NOW);

  g_assert_cmpstr (
      text, ==, "Not connected.\nOn when last heard, at 09:10\n  Weekly: since Sat 23:01");
  g_assert_cmpstr (none, ==, "Not connected.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/applet/report/json-not-running", test_json_not_running);
  g_test_add_func ("/applet/report/json-live", test_json_live);
  g_test_add_func ("/applet/report/json-of-nonsense", test_json_of_nonsense);
  g_test_add_func ("/applet/report/time", test_time);
  g_test_add_func ("/applet/report/text", test_text);
  g_test_add_func ("/applet/report/text-unsure", test_text_unsure);
  return g_test_run ();
}
