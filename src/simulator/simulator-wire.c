/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-wire.h"

#include <string.h>

char *
simulator_wire_iso_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int)(ms % 1000));
}

static void
add_time (JsonBuilder *builder, const SimulatorVariants *variants, const char *name, gint64 ms)
{
  g_autofree char *text = NULL;

  json_builder_set_member_name (builder, name);
  if (ms == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  switch (variants->times)
    {
    case SIMULATOR_TIMES_ISO:
      text = simulator_wire_iso_time (ms);
      json_builder_add_string_value (builder, text);
      break;
    case SIMULATOR_TIMES_MS:
      json_builder_add_int_value (builder, ms);
      break;
    case SIMULATOR_TIMES_MS_TEXT:
      text = g_strdup_printf ("%" G_GINT64_FORMAT, ms);
      json_builder_add_string_value (builder, text);
      break;
    }
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_null (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_null_value (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_empty_array (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
}

static const char *
person_type (const SimulatorPerson *person)
{
  switch (person->kind)
    {
    case SIMULATOR_PERSON_USER:
      return "user";
    case SIMULATOR_PERSON_ANONYMOUS:
      return "anonymous";
    case SIMULATOR_PERSON_PHONE:
      return "phone";
    }
  return "user";
}

/* The members all descriptions of a person share. */
static void
add_person (JsonBuilder *builder, const SimulatorPerson *person)
{
  add_text (builder, "_id", person->id);
  add_text (builder, "type", person_type (person));
  if (person->username != NULL)
    add_text (builder, "username", person->username);
  add_text (builder, "displayname", person->name);
  add_text (builder, "picture_url", "");
}

static void
add_attendee (JsonBuilder *builder,
              const SimulatorVariants *variants,
              const SimulatorAttendee *attendee)
{
  json_builder_begin_object (builder);
  add_person (builder, attendee->person);
  add_time (builder, variants, "joinTime", attendee->joined_at);
  json_builder_set_member_name (builder, "mdsrvSessions");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_text (builder, "_id", attendee->session_id);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_attendees (JsonBuilder *builder,
               const SimulatorVariants *variants,
               const SimulatorMeeting *meeting)
{
  json_builder_set_member_name (builder, "attendees");
  json_builder_begin_array (builder);
  for (guint i = 0; i < meeting->attendees->len; i++)
    add_attendee (builder, variants, g_ptr_array_index (meeting->attendees, i));
  json_builder_end_array (builder);
}

static void
add_recording (JsonBuilder *builder,
               const SimulatorVariants *variants,
               const SimulatorRecording *recording)
{
  json_builder_begin_object (builder);
  add_text (builder, "_id", recording->id);
  json_builder_set_member_name (builder, "startedBy");
  json_builder_begin_object (builder);
  add_person (builder, recording->started_by);
  json_builder_end_object (builder);
  add_time (builder, variants, "startTime", recording->started_at);
  if (recording->ended_at != 0)
    add_time (builder, variants, "endTime", recording->ended_at);
  if (recording->title != NULL)
    add_text (builder, "name", recording->title);
  if (recording->link != NULL && !variants->link_in_data)
    add_text (builder, variants->link_name, recording->link);
  json_builder_end_object (builder);
}

/* Files supplied with a recording; the service's pages say that "data" may hold recordings. */
static void
add_data (JsonBuilder *builder,
          const SimulatorVariants *variants,
          const SimulatorRecording *recording)
{
  json_builder_set_member_name (builder, "data");
  json_builder_begin_array (builder);
  if (variants->link_in_data && recording != NULL && recording->link != NULL)
    {
      json_builder_begin_object (builder);
      add_text (builder, "fileId", recording->id);
      add_text (builder, "fileType", "video");
      add_text (builder, "name", recording->title != NULL ? recording->title : "recording.mp4");
      add_text (builder, "provider", "native");
      add_text (builder, "providerFileType", "video/mp4");
      add_text (builder, variants->link_name, recording->link);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* @recording: the only one to be told of; NULL: all. */
static void
add_content (JsonBuilder *builder,
             const SimulatorVariants *variants,
             const char *category,
             const SimulatorMeeting *meeting,
             const SimulatorAttendee *attendee,
             const SimulatorRecording *recording)
{
  gint64 ended_at = meeting->ended_at;

  /* Here the end of the recording is told under the name of the meeting's: a trap to be met. */
  if (strcmp (category, "app.event.recording.ended") == 0)
    ended_at = recording->ended_at;
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  add_time (builder, variants, "startTime", meeting->started_at);
  add_time (builder, variants, "endTime", ended_at);
  add_time (builder, variants, "virtualEndTime", meeting->emptied_at);
  add_text (builder, "meetingStatus", meeting->ended_at == 0 ? "active" : "inactive");
  add_text (builder, "mediaMode", meeting->mode == SIMULATOR_MODE_VIDEO ? "video" : "audio");
  add_text (builder, "bodyText", "");
  if (attendee == NULL || variants->attendee_lists)
    add_attendees (builder, variants, meeting);
  json_builder_set_member_name (builder, "recordings");
  json_builder_begin_array (builder);
  for (guint i = 0; recording == NULL && i < meeting->recordings->len; i++)
    add_recording (builder, variants, g_ptr_array_index (meeting->recordings, i));
  if (recording != NULL)
    add_recording (builder, variants, recording);
  json_builder_end_array (builder);
  add_data (builder, variants, recording);
  if (attendee != NULL)
    {
      json_builder_set_member_name (builder, "attendee");
      add_attendee (builder, variants, attendee);
    }
  json_builder_end_object (builder);
}

/* Events made by the server name the space as their sender. */
static void
add_sender (JsonBuilder *builder, const SimulatorVariants *variants, const SimulatorSpace *space)
{
  json_builder_set_member_name (builder, "sender");
  switch (variants->sender)
    {
    case SIMULATOR_SENDER_OBJECT:
      json_builder_begin_object (builder);
      add_text (builder, "_id", space->id);
      add_text (builder, "type", "spaceserver");
      add_text (builder, "username", "");
      add_text (builder, "displayname", space->title);
      add_text (builder, "picture_url", "");
      json_builder_end_object (builder);
      break;
    case SIMULATOR_SENDER_STRING:
      json_builder_add_string_value (builder, space->id);
      break;
    case SIMULATOR_SENDER_NULL:
      json_builder_add_null_value (builder);
      break;
    }
}

/* ["NAME", {: the caller adds members and calls end_event(). */
static JsonBuilder *
begin_event (const char *name)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, name);
  json_builder_begin_object (builder);
  return builder;
}

static JsonNode *
end_event (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

JsonNode *
simulator_wire_media_session (const SimulatorVariants *variants,
                              const char *category,
                              const char *event_id,
                              const SimulatorMeeting *meeting,
                              const SimulatorAttendee *attendee,
                              const SimulatorRecording *recording)
{
  g_autoptr (JsonBuilder) builder = begin_event ("MEDIA_SESSION_RESPONSE");

  add_text (builder, "_id", event_id);
  add_text (builder, "messageId", meeting->id);
  add_text (builder, "topicId", meeting->space->id);
  add_sender (builder, variants, meeting->space);
  add_content (builder, variants, category, meeting, attendee, recording);
  add_time (builder, variants, "modified", recording != NULL ? recording->ready_at : 0);
  add_text (builder, "category", category);
  return end_event (builder);
}

static void
add_member_sender (JsonBuilder *builder, const SimulatorPerson *person)
{
  json_builder_set_member_name (builder, "sender");
  json_builder_begin_object (builder);
  add_person (builder, person);
  add_empty_array (builder, "phone_numbers");
  json_builder_end_object (builder);
}

static void
add_media_state (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "mediaSession");
  json_builder_begin_object (builder);
  add_boolean (builder, "audio", FALSE);
  add_boolean (builder, "connected", FALSE);
  add_boolean (builder, "phone", FALSE);
  add_boolean (builder, "screenshare", FALSE);
  add_boolean (builder, "selfMuted", TRUE);
  add_boolean (builder, "video", FALSE);
  json_builder_end_object (builder);
}

JsonNode *
simulator_wire_presence (const char *category,
                         const SimulatorSpace *space,
                         const SimulatorPerson *person)
{
  g_autoptr (JsonBuilder) builder = begin_event ("PRESENCE_EVENT_RESPONSE");

  add_text (builder, "category", category);
  add_text (builder, "topicId", space->id);
  add_member_sender (builder, person);
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  add_boolean (builder, "desktop", TRUE);
  add_boolean (builder, "idle", FALSE);
  add_media_state (builder);
  add_boolean (builder, "offline", FALSE);
  add_text (builder, "role", "member");
  json_builder_end_object (builder);
  add_empty_array (builder, "receivers");
  return end_event (builder);
}

JsonNode *
simulator_wire_chat (const char *event_id,
                     const SimulatorSpace *space,
                     const SimulatorPerson *person,
                     gint64 now_ms)
{
  g_autoptr (JsonBuilder) builder = begin_event ("MESSAGE_SENT");
  g_autofree char *created = simulator_wire_iso_time (now_ms);

  add_text (builder, "_id", event_id);
  add_text (builder, "category", "chat");
  add_text (builder, "topicId", space->id);
  add_text (builder, "topicTitle", space->title);
  add_text (builder, "created", created);
  add_member_sender (builder, person);
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  add_text (builder, "bodyText", "<p>See you at the &quot;usual&quot; place</p>");
  add_null (builder, "endTime");
  add_null (builder, "virtualEndTime");
  add_text (builder, "mediaMode", "audio");
  add_empty_array (builder, "recordings");
  add_empty_array (builder, "data");
  json_builder_end_object (builder);
  return end_event (builder);
}

JsonNode *
simulator_wire_tracks (const char *event_id,
                       const SimulatorSpace *space,
                       const SimulatorPerson *person)
{
  g_autoptr (JsonBuilder) builder = begin_event ("MEDIA_SESSION_RESPONSE");

  add_text (builder, "_id", event_id);
  add_text (builder, "topicId", space->id);
  add_member_sender (builder, person);
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  add_media_state (builder);
  json_builder_end_object (builder);
  add_text (builder, "category", "tracksstatus");
  return end_event (builder);
}

JsonNode *
simulator_wire_channel (const char *name, const char *space_id, const char *error_code)
{
  g_autoptr (JsonBuilder) builder = begin_event (name);

  json_builder_set_member_name (builder, "channel");
  json_builder_begin_object (builder);
  add_text (builder, "_id", space_id);
  add_text (builder, "type", "topic");
  json_builder_end_object (builder);
  if (error_code != NULL)
    {
      json_builder_set_member_name (builder, "error");
      json_builder_begin_object (builder);
      add_text (builder, "code", error_code);
      add_text (builder, "message", "channel id is not valid");
      json_builder_end_object (builder);
    }
  else
    {
      g_autofree char *session = g_uuid_string_random ();

      add_text (builder, "dtsid", "77120");
      add_text (builder, "sessionId", session);
    }
  return end_event (builder);
}

JsonNode *
simulator_wire_user (const SimulatorPerson *person)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "_id", person->id);
  add_text (builder, "displayname", person->name);
  add_text (builder, "username", person->username != NULL ? person->username : "");
  add_text (builder, "aType", person->kind == SIMULATOR_PERSON_ANONYMOUS ? "anonymous" : "user");
  add_text (builder, "picture_url", "");
  add_text (builder, "timezone", "UTC");
  add_empty_array (builder, "phone_numbers");
  add_empty_array (builder, "permissions");
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_members (JsonBuilder *builder, const SimulatorScenario *scenario, const SimulatorSpace *space)
{
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; space->members != NULL && space->members[i] != NULL; i++)
    {
      const SimulatorPerson *person = simulator_scenario_find_person (scenario, space->members[i]);

      json_builder_begin_object (builder);
      add_text (builder, "member", person->id);
      add_text (builder, "memberType", "userId");
      add_text (builder, "role", i == 0 ? "admin" : "member");
      add_text (builder, "username", person->username != NULL ? person->username : "");
      add_text (builder, "displayname", person->name);
      add_text (builder, "picture_url", "");
      add_empty_array (builder, "phone_numbers");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

JsonNode *
simulator_wire_space (const SimulatorScenario *scenario, const SimulatorSpace *space)
{
  static const char *const types[] = { "group", "direct", "personal" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "_id", space->id);
  add_text (builder, "title", space->title);
  add_text (builder, "description", space->description != NULL ? space->description : "");
  add_text (builder, "type", types[space->kind]);
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, space->archived ? 1 : 0);
  add_empty_array (builder, "restrict");
  add_members (builder, scenario, space);
  add_null (builder, "isPinned");
  add_null (builder, "notification");
  add_text (builder, "role", "member");
  json_builder_set_member_name (builder, "unreadMessagesCount");
  json_builder_add_int_value (builder, 0);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

JsonNode *
simulator_wire_meeting (const SimulatorVariants *variants, const SimulatorMeeting *meeting)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "_id", meeting->id);
  add_text (builder, "topicId", meeting->space->id);
  add_text (builder, "category", "app.event.meeting.started");
  add_content (builder, variants, "", meeting, NULL, NULL);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

JsonNode *
simulator_wire_message (const char *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "message", message);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
