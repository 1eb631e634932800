/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-change.h"

static const struct
{
  MeetingChangeFlags flag;
  const char *keyword;
} flag_keywords[] = {
  { MEETING_CHANGE_STARTED, "started" },
  { MEETING_CHANGE_ENDED, "ended" },
  { MEETING_CHANGE_JOINED, "joined" },
  { MEETING_CHANGE_LEFT, "left" },
  { MEETING_CHANGE_RECORDING_STARTED, "recording-started" },
  { MEETING_CHANGE_RECORDING_STOPPED, "recording-stopped" },
  { MEETING_CHANGE_RECORDING_READY, "recording-ready" },
  { MEETING_CHANGE_DETAILS, "details" },
};

static void
recording_change_free (MeetingRecordingChange *change)
{
  meeting_recording_unref (change->recording);
  g_free (change->former_key);
  g_free (change);
}

MeetingChange *
meeting_change_new (MeetingChangeFlags flags, MeetingEvent *event)
{
  MeetingChange *self;

  g_return_val_if_fail (event != NULL, NULL);

  self = g_atomic_rc_box_new0 (MeetingChange);
  self->flags = flags;
  self->space_id = g_strdup (event->space_id);
  self->at = event->heard_at;
  self->joined = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  self->left = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  self->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)recording_change_free);
  self->event = meeting_event_ref (event);
  return self;
}

MeetingChange *
meeting_change_ref (MeetingChange *change)
{
  return g_atomic_rc_box_acquire (change);
}

static void
meeting_change_clear (MeetingChange *self)
{
  g_free (self->space_id);
  g_clear_pointer (&self->meeting, meeting_unref);
  g_clear_pointer (&self->ended_meeting, meeting_unref);
  g_clear_pointer (&self->joined, g_ptr_array_unref);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
  g_clear_pointer (&self->event, meeting_event_unref);
}

void
meeting_change_unref (MeetingChange *change)
{
  g_atomic_rc_box_release_full (change, (GDestroyNotify)meeting_change_clear);
}

void
meeting_change_add_recording (MeetingChange *change,
                              MeetingChangeFlags flags,
                              MeetingRecording *recording,
                              const char *former_key)
{
  MeetingRecordingChange *added = g_new0 (MeetingRecordingChange, 1);

  added->flags = flags;
  added->recording = meeting_recording_ref (recording);
  added->former_key = g_strdup (former_key);
  g_ptr_array_add (change->recordings, added);
  change->flags |= flags;
}

char *
meeting_change_flags_to_string (MeetingChangeFlags flags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (flag_keywords); i++)
    {
      if ((flags & flag_keywords[i].flag) == 0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '|');
      g_string_append (text, flag_keywords[i].keyword);
    }
  return g_string_free (text, FALSE);
}
