/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-list-private.h"

#define MAX_PAST 16
/* The same start told twice may differ by its fraction of a second. */
#define START_TOLERANCE G_TIME_SPAN_SECOND

static void
past_free (MeetingPast *past)
{
  g_free (past->id);
  g_free (past->key);
  g_free (past);
}

MeetingListSpace *
meeting_list_space_new (const char *id)
{
  MeetingListSpace *self = g_new0 (MeetingListSpace, 1);

  self->space.id = g_strdup (id);
  self->past = g_ptr_array_new_with_free_func ((GDestroyNotify)past_free);
  return self;
}

void
meeting_list_space_free (MeetingListSpace *self)
{
  meeting_list_space_clear_live (self);
  g_ptr_array_unref (self->past);
  g_free (self->space.id);
  g_free (self->space.name);
  g_free (self);
}

/* Replaces the live meeting's value; the roster stays. */
void
meeting_list_space_set_live (MeetingListSpace *self, Meeting *meeting)
{
  meeting_ref (meeting);
  g_clear_pointer (&self->live, meeting_unref);
  self->live = meeting;
}

void
meeting_list_space_clear_live (MeetingListSpace *self)
{
  g_clear_pointer (&self->live, meeting_unref);
  g_clear_pointer (&self->roster, meeting_roster_free);
  self->start_told = FALSE;
  self->space.fresh = FALSE;
}

MeetingPast *
meeting_list_space_find_past (MeetingListSpace *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->past->len; i++)
    {
      MeetingPast *past = g_ptr_array_index (self->past, i);

      if (g_strcmp0 (past->id, id) == 0)
        return past;
    }
  return NULL;
}

void
meeting_list_space_remember (MeetingListSpace *self,
                             const char *id,
                             const char *key,
                             MeetingTime started_at,
                             MeetingTime ended_at,
                             gboolean final)
{
  MeetingPast *past = meeting_list_space_find_past (self, id);

  if (past != NULL)
    {
      past->final = past->final || final;
      if (past->key == NULL)
        past->key = g_strdup (key);
      if (started_at != MEETING_TIME_UNKNOWN)
        past->started_at = started_at;
      if (ended_at != MEETING_TIME_UNKNOWN)
        past->ended_at = ended_at;
      return;
    }
  if (id == NULL && started_at == MEETING_TIME_UNKNOWN && ended_at == MEETING_TIME_UNKNOWN)
    return; /* nothing by which to recognise it */

  past = g_new0 (MeetingPast, 1);
  past->id = g_strdup (id);
  past->key = g_strdup (key);
  past->started_at = started_at;
  past->ended_at = ended_at;
  past->final = final;
  g_ptr_array_insert (self->past, 0, past);
  if (self->past->len > MAX_PAST)
    g_ptr_array_set_size (self->past, MAX_PAST);
}

void
meeting_list_space_unremember (MeetingListSpace *self, const char *id)
{
  MeetingPast *past = meeting_list_space_find_past (self, id);

  if (past != NULL)
    g_ptr_array_remove (self->past, past);
}

/* The meeting's start, as far as @event tells it. */
static MeetingTime
meeting_start (const MeetingEvent *event)
{
  switch (event->kind)
    {
    case MEETING_EVENT_RECORDING_STARTED:
    case MEETING_EVENT_RECORDING_STOPPED:
    case MEETING_EVENT_RECORDING_READY:
      return MEETING_TIME_UNKNOWN;
    case MEETING_EVENT_STARTED:
    case MEETING_EVENT_ENDED:
    case MEETING_EVENT_ATTENDEE_ADDED:
    case MEETING_EVENT_ATTENDEE_LEFT:
    case MEETING_EVENT_FOUND:
    case MEETING_EVENT_NONE:
      return event->started_at;
    }
  g_return_val_if_reached (MEETING_TIME_UNKNOWN);
}

MeetingRelation
meeting_list_space_relate (MeetingListSpace *self, const MeetingEvent *event)
{
  MeetingTime start = self->start_told ? meeting_start (event) : MEETING_TIME_UNKNOWN;
  gboolean truth = event->kind == MEETING_EVENT_FOUND;

  if (event->meeting_id != NULL && g_strcmp0 (event->meeting_id, self->live->id) == 0)
    return MEETING_RELATION_SAME;
  if (!truth && meeting_list_space_find_past (self, event->meeting_id) != NULL)
    return MEETING_RELATION_OLDER;
  if (event->meeting_id != NULL && self->live->id != NULL)
    {
      if (!truth && start != MEETING_TIME_UNKNOWN && start < self->live->started_at)
        return MEETING_RELATION_OLDER;
      return MEETING_RELATION_NEWER;
    }

  /* In the event of a person, the start may be the person's. */
  if (event->kind == MEETING_EVENT_ATTENDEE_ADDED || event->kind == MEETING_EVENT_ATTENDEE_LEFT)
    return MEETING_RELATION_SAME;
  if (event->kind == MEETING_EVENT_ENDED && self->start_told
      && event->ended_at != MEETING_TIME_UNKNOWN && event->ended_at < self->live->started_at)
    return MEETING_RELATION_OLDER;
  if (start == MEETING_TIME_UNKNOWN || ABS (start - self->live->started_at) <= START_TOLERANCE)
    return MEETING_RELATION_SAME;
  if (start < self->live->started_at)
    return truth ? MEETING_RELATION_NEWER : MEETING_RELATION_OLDER;
  return MEETING_RELATION_NEWER;
}

/* Whether the meeting of @event began no later than @past did: there is one at a time. */
static gboolean
began_before (const MeetingEvent *event, const MeetingPast *past)
{
  MeetingTime start = meeting_start (event);

  if (start == MEETING_TIME_UNKNOWN)
    return FALSE;
  if (past->started_at == MEETING_TIME_UNKNOWN)
    return past->ended_at != MEETING_TIME_UNKNOWN && start < past->ended_at;
  if (start < past->started_at - START_TOLERANCE)
    return TRUE;
  if (event->meeting_id != NULL && past->id != NULL)
    return start < past->started_at; /* of another id: is_past() has looked for the same */
  return start <= past->started_at + START_TOLERANCE
         && (past->final || event->kind == MEETING_EVENT_STARTED);
}

gboolean
meeting_list_space_is_past (MeetingListSpace *self, const MeetingEvent *event)
{
  MeetingPast *past = meeting_list_space_find_past (self, event->meeting_id);

  if (past != NULL)
    return past->final || event->kind == MEETING_EVENT_STARTED;

  for (guint i = 0; i < self->past->len; i++)
    {
      past = g_ptr_array_index (self->past, i);
      if (began_before (event, past))
        return TRUE;
      /* Without an id: somebody whose coming to the meeting that is over is told late. */
      if (event->meeting_id == NULL && event->attendee != NULL
          && event->attendee->joined_at != MEETING_TIME_UNKNOWN
          && past->ended_at != MEETING_TIME_UNKNOWN && event->attendee->joined_at <= past->ended_at)
        return TRUE;
    }
  return FALSE;
}
