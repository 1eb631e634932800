/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-event.h"

static const char *const kind_keywords[] = {
  [MEETING_EVENT_STARTED] = "started",
  [MEETING_EVENT_ENDED] = "ended",
  [MEETING_EVENT_ATTENDEE_ADDED] = "attendee-added",
  [MEETING_EVENT_ATTENDEE_LEFT] = "attendee-left",
  [MEETING_EVENT_RECORDING_STARTED] = "recording-started",
  [MEETING_EVENT_RECORDING_STOPPED] = "recording-stopped",
  [MEETING_EVENT_RECORDING_READY] = "recording-ready",
  [MEETING_EVENT_FOUND] = "found",
  [MEETING_EVENT_NONE] = "none",
};

MeetingEvent *
meeting_event_new (MeetingEventKind kind, const char *space_id, MeetingTime heard_at)
{
  MeetingEvent *self;

  g_return_val_if_fail (space_id != NULL, NULL);

  self = g_atomic_rc_box_new0 (MeetingEvent);
  self->kind = kind;
  self->space_id = g_strdup (space_id);
  self->heard_at = heard_at;
  self->started_at = MEETING_TIME_UNKNOWN;
  self->ended_at = MEETING_TIME_UNKNOWN;
  self->ending_at = MEETING_TIME_UNKNOWN;
  self->modified_at = MEETING_TIME_UNKNOWN;
  return self;
}

MeetingEvent *
meeting_event_ref (MeetingEvent *event)
{
  return g_atomic_rc_box_acquire (event);
}

static void
meeting_event_clear (MeetingEvent *self)
{
  g_free (self->space_id);
  g_free (self->id);
  g_free (self->meeting_id);
  g_clear_pointer (&self->attendee, meeting_attendee_unref);
  g_clear_pointer (&self->attendees, g_ptr_array_unref);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
}

void
meeting_event_unref (MeetingEvent *event)
{
  g_atomic_rc_box_release_full (event, (GDestroyNotify)meeting_event_clear);
}

const char *
meeting_event_kind_to_string (MeetingEventKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_keywords), "unknown");

  return kind_keywords[kind];
}

gboolean
meeting_event_kind_from_string (const char *keyword, MeetingEventKind *kind)
{
  for (guint i = 0; keyword != NULL && i < G_N_ELEMENTS (kind_keywords); i++)
    {
      if (g_str_equal (keyword, kind_keywords[i]))
        {
          *kind = (MeetingEventKind)i;
          return TRUE;
        }
    }
  return FALSE;
}
