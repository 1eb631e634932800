/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"

#include "spaces-event-recordings.h"

#include <string.h>

#include "spaces-json.h"

/* No page describes the members of an entry; these are the names under which clients and the pages
 * of attachments have addresses. thumbnailUrl and previewUrl are pictures, so they are not looked
 * at. */
static const char *const link_members[] = { "url", "link", "path" };

/* Whether it could be opened, as far as can be told here: others are paths within some store. */
static gboolean
is_address (const char *link)
{
  return g_ascii_strncasecmp (link, "https://", strlen ("https://")) == 0;
}

static const char *
find_link (JsonObject *object)
{
  const char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (link_members); i++)
    {
      const char *link = spaces_json_get_text (object, link_members[i]);

      if (link != NULL && is_address (link))
        return link;
      if (first == NULL)
        first = link;
    }
  return first;
}

static gboolean
is_one_of (const char *text, const char *const *words)
{
  for (guint i = 0; text != NULL && words[i] != NULL; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  return FALSE;
}

/* How likely an entry of content.data is the recording; 0 for no. fileSize, name, provider,
 * thumbnailFile, previewFile, previewUrl and thumbnailUrl tell nothing we need. */
static guint
rate_file (JsonObject *file, const char *recording_id)
{
  static const char *const recordings[] = { "recording", "video", NULL };
  static const char *const others[] = { "image", "document", NULL };
  const char *type = spaces_json_get_text (file, "fileType");
  const char *mime = spaces_json_get_text (file, "providerFileType");

  if (find_link (file) == NULL)
    return 0;
  if (recording_id != NULL && g_strcmp0 (spaces_json_get_id (file, "fileId"), recording_id) == 0)
    return 4;
  if (is_one_of (type, recordings) || (mime != NULL && g_str_has_prefix (mime, "video/")))
    return 3;
  if (g_strcmp0 (type, "audio") == 0 || (mime != NULL && g_str_has_prefix (mime, "audio/")))
    return 2;
  return is_one_of (type, others) ? 0 : 1;
}

static const char *
find_data_link (JsonObject *content, const char *recording_id)
{
  JsonArray *data = spaces_json_get_array (content, "data");
  const char *link = NULL;
  guint best = 0;

  for (guint i = 0; data != NULL && i < json_array_get_length (data); i++)
    {
      JsonNode *node = json_array_get_element (data, i);
      guint rate;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      rate = rate_file (json_node_get_object (node), recording_id);
      if (rate > best)
        {
          best = rate;
          link = find_link (json_node_get_object (node));
        }
    }
  return link;
}

/* The state an entry tells itself: it runs unless it says otherwise. */
static MeetingRecordingState
entry_state (JsonObject *entry)
{
  static const char *const ready[] = { "ready", "available", NULL };
  static const char *const over[]
      = { "ended", "stopped", "inactive", "complete", "completed", "processing", NULL };
  const char *status = spaces_json_get_text (entry, "status");

  if (is_one_of (status, ready))
    return MEETING_RECORDING_READY;
  if (is_one_of (status, over) || spaces_json_get_time (entry, "endTime") != MEETING_TIME_UNKNOWN)
    return MEETING_RECORDING_STOPPED;
  return MEETING_RECORDING_RUNNING;
}

/* An entry is an object; its bare id is understood too. Anything else: NULL. startedBy gives the
 * name only: its _id, type and picture_url are not needed. */
static MeetingRecording *
decode_entry (JsonNode *node, const char *space_id, const char *meeting_id)
{
  MeetingRecording *recording;
  JsonObject *entry;
  JsonObject *starter;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      const char *id = spaces_json_node_get_text (node);

      if (id == NULL || strlen (id) > 256)
        return NULL;
      recording = meeting_recording_new (id, space_id, MEETING_RECORDING_RUNNING);
      recording->meeting_id = g_strdup (meeting_id);
      return recording;
    }

  entry = json_node_get_object (node);
  starter = spaces_json_get_object (entry, "startedBy");
  recording
      = meeting_recording_new (spaces_json_get_id (entry, "_id"), space_id, entry_state (entry));
  recording->meeting_id = g_strdup (meeting_id);
  recording->started_at = spaces_json_get_time (entry, "startTime");
  recording->ended_at = spaces_json_get_time (entry, "endTime");
  recording->started_by = spaces_json_dup_name (starter, "displayname");
  if (recording->started_by == NULL)
    recording->started_by = spaces_json_dup_name (starter, "username");
  recording->link = g_strdup (find_link (entry));
  return recording;
}

GPtrArray *
spaces_event_recordings_all (const char *space_id, const char *meeting_id, JsonObject *content)
{
  JsonArray *array = spaces_json_get_array (content, "recordings");
  GPtrArray *recordings;

  if (array == NULL)
    return NULL;
  recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      MeetingRecording *recording
          = decode_entry (json_array_get_element (array, i), space_id, meeting_id);

      if (recording != NULL)
        g_ptr_array_add (recordings, recording);
    }
  return recordings;
}

/* Whether @a is the better guess than @b, which stands before it in the list, for an event that
 * brings a recording into @state: one running for a start, one over for the rest, and then the
 * newest. */
static gboolean
is_better (const MeetingRecording *a, const MeetingRecording *b, MeetingRecordingState state)
{
  gboolean wants_running = state == MEETING_RECORDING_RUNNING;
  gboolean fits_a = (a->state == MEETING_RECORDING_RUNNING) == wants_running;
  gboolean fits_b = (b->state == MEETING_RECORDING_RUNNING) == wants_running;

  if (state == MEETING_RECORDING_READY && (a->link != NULL) != (b->link != NULL))
    return a->link != NULL;
  if (fits_a != fits_b)
    return fits_a;
  if (a->ended_at != b->ended_at && a->ended_at != MEETING_TIME_UNKNOWN
      && b->ended_at != MEETING_TIME_UNKNOWN)
    return a->ended_at > b->ended_at;
  if (a->started_at != b->started_at && a->started_at != MEETING_TIME_UNKNOWN
      && b->started_at != MEETING_TIME_UNKNOWN)
    return a->started_at > b->started_at;
  return TRUE; /* the later one in the list */
}

/* The entry's own link is the better one, unless it is none that can be opened and the other is. */
static void
take_data_link (MeetingRecording *recording, JsonObject *content)
{
  const char *link = NULL;

  if (recording->link == NULL || !is_address (recording->link))
    link = find_data_link (content, recording->id);
  if (link == NULL || (recording->link != NULL && !is_address (link)))
    return;
  g_free (recording->link);
  recording->link = g_strdup (link);
}

MeetingRecording *
spaces_event_recording_concerned (const char *space_id,
                                  const char *meeting_id,
                                  JsonObject *content,
                                  MeetingRecordingState state)
{
  g_autoptr (GPtrArray) all = spaces_event_recordings_all (space_id, meeting_id, content);
  MeetingRecording *recording = NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      MeetingRecording *candidate = g_ptr_array_index (all, i);

      if (recording == NULL || is_better (candidate, recording, state))
        recording = candidate;
    }
  if (recording != NULL)
    {
      meeting_recording_ref (recording);
    }
  else
    {
      recording = meeting_recording_new (NULL, space_id, state);
      recording->meeting_id = g_strdup (meeting_id);
    }

  /* Shared with nobody yet but the array that goes away. */
  recording->state = state;
  if (state == MEETING_RECORDING_RUNNING)
    recording->ended_at = MEETING_TIME_UNKNOWN;
  /* The content's endTime is that of the recording when it stopped; in other events it is the
   * meeting's. */
  if (state == MEETING_RECORDING_STOPPED && recording->ended_at == MEETING_TIME_UNKNOWN)
    recording->ended_at = spaces_json_get_time (content, "endTime");
  take_data_link (recording, content);
  return recording;
}
