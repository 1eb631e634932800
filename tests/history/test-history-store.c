/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static GPtrArray *
dup_open_meetings (HistoryFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *meetings = history_store_dup_open_meetings (fixture->store, &error);

  g_assert_no_error (error);
  g_assert_nonnull (meetings);
  return meetings;
}

static void
test_restart_keeps_open_meeting (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana,bo");
  g_autoptr (MeetingChange) change = NULL;
  g_autoptr (GPtrArray) meetings = NULL;
  g_autofree char *people = NULL;
  const MeetingAttendee *bo;
  Meeting *kept;

  meeting->id = g_strdup ("server-id");
  meeting->mode = MEETING_MODE_VIDEO;
  meeting->found = TRUE;
  meeting->ending = TRUE;
  meeting->people_seen = 5;
  change = history_fixture_new_change (MEETING_CHANGE_STARTED, meeting, MORNING + MINUTE);
  history_fixture_record (fixture, change);
  history_fixture_reopen (fixture);

  meetings = dup_open_meetings (fixture);
  g_assert_cmpuint (meetings->len, ==, 1);
  kept = g_ptr_array_index (meetings, 0);
  g_assert_cmpstr (kept->key, ==, "m1");
  g_assert_cmpstr (kept->id, ==, "server-id");
  g_assert_cmpstr (kept->space_id, ==, "sales");
  g_assert_cmpint (kept->started_at, ==, MORNING);
  g_assert_cmpint (kept->ended_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_cmpint (kept->mode, ==, MEETING_MODE_VIDEO);
  g_assert_true (kept->found);
  g_assert_true (kept->ending);
  g_assert_cmpuint (kept->people_seen, ==, 5);
  people = history_fixture_dup_people (kept);
  g_assert_cmpstr (people, ==, "ana,bo");
  bo = g_ptr_array_index (kept->attendees, 1);
  g_assert_cmpstr (bo->name, ==, "Bo");
  g_assert_cmpint (bo->kind, ==, MEETING_ATTENDEE_USER);
  g_assert_cmpint (bo->joined_at, ==, MORNING + 1);
  g_assert_cmpuint (g_strv_length (bo->sessions), ==, 2);
  g_assert_cmpstr (bo->sessions[1], ==, "s2");
}

static void
test_ended_meeting_is_not_open (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana,bo");
  g_autoptr (MeetingChange) end = NULL;
  g_autoptr (GPtrArray) meetings = NULL;

  history_fixture_start (fixture, "m1", "ana,bo");
  end = history_fixture_new_change (MEETING_CHANGE_ENDED, meeting, MORNING + 9 * MINUTE);
  history_fixture_record (fixture, end);
  history_fixture_reopen (fixture);

  meetings = dup_open_meetings (fixture);
  g_assert_cmpuint (meetings->len, ==, 0);
  g_assert_cmpint (
      history_fixture_get_integer (fixture, "SELECT ended_at FROM meetings WHERE key = 'm1'"),
      ==,
      MORNING + 9 * MINUTE);
  g_assert_cmpint (history_fixture_get_integer (
                       fixture, "SELECT count(*) FROM attendances WHERE left_at IS NULL"),
                   ==,
                   0);
}

static void
test_replaced_meeting (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (Meeting) next = history_fixture_new_meeting ("m2", "cy");
  g_autoptr (MeetingChange) change = NULL;
  g_autoptr (GPtrArray) meetings = NULL;

  history_fixture_start (fixture, "m1", "ana");
  change = history_fixture_new_change (
      MEETING_CHANGE_STARTED | MEETING_CHANGE_ENDED, next, MORNING + MINUTE);
  change->ended_meeting = history_fixture_new_meeting ("m1", "ana");
  history_fixture_record (fixture, change);

  meetings = dup_open_meetings (fixture);
  g_assert_cmpuint (meetings->len, ==, 1);
  g_assert_cmpstr (((Meeting *)g_ptr_array_index (meetings, 0))->key, ==, "m2");
  g_assert_true (history_store_flush (fixture->store, NULL));
  g_assert_cmpint (
      history_fixture_get_integer (fixture, "SELECT ended_at FROM meetings WHERE key = 'm1'"),
      ==,
      MORNING + MINUTE);
}

static void
test_people_come_and_go (HistoryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    MeetingChangeFlags flags;
    const char *who;
    const char *now;
  } steps[] = {
    { MEETING_CHANGE_JOINED, "bo", "ana,bo" },
    { MEETING_CHANGE_LEFT, "ana", "bo" },
    { MEETING_CHANGE_JOINED, "cy,dee", "bo,cy,dee" },
    { MEETING_CHANGE_JOINED, "ana", "bo,cy,dee,ana" },
    { MEETING_CHANGE_JOINED, "bo", "bo,cy,dee,ana" },
  };

  history_fixture_start (fixture, "m1", "ana");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", steps[i].now);
      g_autoptr (MeetingChange) change
          = history_fixture_new_change (steps[i].flags, meeting, MORNING + i + 1);
      g_autoptr (GPtrArray) meetings = NULL;
      g_autofree char *people = NULL;

      history_fixture_add_people (
          steps[i].flags == MEETING_CHANGE_LEFT ? change->left : change->joined, steps[i].who);
      history_fixture_record (fixture, change);
      meetings = dup_open_meetings (fixture);
      g_assert_cmpuint (meetings->len, ==, 1);
      people = history_fixture_dup_people (g_ptr_array_index (meetings, 0));
      g_assert_cmpstr (people, ==, steps[i].now);
    }

  /* Ana was in twice, and each time is kept. */
  g_assert_true (history_store_flush (fixture->store, NULL));
  g_assert_cmpint (history_fixture_get_integer (
                       fixture, "SELECT count(*) FROM attendances WHERE attendee_id = 'ana'"),
                   ==,
                   2);
  g_assert_cmpint (
      history_fixture_get_integer (fixture, "SELECT left_at FROM attendances WHERE id = 1"),
      ==,
      MORNING + 2);
}

static void
test_details_rename_people (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana");
  g_autoptr (MeetingChange) change = NULL;
  g_autoptr (GPtrArray) meetings = NULL;
  const MeetingAttendee *ana;

  history_fixture_start (fixture, "m1", "ana");
  g_ptr_array_set_size (meeting->attendees, 0);
  g_ptr_array_add (meeting->attendees,
                   meeting_attendee_new ("ana", "Ana Ngo", MEETING_ATTENDEE_USER, MORNING, NULL));
  meeting->id = g_strdup ("learnt later");
  change = history_fixture_new_change (MEETING_CHANGE_DETAILS, meeting, MORNING + 1);
  history_fixture_record (fixture, change);

  meetings = dup_open_meetings (fixture);
  ana = g_ptr_array_index (((Meeting *)g_ptr_array_index (meetings, 0))->attendees, 0);
  g_assert_cmpstr (ana->name, ==, "Ana Ngo");
  g_assert_cmpstr (((Meeting *)g_ptr_array_index (meetings, 0))->id, ==, "learnt later");
}

static void
record_recording (HistoryFixture *fixture,
                  MeetingChangeFlags flags,
                  const char *id,
                  MeetingRecordingState state,
                  const char *former_key,
                  MeetingTime at)
{
  g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana");
  g_autoptr (MeetingChange) change = history_fixture_new_change (flags, meeting, at);
  g_autoptr (MeetingRecording) recording = meeting_recording_new (id, "sales", state);

  recording->started_at = MORNING;
  if (state == MEETING_RECORDING_RUNNING)
    {
      recording->started_by = g_strdup ("Maren Okafor");
      meeting->recording = meeting_recording_ref (recording);
    }
  if (state == MEETING_RECORDING_READY)
    {
      recording->ready_at = at;
      recording->link = g_strdup ("https://media.example/r1");
    }
  meeting_change_add_recording (change, flags, recording, former_key);
  history_fixture_record (fixture, change);
}

static void
test_recording_of_open_meeting (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) meetings = NULL;
  Meeting *meeting;

  history_fixture_start (fixture, "m1", "ana");
  record_recording (fixture,
                    MEETING_CHANGE_RECORDING_STARTED,
                    NULL,
                    MEETING_RECORDING_RUNNING,
                    NULL,
                    MORNING + 1);
  history_fixture_reopen (fixture);

  meetings = dup_open_meetings (fixture);
  meeting = g_ptr_array_index (meetings, 0);
  g_assert_nonnull (meeting->recording);
  g_assert_cmpstr (meeting->recording->started_by, ==, "Maren Okafor");
  g_assert_cmpint (meeting->recording->state, ==, MEETING_RECORDING_RUNNING);
}

static void
test_recording_gets_its_id (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) recordings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *former_key = g_strdup_printf ("sales@%" G_GINT64_FORMAT, MORNING);
  const MeetingRecording *recording;

  record_recording (fixture,
                    MEETING_CHANGE_RECORDING_STARTED,
                    NULL,
                    MEETING_RECORDING_RUNNING,
                    NULL,
                    MORNING + 1);
  record_recording (fixture,
                    MEETING_CHANGE_RECORDING_READY,
                    "r1",
                    MEETING_RECORDING_READY,
                    former_key,
                    MORNING + 2);
  recordings = history_store_dup_recordings (fixture->store, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (recordings->len, ==, 1);
  recording = g_ptr_array_index (recordings, 0);
  g_assert_cmpstr (recording->id, ==, "r1");
  g_assert_cmpint (recording->state, ==, MEETING_RECORDING_READY);
  g_assert_cmpstr (recording->link, ==, "https://media.example/r1");
  g_assert_cmpint (recording->ready_at, ==, MORNING + 2);
}

/* The way it goes in the program: an event, what the list makes of it, and the history. */
static void
hear_recording (HistoryFixture *fixture,
                MeetingList *list,
                MeetingEventKind kind,
                const char *meeting_id,
                MeetingRecording *recording,
                MeetingTime at)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (kind, "sales", at);
  g_autoptr (MeetingChange) change = NULL;

  event->meeting_id = g_strdup (meeting_id);
  if (recording != NULL)
    {
      event->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
      g_ptr_array_add (event->recordings, recording);
    }
  change = meeting_list_apply (list, event);
  g_assert_nonnull (change);
  history_fixture_record (fixture, change);
}

/* "r2 0, r1 1": ids and states as they come from the file after a restart. */
static char *
dup_recordings_kept (HistoryFixture *fixture)
{
  g_autoptr (GPtrArray) recordings = NULL;
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  history_fixture_reopen (fixture);
  recordings = history_store_dup_recordings (fixture->store, 20, NULL);
  for (guint i = 0; i < recordings->len; i++)
    {
      const MeetingRecording *recording = g_ptr_array_index (recordings, i);
      g_autofree char *text = g_strdup_printf (
          "%s %d", recording->id != NULL ? recording->id : "?", (int)recording->state);

      g_strv_builder_add (texts, text);
    }
  list = g_strv_builder_end (texts);
  return g_strjoinv (", ", list);
}

/* The event of the start names none, that of the stop tells id and start. */
static void
test_recording_named_at_its_end (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  MeetingRecording *named = meeting_recording_new ("r1", "sales", MEETING_RECORDING_STOPPED);
  g_autofree char *kept = NULL;

  named->started_at = MORNING + 7;
  hear_recording (fixture, list, MEETING_EVENT_RECORDING_STARTED, "m1", NULL, MORNING + 10);
  hear_recording (fixture, list, MEETING_EVENT_RECORDING_STOPPED, "m1", named, MORNING + 20);
  kept = dup_recordings_kept (fixture);
  g_assert_cmpstr (kept, ==, "r1 1");
}

static void
test_recording_ended_by_the_next (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  g_autofree char *kept = NULL;

  hear_recording (fixture,
                  list,
                  MEETING_EVENT_RECORDING_STARTED,
                  "m1",
                  meeting_recording_new ("r1", "sales", MEETING_RECORDING_RUNNING),
                  MORNING + 10);
  hear_recording (fixture,
                  list,
                  MEETING_EVENT_RECORDING_STARTED,
                  "m1",
                  meeting_recording_new ("r2", "sales", MEETING_RECORDING_RUNNING),
                  MORNING + 20);
  kept = dup_recordings_kept (fixture);
  g_assert_true (g_str_equal (kept, "r2 0, r1 1") || g_str_equal (kept, "r1 1, r2 0"));
}

static void
test_recordings_without_a_name (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  g_autofree char *kept = NULL;

  hear_recording (fixture, list, MEETING_EVENT_RECORDING_READY, "m1", NULL, MORNING + 10);
  hear_recording (fixture, list, MEETING_EVENT_RECORDING_READY, "m2", NULL, MORNING + 20);
  kept = dup_recordings_kept (fixture);
  g_assert_cmpstr (kept, ==, "? 2, ? 2");
}

static void
test_recordings_newest_first (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) recordings = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);

      record_recording (
          fixture, MEETING_CHANGE_RECORDING_READY, id, MEETING_RECORDING_READY, NULL, MORNING + i);
    }
  recordings = history_store_dup_recordings (fixture->store, 3, NULL);
  g_assert_cmpuint (recordings->len, ==, 3);
  g_assert_cmpstr (((MeetingRecording *)g_ptr_array_index (recordings, 0))->id, ==, "r4");
  g_assert_cmpstr (((MeetingRecording *)g_ptr_array_index (recordings, 2))->id, ==, "r2");
}

static void
test_recording_by_key (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (MeetingRecording) known = NULL;
  g_autoptr (MeetingRecording) unknown = NULL;
  g_autoptr (GError) error = NULL;

  record_recording (
      fixture, MEETING_CHANGE_RECORDING_READY, "r1", MEETING_RECORDING_READY, NULL, MORNING + 1);
  record_recording (
      fixture, MEETING_CHANGE_RECORDING_READY, "r2", MEETING_RECORDING_READY, NULL, MORNING + 2);
  known = history_store_dup_recording (fixture->store, "r1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (known->id, ==, "r1");
  g_assert_cmpstr (known->link, ==, "https://media.example/r1");
  unknown = history_store_dup_recording (fixture->store, "r' OR 1", &error);
  g_assert_no_error (error);
  g_assert_null (unknown);
}

static void
test_event_ids_newest_first (HistoryFixture *fixture, gconstpointer data)
{
  g_auto (GStrv) ids = NULL;
  g_autofree char *first = g_strdup_printf ("event-%" G_GINT64_FORMAT, MORNING + 4);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana");
      g_autoptr (MeetingChange) change
          = history_fixture_new_change (MEETING_CHANGE_DETAILS, meeting, MORNING + i);

      if (i == 2)
        g_clear_pointer (&change->event->id, g_free);
      history_fixture_record (fixture, change);
    }
  history_fixture_reopen (fixture);
  ids = history_store_dup_event_ids (fixture->store, 10, NULL);
  g_assert_cmpuint (g_strv_length (ids), ==, 4);
  g_assert_cmpstr (ids[0], ==, first);
  g_clear_pointer (&ids, g_strfreev);
  ids = history_store_dup_event_ids (fixture->store, 1, NULL);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
}

static void
test_space_names (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *sales = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *renamed = NULL;

  history_fixture_start (fixture, "m1", "ana");
  g_assert_true (history_store_record_space (fixture->store, "other", NULL, NULL));
  g_assert_true (history_store_record_space (fixture->store, "sales", "Sales & Co", NULL));
  /* Nothing known is nothing forgotten. */
  g_assert_true (history_store_record_space (fixture->store, "sales", NULL, NULL));
  sales = history_store_dup_space_name (fixture->store, "sales");
  g_assert_cmpstr (sales, ==, "Sales & Co");
  history_fixture_reopen (fixture);
  renamed = history_store_dup_space_name (fixture->store, "sales");
  g_assert_cmpstr (renamed, ==, "Sales & Co");
  unknown = history_store_dup_space_name (fixture->store, "other");
  g_assert_null (unknown);
  g_assert_null (history_store_dup_space_name (fixture->store, "never heard of"));
}

static void
test_permissions (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  GStatBuf info;

  history_fixture_start (fixture, "m1", "ana");
  g_assert_true (history_store_flush (fixture->store, NULL));
  g_assert_cmpint (g_stat (directory, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (fixture->path, suffixes[i], NULL);

      g_assert_cmpint (g_stat (name, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }

  /* One that others could read is made private. */
  history_store_close (fixture->store);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  history_fixture_reopen (fixture);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_closed_store (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  history_store_close (fixture->store);
  history_store_close (fixture->store);
  g_assert_false (history_store_record_space (fixture->store, "sales", "Sales", &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_null (history_store_dup_open_meetings (fixture->store, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_READ);
  g_assert_true (history_store_flush (fixture->store, NULL));
}

static void
test_read_only_beside_the_applet (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryStore) reader = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;

  reader = history_store_open_read_only (fixture->path, &error);
  g_assert_no_error (error);
  history_fixture_start (fixture, "m1", "ana");
  before = history_store_dup_open_meetings (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->len, ==, 0);
  g_assert_true (history_store_flush (fixture->store, NULL));
  after = history_store_dup_open_meetings (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_false (history_store_record_space (reader, "sales", "Sales", &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
}

/* How often the log has begun again: WAL file format, "checkpoint sequence number". */
static guint32
get_log_turns (HistoryFixture *fixture)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  FILE *file = g_fopen (log, "re");
  guint32 header[8];

  g_assert_nonnull (file);
  g_assert_cmpuint (fread (header, sizeof header, 1, file), ==, 1);
  fclose (file);
  return GUINT32_FROM_BE (header[3]);
}

static void
record_details (HistoryFixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana");
      g_autoptr (MeetingChange) change
          = history_fixture_new_change (MEETING_CHANGE_DETAILS, meeting, MORNING + i);

      history_fixture_record (fixture, change);
    }
  g_assert_true (history_store_flush (fixture->store, NULL));
}

/* The worker moves the log into the file, and then the log begins again instead of growing. */
static void
test_log_begins_again (HistoryFixture *fixture, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  guint32 turns;

  record_details (fixture, 1);
  turns = get_log_turns (fixture);
  for (guint i = 0; i < 50; i++)
    record_details (fixture, 200);
  while (get_log_turns (fixture) == turns)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      record_details (fixture, 1);
      g_thread_yield ();
    }
}

/* The demonstration's is thrown away: nothing of it is left, with a log or without. */
static void
test_discard (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GDir) directory = NULL;

  history_fixture_start (fixture, "m1", "ana");
  g_assert_true (history_store_flush (fixture->store, NULL));
  history_store_discard (fixture->path);
  directory = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (directory));
  history_store_discard (fixture->path);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/history/store/" name,                                                              \
              HistoryFixture,                                                                      \
              NULL,                                                                                \
              history_fixture_set_up,                                                              \
              function,                                                                            \
              history_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("restart-keeps-open-meeting", test_restart_keeps_open_meeting);
  ADD ("ended-meeting-is-not-open", test_ended_meeting_is_not_open);
  ADD ("replaced-meeting", test_replaced_meeting);
  ADD ("people-come-and-go", test_people_come_and_go);
  ADD ("details-rename-people", test_details_rename_people);
  ADD ("recording-of-open-meeting", test_recording_of_open_meeting);
  ADD ("recording-gets-its-id", test_recording_gets_its_id);
  ADD ("recording-named-at-its-end", test_recording_named_at_its_end);
  ADD ("recording-ended-by-the-next", test_recording_ended_by_the_next);
  ADD ("recordings-without-a-name", test_recordings_without_a_name);
  ADD ("recordings-newest-first", test_recordings_newest_first);
  ADD ("recording-by-key", test_recording_by_key);
  ADD ("event-ids-newest-first", test_event_ids_newest_first);
  ADD ("space-names", test_space_names);
  ADD ("permissions", test_permissions);
  ADD ("closed-store", test_closed_store);
  ADD ("read-only-beside-the-applet", test_read_only_beside_the_applet);
  ADD ("log-begins-again", test_log_begins_again);
  ADD ("discard", test_discard);
  return g_test_run ();
}
