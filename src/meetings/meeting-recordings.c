/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-recordings.h"

/* More than are shown, so that a readiness told twice is recognised long after. */
#define MAX_REMEMBERED 256

typedef struct
{
  MeetingRecording *recording;
  char *meeting_key;   /* or NULL */
  MeetingTime sort_at; /* fixed when it is first heard of */
} Entry;

struct _MeetingRecordings
{
  GPtrArray *entries; /* (element-type Entry) newest first */
};

static void
entry_free (Entry *entry)
{
  meeting_recording_unref (entry->recording);
  g_free (entry->meeting_key);
  g_free (entry);
}

MeetingRecordings *
meeting_recordings_new (void)
{
  MeetingRecordings *recordings = g_new0 (MeetingRecordings, 1);

  recordings->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
  return recordings;
}

void
meeting_recordings_free (MeetingRecordings *recordings)
{
  g_ptr_array_unref (recordings->entries);
  g_free (recordings);
}

static gboolean
same_meeting (const Entry *entry, const MeetingRecording *told, const char *meeting_key)
{
  if (!g_str_equal (entry->recording->space_id, told->space_id))
    return FALSE;
  if (entry->recording->meeting_id != NULL && told->meeting_id != NULL)
    return g_str_equal (entry->recording->meeting_id, told->meeting_id);
  if (entry->meeting_key != NULL && meeting_key != NULL)
    return g_str_equal (entry->meeting_key, meeting_key);
  return TRUE;
}

/* Newest (or, with @oldest, the oldest) recording of the meeting in this state that may be @told
 * because at least one of the two has no id. */
static Entry *
find_in_state (MeetingRecordings *recordings,
               const MeetingRecording *told,
               const char *meeting_key,
               MeetingRecordingState state,
               gboolean oldest)
{
  Entry *found = NULL;

  for (guint i = 0; i < recordings->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (recordings->entries, i);

      if (entry->recording->state != state || !same_meeting (entry, told, meeting_key))
        continue;
      if (told->id != NULL && entry->recording->id != NULL)
        continue;
      if (!oldest)
        return entry;
      found = entry;
    }
  return found;
}

static Entry *
find_by_id (MeetingRecordings *recordings, const char *space_id, const char *id)
{
  for (guint i = 0; id != NULL && i < recordings->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (recordings->entries, i);

      if (g_strcmp0 (entry->recording->id, id) == 0
          && g_str_equal (entry->recording->space_id, space_id))
        return entry;
    }
  return NULL;
}

/* The one that began at the same moment, when an id is missing on either side: a space records one
 * thing at a time, whatever is known of its meeting. */
static Entry *
find_by_start (MeetingRecordings *recordings, const MeetingRecording *told)
{
  if (told->started_at == MEETING_TIME_UNKNOWN)
    return NULL;
  for (guint i = 0; i < recordings->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (recordings->entries, i);

      if (entry->recording->started_at == told->started_at
          && (told->id == NULL || entry->recording->id == NULL) && same_meeting (entry, told, NULL))
        return entry;
    }
  return NULL;
}

/* Whether @told began only after @entry was over. Times that are not told prove nothing. */
static gboolean
is_later (const MeetingRecording *told, const Entry *entry)
{
  return told->started_at != MEETING_TIME_UNKNOWN
         && entry->recording->ended_at != MEETING_TIME_UNKNOWN
         && told->started_at > entry->recording->ended_at;
}

static Entry *
find_match (MeetingRecordings *recordings, const MeetingRecording *told, const char *meeting_key)
{
  Entry *entry = find_by_id (recordings, told->space_id, told->id);
  Entry *over;

  if (entry == NULL)
    entry = find_by_start (recordings, told);
  if (entry != NULL)
    return entry;

  if (told->state == MEETING_RECORDING_READY)
    entry = find_in_state (recordings, told, meeting_key, MEETING_RECORDING_STOPPED, TRUE);
  if (entry == NULL)
    entry = find_in_state (recordings, told, meeting_key, MEETING_RECORDING_RUNNING, FALSE);
  if (entry != NULL)
    return entry;

  /* An id is missing on one side: told again, or late, of one that has gone on already. */
  over = find_in_state (recordings, told, meeting_key, MEETING_RECORDING_STOPPED, FALSE);
  if (over == NULL)
    over = find_in_state (recordings, told, meeting_key, MEETING_RECORDING_READY, FALSE);
  if (over == NULL || is_later (told, over))
    return NULL;
  if (told->state == MEETING_RECORDING_RUNNING && told->started_at == MEETING_TIME_UNKNOWN)
    return NULL;
  return over;
}

static MeetingTime
newest_time (const MeetingRecording *recording, MeetingTime otherwise)
{
  if (recording->started_at != MEETING_TIME_UNKNOWN)
    return recording->started_at;
  if (recording->ended_at != MEETING_TIME_UNKNOWN)
    return recording->ended_at;
  if (recording->ready_at != MEETING_TIME_UNKNOWN)
    return recording->ready_at;
  return otherwise;
}

static Entry *
insert_entry (MeetingRecordings *recordings,
              MeetingRecording *recording,
              const char *meeting_key,
              MeetingTime sort_at)
{
  Entry *entry = g_new0 (Entry, 1);
  guint at = 0;

  entry->recording = meeting_recording_ref (recording);
  entry->meeting_key = g_strdup (meeting_key);
  entry->sort_at = sort_at;
  while (at < recordings->entries->len
         && ((Entry *)g_ptr_array_index (recordings->entries, at))->sort_at > sort_at)
    at++;
  g_ptr_array_insert (recordings->entries, (int)at, entry);
  return entry;
}

static gboolean
learn_text (char **known, const char *told)
{
  if (told == NULL || g_strcmp0 (*known, told) == 0)
    return FALSE;
  g_free (*known);
  *known = g_strdup (told);
  return TRUE;
}

static gboolean
learn_time (MeetingTime *known, MeetingTime told)
{
  if (told == MEETING_TIME_UNKNOWN || *known == told)
    return FALSE;
  *known = told;
  return TRUE;
}

static MeetingChangeFlags
flag_of_state (MeetingRecordingState state)
{
  switch (state)
    {
    case MEETING_RECORDING_RUNNING:
      return MEETING_CHANGE_RECORDING_STARTED;
    case MEETING_RECORDING_STOPPED:
      return MEETING_CHANGE_RECORDING_STOPPED;
    case MEETING_RECORDING_READY:
      return MEETING_CHANGE_RECORDING_READY;
    }
  g_return_val_if_reached (MEETING_CHANGE_DETAILS);
}

/* The times nobody told are those at which we heard. */
static void
fill_times (MeetingRecording *recording, MeetingTime heard_at)
{
  switch (recording->state)
    {
    case MEETING_RECORDING_RUNNING:
      if (recording->started_at == MEETING_TIME_UNKNOWN)
        recording->started_at = heard_at;
      recording->ended_at = MEETING_TIME_UNKNOWN;
      break;
    case MEETING_RECORDING_STOPPED:
      if (recording->ended_at == MEETING_TIME_UNKNOWN)
        recording->ended_at = heard_at;
      break;
    case MEETING_RECORDING_READY:
      if (recording->ready_at == MEETING_TIME_UNKNOWN)
        recording->ready_at = heard_at;
      break;
    }
}

static void
replace_recording (Entry *entry, MeetingRecording *recording)
{
  meeting_recording_unref (entry->recording);
  entry->recording = meeting_recording_ref (recording);
}

void
meeting_recordings_stop (MeetingRecordings *recordings,
                         const char *space_id,
                         MeetingTime ended_at,
                         MeetingChange *change)
{
  for (guint i = 0; i < recordings->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (recordings->entries, i);
      g_autoptr (MeetingRecording) stopped = NULL;

      if (entry->recording->state != MEETING_RECORDING_RUNNING
          || !g_str_equal (entry->recording->space_id, space_id))
        continue;
      stopped = meeting_recording_copy (entry->recording);
      stopped->state = MEETING_RECORDING_STOPPED;
      fill_times (stopped, MAX (ended_at, stopped->started_at));
      replace_recording (entry, stopped);
      meeting_change_add_recording (change, MEETING_CHANGE_RECORDING_STOPPED, stopped, NULL);
    }
}

static void
add_recording (MeetingRecordings *recordings,
               const MeetingRecording *told,
               const char *meeting_key,
               MeetingTime heard_at,
               MeetingChange *change)
{
  g_autoptr (MeetingRecording) recording = meeting_recording_copy (told);
  Entry *entry;

  fill_times (recording, heard_at);
  /* A space records one thing at a time: a new one running means that the others are over. */
  if (recording->state == MEETING_RECORDING_RUNNING)
    meeting_recordings_stop (recordings, recording->space_id, heard_at, change);
  entry = insert_entry (recordings, recording, meeting_key, newest_time (recording, heard_at));
  meeting_change_add_recording (change, flag_of_state (recording->state), recording, NULL);
  if (recordings->entries->len > MAX_REMEMBERED)
    {
      guint last = recordings->entries->len - 1;

      /* The oldest goes, the one just told stays, however old its times say it is. */
      if (g_ptr_array_index (recordings->entries, last) == entry)
        last--;
      g_ptr_array_remove_index (recordings->entries, last);
    }
}

/* What is told of one we know. Returns its RECORDING flag for a new state, DETAILS for anything
 * else new, or 0. */
static MeetingChangeFlags
learn (MeetingRecording *recording, const MeetingRecording *told, MeetingTime heard_at)
{
  gboolean changed = FALSE;

  changed |= learn_text (&recording->id, told->id);
  if (recording->meeting_id == NULL)
    changed |= learn_text (&recording->meeting_id, told->meeting_id);
  changed |= learn_text (&recording->started_by, told->started_by);
  changed |= learn_text (&recording->link, told->link);
  changed |= learn_time (&recording->started_at, told->started_at);
  if (told->state > recording->state)
    {
      recording->state = told->state;
      learn_time (&recording->ended_at, told->ended_at);
      fill_times (recording, heard_at);
      return flag_of_state (recording->state);
    }
  if (recording->state != MEETING_RECORDING_RUNNING)
    changed |= learn_time (&recording->ended_at, told->ended_at);
  return changed ? MEETING_CHANGE_DETAILS : 0;
}

void
meeting_recordings_apply (MeetingRecordings *recordings,
                          const MeetingRecording *told,
                          const char *meeting_key,
                          MeetingTime heard_at,
                          MeetingChange *change)
{
  g_autoptr (MeetingRecording) recording = NULL;
  g_autofree char *key = NULL;
  g_autofree char *former_key = NULL;
  Entry *entry = find_match (recordings, told, meeting_key);
  MeetingChangeFlags flags;

  if (entry == NULL)
    {
      add_recording (recordings, told, meeting_key, heard_at, change);
      return;
    }
  if (entry->meeting_key == NULL)
    entry->meeting_key = g_strdup (meeting_key);
  recording = meeting_recording_copy (entry->recording);
  flags = learn (recording, told, heard_at);
  if (flags == 0)
    return;
  former_key = meeting_recording_dup_key (entry->recording);
  key = meeting_recording_dup_key (recording);
  replace_recording (entry, recording);
  meeting_change_add_recording (
      change, flags, recording, g_str_equal (former_key, key) ? NULL : former_key);
}

gboolean
meeting_recordings_has (MeetingRecordings *recordings,
                        const char *space_id,
                        const char *recording_id)
{
  return find_by_id (recordings, space_id, recording_id) != NULL;
}

MeetingRecording *
meeting_recordings_get_running (MeetingRecordings *recordings, const char *space_id)
{
  for (guint i = 0; i < recordings->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (recordings->entries, i);

      if (entry->recording->state == MEETING_RECORDING_RUNNING
          && g_str_equal (entry->recording->space_id, space_id))
        return entry->recording;
    }
  return NULL;
}

void
meeting_recordings_restore (MeetingRecordings *recordings,
                            MeetingRecording *recording,
                            const char *meeting_key)
{
  Entry *entry = find_by_id (recordings, recording->space_id, recording->id);

  if (entry == NULL)
    insert_entry (recordings, recording, meeting_key, newest_time (recording, 0));
  else if (recording->state > entry->recording->state)
    replace_recording (entry, recording);
  if (recordings->entries->len > MAX_REMEMBERED)
    g_ptr_array_set_size (recordings->entries, MAX_REMEMBERED);
}

GPtrArray *
meeting_recordings_list (MeetingRecordings *recordings, guint max)
{
  guint count = MIN (recordings->entries->len, max);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);

  for (guint i = 0; i < count; i++)
    {
      const Entry *entry = g_ptr_array_index (recordings->entries, i);

      g_ptr_array_add (list, meeting_recording_ref (entry->recording));
    }
  return list;
}
