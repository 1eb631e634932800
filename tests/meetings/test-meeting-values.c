/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* The value types: copies are whole, counted and independent; keywords go both ways. */

#include "meeting-change.h"
#include "meeting-list.h"
#include "meeting-status.h"

static void
test_event_keywords (void)
{
  for (int kind = MEETING_EVENT_STARTED; kind <= MEETING_EVENT_NONE; kind++)
    {
      MeetingEventKind parsed = MEETING_EVENT_NONE;
      const char *keyword = meeting_event_kind_to_string ((MeetingEventKind)kind);

      g_assert_true (meeting_event_kind_from_string (keyword, &parsed));
      g_assert_cmpint ((int)parsed, ==, kind);
    }
  g_assert_cmpstr (
      meeting_event_kind_to_string (MEETING_EVENT_ATTENDEE_ADDED), ==, "attendee-added");
}

static void
test_event_keyword_unknown (void)
{
  MeetingEventKind kind = MEETING_EVENT_FOUND;

  g_assert_false (meeting_event_kind_from_string ("begun", &kind));
  g_assert_false (meeting_event_kind_from_string (NULL, &kind));
  g_assert_cmpint ((int)kind, ==, MEETING_EVENT_FOUND);
}

static void
test_event_begins_unset (void)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_ENDED, "harbour", 5);

  g_assert_cmpint (event->heard_at, ==, 5);
  g_assert_cmpint (event->started_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_cmpint (event->ended_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_cmpint (event->ending_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_cmpint (event->modified_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_null (event->attendees);
  g_assert_null (event->recordings);
}

static void
test_meeting_copy (void)
{
  g_autoptr (Meeting) meeting = meeting_new ("m1", "harbour", 100);
  g_autoptr (Meeting) copy = NULL;
  MeetingAttendee *ann = meeting_attendee_new ("ann", "Ann Lee", MEETING_ATTENDEE_USER, 110, NULL);

  meeting->id = g_strdup ("m1");
  meeting->ending = TRUE;
  meeting->found = TRUE;
  meeting->mode = MEETING_MODE_VIDEO;
  meeting->people_seen = 7;
  meeting->recording = meeting_recording_new ("r1", "harbour", MEETING_RECORDING_RUNNING);
  g_ptr_array_add (meeting->attendees, ann);

  copy = meeting_copy (meeting);
  g_assert_cmpstr (copy->key, ==, "m1");
  g_assert_cmpstr (copy->id, ==, "m1");
  g_assert_cmpint (copy->started_at, ==, 100);
  g_assert_cmpint (copy->ended_at, ==, MEETING_TIME_UNKNOWN);
  g_assert_true (copy->ending);
  g_assert_true (copy->found);
  g_assert_cmpint (copy->mode, ==, MEETING_MODE_VIDEO);
  g_assert_cmpuint (copy->people_seen, ==, 7);
  g_assert_true (copy->recording == meeting->recording);
  g_assert_true (meeting_find_attendee (copy, "ann") == ann);

  g_ptr_array_set_size (copy->attendees, 0);
  g_assert_true (meeting_has_attendee (meeting, "ann"));
  g_assert_false (meeting_has_attendee (copy, "ann"));
}

/* A thousand devices of one person are no devices. */
static void
test_sessions_bounded (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  g_autoptr (GPtrArray) live = NULL;
  const Meeting *meeting;
  const MeetingAttendee *ann;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MeetingEvent) event
          = meeting_event_new (MEETING_EVENT_ATTENDEE_ADDED, "harbour", 1);
      g_autoptr (MeetingChange) change = NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) sessions = NULL;

      for (guint j = 0; j < 50; j++)
        {
          g_autofree char *session = g_strdup_printf ("s%u-%u", i, j);

          g_strv_builder_add (builder, session);
        }
      sessions = g_strv_builder_end (builder);
      event->attendee = meeting_attendee_new (
          "ann", NULL, MEETING_ATTENDEE_USER, MEETING_TIME_UNKNOWN, (const char *const *)sessions);
      g_assert_cmpuint (g_strv_length (event->attendee->sessions), ==, MEETING_SESSIONS_MAX);
      change = meeting_list_apply (list, event);
      g_assert_true ((change != NULL) == (i == 0));
    }
  live = meeting_list_get_live (list);
  meeting = g_ptr_array_index (live, 0);
  ann = g_ptr_array_index (meeting->attendees, 0);
  g_assert_cmpuint (g_strv_length (ann->sessions), ==, MEETING_SESSIONS_MAX);
  g_assert_cmpstr (ann->sessions[0], ==, "s0-0");
}

static void
test_recording_copy (void)
{
  g_autoptr (MeetingRecording) recording
      = meeting_recording_new ("r1", "harbour", MEETING_RECORDING_READY);
  g_autoptr (MeetingRecording) copy = NULL;

  recording->meeting_id = g_strdup ("m1");
  recording->started_at = 1;
  recording->ended_at = 2;
  recording->ready_at = 3;
  recording->started_by = g_strdup ("Ann");
  recording->link = g_strdup ("https://example.com/r1");
  copy = meeting_recording_copy (recording);
  g_assert_cmpstr (copy->id, ==, "r1");
  g_assert_cmpstr (copy->space_id, ==, "harbour");
  g_assert_cmpstr (copy->meeting_id, ==, "m1");
  g_assert_cmpint (copy->state, ==, MEETING_RECORDING_READY);
  g_assert_cmpint (copy->started_at, ==, 1);
  g_assert_cmpint (copy->ended_at, ==, 2);
  g_assert_cmpint (copy->ready_at, ==, 3);
  g_assert_cmpstr (copy->started_by, ==, "Ann");
  g_assert_cmpstr (copy->link, ==, "https://example.com/r1");
}

static void
test_recording_key (void)
{
  g_autoptr (MeetingRecording) named
      = meeting_recording_new ("r1", "harbour", MEETING_RECORDING_READY);
  g_autoptr (MeetingRecording) nameless
      = meeting_recording_new (NULL, "harbour", MEETING_RECORDING_READY);
  g_autofree char *named_key = meeting_recording_dup_key (named);
  g_autofree char *nameless_key = NULL;

  nameless->started_at = 5;
  nameless_key = meeting_recording_dup_key (nameless);
  g_assert_cmpstr (named_key, ==, "r1");
  g_assert_cmpstr (nameless_key, ==, "harbour@5");
}

/* Two that the server did not name, of which it told no start, are still two. */
static void
test_recording_key_without_start (void)
{
  g_autoptr (MeetingRecording) first
      = meeting_recording_new (NULL, "harbour", MEETING_RECORDING_READY);
  g_autoptr (MeetingRecording) second
      = meeting_recording_new (NULL, "harbour", MEETING_RECORDING_READY);
  g_autofree char *first_key = NULL;
  g_autofree char *second_key = NULL;
  g_autofree char *ended_key = NULL;

  first->meeting_id = g_strdup ("m1");
  first->ready_at = 5;
  second->ready_at = 5;
  first_key = meeting_recording_dup_key (first);
  second_key = meeting_recording_dup_key (second);
  g_assert_cmpstr (first_key, ==, "m1@ready-5");
  g_assert_cmpstr (second_key, ==, "harbour@ready-5");
  first->ended_at = 4;
  ended_key = meeting_recording_dup_key (first);
  g_assert_cmpstr (ended_key, ==, "m1@ended-4");
}

static void
test_change_flags (void)
{
  g_autofree char *none = meeting_change_flags_to_string (0);
  g_autofree char *all = meeting_change_flags_to_string ((MeetingChangeFlags)0xff);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (all,
                   ==,
                   "started|ended|joined|left|recording-started|recording-stopped|"
                   "recording-ready|details");
}

static void
test_change_holds_its_event (void)
{
  MeetingEvent *event = meeting_event_new (MEETING_EVENT_ENDED, "harbour", 5);
  g_autoptr (MeetingChange) change = meeting_change_new (MEETING_CHANGE_ENDED, event);

  meeting_event_unref (event);
  g_assert_cmpstr (change->event->space_id, ==, "harbour");
  g_assert_cmpint (change->at, ==, 5);
  g_assert_cmpuint (change->joined->len, ==, 0);
  g_assert_cmpuint (change->left->len, ==, 0);
}

static void
apply_id (MeetingList *list, const char *space_id, const char *event_id, gboolean wants_change)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_STARTED, space_id, 1);
  g_autoptr (MeetingChange) change = NULL;

  event->id = g_strdup (event_id);
  change = meeting_list_apply (list, event);
  g_assert_true (wants_change == (change != NULL));
}

/* Ids of events are remembered, the last 4096 of them. */
static void
test_event_ids_bounded (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();

  apply_id (list, "first", "e0", TRUE);
  meeting_list_unwatch_space (list, "first");
  for (guint i = 1; i < 4096; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%u", i);

      meeting_list_restore_event_id (list, id);
    }
  apply_id (list, "second", "e0", FALSE);
  meeting_list_restore_event_id (list, "one more");
  apply_id (list, "second", "e0", TRUE);
  apply_id (list, "third", "e2", FALSE);
}

/* Events may name any number of spaces; those that are watched are never forgotten for them. */
static void
test_spaces_bounded (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  g_autoptr (GPtrArray) spaces = NULL;

  apply_id (list, "harbour", NULL, TRUE);
  meeting_list_watch_space (list, "harbour", "Harbour Works");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("space-%u", i);

      apply_id (list, id, NULL, TRUE);
    }
  spaces = meeting_list_get_spaces (list);
  g_assert_cmpuint (spaces->len, ==, 513);
  g_assert_cmpstr (((MeetingSpace *)g_ptr_array_index (spaces, 0))->name, ==, "Harbour Works");
  g_assert_nonnull (meeting_list_get_meeting (list, "harbour"));
  g_assert_nonnull (meeting_list_get_meeting (list, "space-1999"));
  g_assert_null (meeting_list_get_space (list, "space-0"));
}

static void
test_spaces_in_order (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  g_autoptr (GPtrArray) spaces = NULL;

  apply_id (list, "loose", NULL, TRUE);
  apply_id (list, "pier", NULL, TRUE);
  meeting_list_watch_space (list, "harbour", "Harbour Works");
  meeting_list_watch_space (list, "pier", NULL);
  meeting_list_watch_space (list, "harbour", NULL);
  spaces = meeting_list_get_spaces (list);
  g_assert_cmpuint (spaces->len, ==, 3);
  g_assert_cmpstr (((MeetingSpace *)g_ptr_array_index (spaces, 0))->id, ==, "harbour");
  g_assert_cmpstr (((MeetingSpace *)g_ptr_array_index (spaces, 0))->name, ==, "Harbour Works");
  g_assert_cmpstr (((MeetingSpace *)g_ptr_array_index (spaces, 1))->id, ==, "pier");
  g_assert_cmpstr (((MeetingSpace *)g_ptr_array_index (spaces, 2))->id, ==, "loose");
}

static void
test_live_oldest_first (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  static const struct
  {
    const char *space_id;
    MeetingTime started_at;
  } meetings[] = { { "b", 300 }, { "a", 100 }, { "c", 200 } };
  g_autoptr (GPtrArray) live = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (meetings); i++)
    {
      g_autoptr (MeetingEvent) event
          = meeting_event_new (MEETING_EVENT_STARTED, meetings[i].space_id, 1000);
      g_autoptr (MeetingChange) change = NULL;

      event->started_at = meetings[i].started_at;
      change = meeting_list_apply (list, event);
      g_assert_nonnull (change);
    }
  live = meeting_list_get_live (list);
  g_assert_cmpuint (live->len, ==, 3);
  g_assert_cmpstr (((Meeting *)g_ptr_array_index (live, 0))->space_id, ==, "a");
  g_assert_cmpstr (((Meeting *)g_ptr_array_index (live, 1))->space_id, ==, "c");
  g_assert_cmpstr (((Meeting *)g_ptr_array_index (live, 2))->space_id, ==, "b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/meeting-values/event-keywords", test_event_keywords);
  g_test_add_func ("/meeting-values/event-keyword-unknown", test_event_keyword_unknown);
  g_test_add_func ("/meeting-values/event-begins-unset", test_event_begins_unset);
  g_test_add_func ("/meeting-values/meeting-copy", test_meeting_copy);
  g_test_add_func ("/meeting-values/sessions-bounded", test_sessions_bounded);
  g_test_add_func ("/meeting-values/recording-copy", test_recording_copy);
  g_test_add_func ("/meeting-values/recording-key", test_recording_key);
  g_test_add_func ("/meeting-values/recording-key-without-start", test_recording_key_without_start);
  g_test_add_func ("/meeting-values/change-flags", test_change_flags);
  g_test_add_func ("/meeting-values/change-holds-its-event", test_change_holds_its_event);
  g_test_add_func ("/meeting-values/event-ids-bounded", test_event_ids_bounded);
  g_test_add_func ("/meeting-values/spaces-bounded", test_spaces_bounded);
  g_test_add_func ("/meeting-values/spaces-in-order", test_spaces_in_order);
  g_test_add_func ("/meeting-values/live-oldest-first", test_live_oldest_first);
  return g_test_run ();
}
