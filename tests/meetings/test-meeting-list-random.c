/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* Whatever comes in whatever order: what the list says stays true to itself. Seeded, so a failure
 * comes back with --seed. */

#include <string.h>

#include "meeting-status.h"

#define ROUNDS 300
#define EVENTS 120

static const char *const spaces[] = { "harbour", "pier" };
static const char *const meetings[] = { NULL, "m1", "m2", "m3" };
static const char *const people[] = { "ann", "ben", "cyd", "dan" };
static const char *const sessions[] = { "s1", "s2", "s3" };

static guint
pick (guint count)
{
  return (guint)g_test_rand_int_range (0, (int)count);
}

static MeetingTime
pick_time (void)
{
  if (pick (3) == 0)
    return MEETING_TIME_UNKNOWN;
  return (MeetingTime)pick (50) * G_TIME_SPAN_SECOND;
}

static MeetingAttendee *
make_person (void)
{
  const char *one[] = { sessions[pick (G_N_ELEMENTS (sessions))], NULL };

  return meeting_attendee_new (people[pick (G_N_ELEMENTS (people))],
                               pick (2) == 0 ? "A Name" : NULL,
                               MEETING_ATTENDEE_USER,
                               pick_time (),
                               pick (2) == 0 ? one : NULL);
}

static MeetingRecording *
make_recording (const char *space_id)
{
  static const char *const ids[] = { NULL, "r1", "r2" };
  MeetingRecording *recording = meeting_recording_new (
      ids[pick (G_N_ELEMENTS (ids))], space_id, (MeetingRecordingState)pick (3));

  recording->started_at = pick_time ();
  recording->ended_at = pick_time ();
  return recording;
}

static MeetingEvent *
make_event (guint number)
{
  MeetingEvent *event
      = meeting_event_new ((MeetingEventKind)pick (MEETING_EVENT_NONE + 1),
                           spaces[pick (G_N_ELEMENTS (spaces))],
                           /* Steps back too, but never twice at one moment. */
                           (MeetingTime)pick (100) * G_TIME_SPAN_SECOND + number + 1);

  event->id = pick (2) == 0 ? g_strdup_printf ("e%u", pick (number + 2)) : NULL;
  event->meeting_id = g_strdup (meetings[pick (G_N_ELEMENTS (meetings))]);
  event->started_at = pick_time ();
  event->ended_at = pick_time ();
  event->ending_at = pick_time ();
  event->modified_at = pick_time ();
  event->mode = (MeetingMode)pick (3);
  event->activity = (MeetingActivity)pick (3);
  if (pick (2) == 0)
    event->attendee = make_person ();
  if (pick (2) == 0)
    {
      event->attendees = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
      for (guint i = pick (6); i > 0; i--)
        g_ptr_array_add (event->attendees, make_person ());
    }
  if (pick (2) == 0)
    {
      event->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
      for (guint i = pick (3); i > 0; i--)
        g_ptr_array_add (event->recordings, make_recording (event->space_id));
    }
  return event;
}

/* Everything that is true of a live meeting, whatever happened. */
static void
check_meeting (Meeting *meeting, GHashTable *seen_spaces)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true (g_hash_table_add (seen_spaces, meeting->space_id));
  g_assert_cmpint (meeting->ended_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_cmpint (meeting->started_at, >=, 0);
  g_assert_cmpuint (meeting->people_seen, >=, meeting->attendees->len);
  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      g_assert_true (g_hash_table_add (ids, attendee->id));
    }
  if (meeting->recording != NULL)
    {
      g_assert_cmpint (meeting->recording->state, ==, MEETING_RECORDING_RUNNING);
      g_assert_cmpstr (meeting->recording->space_id, ==, meeting->space_id);
    }
}

/* What the changes told so far, applied to nothing else, is what the list has. */
static void
check_kept (MeetingList *list, GHashTable *kept)
{
  g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);

  for (guint i = 0; i < recordings->len; i++)
    {
      MeetingRecording *recording = g_ptr_array_index (recordings, i);
      g_autofree char *name = meeting_recording_dup_key (recording);
      g_autofree char *key = g_strconcat (recording->space_id, " ", name, NULL);

      g_assert_true (g_hash_table_lookup (kept, key) == recording);
    }
}

static void
keep_altered (GHashTable *kept, MeetingChange *change)
{
  for (guint i = 0; i < change->recordings->len; i++)
    {
      const MeetingRecordingChange *altered = g_ptr_array_index (change->recordings, i);
      g_autofree char *key = meeting_recording_dup_key (altered->recording);

      if (altered->former_key != NULL)
        {
          g_autofree char *former = g_strconcat (change->space_id, " ", altered->former_key, NULL);

          g_assert_true (g_hash_table_remove (kept, former));
        }
      g_hash_table_replace (kept,
                            g_strconcat (change->space_id, " ", key, NULL),
                            meeting_recording_ref (altered->recording));
    }
}

static void
check_recordings (MeetingList *list)
{
  g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);
  g_autoptr (GHashTable) running = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (recordings->len, <=, 20);
  for (guint i = 0; i < recordings->len; i++)
    {
      const MeetingRecording *recording = g_ptr_array_index (recordings, i);
      Meeting *meeting = meeting_list_get_meeting (list, recording->space_id);

      if (recording->state != MEETING_RECORDING_RUNNING)
        continue;
      g_assert_true (g_hash_table_add (running, recording->space_id));
      g_assert_nonnull (meeting);
      g_assert_true (meeting->recording == recording);
    }
}

/* Every state of a recording is told by the change that brings it, so that it is kept and told. */
static void
check_altered (MeetingChange *change)
{
  static const MeetingChangeFlags states[] = { MEETING_CHANGE_RECORDING_STARTED,
                                               MEETING_CHANGE_RECORDING_STOPPED,
                                               MEETING_CHANGE_RECORDING_READY };
  const MeetingChangeFlags all = states[0] | states[1] | states[2];
  MeetingChangeFlags told = 0;

  for (guint i = 0; i < change->recordings->len; i++)
    {
      const MeetingRecordingChange *altered = g_ptr_array_index (change->recordings, i);

      g_assert_cmpstr (altered->recording->space_id, ==, change->space_id);
      g_assert_true (altered->flags == MEETING_CHANGE_DETAILS
                     || altered->flags == states[altered->recording->state]);
      told |= altered->flags;
    }
  g_assert_cmpint (change->flags & all, ==, told & all);
}

/* A change says exactly what became different. */
static void
check_change (MeetingChange *change, Meeting *before, Meeting *after, MeetingEvent *event)
{
  gboolean started = (change->flags & MEETING_CHANGE_STARTED) != 0;
  gboolean ended = (change->flags & MEETING_CHANGE_ENDED) != 0;

  g_assert_true (change->meeting == after);
  g_assert_true (ended == (change->ended_meeting != NULL));
  g_assert_true (!ended || before != NULL);
  if (ended)
    {
      g_assert_cmpstr (change->ended_meeting->key, ==, before->key);
      g_assert_cmpint (change->ended_meeting->ended_at, >=, change->ended_meeting->started_at);
    }
  g_assert_true (started == (after != NULL && (before == NULL || ended)));
  g_assert_true (started || ended || before == NULL
                 || g_strcmp0 (before->key, after != NULL ? after->key : NULL) == 0);
  for (guint i = 0; i < change->joined->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (change->joined, i);

      g_assert_false (meeting_has_attendee (before, attendee->id));
      g_assert_true (meeting_has_attendee (after, attendee->id));
    }
  for (guint i = 0; i < change->left->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (change->left, i);

      g_assert_true (meeting_has_attendee (before, attendee->id));
      g_assert_false (meeting_has_attendee (after, attendee->id));
    }
  if (!started && !ended && before != NULL)
    g_assert_cmpuint (before->attendees->len + change->joined->len,
                      ==,
                      after->attendees->len + change->left->len);
  check_altered (change);
}

static void
check_truth (MeetingList *list, MeetingEvent *event, gboolean duplicate)
{
  Meeting *meeting = meeting_list_get_meeting (list, event->space_id);

  if (duplicate)
    return;
  if (event->kind == MEETING_EVENT_NONE)
    g_assert_null (meeting);
  if (event->kind != MEETING_EVENT_FOUND)
    return;
  g_assert_true ((meeting == NULL) == (event->ended_at != MEETING_TIME_UNKNOWN));
  g_assert_true (meeting_list_get_space (list, event->space_id)->known);
  if (meeting == NULL || event->attendees == NULL)
    return;
  for (guint i = 0; i < event->attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (event->attendees, i);

      g_assert_true (meeting_has_attendee (meeting, attendee->id));
    }
  g_assert_cmpuint (meeting->attendees->len, <=, event->attendees->len);
}

static void
count_signal (MeetingList *list, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static void
step (MeetingList *list, GHashTable *seen_ids, GHashTable *kept, guint number)
{
  g_autoptr (MeetingEvent) event = make_event (number);
  g_autoptr (MeetingChange) change = NULL;
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GHashTable) seen_spaces = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (Meeting) before = NULL;
  Meeting *after;
  guint signals = 0;
  gulong handler = g_signal_connect (list, "changed", G_CALLBACK (count_signal), &signals);
  gboolean duplicate = FALSE;

  if (event->id != NULL)
    duplicate
        = !g_hash_table_add (seen_ids, g_strdup_printf ("%s %d", event->id, (int)event->kind));
  before = meeting_list_get_meeting (list, event->space_id);
  if (before != NULL)
    meeting_ref (before);
  change = meeting_list_apply (list, event);
  after = meeting_list_get_meeting (list, event->space_id);

  g_signal_handler_disconnect (list, handler);
  g_assert_cmpuint (signals, <=, 1);
  g_assert_false (duplicate && change != NULL);
  if (change != NULL)
    {
      check_change (change, before, after, event);
      keep_altered (kept, change);
    }
  else
    g_assert_true (before == after);
  g_assert_cmpuint (change != NULL && signals == 0, ==, FALSE);

  live = meeting_list_get_live (list);
  for (guint i = 0; i < live->len; i++)
    check_meeting (g_ptr_array_index (live, i), seen_spaces);
  check_recordings (list);
  check_kept (list, kept);
  check_truth (list, event, duplicate);
  if (pick (20) == 0)
    meeting_list_forget (list);
}

static void
test_random (void)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      MeetingList *list = meeting_list_new ();
      g_autoptr (GHashTable) seen_ids
          = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) kept = g_hash_table_new_full (
          g_str_hash, g_str_equal, g_free, (GDestroyNotify)meeting_recording_unref);

      meeting_list_watch_space (list, "harbour", "Harbour Works");
      for (guint number = 0; number < EVENTS; number++)
        step (list, seen_ids, kept, number);
      g_assert_finalize_object (list);
    }
}

/* The end of everything that was on: nothing is left over. */
static void
test_none_ends_all (void)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (MeetingList) list = meeting_list_new ();
      g_autoptr (GPtrArray) live = NULL;
      MeetingLink link = { MEETING_LINK_ONLINE, MEETING_REASON_NONE, TRUE, "ann" };

      for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
        meeting_list_watch_space (list, spaces[i], NULL);
      for (guint number = 0; number < 30; number++)
        {
          g_autoptr (MeetingEvent) event = make_event (number);
          g_autoptr (MeetingChange) change = meeting_list_apply (list, event);

          g_assert_true (change == NULL || change->event == event);
        }
      for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
        {
          g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_NONE, spaces[i], 1);
          g_autoptr (MeetingChange) change = meeting_list_apply (list, event);

          g_assert_true (change == NULL || change->event == event);
        }
      live = meeting_list_get_live (list);
      g_assert_cmpuint (live->len, ==, 0);
      g_assert_cmpint (meeting_status_derive (list, &link).kind, ==, MEETING_STATUS_IDLE);
    }
}

/* Ten thousand strangers pass through: memory of them is bounded, the count of them is not lost. */
static void
test_many_people (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  Meeting *meeting;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("person-%u", i);

      for (guint leaves = 0; leaves < 2; leaves++)
        {
          g_autoptr (MeetingEvent) event = meeting_event_new (
              leaves ? MEETING_EVENT_ATTENDEE_LEFT : MEETING_EVENT_ATTENDEE_ADDED, "harbour", 1);
          g_autoptr (MeetingChange) change = NULL;

          event->attendee
              = meeting_attendee_new (id, NULL, MEETING_ATTENDEE_GUEST, MEETING_TIME_UNKNOWN, NULL);
          change = meeting_list_apply (list, event);
          g_assert_nonnull (change);
        }
    }
  meeting = meeting_list_get_meeting (list, "harbour");
  g_assert_cmpuint (meeting->people_seen, ==, 10000);
  g_assert_cmpuint (meeting->attendees->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/meeting-list-random/stays-true", test_random);
  g_test_add_func ("/meeting-list-random/none-ends-all", test_none_ends_all);
  g_test_add_func ("/meeting-list-random/many-people", test_many_people);
  return g_test_run ();
}
