/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"

#include "spaces-event-decoder.h"

#include "spaces-event-recordings.h"
#include "spaces-json.h"

/* The documentation writes "atendee" and "recording.ended", the clients see "attendee" and
 * "recording.stopped". Everything else of MEDIA_SESSION_RESPONSE is about calls, a member's own
 * devices (tracksstatus, video.end) or requests to members: not for us. */
static const struct
{
  const char *category;
  MeetingEventKind kind;
} categories[] = {
  { "app.event.meeting.started", MEETING_EVENT_STARTED },
  { "app.event.meeting.ended", MEETING_EVENT_ENDED },
  { "app.event.attendee.added", MEETING_EVENT_ATTENDEE_ADDED },
  { "app.event.atendee.added", MEETING_EVENT_ATTENDEE_ADDED },
  { "app.event.attendee.left", MEETING_EVENT_ATTENDEE_LEFT },
  { "app.event.atendee.left", MEETING_EVENT_ATTENDEE_LEFT },
  { "app.event.recording.started", MEETING_EVENT_RECORDING_STARTED },
  { "app.event.recording.ended", MEETING_EVENT_RECORDING_STOPPED },
  { "app.event.recording.stopped", MEETING_EVENT_RECORDING_STOPPED },
  { "app.event.recording.ready", MEETING_EVENT_RECORDING_READY },
};

static gboolean
find_category (const char *category, MeetingEventKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      if (g_str_equal (category, categories[i].category))
        {
          *kind = categories[i].kind;
          return TRUE;
        }
    }
  return FALSE;
}

/* mdsrvSessions: [{_id}], one a device; a bare id is understood too. (transfer full) */
static char **
decode_sessions (JsonObject *attendee)
{
  JsonArray *array = spaces_json_get_array (attendee, "mdsrvSessions");
  g_autoptr (GStrvBuilder) builder = NULL;

  if (array == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (node)
                           ? spaces_json_get_id (json_node_get_object (node), "_id")
                           : spaces_json_node_get_text (node);

      if (id != NULL)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static MeetingAttendeeKind
decode_attendee_kind (JsonObject *object)
{
  const char *type = spaces_json_get_text (object, "type");

  if (g_strcmp0 (type, "user") == 0)
    return MEETING_ATTENDEE_USER;
  if (g_strcmp0 (type, "phone") == 0)
    return MEETING_ATTENDEE_PHONE;
  return MEETING_ATTENDEE_GUEST;
}

/* A person without an id could not be told from others, so there is none. picture_url and
 * phone_numbers are not shown anywhere. The username, an address, is the name only of those who
 * have no other. */
static MeetingAttendee *
decode_attendee (JsonObject *object)
{
  const char *id = spaces_json_get_id (object, "_id");
  g_autofree char *name = NULL;
  g_auto (GStrv) sessions = NULL;

  if (id == NULL)
    return NULL;
  name = spaces_json_dup_name (object, "displayname");
  if (name == NULL)
    name = spaces_json_dup_name (object, "username");
  sessions = decode_sessions (object);
  return meeting_attendee_new (id,
                               name,
                               decode_attendee_kind (object),
                               spaces_json_get_time (object, "joinTime"),
                               (const char *const *)sessions);
}

static GPtrArray *
decode_attendees (JsonObject *content)
{
  JsonArray *array = spaces_json_get_array (content, "attendees");
  GPtrArray *attendees;

  if (array == NULL)
    return NULL;
  attendees = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      MeetingAttendee *attendee = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        attendee = decode_attendee (json_node_get_object (node));
      if (attendee != NULL)
        g_ptr_array_add (attendees, attendee);
    }
  return attendees;
}

static MeetingMode
decode_mode (JsonObject *content)
{
  const char *mode = spaces_json_get_text (content, "mediaMode");

  if (mode != NULL && g_ascii_strcasecmp (mode, "video") == 0)
    return MEETING_MODE_VIDEO;
  if (mode != NULL && g_ascii_strcasecmp (mode, "audio") == 0)
    return MEETING_MODE_AUDIO;
  return MEETING_MODE_UNKNOWN;
}

static MeetingActivity
decode_activity (JsonObject *content)
{
  const char *status = spaces_json_get_text (content, "meetingStatus");

  if (status != NULL && g_ascii_strcasecmp (status, "active") == 0)
    return MEETING_ACTIVITY_ACTIVE;
  if (status != NULL && g_ascii_strcasecmp (status, "inactive") == 0)
    return MEETING_ACTIVITY_INACTIVE;
  return MEETING_ACTIVITY_UNKNOWN;
}

/* What content says of the meeting. bodyText is the text of chat messages. */
static void
decode_content (JsonObject *content, MeetingEvent *event)
{
  event->started_at = spaces_json_get_time (content, "startTime");
  event->ended_at = spaces_json_get_time (content, "endTime");
  event->ending_at = spaces_json_get_time (content, "virtualEndTime");
  event->mode = decode_mode (content);
  event->activity = decode_activity (content);
  event->attendees = decode_attendees (content);
}

static void
decode_recording (JsonObject *content, MeetingRecordingState state, MeetingEvent *event)
{
  event->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
  g_ptr_array_add (
      event->recordings,
      spaces_event_recording_concerned (event->space_id, event->meeting_id, content, state));
}

static void
decode_subject (JsonObject *content, MeetingEvent *event)
{
  JsonObject *attendee;

  switch (event->kind)
    {
    case MEETING_EVENT_ATTENDEE_ADDED:
    case MEETING_EVENT_ATTENDEE_LEFT:
      attendee = spaces_json_get_object (content, "attendee");
      if (attendee == NULL)
        attendee = spaces_json_get_object (content, "atendee");
      event->attendee = decode_attendee (attendee);
      event->recordings = spaces_event_recordings_all (event->space_id, event->meeting_id, content);
      break;
    case MEETING_EVENT_RECORDING_STARTED:
      decode_recording (content, MEETING_RECORDING_RUNNING, event);
      break;
    case MEETING_EVENT_RECORDING_STOPPED:
      decode_recording (content, MEETING_RECORDING_STOPPED, event);
      break;
    case MEETING_EVENT_RECORDING_READY:
      decode_recording (content, MEETING_RECORDING_READY, event);
      break;
    case MEETING_EVENT_STARTED:
    case MEETING_EVENT_ENDED:
    case MEETING_EVENT_FOUND:
    case MEETING_EVENT_NONE:
      event->recordings = spaces_event_recordings_all (event->space_id, event->meeting_id, content);
      break;
    }
}

static JsonObject *
require_object (JsonNode *payload, GError **error)
{
  if (payload != NULL && JSON_NODE_HOLDS_OBJECT (payload))
    return json_node_get_object (payload);
  g_set_error_literal (error, SPACES_ERROR, SPACES_ERROR_PAYLOAD, "the payload is not an object");
  return NULL;
}

static const char *
require_id (JsonObject *object, const char *member, GError **error)
{
  const char *id = spaces_json_get_id (object, member);

  if (id == NULL)
    g_set_error (error, SPACES_ERROR, SPACES_ERROR_PAYLOAD, "the payload has no usable %s", member);
  return id;
}

/* sender is passed over: in events of meetings it is the space itself (type "spaceserver"), not
 * whoever started something. */
MeetingEvent *
spaces_event_decode_media_session (JsonNode *payload, MeetingTime heard_at, GError **error)
{
  g_autoptr (MeetingEvent) event = NULL;
  JsonObject *object = require_object (payload, error);
  JsonObject *content;
  const char *category;
  const char *space_id;
  MeetingEventKind kind;

  if (object == NULL)
    return NULL;
  category = require_id (object, "category", error);
  if (category == NULL)
    return NULL;
  if (!find_category (category, &kind))
    {
      g_set_error (
          error, SPACES_ERROR, SPACES_ERROR_CATEGORY, "category “%s” is not used", category);
      return NULL;
    }
  space_id = require_id (object, "topicId", error);
  if (space_id == NULL)
    return NULL;

  content = spaces_json_get_object (object, "content");
  event = meeting_event_new (kind, space_id, heard_at);
  event->id = g_strdup (spaces_json_get_id (object, "_id"));
  event->meeting_id = g_strdup (spaces_json_get_id (object, "messageId"));
  event->modified_at = spaces_json_get_time (object, "modified");
  decode_content (content, event);
  decode_subject (content, event);
  return g_steal_pointer (&event);
}

static gboolean
is_meeting (JsonObject *object)
{
  return spaces_json_get_id (object, "_id") != NULL
         || spaces_json_get_object (object, "content") != NULL;
}

/* The meeting in the answer: bare, or under data, or the first under data. */
static JsonObject *
unwrap_meeting (JsonObject *object)
{
  JsonArray *array = spaces_json_get_array (object, "data");
  JsonObject *data = spaces_json_get_object (object, "data");

  if (is_meeting (object))
    return object;
  if (array != NULL && json_array_get_length (array) > 0
      && JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 0)))
    data = json_array_get_object_element (array, 0);
  return is_meeting (data) ? data : NULL;
}

/* The body's _id is the meeting's, which events call messageId. Its topicId and category repeat
 * what was asked; its sender is that of the message. */
MeetingEvent *
spaces_event_decode_active_meeting (const char *space_id,
                                    JsonNode *body,
                                    MeetingTime heard_at,
                                    GError **error)
{
  g_autoptr (MeetingEvent) event = NULL;
  JsonObject *object = require_object (body, error);
  JsonObject *content;

  g_return_val_if_fail (space_id != NULL, NULL);

  if (object == NULL)
    return NULL;
  object = unwrap_meeting (object);
  if (object == NULL)
    {
      g_set_error_literal (
          error, SPACES_ERROR, SPACES_ERROR_PAYLOAD, "the answer has neither an _id nor content");
      return NULL;
    }

  content = spaces_json_get_object (object, "content");
  event = meeting_event_new (MEETING_EVENT_FOUND, space_id, heard_at);
  event->meeting_id = g_strdup (spaces_json_get_id (object, "_id"));
  event->modified_at = spaces_json_get_time (object, "modified");
  decode_content (content, event);
  decode_subject (content, event);
  return g_steal_pointer (&event);
}

/* The channel's type is always "topic"; dtsid and sessionId serve sending, which we never do. */
gboolean
spaces_event_decode_channel (JsonNode *payload, SpacesChannelEvent *event, GError **error)
{
  JsonObject *object = require_object (payload, error);
  JsonObject *channel;
  JsonObject *reason;
  const char *space_id;

  *event = (SpacesChannelEvent){ 0 };
  if (object == NULL)
    return FALSE;
  channel = spaces_json_get_object (object, "channel");
  space_id = require_id (channel, "_id", error);
  if (space_id == NULL)
    return FALSE;

  reason = spaces_json_get_object (object, "error");
  event->space_id = g_strdup (space_id);
  event->error_code = g_strdup (spaces_json_get_text (reason, "code"));
  event->error_message = spaces_json_dup_name (reason, "message");
  if (reason == NULL)
    event->error_message = spaces_json_dup_name (object, "error");
  return TRUE;
}

void
spaces_channel_event_clear (SpacesChannelEvent *event)
{
  g_clear_pointer (&event->space_id, g_free);
  g_clear_pointer (&event->error_code, g_free);
  g_clear_pointer (&event->error_message, g_free);
}

JsonNode *
spaces_channel_request_new (const char *space_id)
{
  JsonObject *channel = json_object_new ();
  JsonObject *request = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (channel, "type", "topic");
  json_object_set_string_member (channel, "_id", space_id);
  json_object_set_object_member (request, "channel", channel);
  json_node_take_object (node, request);
  return node;
}
