/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * Change and past to decision, one row a rule.
 */
#include "notice-policy.h"

#define SPACE "64c0a71be2d94f0012ab3401"

typedef enum
{
  PAST_NONE,   /* never told */
  PAST_OPEN,   /* told, still up */
  PAST_CLOSED, /* told, gone */
} Past;

typedef struct
{
  const char *name;
  MeetingChangeFlags flags;
  gboolean found;
  const char *already; /* names in the open notice, separated by blanks */
  const char *joined;
  Past past;
  NoticeDecisionKind kind;
  const char *key;      /* of the notice */
  const char *withdraw; /* key */
  gboolean update;
  const char *named; /* people named by the notice */
  const char *reason;
} PolicyCase;

#define STARTED MEETING_CHANGE_STARTED
#define ENDED MEETING_CHANGE_ENDED
#define JOINED MEETING_CHANGE_JOINED
#define LEFT MEETING_CHANGE_LEFT
#define READY MEETING_CHANGE_RECORDING_READY
#define NOTHING NOTICE_DECISION_NOTHING
#define SHOW NOTICE_DECISION_SHOW
#define WITHDRAW NOTICE_DECISION_WITHDRAW

/* clang-format off */
static const PolicyCase cases[] = {
  { "started", STARTED, FALSE, "", "", PAST_NONE, SHOW, "meeting:m1", NULL, FALSE, "", "started" },
  { "started-with-people", STARTED | JOINED, FALSE, "", "ana", PAST_NONE, SHOW, "meeting:m1", NULL, FALSE, "", "started" },
  { "found-running", STARTED, TRUE, "", "", PAST_NONE, SHOW, "meeting:m1", NULL, FALSE, "", "found-running" },
  { "started-told-before", STARTED, FALSE, "", "", PAST_CLOSED, NOTHING, NULL, NULL, FALSE, "", "told-before" },
  { "started-still-open", STARTED, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "told-before" },
  { "found-told-before", STARTED, TRUE, "", "", PAST_CLOSED, NOTHING, NULL, NULL, FALSE, "", "told-before" },
  { "replaced", STARTED | ENDED, FALSE, "", "", PAST_NONE, SHOW, "meeting:m1", "meeting:m0", FALSE, "", "started" },
  { "replaced-told-before", STARTED | ENDED, FALSE, "", "", PAST_CLOSED, WITHDRAW, NULL, "meeting:m0", FALSE, "", "ended" },

  { "joined", JOINED, FALSE, "", "ana", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana", "joined" },
  { "joined-adds-to-the-named", JOINED, FALSE, "ana bo", "cy", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana bo cy", "joined" },
  { "joined-many", JOINED, FALSE, "", "ana bo cy", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana bo cy", "joined" },
  { "joined-again-is-named-once", JOINED, FALSE, "ana", "ana", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana", "joined" },
  { "joined-yourself", JOINED, FALSE, "ana", "me", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "yourself" },
  { "joined-beside-yourself", JOINED, FALSE, "ana", "me bo", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana bo", "joined" },
  { "joined-after-closing", JOINED, FALSE, "", "ana", PAST_CLOSED, NOTHING, NULL, NULL, FALSE, "", "closed-before" },
  { "joined-never-told", JOINED, FALSE, "", "ana", PAST_NONE, NOTHING, NULL, NULL, FALSE, "", "not-told" },
  { "joined-and-left", JOINED | LEFT, FALSE, "", "ana", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana", "joined" },
  { "left", LEFT, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "nothing-to-tell" },

  { "ended", ENDED, FALSE, "", "", PAST_OPEN, WITHDRAW, NULL, "meeting:m0", FALSE, "", "ended" },
  { "ended-never-told", ENDED, FALSE, "", "", PAST_NONE, WITHDRAW, NULL, "meeting:m0", FALSE, "", "ended" },
  { "ended-with-people-leaving", ENDED | LEFT, FALSE, "", "", PAST_OPEN, WITHDRAW, NULL, "meeting:m0", FALSE, "", "ended" },

  { "recording-started", MEETING_CHANGE_RECORDING_STARTED, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "nothing-to-tell" },
  { "recording-stopped", MEETING_CHANGE_RECORDING_STOPPED, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "nothing-to-tell" },
  { "started-and-recording-ready", STARTED | READY, TRUE, "", "", PAST_NONE, SHOW, "meeting:m1", NULL, FALSE, "", "found-running" },
  { "joined-and-recording-ready", READY | JOINED, FALSE, "", "ana", PAST_OPEN, SHOW, "meeting:m1", NULL, TRUE, "ana", "joined" },
  { "ended-and-recording-ready", READY | ENDED, FALSE, "", "", PAST_OPEN, WITHDRAW, NULL, "meeting:m0", FALSE, "", "ended" },
  { "recording-ready-alone", READY, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "nothing-to-tell" },
  { "details", MEETING_CHANGE_DETAILS, FALSE, "", "", PAST_OPEN, NOTHING, NULL, NULL, FALSE, "", "nothing-to-tell" },
};
/* clang-format on */

typedef struct
{
  const char *name;
  MeetingChangeFlags flags;
  MeetingRecordingState state;
  Past past;
  NoticeDecisionKind kind;
  const char *reason;
} RecordingCase;

static const RecordingCase recording_cases[] = {
  { "started",
    MEETING_CHANGE_RECORDING_STARTED,
    MEETING_RECORDING_RUNNING,
    PAST_NONE,
    NOTHING,
    "nothing-to-tell" },
  { "stopped",
    MEETING_CHANGE_RECORDING_STOPPED,
    MEETING_RECORDING_STOPPED,
    PAST_NONE,
    NOTHING,
    "nothing-to-tell" },
  { "ready", READY, MEETING_RECORDING_READY, PAST_NONE, SHOW, "recording-ready" },
  { "ready-told-before", READY, MEETING_RECORDING_READY, PAST_CLOSED, NOTHING, "told-before" },
  { "ready-still-open", READY, MEETING_RECORDING_READY, PAST_OPEN, NOTHING, "told-before" },
  { "details-of-one-ready",
    MEETING_CHANGE_DETAILS,
    MEETING_RECORDING_READY,
    PAST_NONE,
    NOTHING,
    "nothing-to-tell" },
};

static void
add_people (GPtrArray *array, const char *names)
{
  g_auto (GStrv) split = g_strsplit (names, " ", -1);

  for (char **name = split; *name != NULL; name++)
    if (**name != '\0')
      g_ptr_array_add (
          array,
          meeting_attendee_new (*name, *name, MEETING_ATTENDEE_USER, MEETING_TIME_UNKNOWN, NULL));
}

static char *
join_ids (GPtrArray *array)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < array->len; i++)
    g_string_append_printf (
        ids, "%s%s", i > 0 ? " " : "", ((MeetingAttendee *)g_ptr_array_index (array, i))->id);
  return g_string_free (ids, FALSE);
}

static MeetingChange *
make_change (const PolicyCase *test)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_STARTED, SPACE, 1000);
  MeetingChange *change = meeting_change_new (test->flags, event);

  if (!(test->flags & ENDED) || test->flags & STARTED)
    {
      change->meeting = meeting_new ("m1", SPACE, 1000);
      change->meeting->found = test->found;
      add_people (change->meeting->attendees, test->joined);
    }
  if (test->flags & ENDED)
    {
      change->ended_meeting = meeting_new ("m0", SPACE, 500);
      change->ended_meeting->ended_at = 1000;
    }
  if (test->flags & READY)
    {
      g_autoptr (MeetingRecording) recording
          = meeting_recording_new ("r1", SPACE, MEETING_RECORDING_READY);

      meeting_change_add_recording (change, READY, recording, NULL);
    }
  add_people (change->joined, test->joined);
  return change;
}

static void
test_case (gconstpointer data)
{
  const PolicyCase *test = data;
  g_autoptr (MeetingChange) change = make_change (test);
  g_autoptr (GPtrArray) already
      = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  NoticePast past = { .told = test->past != PAST_NONE, .open = test->past == PAST_OPEN };
  NoticeDecision decision;

  add_people (already, test->already);
  past.joined = already;
  notice_policy_decide (change, &past, "Weekly", "me", &decision);
  g_assert_cmpint (decision.kind, ==, test->kind);
  g_assert_cmpstr (decision.reason, ==, test->reason);
  g_assert_cmpstr (decision.withdraw_key, ==, test->withdraw);
  if (test->key == NULL)
    g_assert_null (decision.notice);
  else
    {
      g_autofree char *named = NULL;

      g_assert_nonnull (decision.notice);
      named = join_ids (decision.notice->joined);
      g_assert_cmpstr (decision.notice->key, ==, test->key);
      g_assert_cmpstr (decision.notice->space_id, ==, SPACE);
      g_assert_cmpstr (decision.notice->space_name, ==, "Weekly");
      g_assert_cmpint (decision.notice->update, ==, test->update);
      g_assert_cmpstr (named, ==, test->named);
    }
  notice_decision_clear (&decision);
}

static void
test_recording_case (gconstpointer data)
{
  const RecordingCase *test = data;
  g_autoptr (MeetingRecording) recording = meeting_recording_new ("r1", SPACE, test->state);
  const MeetingRecordingChange change = { test->flags, recording, NULL };
  const NoticePast past = { .told = test->past != PAST_NONE, .open = test->past == PAST_OPEN };
  NoticeDecision decision;

  notice_policy_decide_recording (&change, &past, "Weekly", &decision);
  g_assert_cmpint (decision.kind, ==, test->kind);
  g_assert_cmpstr (decision.reason, ==, test->reason);
  g_assert_null (decision.withdraw_key);
  g_assert_true ((decision.notice != NULL) == (test->kind == SHOW));
  if (decision.notice != NULL)
    {
      g_assert_cmpint (decision.notice->kind, ==, NOTICE_RECORDING);
      g_assert_cmpstr (decision.notice->key, ==, "recording:r1");
      g_assert_cmpstr (decision.notice->space_id, ==, SPACE);
      g_assert_cmpstr (decision.notice->space_name, ==, "Weekly");
      g_assert_true (decision.notice->recording == recording);
      g_assert_false (decision.notice->update);
    }
  notice_decision_clear (&decision);
}

static void
test_key (void)
{
  const PolicyCase started = { .flags = STARTED, .joined = "" };
  const PolicyCase ended = { .flags = ENDED, .joined = "" };
  g_autoptr (MeetingChange) started_change = make_change (&started);
  g_autoptr (MeetingChange) ended_change = make_change (&ended);
  g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_RECORDING_READY, SPACE, 1000);
  g_autoptr (MeetingChange) change_of_none = meeting_change_new (READY, event);
  g_autoptr (MeetingRecording) recording
      = meeting_recording_new ("r1", SPACE, MEETING_RECORDING_READY);
  g_autofree char *started_key = notice_policy_dup_key (started_change);
  g_autofree char *ended_key = notice_policy_dup_key (ended_change);
  g_autofree char *key_of_none = notice_policy_dup_key (change_of_none);
  g_autofree char *recording_key = notice_policy_dup_recording_key (recording);

  g_assert_cmpstr (started_key, ==, "meeting:m1");
  g_assert_cmpstr (ended_key, ==, "meeting:m0");
  g_assert_null (key_of_none);
  g_assert_cmpstr (recording_key, ==, "recording:r1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/notices/policy/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (recording_cases); i++)
    {
      g_autofree char *path
          = g_strconcat ("/notices/policy/recording/", recording_cases[i].name, NULL);

      g_test_add_data_func (path, &recording_cases[i], test_recording_case);
    }
  g_test_add_func ("/notices/policy/key", test_key);
  return g_test_run ();
}
