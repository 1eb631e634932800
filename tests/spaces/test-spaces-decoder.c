/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* The decoder by fixtures: decoder-valid.json and decoder-broken.json, explained in
 * fixtures/README. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "spaces-event-decoder.h"

#define HEARD_AT ((MeetingTime)77)

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

/* Milliseconds, as fixtures write them: the decoder's own reading of ISO 8601 is what is tested. */
static gint64
to_milliseconds (MeetingTime time)
{
  if (time == MEETING_TIME_UNKNOWN)
    return -1;
  g_assert_cmpint (time % 1000, ==, 0);
  return time / 1000;
}

static void
add_text (GString *text, const char *label, const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, " %s=%s", label, value);
}

static void
add_time (GString *text, const char *label, MeetingTime time)
{
  if (time != MEETING_TIME_UNKNOWN)
    g_string_append_printf (text, " %s=%" G_GINT64_FORMAT, label, to_milliseconds (time));
}

/* "ID kind[ name=NAME][ joined=MS][ sessions=a,b]" */
static char *
describe_attendee (const MeetingAttendee *attendee)
{
  static const char *const kinds[] = { "user", "phone", "guest" };
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s", attendee->id, kinds[attendee->kind]);
  add_text (text, "name", attendee->name);
  add_time (text, "joined", attendee->joined_at);
  if (attendee->sessions != NULL && attendee->sessions[0] != NULL)
    {
      g_autofree char *sessions = g_strjoinv (",", attendee->sessions);

      add_text (text, "sessions", sessions);
    }
  return g_string_free (text, FALSE);
}

/* "ID state[ meeting=ID][ start=MS][ end=MS][ by=NAME][ link=LINK]" */
static char *
describe_recording (const MeetingRecording *recording)
{
  static const char *const states[] = { "running", "stopped", "ready" };
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, "%s %s", recording->id != NULL ? recording->id : "?", states[recording->state]);
  add_text (text, "meeting", recording->meeting_id);
  add_time (text, "start", recording->started_at);
  add_time (text, "end", recording->ended_at);
  add_text (text, "by", recording->started_by);
  add_text (text, "link", recording->link);
  g_assert_cmpint (recording->ready_at, ==, MEETING_TIME_UNKNOWN);
  return g_string_free (text, FALSE);
}

static void
set_time (JsonObject *object, const char *member, MeetingTime time)
{
  if (time != MEETING_TIME_UNKNOWN)
    json_object_set_int_member (object, member, to_milliseconds (time));
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
set_list (JsonObject *object,
          const char *member,
          GPtrArray *list,
          char *(*describe) (gconstpointer))
{
  JsonArray *array;

  if (list == NULL)
    return;
  array = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *text = describe (g_ptr_array_index (list, i));

      json_array_add_string_element (array, text);
    }
  json_object_set_array_member (object, member, array);
}

static char *
describe_attendee_item (gconstpointer item)
{
  return describe_attendee (item);
}

static char *
describe_recording_item (gconstpointer item)
{
  return describe_recording (item);
}

/* Everything the event tells, so that a fixture fails on what it does not expect too. */
static JsonNode *
describe_event (const MeetingEvent *event)
{
  static const char *const modes[] = { NULL, "audio", "video" };
  static const char *const activities[] = { NULL, "active", "inactive" };
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  set_text (object, "kind", meeting_event_kind_to_string (event->kind));
  set_text (object, "space", event->space_id);
  set_text (object, "id", event->id);
  set_text (object, "meeting", event->meeting_id);
  set_time (object, "start", event->started_at);
  set_time (object, "end", event->ended_at);
  set_time (object, "ending", event->ending_at);
  set_time (object, "modified", event->modified_at);
  set_text (object, "mode", modes[event->mode]);
  set_text (object, "activity", activities[event->activity]);
  if (event->attendee != NULL)
    {
      g_autofree char *text = describe_attendee (event->attendee);

      set_text (object, "attendee", text);
    }
  set_list (object, "attendees", event->attendees, describe_attendee_item);
  set_list (object, "recordings", event->recordings, describe_recording_item);
  return node;
}

static SpacesError
error_code_from_string (const char *name)
{
  if (g_str_equal (name, "category"))
    return SPACES_ERROR_CATEGORY;
  g_assert_cmpstr (name, ==, "payload");
  return SPACES_ERROR_PAYLOAD;
}

static void
run_event_case (gconstpointer data)
{
  const Case *self = data;
  JsonNode *payload = json_object_get_member (self->object, "payload");
  const char *error_name = json_object_get_string_member_with_default (self->object, "error", NULL);
  const char *active = json_object_get_string_member_with_default (self->object, "active", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MeetingEvent) event = NULL;
  g_autoptr (JsonNode) told = NULL;
  g_autofree char *told_text = NULL;
  g_autofree char *wanted_text = NULL;

  if (active != NULL)
    event = spaces_event_decode_active_meeting (active, payload, HEARD_AT, &error);
  else
    event = spaces_event_decode_media_session (payload, HEARD_AT, &error);

  if (error_name != NULL)
    {
      g_assert_null (event);
      g_assert_error (error, SPACES_ERROR, (int)error_code_from_string (error_name));
      return;
    }
  g_assert_no_error (error);
  g_assert_nonnull (event);
  g_assert_cmpint (event->heard_at, ==, HEARD_AT);
  told = describe_event (event);
  told_text = json_to_string (told, TRUE);
  wanted_text = json_to_string (json_object_get_member (self->object, "event"), TRUE);
  if (!json_node_equal (told, json_object_get_member (self->object, "event")))
    g_error ("decoded:\n%s\nwanted:\n%s", told_text, wanted_text);
}

static void
run_time_case (gconstpointer data)
{
  const Case *self = data;
  JsonNode *node = json_object_get_member (self->object, "time");

  g_assert_cmpint (
      spaces_time_decode (node), ==, json_object_get_int_member (self->object, "microseconds"));
}

static void
run_channel_case (gconstpointer data)
{
  const Case *self = data;
  JsonNode *payload = json_object_get_member (self->object, "channel-payload");
  const char *error_name = json_object_get_string_member_with_default (self->object, "error", NULL);
  g_autoptr (GError) error = NULL;
  SpacesChannelEvent event;
  gboolean decoded = spaces_event_decode_channel (payload, &event, &error);

  if (error_name != NULL)
    {
      g_assert_false (decoded);
      g_assert_error (error, SPACES_ERROR, (int)error_code_from_string (error_name));
      g_assert_null (event.space_id);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (decoded);
  g_assert_cmpstr (
      event.space_id, ==, json_object_get_string_member_with_default (self->object, "space", NULL));
  g_assert_cmpstr (event.error_code,
                   ==,
                   json_object_get_string_member_with_default (self->object, "code", NULL));
  g_assert_cmpstr (event.error_message,
                   ==,
                   json_object_get_string_member_with_default (self->object, "message", NULL));
  spaces_channel_event_clear (&event);
  g_assert_null (event.space_id);
}

static void
test_request (void)
{
  g_autoptr (JsonNode) request = spaces_channel_request_new ("harbour\"1");
  g_autofree char *text = json_to_string (request, FALSE);

  g_assert_cmpstr (text, ==, "{\"channel\":{\"type\":\"topic\",\"_id\":\"harbour\\\"1\"}}");
}

/* Ids are kept and compared: a long one is none. */
static void
test_long_id (void)
{
  g_autofree char *id = g_strnfill (257, 'x');
  g_autofree char *text
      = g_strdup_printf ("{\"category\":\"app.event.meeting.started\",\"topicId\":"
                         "\"t\",\"messageId\":\"%s\",\"_id\":\"%s\"}",
                         id + 1,
                         id);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (MeetingEvent) event = spaces_event_decode_media_session (node, HEARD_AT, NULL);

  g_assert_null (event->id);
  g_assert_cmpstr (event->meeting_id, ==, id + 1);
}

/* A name of any length and bytes becomes one that fits a line. */
static void
test_names (void)
{
  g_autofree char *filler = g_strnfill (300, 'n');
  g_autofree char *text
      = g_strdup_printf ("{\"category\":\"app.event.attendee.added\",\"topicId\":\"t\",\"content\":"
                         "{\"attendees\":[{\"_id\":\"a\",\"displayname\":\"%s\"},"
                         "{\"_id\":\"b\",\"displayname\":\"one\\ntwo\\u0007\"},"
                         "{\"_id\":\"c\",\"displayname\":\" \\t \",\"username\":\"cyd\"}]}}",
                         filler);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (MeetingEvent) event = spaces_event_decode_media_session (node, HEARD_AT, NULL);
  const MeetingAttendee *first = g_ptr_array_index (event->attendees, 0);
  const MeetingAttendee *second = g_ptr_array_index (event->attendees, 1);
  const MeetingAttendee *third = g_ptr_array_index (event->attendees, 2);

  g_assert_cmpuint (strlen (first->name), ==, 256);
  g_assert_cmpstr (second->name, ==, "one two");
  g_assert_cmpstr (third->name, ==, "cyd");
}

/* Bytes that are no UTF-8, as a program may put them into a node. */
static void
test_bad_utf8 (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"category\":\"app.event.attendee.added\",\"topicId\":\"t\",\"content\":{\"attendee\":"
      "{\"_id\":\"a\"}}}",
      NULL);
  JsonObject *object = json_node_get_object (node);
  JsonObject *attendee = json_object_get_object_member (
      json_object_get_object_member (object, "content"), "attendee");
  g_autoptr (MeetingEvent) event = NULL;

  json_object_set_string_member (attendee, "displayname", "Ann \xff Lee");
  json_object_set_string_member (object, "messageId", "\xff\xfe");
  event = spaces_event_decode_media_session (node, HEARD_AT, NULL);
  g_assert_cmpstr (event->attendee->name, ==, "Ann \xef\xbf\xbd Lee");
  g_assert_null (event->meeting_id);
}

static void
add_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "spaces", "fixtures", name, NULL);
  g_autofree char *group = g_strndup (name, strlen (name) - strlen (".json"));
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
      GTestDataFunc run = run_event_case;

      data->parser = g_object_ref (parser);
      data->object = json_array_get_object_element (cases, i);
      if (json_object_has_member (data->object, "microseconds"))
        run = run_time_case;
      else if (json_object_has_member (data->object, "channel-payload"))
        run = run_channel_case;
      test = g_strdup_printf (
          "/spaces-%s/%s", group, json_object_get_string_member (data->object, "name"));
      g_test_add_data_func_full (test, data, run, case_free);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_file ("decoder-valid.json");
  add_file ("decoder-broken.json");
  add_file ("decoder-times.json");
  add_file ("decoder-channels.json");
  g_test_add_func ("/spaces-decoder/request", test_request);
  g_test_add_func ("/spaces-decoder/long-id", test_long_id);
  g_test_add_func ("/spaces-decoder/names", test_names);
  g_test_add_func ("/spaces-decoder/bad-utf8", test_bad_utf8);
  return g_test_run ();
}
