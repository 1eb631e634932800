/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* The rules of the list, as named cases: fixtures/list-*.json, explained in fixtures/README. */

#include <string.h>

#include <json-glib/json-glib.h>

#include "meeting-list.h"

#define DEFAULT_SPACE "harbour"

static const char *const fixture_files[] = {
  "list-meetings.json", "list-people.json",      "list-devices.json",
  "list-order.json",    "list-truth.json",       "list-recordings.json",
  "list-memory.json",   "list-more-orders.json", "list-recording-orders.json",
};

typedef struct
{
  JsonParser *parser; /* keeps the case alive */
  JsonObject *object;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_object_unref (self->parser);
  g_free (self);
}

/* Fixtures count time in seconds. */
static MeetingTime
get_time (JsonObject *object, const char *member)
{
  if (!json_object_has_member (object, member))
    return MEETING_TIME_UNKNOWN;
  return json_object_get_int_member (object, member) * G_TIME_SPAN_SECOND;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

/* "ann", "ann=Ann Lee", "ann/s1,s2", "ann@30": id, name, sessions, join time; in this order. */
static MeetingAttendee *
parse_person (const char *text)
{
  g_autoptr (GRegex) regex
      = g_regex_new ("^([a-z]+)(?:=([^/@]+))?(?:/([^@]+))?(?:@([0-9]+))?$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sessions = NULL;
  g_autofree char *joined = NULL;
  g_auto (GStrv) list = NULL;

  g_assert_true (g_regex_match (regex, text, 0, &match));
  id = g_match_info_fetch (match, 1);
  name = g_match_info_fetch (match, 2);
  sessions = g_match_info_fetch (match, 3);
  joined = g_match_info_fetch (match, 4);
  if (sessions != NULL && *sessions != '\0')
    list = g_strsplit (sessions, ",", -1);
  return meeting_attendee_new (id,
                               name != NULL && *name != '\0' ? name : NULL,
                               MEETING_ATTENDEE_USER,
                               joined != NULL && *joined != '\0'
                                   ? g_ascii_strtoll (joined, NULL, 10) * G_TIME_SPAN_SECOND
                                   : MEETING_TIME_UNKNOWN,
                               (const char *const *)list);
}

static GPtrArray *
parse_people (JsonObject *object, const char *member)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  JsonArray *array = json_object_get_array_member (object, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (people, parse_person (json_array_get_string_element (array, i)));
  return people;
}

static MeetingRecordingState
parse_recording_state (const char *state)
{
  if (g_str_equal (state, "running"))
    return MEETING_RECORDING_RUNNING;
  if (g_str_equal (state, "stopped"))
    return MEETING_RECORDING_STOPPED;
  g_assert_cmpstr (state, ==, "ready");
  return MEETING_RECORDING_READY;
}

static MeetingRecording *
parse_recording (JsonObject *object, const char *space_id)
{
  MeetingRecording *recording
      = meeting_recording_new (get_string (object, "id"),
                               space_id,
                               parse_recording_state (json_object_get_string_member_with_default (
                                   object, "state", "running")));

  recording->meeting_id = g_strdup (get_string (object, "meeting"));
  recording->started_at = get_time (object, "start");
  recording->ended_at = get_time (object, "end");
  recording->link = g_strdup (get_string (object, "link"));
  recording->started_by = g_strdup (get_string (object, "by"));
  return recording;
}

static MeetingEvent *
parse_event (JsonObject *step, guint index)
{
  const char *space_id = json_object_get_string_member_with_default (step, "space", DEFAULT_SPACE);
  const char *mode = json_object_get_string_member_with_default (step, "mode", "");
  const char *activity = json_object_get_string_member_with_default (step, "activity", "");
  MeetingTime heard_at = get_time (step, "heard");
  MeetingEventKind kind;
  MeetingEvent *event;

  g_assert_true (meeting_event_kind_from_string (get_string (step, "do"), &kind));
  if (heard_at == MEETING_TIME_UNKNOWN)
    heard_at = (1000 + index) * G_TIME_SPAN_SECOND;
  event = meeting_event_new (kind, space_id, heard_at);
  event->id = g_strdup (get_string (step, "id"));
  event->meeting_id = g_strdup (get_string (step, "meeting"));
  event->started_at = get_time (step, "start");
  event->ended_at = get_time (step, "end");
  event->ending_at = get_time (step, "ending");
  event->modified_at = get_time (step, "modified");
  if (*mode != '\0')
    event->mode = g_str_equal (mode, "video") ? MEETING_MODE_VIDEO : MEETING_MODE_AUDIO;
  if (*activity != '\0')
    event->activity
        = g_str_equal (activity, "active") ? MEETING_ACTIVITY_ACTIVE : MEETING_ACTIVITY_INACTIVE;
  if (json_object_has_member (step, "who"))
    event->attendee = parse_person (get_string (step, "who"));
  if (json_object_has_member (step, "people"))
    event->attendees = parse_people (step, "people");
  if (json_object_has_member (step, "recordings"))
    {
      JsonArray *array = json_object_get_array_member (step, "recordings");

      event->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
      for (guint i = 0; i < json_array_get_length (array); i++)
        g_ptr_array_add (event->recordings,
                         parse_recording (json_array_get_object_element (array, i), space_id));
    }
  return event;
}

static char *
describe_people (GPtrArray *people)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < people->len; i++)
    g_strv_builder_add (builder, ((MeetingAttendee *)g_ptr_array_index (people, i))->id);
  ids = g_strv_builder_end (builder);
  return g_strjoinv (" ", ids);
}

/* "r1 ready", "? running". */
static char *
describe_recording (const MeetingRecording *recording)
{
  static const char *const states[] = { "running", "stopped", "ready" };

  if (recording == NULL)
    return g_strdup ("");
  return g_strdup_printf (
      "%s %s", recording->id != NULL ? recording->id : "?", states[recording->state]);
}

static char *
describe_recordings (MeetingList *list)
{
  g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < recordings->len; i++)
    {
      g_autofree char *text = describe_recording (g_ptr_array_index (recordings, i));

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  return g_strjoinv (", ", texts);
}

/* "r1 stopped, r2 running": those a change is about, each in the state it was told in. */
static char *
describe_altered (GPtrArray *recordings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < recordings->len; i++)
    {
      const MeetingRecordingChange *altered = g_ptr_array_index (recordings, i);
      g_autofree char *text = describe_recording (altered->recording);

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  return g_strjoinv (", ", texts);
}

/* The history finds the row of before by it. */
static void
check_former_keys (GPtrArray *recordings, JsonObject *step)
{
  for (guint i = 0; i < recordings->len; i++)
    {
      const MeetingRecordingChange *altered = g_ptr_array_index (recordings, i);
      g_autofree char *key = meeting_recording_dup_key (altered->recording);

      g_assert_cmpstr (altered->former_key, !=, key);
      if (json_object_has_member (step, "former"))
        g_assert_cmpstr (altered->former_key, ==, get_string (step, "former"));
    }
}

static void
check_change (MeetingChange *change, JsonObject *step, MeetingEvent *event)
{
  const char *wanted = get_string (step, "change");
  g_autofree char *flags = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *left = NULL;
  g_autofree char *recordings = NULL;
  gboolean has_ended;

  g_assert_true (json_object_has_member (step, "change"));
  if (change == NULL)
    {
      g_assert_cmpstr ("", ==, wanted);
      return;
    }
  flags = meeting_change_flags_to_string (change->flags);
  g_assert_cmpstr (flags, ==, wanted);
  g_assert_true (change->event == event);
  g_assert_cmpint (change->at, ==, event->heard_at);
  g_assert_cmpstr (change->space_id, ==, event->space_id);

  joined = describe_people (change->joined);
  g_assert_cmpstr (joined, ==, json_object_get_string_member_with_default (step, "joined", ""));
  left = describe_people (change->left);
  g_assert_cmpstr (left, ==, json_object_get_string_member_with_default (step, "left", ""));
  recordings = describe_altered (change->recordings);
  g_assert_cmpstr (
      recordings, ==, json_object_get_string_member_with_default (step, "recording", ""));
  check_former_keys (change->recordings, step);

  has_ended = (change->flags & MEETING_CHANGE_ENDED) != 0;
  g_assert_true (has_ended == (change->ended_meeting != NULL));
  g_assert_true (has_ended == json_object_has_member (step, "ended"));
  if (has_ended)
    {
      g_assert_cmpstr (change->ended_meeting->key, ==, get_string (step, "ended"));
      g_assert_cmpint (change->ended_meeting->ended_at, !=, MEETING_TIME_UNKNOWN);
      g_assert_null (change->ended_meeting->recording);
      if (json_object_has_member (step, "ended-at"))
        g_assert_cmpint (change->ended_meeting->ended_at, ==, get_time (step, "ended-at"));
      if (json_object_has_member (step, "ended-seen"))
        g_assert_cmpint (change->ended_meeting->people_seen,
                         ==,
                         json_object_get_int_member (step, "ended-seen"));
    }
}

static void
check_meeting (Meeting *meeting, JsonObject *step)
{
  g_autofree char *people = describe_people (meeting->attendees);
  g_autofree char *recording = describe_recording (meeting->recording);

  if (json_object_has_member (step, "in"))
    g_assert_cmpstr (people, ==, get_string (step, "in"));
  if (json_object_has_member (step, "running"))
    g_assert_cmpstr (recording, ==, get_string (step, "running"));
  if (json_object_has_member (step, "seen"))
    g_assert_cmpint (meeting->people_seen, ==, json_object_get_int_member (step, "seen"));
  if (json_object_has_member (step, "meeting-id"))
    g_assert_cmpstr (meeting->id, ==, get_string (step, "meeting-id"));
  if (json_object_has_member (step, "started"))
    g_assert_cmpint (meeting->started_at, ==, get_time (step, "started"));
  if (json_object_has_member (step, "found"))
    g_assert_cmpint (meeting->found, ==, json_object_get_boolean_member (step, "found"));
  if (json_object_has_member (step, "is-ending"))
    g_assert_cmpint (meeting->ending, ==, json_object_get_boolean_member (step, "is-ending"));
  if (json_object_has_member (step, "is-video"))
    g_assert_cmpint (meeting->mode,
                     ==,
                     json_object_get_boolean_member (step, "is-video") ? MEETING_MODE_VIDEO
                                                                       : MEETING_MODE_AUDIO);
  if (json_object_has_member (step, "named"))
    {
      const MeetingAttendee *first = g_ptr_array_index (meeting->attendees, 0);

      g_assert_cmpstr (first->name, ==, get_string (step, "named"));
    }
}

static void
check_state (MeetingList *list, JsonObject *step)
{
  const char *space_id = json_object_get_string_member_with_default (step, "space", DEFAULT_SPACE);
  Meeting *meeting = meeting_list_get_meeting (list, space_id);
  const MeetingSpace *space = meeting_list_get_space (list, space_id);

  if (json_object_has_member (step, "live"))
    g_assert_cmpstr (meeting != NULL ? meeting->key : "", ==, get_string (step, "live"));
  if (meeting != NULL)
    check_meeting (meeting, step);
  if (json_object_has_member (step, "known"))
    g_assert_cmpint (space->known, ==, json_object_get_boolean_member (step, "known"));
  if (json_object_has_member (step, "fresh"))
    g_assert_cmpint (space->fresh, ==, json_object_get_boolean_member (step, "fresh"));
  if (json_object_has_member (step, "watched"))
    g_assert_cmpint (space->watched, ==, json_object_get_boolean_member (step, "watched"));
  if (json_object_has_member (step, "recent"))
    {
      g_autofree char *recent = describe_recordings (list);

      g_assert_cmpstr (recent, ==, get_string (step, "recent"));
    }
  if (json_object_has_member (step, "link"))
    {
      g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);
      MeetingRecording *newest = g_ptr_array_index (recordings, 0);

      g_assert_cmpstr (newest->link, ==, get_string (step, "link"));
    }
}

static void
restore_meeting (MeetingList *list, JsonObject *step, const char *space_id)
{
  g_autoptr (Meeting) meeting
      = meeting_new (get_string (step, "key"), space_id, get_time (step, "start"));

  meeting->id = g_strdup (get_string (step, "meeting"));
  meeting->ended_at = get_time (step, "end");
  if (json_object_has_member (step, "people"))
    {
      g_autoptr (GPtrArray) people = parse_people (step, "people");

      g_ptr_array_extend (
          meeting->attendees, people, (GCopyFunc)(void (*) (void))meeting_attendee_ref, NULL);
      meeting->people_seen = people->len;
    }
  meeting_list_restore_meeting (list, meeting);
}

/* Steps that are no events. Returns FALSE for an event. */
static gboolean
do_call (MeetingList *list, JsonObject *step)
{
  const char *space_id = json_object_get_string_member_with_default (step, "space", DEFAULT_SPACE);
  const char *verb = get_string (step, "do");

  if (g_str_equal (verb, "watch"))
    meeting_list_watch_space (list, space_id, get_string (step, "name"));
  else if (g_str_equal (verb, "unwatch"))
    meeting_list_unwatch_space (list, space_id);
  else if (g_str_equal (verb, "forget"))
    meeting_list_forget (list);
  else if (g_str_equal (verb, "mark-known"))
    meeting_list_mark_known (list, space_id);
  else if (g_str_equal (verb, "restore-event-id"))
    meeting_list_restore_event_id (list, get_string (step, "id"));
  else if (g_str_equal (verb, "restore-meeting"))
    restore_meeting (list, step, space_id);
  else if (g_str_equal (verb, "restore-recording"))
    {
      g_autoptr (MeetingRecording) recording = parse_recording (step, space_id);

      meeting_list_restore_recording (list, recording);
    }
  else
    return FALSE;
  return TRUE;
}

static void
count_signal (MeetingList *list, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static void
run_case (gconstpointer data)
{
  const Case *self = data;
  JsonArray *steps = json_object_get_array_member (self->object, "steps");
  MeetingList *list = meeting_list_new ();
  guint signals = 0;

  g_signal_connect (list, "changed", G_CALLBACK (count_signal), &signals);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *space_id
          = json_object_get_string_member_with_default (step, "space", DEFAULT_SPACE);
      g_autoptr (MeetingEvent) event = NULL;
      g_autoptr (MeetingChange) change = NULL;
      Meeting *before = meeting_list_get_meeting (list, space_id);

      g_test_message ("step %u: %s", i + 1, get_string (step, "do"));
      signals = 0;
      if (!do_call (list, step))
        {
          event = parse_event (step, i);
          change = meeting_list_apply (list, event);
          check_change (change, step, event);
          g_assert_true (change == NULL || signals == 1);
          /* No change means that not even the value was replaced. */
          g_assert_true (change != NULL || before == meeting_list_get_meeting (list, space_id));
          g_assert_true (change == NULL
                         || change->meeting == meeting_list_get_meeting (list, space_id));
        }
      g_assert_cmpuint (signals, <=, 1);
      if (json_object_has_member (step, "signals"))
        g_assert_cmpuint (signals, ==, json_object_get_int_member (step, "signals"));
      check_state (list, step);
    }
  g_assert_finalize_object (list);
}

static void
add_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "meetings", "fixtures", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      Case *data = g_new0 (Case, 1);
      g_autofree char *test = NULL;
      g_autofree char *group = g_strndup (name, strlen (name) - strlen (".json"));

      data->parser = g_object_ref (parser);
      data->object = json_array_get_object_element (cases, i);
      test = g_strdup_printf ("/%s/%s", group, get_string (data->object, "name"));
      g_test_add_data_func_full (test, data, run_case, case_free);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fixture_files); i++)
    add_file (fixture_files[i]);
  return g_test_run ();
}
