/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-report.h"

#include <glib/gi18n.h>

#include "notice-wording.h"
#include "tray-view.h"
#include "tray-words.h"

static const char *
mode_to_string (MeetingMode mode)
{
  switch (mode)
    {
    case MEETING_MODE_AUDIO:
      return "audio";
    case MEETING_MODE_VIDEO:
      return "video";
    case MEETING_MODE_UNKNOWN:
      return "unknown";
    }
  g_assert_not_reached ();
}

static const char *
recording_state_to_string (MeetingRecordingState state)
{
  switch (state)
    {
    case MEETING_RECORDING_RUNNING:
      return "running";
    case MEETING_RECORDING_STOPPED:
      return "stopped";
    case MEETING_RECORDING_READY:
      return "ready";
    }
  g_assert_not_reached ();
}

char *
applet_report_dup_time (MeetingTime time)
{
  g_autoptr (GDateTime) date = NULL;

  if (time != MEETING_TIME_UNKNOWN)
    date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

static void
add_time (GVariantDict *dict, const char *key, MeetingTime time)
{
  g_variant_dict_insert_value (
      dict, key, g_variant_new_take_string (applet_report_dup_time (time)));
}

/* D-Bus refuses text that is not valid UTF-8. */
static void
add_text (GVariantDict *dict, const char *key, const char *text)
{
  g_variant_dict_insert_value (
      dict, key, g_variant_new_take_string (g_utf8_make_valid (text != NULL ? text : "", -1)));
}

static void
add_space (GVariantDict *dict, AppletSession *session, const char *space_id)
{
  g_autofree char *name
      = notice_wording_dup_space_name (applet_session_get_space_name (session, space_id), space_id);

  add_text (dict, "spaceId", space_id);
  add_text (dict, "space", name);
}

static GVariant *
new_status (const TrayModel *model, MeetingTime since, MeetingTime last_heard)
{
  const MeetingStatus *status = &model->status;
  g_autofree char *detail = tray_view_dup_summary (model);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "status", meeting_status_kind_to_string (status->kind));
  add_text (&dict, "reason", meeting_status_reason_to_string (status->reason));
  add_time (&dict, "since", since);
  add_time (&dict, "lastHeard", last_heard);
  add_text (&dict, "detail", detail);
  g_variant_dict_insert (
      &dict, "canReconnect", "b", tray_words_may_reconnect (status, model->next_attempt));
  return g_variant_dict_end (&dict);
}

static const char *
lookup_space_name (const char *space_id, gpointer data)
{
  return applet_session_get_space_name (data, space_id);
}

GVariant *
applet_report_new_status (AppletSession *session)
{
  g_autoptr (GPtrArray) live = meeting_list_get_live (applet_session_get_list (session));
  const TrayModel model = {
    .status = *applet_session_get_status (session),
    .meetings = live,
    .space_name = lookup_space_name,
    .space_name_data = session,
    /* Nobody is told when a minute has passed: how long is said from startedAt. */
    .now = MEETING_TIME_UNKNOWN,
    .next_attempt = applet_session_get_next_attempt (session),
    .demonstration = applet_session_is_demonstration (session),
  };

  return new_status (
      &model, applet_session_get_since (session), applet_session_get_last_heard (session));
}

GVariant *
applet_report_new_starting (void)
{
  const TrayModel model
      = { .status = { .kind = MEETING_STATUS_OFFLINE, .reason = MEETING_REASON_STARTING },
          .next_attempt = MEETING_TIME_UNKNOWN };

  return new_status (&model, g_get_real_time (), MEETING_TIME_UNKNOWN);
}

static GVariant *
new_attendees (const Meeting *meeting)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, i);
      g_autofree char *name = g_utf8_make_valid (attendee->name != NULL ? attendee->name : "", -1);

      g_variant_builder_add (&builder, "(ss)", attendee->id, name);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
new_meeting (AppletSession *session, const Meeting *meeting)
{
  g_autofree char *link
      = spaces_links_dup_space (applet_session_get_links (session), meeting->space_id);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_space (&dict, session, meeting->space_id);
  add_time (&dict, "startedAt", meeting->started_at);
  g_variant_dict_insert_value (&dict, "attendees", new_attendees (meeting));
  g_variant_dict_insert (&dict, "recording", "b", meeting->recording != NULL);
  add_text (&dict, "mode", mode_to_string (meeting->mode));
  add_text (&dict, "link", link);
  return g_variant_dict_end (&dict);
}

GVariant *
applet_report_new_meetings (AppletSession *session)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GPtrArray) live = meeting_list_get_live (applet_session_get_list (session));

  for (guint i = 0; i < live->len; i++)
    g_variant_builder_add_value (&builder, new_meeting (session, g_ptr_array_index (live, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
new_recording (AppletSession *session, const MeetingRecording *recording)
{
  g_autofree char *key = meeting_recording_dup_key (recording);
  g_autofree char *link
      = spaces_links_dup_recording (applet_session_get_links (session), recording);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "key", key);
  add_space (&dict, session, recording->space_id);
  add_text (&dict, "state", recording_state_to_string (recording->state));
  add_time (&dict, "startedAt", recording->started_at);
  add_time (&dict, "endedAt", recording->ended_at);
  add_time (&dict, "readyAt", recording->ready_at);
  add_text (&dict, "link", link);
  return g_variant_dict_end (&dict);
}

GVariant *
applet_report_new_recordings (AppletSession *session)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GPtrArray) recordings
      = meeting_list_get_recordings (applet_session_get_list (session));

  for (guint i = 0; i < recordings->len; i++)
    g_variant_builder_add_value (&builder,
                                 new_recording (session, g_ptr_array_index (recordings, i)));
  return g_variant_builder_end (&builder);
}

static const char *
lookup_text (GVariant *dict, const char *key)
{
  const char *text = "";

  if (dict != NULL)
    g_variant_lookup (dict, key, "&s", &text);
  return text;
}

static void
add_json_text (JsonBuilder *builder, GVariant *dict, const char *key)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, lookup_text (dict, key));
}

static void
add_json_time (JsonBuilder *builder, GVariant *dict, const char *key)
{
  const char *text = lookup_text (dict, key);

  json_builder_set_member_name (builder, key);
  if (text[0] != '\0')
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_json_attendees (JsonBuilder *builder, GVariant *meeting)
{
  g_autoptr (GVariant) attendees
      = g_variant_lookup_value (meeting, "attendees", G_VARIANT_TYPE ("a(ss)"));
  const char *id, *name;
  GVariantIter iter;

  json_builder_set_member_name (builder, "attendees");
  json_builder_begin_array (builder);
  if (attendees != NULL)
    {
      g_variant_iter_init (&iter, attendees);
      while (g_variant_iter_next (&iter, "(&s&s)", &id, &name))
        {
          json_builder_begin_object (builder);
          json_builder_set_member_name (builder, "id");
          json_builder_add_string_value (builder, id);
          json_builder_set_member_name (builder, "name");
          json_builder_add_string_value (builder, name);
          json_builder_end_object (builder);
        }
    }
  json_builder_end_array (builder);
}

static void
add_json_meeting (JsonBuilder *builder, GVariant *meeting)
{
  gboolean recording = FALSE;

  json_builder_begin_object (builder);
  add_json_text (builder, meeting, "spaceId");
  add_json_text (builder, meeting, "space");
  add_json_time (builder, meeting, "startedAt");
  add_json_attendees (builder, meeting);
  json_builder_set_member_name (builder, "recording");
  g_variant_lookup (meeting, "recording", "b", &recording);
  json_builder_add_boolean_value (builder, recording);
  json_builder_end_object (builder);
}

char *
applet_report_dup_json (GVariant *status, GVariant *meetings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder,
                                 status != NULL ? lookup_text (status, "status") : "not-running");
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, status != NULL ? lookup_text (status, "reason") : "none");
  add_json_time (builder, status, "since");
  add_json_time (builder, status, "lastHeard");
  json_builder_set_member_name (builder, "meetings");
  json_builder_begin_array (builder);
  for (gsize i = 0; meetings != NULL && i < g_variant_n_children (meetings); i++)
    {
      g_autoptr (GVariant) meeting = g_variant_get_child_value (meetings, i);

      add_json_meeting (builder, meeting);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* In the words of a clock; NULL for "". */
static char *
dup_moment (const char *time, MeetingTime now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (time, NULL);

  return date != NULL ? tray_words_moment (g_date_time_to_unix (date) * G_USEC_PER_SEC, now) : NULL;
}

static void
append_meeting_text (GString *text, GVariant *meeting, MeetingTime now)
{
  g_autoptr (GVariant) attendees
      = g_variant_lookup_value (meeting, "attendees", G_VARIANT_TYPE ("a(ss)"));
  guint people = attendees != NULL ? (guint)g_variant_n_children (attendees) : 0;
  g_autofree char *moment = dup_moment (lookup_text (meeting, "startedAt"), now);
  const char *separator = ": ";
  gboolean recording = FALSE;

  g_variant_lookup (meeting, "recording", "b", &recording);
  g_string_append_printf (text, "\n  %s", lookup_text (meeting, "space"));
  if (moment != NULL)
    {
      g_string_append (text, separator);
      /* Translators: %s is when a meeting began. */
      g_string_append_printf (text, _ ("since %s"), moment);
      separator = ", ";
    }
  if (people > 0)
    {
      g_string_append (text, separator);
      /* Translators: %u is how many people are in a meeting. */
      g_string_append_printf (text, ngettext ("%u person", "%u people", people), people);
      separator = ", ";
    }
  if (recording)
    g_string_append_printf (text, "%s%s", separator, _ ("being recorded"));
}

/* Above meetings that nothing is heard of now. */
static void
append_last_heard (GString *text, GVariant *status, MeetingTime now)
{
  const char *word = lookup_text (status, "status");
  g_autofree char *moment = dup_moment (lookup_text (status, "lastHeard"), now);

  if (!g_str_equal (word, "signed-out") && !g_str_equal (word, "offline")
      && !g_str_equal (word, "stale"))
    return;
  g_string_append_c (text, '\n');
  if (moment != NULL)
    /* Translators: above the meetings while there is no connection; %s is a time of day. */
    g_string_append_printf (text, _ ("On when last heard, at %s"), moment);
  else
    g_string_append (text, _ ("On when last heard"));
}

char *
applet_report_dup_text (GVariant *status, GVariant *meetings, MeetingTime now)
{
  GString *text;

  if (status == NULL)
    return g_strdup (_ ("Spaces Tray is not running."));
  text = g_string_new (lookup_text (status, "detail"));
  if (meetings != NULL && g_variant_n_children (meetings) > 0)
    append_last_heard (text, status, now);
  for (gsize i = 0; meetings != NULL && i < g_variant_n_children (meetings); i++)
    {
      g_autoptr (GVariant) meeting = g_variant_get_child_value (meetings, i);

      append_meeting_text (text, meeting, now);
    }
  return g_string_free (text, FALSE);
}
