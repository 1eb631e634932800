/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting.h"

Meeting *
meeting_new (const char *key, const char *space_id, MeetingTime started_at)
{
  Meeting *self;

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  self = g_atomic_rc_box_new0 (Meeting);
  self->key = g_strdup (key);
  self->space_id = g_strdup (space_id);
  self->started_at = started_at;
  self->ended_at = MEETING_TIME_UNKNOWN;
  self->attendees = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  return self;
}

Meeting *
meeting_copy (const Meeting *meeting)
{
  Meeting *copy;

  copy = meeting_new (meeting->key, meeting->space_id, meeting->started_at);
  copy->id = g_strdup (meeting->id);
  copy->ended_at = meeting->ended_at;
  copy->ending = meeting->ending;
  copy->found = meeting->found;
  copy->mode = meeting->mode;
  for (guint i = 0; i < meeting->attendees->len; i++)
    g_ptr_array_add (copy->attendees,
                     meeting_attendee_ref (g_ptr_array_index (meeting->attendees, i)));
  copy->people_seen = meeting->people_seen;
  if (meeting->recording != NULL)
    copy->recording = meeting_recording_ref (meeting->recording);
  return copy;
}

Meeting *
meeting_ref (Meeting *meeting)
{
  return g_atomic_rc_box_acquire (meeting);
}

static void
meeting_clear (Meeting *self)
{
  g_free (self->key);
  g_free (self->id);
  g_free (self->space_id);
  g_clear_pointer (&self->attendees, g_ptr_array_unref);
  g_clear_pointer (&self->recording, meeting_recording_unref);
}

void
meeting_unref (Meeting *meeting)
{
  g_atomic_rc_box_release_full (meeting, (GDestroyNotify)meeting_clear);
}

MeetingAttendee *
meeting_find_attendee (const Meeting *meeting, const char *attendee_id)
{
  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      if (g_str_equal (attendee->id, attendee_id))
        return attendee;
    }
  return NULL;
}

gboolean
meeting_has_attendee (const Meeting *meeting, const char *attendee_id)
{
  return meeting_find_attendee (meeting, attendee_id) != NULL;
}
