/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "tray-samples.h"

static const char *const KINDS[] = {
  [MEETING_STATUS_SIGNED_OUT] = "signed-out",
  [MEETING_STATUS_OFFLINE] = "offline",
  [MEETING_STATUS_JOINED] = "joined",
  [MEETING_STATUS_RECORDING] = "recording",
  [MEETING_STATUS_LIVE] = "live",
  [MEETING_STATUS_STALE] = "stale",
  [MEETING_STATUS_IDLE] = "idle",
};

static const char *const REASONS[] = {
  [MEETING_REASON_NONE] = "none",
  [MEETING_REASON_EVENTS_ONLY] = "events-only",
  [MEETING_REASON_NO_ACCOUNT] = "no-account",
  [MEETING_REASON_TOKEN_REFUSED] = "token-refused",
  [MEETING_REASON_TOKEN_UNREADABLE] = "token-unreadable",
  [MEETING_REASON_STARTING] = "starting",
  [MEETING_REASON_CONNECTING] = "connecting",
  [MEETING_REASON_UNREACHABLE] = "unreachable",
  [MEETING_REASON_TLS] = "tls",
  [MEETING_REASON_TIMED_OUT] = "timed-out",
  [MEETING_REASON_REFUSED] = "refused",
  [MEETING_REASON_SERVER_CLOSED] = "server-closed",
  [MEETING_REASON_KICKED] = "kicked",
  [MEETING_REASON_PING_TIMEOUT] = "ping-timeout",
  [MEETING_REASON_TOO_BIG] = "too-big",
  [MEETING_REASON_PROTOCOL] = "protocol",
  [MEETING_REASON_SUSPENDED] = "suspended",
  [MEETING_REASON_NETWORK_CHANGED] = "network-changed",
  [MEETING_REASON_CHECKING] = "checking",
  [MEETING_REASON_PARTLY_UNKNOWN] = "partly-unknown",
  [MEETING_REASON_NO_SPACES] = "no-spaces",
};

static const char *const NOTICES[] = {
  [TRAY_NOTICES_SHOWN] = "shown",
  [TRAY_NOTICES_NOT_SHOWN] = "not-shown",
  [TRAY_NOTICES_NOT_ALLOWED] = "not-allowed",
};

static guint
find_keyword (const char *const *keywords, guint n, const char *keyword)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (keywords[i], keyword))
      return i;
  g_error ("no keyword \"%s\"", keyword);
}

MeetingStatusKind
tray_sample_kind (const char *keyword)
{
  return find_keyword (KINDS, G_N_ELEMENTS (KINDS), keyword);
}

static const char *
get_string (JsonObject *object, const char *member, const char *fallback)
{
  return json_object_get_string_member_with_default (object, member, fallback);
}

/* A member in seconds before the sample's moment. */
static MeetingTime
get_ago (JsonObject *object, const char *member)
{
  if (!json_object_has_member (object, member))
    return MEETING_TIME_UNKNOWN;
  return TRAY_SAMPLE_NOW - json_object_get_int_member (object, member) * G_USEC_PER_SEC;
}

static MeetingRecording *
recording_new (JsonObject *object)
{
  const char *state = get_string (object, "state", "ready");
  MeetingRecording *recording
      = meeting_recording_new (get_string (object, "id", NULL),
                               get_string (object, "space", "room"),
                               g_str_equal (state, "running")   ? MEETING_RECORDING_RUNNING
                               : g_str_equal (state, "stopped") ? MEETING_RECORDING_STOPPED
                                                                : MEETING_RECORDING_READY);

  recording->started_at = get_ago (object, "started-ago");
  recording->ended_at = get_ago (object, "ended-ago");
  recording->ready_at = get_ago (object, "ready-ago");
  return recording;
}

static Meeting *
meeting_from (JsonObject *object, guint position)
{
  const char *space = get_string (object, "space", "room");
  g_autofree char *key = g_strdup_printf ("%s-%u", space, position);
  Meeting *meeting = meeting_new (get_string (object, "key", key), space, get_ago (object, "ago"));
  JsonArray *people = json_object_has_member (object, "people")
                          ? json_object_get_array_member (object, "people")
                          : NULL;

  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      g_autofree char *id = g_strdup_printf ("person-%u", i);

      g_ptr_array_add (meeting->attendees,
                       meeting_attendee_new (id,
                                             json_array_get_null_element (people, i)
                                                 ? NULL
                                                 : json_array_get_string_element (people, i),
                                             MEETING_ATTENDEE_USER,
                                             MEETING_TIME_UNKNOWN,
                                             NULL));
    }
  meeting->people_seen = (guint)json_object_get_int_member_with_default (
      object, "seen", people != NULL ? json_array_get_length (people) : 0);
  if (json_object_get_boolean_member_with_default (object, "recording", FALSE))
    meeting->recording = meeting_recording_new (NULL, space, MEETING_RECORDING_RUNNING);
  return meeting;
}

static const char *
look_up_name (const char *space_id, gpointer data)
{
  return g_hash_table_lookup (data, space_id);
}

static void
add_name (JsonObject *names, const char *id, JsonNode *name, gpointer table)
{
  g_hash_table_insert (table, g_strdup (id), g_strdup (json_node_get_string (name)));
}

static void
fill_meetings (TraySample *sample, JsonObject *object)
{
  JsonArray *meetings = json_object_has_member (object, "meetings")
                            ? json_object_get_array_member (object, "meetings")
                            : NULL;

  sample->model.meetings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_unref);
  for (guint i = 0; meetings != NULL && i < json_array_get_length (meetings); i++)
    {
      Meeting *meeting = meeting_from (json_array_get_object_element (meetings, i), i);

      g_ptr_array_add (sample->model.meetings, meeting);
      sample->model.status.people += meeting->attendees->len;
      sample->model.status.recording += meeting->recording != NULL;
    }
  sample->model.status.live = sample->model.meetings->len;
}

static void
fill_recordings (TraySample *sample, JsonObject *object)
{
  JsonArray *recordings = json_object_has_member (object, "recordings")
                              ? json_object_get_array_member (object, "recordings")
                              : NULL;

  sample->model.recordings
      = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
  for (guint i = 0; recordings != NULL && i < json_array_get_length (recordings); i++)
    g_ptr_array_add (sample->model.recordings,
                     recording_new (json_array_get_object_element (recordings, i)));
}

TraySample *
tray_sample_new (JsonObject *object)
{
  TraySample *sample = g_new0 (TraySample, 1);
  TrayModel *model = &sample->model;

  sample->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (json_object_has_member (object, "names"))
    json_object_foreach_member (
        json_object_get_object_member (object, "names"), add_name, sample->names);
  model->space_name = look_up_name;
  model->space_name_data = sample->names;
  model->now = TRAY_SAMPLE_NOW;
  model->status.kind = tray_sample_kind (json_object_get_string_member (object, "status"));
  model->status.reason
      = find_keyword (REASONS, G_N_ELEMENTS (REASONS), get_string (object, "reason", "none"));
  fill_meetings (sample, object);
  fill_recordings (sample, object);
  if (json_object_has_member (object, "people"))
    model->status.people = (guint)json_object_get_int_member (object, "people");
  model->status.watched = (guint)json_object_get_int_member_with_default (object, "watched", 3);
  model->status.known
      = (guint)json_object_get_int_member_with_default (object, "known", model->status.watched);
  model->next_attempt
      = json_object_has_member (object, "next")
            ? TRAY_SAMPLE_NOW + json_object_get_int_member (object, "next") * G_USEC_PER_SEC
            : MEETING_TIME_UNKNOWN;
  model->notices
      = find_keyword (NOTICES, G_N_ELEMENTS (NOTICES), get_string (object, "notices", "shown"));
  model->demonstration
      = json_object_get_boolean_member_with_default (object, "demonstration", FALSE);
  return sample;
}

TraySample *
tray_sample_parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &error);

  g_assert_no_error (error);
  return tray_sample_new (json_node_get_object (node));
}

void
tray_sample_free (TraySample *sample)
{
  g_ptr_array_unref (sample->model.meetings);
  g_ptr_array_unref (sample->model.recordings);
  g_hash_table_unref (sample->names);
  g_free (sample);
}

static void
add_lines (GPtrArray *lines, GPtrArray *entries, const char *indent)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const TrayEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *deeper = g_strconcat (indent, "  ", NULL);

      switch (entry->kind)
        {
        case TRAY_ENTRY_ACTION:
          g_ptr_array_add (
              lines,
              entry->target != NULL
                  ? g_strdup_printf (
                      "%s%s(%s): %s", indent, entry->action, entry->target, entry->label)
                  : g_strdup_printf ("%s%s: %s", indent, entry->action, entry->label));
          break;
        case TRAY_ENTRY_LABEL:
          g_ptr_array_add (lines, g_strdup_printf ("%s| %s", indent, entry->label));
          break;
        case TRAY_ENTRY_SUBMENU:
          g_ptr_array_add (lines, g_strdup_printf ("%s> %s", indent, entry->label));
          add_lines (lines, entry->children, deeper);
          break;
        case TRAY_ENTRY_SEPARATOR:
          g_ptr_array_add (lines, g_strdup_printf ("%s-", indent));
          break;
        }
    }
}

GPtrArray *
tray_sample_lines (GPtrArray *entries)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  add_lines (lines, entries, "");
  return lines;
}
