/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"

static void
intend (HistoryFixture *fixture, const char *key, MeetingTime at)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      history_store_intend_notice (fixture->store, key, "sales", "Meeting started", at, &error));
  g_assert_no_error (error);
}

static void
set_state (HistoryFixture *fixture, const char *key, HistoryNoticeState state)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (history_store_set_notice_state (fixture->store, key, state, 7, ":1.42", &error));
  g_assert_no_error (error);
}

static HistoryNotice *
dup_notice (HistoryFixture *fixture, const char *key)
{
  g_autoptr (GError) error = NULL;
  HistoryNotice *notice = history_store_dup_notice (fixture->store, key, &error);

  g_assert_no_error (error);
  return notice;
}

static char *
dup_keys (GPtrArray *notices)
{
  GString *keys = g_string_new (NULL);

  for (guint i = 0; i < notices->len; i++)
    g_string_append_printf (
        keys, "%s%s", i > 0 ? "," : "", ((HistoryNotice *)g_ptr_array_index (notices, i))->key);
  return g_string_free (keys, FALSE);
}

static void
test_none (HistoryFixture *fixture, gconstpointer data)
{
  g_assert_null (dup_notice (fixture, "meeting:m1"));
}

static void
test_states_survive_restart (HistoryFixture *fixture, gconstpointer data)
{
  static const HistoryNoticeState states[] = {
    HISTORY_NOTICE_SHOWN,
    HISTORY_NOTICE_FAILED,
    HISTORY_NOTICE_DONE,
  };

  intend (fixture, "meeting:m1", MORNING);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (HistoryNotice) notice = NULL;

      set_state (fixture, "meeting:m1", states[i]);
      history_fixture_reopen (fixture);
      notice = dup_notice (fixture, "meeting:m1");
      g_assert_nonnull (notice);
      g_assert_cmpint (notice->state, ==, states[i]);
      g_assert_cmpstr (notice->key, ==, "meeting:m1");
      g_assert_cmpstr (notice->space_id, ==, "sales");
      g_assert_cmpstr (notice->text, ==, "Meeting started");
      g_assert_cmpint (notice->intended_at, ==, MORNING);
      g_assert_cmpuint (notice->daemon_id, ==, 7);
      g_assert_cmpstr (notice->daemon, ==, ":1.42");
    }
}

/* An update is intended again, and must still find the card that is up. */
static void
test_update_keeps_the_daemon (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryNotice) notice = NULL;

  intend (fixture, "meeting:m1", MORNING);
  set_state (fixture, "meeting:m1", HISTORY_NOTICE_SHOWN);
  intend (fixture, "meeting:m1", MORNING + MINUTE);
  notice = dup_notice (fixture, "meeting:m1");
  g_assert_cmpint (notice->state, ==, HISTORY_NOTICE_INTENDED);
  g_assert_cmpint (notice->intended_at, ==, MORNING + MINUTE);
  g_assert_cmpuint (notice->daemon_id, ==, 7);
  g_assert_cmpstr (notice->daemon, ==, ":1.42");
}

static void
test_unknown_and_shown (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GPtrArray) shown = NULL;
  g_autofree char *unknown_keys = NULL;
  g_autofree char *shown_keys = NULL;

  intend (fixture, "done", MORNING + 1);
  intend (fixture, "shown", MORNING + 2);
  intend (fixture, "failed", MORNING + 3);
  intend (fixture, "killed-second", MORNING + 5);
  intend (fixture, "killed-first", MORNING + 4);
  intend (fixture, "of-this-run", MORNING + MINUTE);
  set_state (fixture, "done", HISTORY_NOTICE_DONE);
  set_state (fixture, "shown", HISTORY_NOTICE_SHOWN);
  set_state (fixture, "failed", HISTORY_NOTICE_FAILED);
  history_fixture_reopen (fixture);

  unknown = history_store_dup_unknown_notices (fixture->store, MORNING + MINUTE, NULL);
  unknown_keys = dup_keys (unknown);
  g_assert_cmpstr (unknown_keys, ==, "failed,killed-first,killed-second");
  shown = history_store_dup_shown_notices (fixture->store, NULL);
  shown_keys = dup_keys (shown);
  g_assert_cmpstr (shown_keys, ==, "shown");
}

static void
test_state_of_no_notice (HistoryFixture *fixture, gconstpointer data)
{
  set_state (fixture, "never intended", HISTORY_NOTICE_SHOWN);
  g_assert_null (dup_notice (fixture, "never intended"));
}

/* Whoever wrote these rows, reading them ends in values the rest can work with. */
static void
test_odd_rows (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryNotice) notice = NULL;
  g_autoptr (GPtrArray) meetings = NULL;
  g_autoptr (GPtrArray) recordings = NULL;
  g_autoptr (GError) error = NULL;
  const MeetingRecording *recording;
  const Meeting *meeting;
  const MeetingAttendee *attendee;

  history_fixture_run_sql (
      fixture,
      "INSERT INTO notices VALUES ('n', NULL, CAST (x'ff41' AS TEXT), 99, -5, -1, NULL);"
      "INSERT INTO meetings VALUES ('m', NULL, 's', -7, NULL, 12, -1, 77, -3, 'r');"
      "INSERT INTO attendances VALUES (1, 'm', 'a', CAST (x'c328' AS TEXT), 55, '', NULL, 0, NULL);"
      "INSERT INTO attendances VALUES (2, 'm', 'a', 'twice', 0, NULL, NULL, 0, NULL);"
      "INSERT INTO recordings VALUES ('r', NULL, 's', NULL, -9, -9223372036854775808,"
      "  9223372036854775807, NULL, NULL, NULL, 0);");
  history_fixture_reopen (fixture);

  notice = dup_notice (fixture, "n");
  g_assert_cmpint (notice->state, ==, HISTORY_NOTICE_DONE);
  g_assert_cmpuint (notice->daemon_id, ==, 0);
  g_assert_cmpint (notice->intended_at, ==, 0);
  g_assert_true (g_utf8_validate (notice->text, -1, NULL));

  meetings = history_store_dup_open_meetings (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (meetings->len, ==, 1);
  meeting = g_ptr_array_index (meetings, 0);
  g_assert_cmpint (meeting->mode, ==, MEETING_MODE_UNKNOWN);
  g_assert_cmpint (meeting->started_at, ==, 0);
  g_assert_cmpuint (meeting->people_seen, ==, 0);
  g_assert_cmpuint (meeting->attendees->len, ==, 1);
  attendee = g_ptr_array_index (meeting->attendees, 0);
  g_assert_true (g_utf8_validate (attendee->name, -1, NULL));
  g_assert_cmpint (attendee->kind, ==, MEETING_ATTENDEE_GUEST);
  g_assert_cmpint (meeting->recording->state, ==, MEETING_RECORDING_STOPPED);

  recordings = history_store_dup_recordings (fixture->store, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (recordings->len, ==, 1);
  recording = g_ptr_array_index (recordings, 0);
  g_assert_cmpint (recording->started_at, ==, 0);
  g_assert_cmpint (recording->ended_at, >, 0);
  g_assert_cmpint (recording->ended_at, <, G_MAXINT64 / 2);
  g_assert_cmpint (recording->ready_at, ==, MEETING_TIME_UNKNOWN);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/history/ledger/" name,                                                             \
              HistoryFixture,                                                                      \
              NULL,                                                                                \
              history_fixture_set_up,                                                              \
              function,                                                                            \
              history_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", test_none);
  ADD ("states-survive-restart", test_states_survive_restart);
  ADD ("update-keeps-the-daemon", test_update_keeps_the_daemon);
  ADD ("unknown-and-shown", test_unknown_and_shown);
  ADD ("state-of-no-notice", test_state_of_no_notice);
  ADD ("odd-rows", test_odd_rows);
  return g_test_run ();
}
