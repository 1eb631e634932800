/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-recording.h"

MeetingRecording *
meeting_recording_new (const char *id, const char *space_id, MeetingRecordingState state)
{
  MeetingRecording *self;

  g_return_val_if_fail (space_id != NULL, NULL);

  self = g_atomic_rc_box_new0 (MeetingRecording);
  self->id = g_strdup (id);
  self->space_id = g_strdup (space_id);
  self->state = state;
  self->started_at = MEETING_TIME_UNKNOWN;
  self->ended_at = MEETING_TIME_UNKNOWN;
  self->ready_at = MEETING_TIME_UNKNOWN;
  return self;
}

MeetingRecording *
meeting_recording_copy (const MeetingRecording *recording)
{
  MeetingRecording *copy;

  copy = meeting_recording_new (recording->id, recording->space_id, recording->state);
  copy->meeting_id = g_strdup (recording->meeting_id);
  copy->started_at = recording->started_at;
  copy->ended_at = recording->ended_at;
  copy->ready_at = recording->ready_at;
  copy->started_by = g_strdup (recording->started_by);
  copy->link = g_strdup (recording->link);
  return copy;
}

MeetingRecording *
meeting_recording_ref (MeetingRecording *recording)
{
  return g_atomic_rc_box_acquire (recording);
}

static void
meeting_recording_clear (MeetingRecording *self)
{
  g_free (self->id);
  g_free (self->space_id);
  g_free (self->meeting_id);
  g_free (self->started_by);
  g_free (self->link);
}

void
meeting_recording_unref (MeetingRecording *recording)
{
  g_atomic_rc_box_release_full (recording, (GDestroyNotify)meeting_recording_clear);
}

char *
meeting_recording_dup_key (const MeetingRecording *recording)
{
  const char *place = recording->meeting_id != NULL ? recording->meeting_id : recording->space_id;

  if (recording->id != NULL)
    return g_strdup (recording->id);
  if (recording->started_at != MEETING_TIME_UNKNOWN)
    return g_strdup_printf ("%s@%" G_GINT64_FORMAT, place, recording->started_at);
  if (recording->ended_at != MEETING_TIME_UNKNOWN)
    return g_strdup_printf ("%s@ended-%" G_GINT64_FORMAT, place, recording->ended_at);
  return g_strdup_printf ("%s@ready-%" G_GINT64_FORMAT, place, recording->ready_at);
}
