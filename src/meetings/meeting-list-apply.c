/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-list-private.h"

typedef struct
{
  MeetingListSpace *space;
  MeetingRecordings *recordings;
  MeetingEvent *event;
  MeetingChange *change;
} Application;

static void
confirm (Application *app)
{
  app->space->space.known = TRUE;
  app->space->space.fresh = app->space->live != NULL;
}

/* What the meeting shows as its recording, after the recordings moved. */
static void
take_running_recording (Application *app)
{
  MeetingRecording *running
      = meeting_recordings_get_running (app->recordings, app->space->space.id);
  g_autoptr (Meeting) meeting = NULL;

  if (app->space->live == NULL || app->space->live->recording == running)
    return;
  meeting = meeting_copy (app->space->live);
  g_clear_pointer (&meeting->recording, meeting_recording_unref);
  meeting->recording = running != NULL ? meeting_recording_ref (running) : NULL;
  meeting_list_space_set_live (app->space, meeting);
}

static void
apply_recording (Application *app, const MeetingRecording *told, const char *meeting_key)
{
  g_autoptr (MeetingRecording) recording = meeting_recording_copy (told);
  guint altered = app->change->recordings->len;

  if (recording->meeting_id == NULL)
    recording->meeting_id = g_strdup (app->event->meeting_id);
  if (recording->meeting_id == NULL && meeting_key != NULL && app->space->live != NULL)
    recording->meeting_id = g_strdup (app->space->live->id);
  meeting_recordings_apply (
      app->recordings, recording, meeting_key, app->event->heard_at, app->change);
  if (app->change->recordings->len > altered)
    take_running_recording (app);
}

/* The recordings a meeting is found with: old ones are no news, so only the newest one running, and
 * those we know. */
static void
apply_found_recordings (Application *app)
{
  GPtrArray *told = app->event->recordings;
  MeetingRecording *running = NULL;

  for (guint i = 0; told != NULL && i < told->len; i++)
    {
      MeetingRecording *recording = g_ptr_array_index (told, i);

      if (recording->state == MEETING_RECORDING_RUNNING)
        {
          if (running == NULL || recording->started_at >= running->started_at)
            running = recording;
        }
      else if (meeting_recordings_has (app->recordings, app->space->space.id, recording->id))
        {
          apply_recording (app, recording, app->space->live->key);
        }
    }
  if (running != NULL)
    apply_recording (app, running, app->space->live->key);
}

/* The recording an event is about; one without id when it names none. */
static void
apply_event_recording (Application *app, MeetingRecordingState state, const char *meeting_key)
{
  g_autoptr (MeetingRecording) told = NULL;

  if (app->event->recordings != NULL && app->event->recordings->len > 0)
    told = meeting_recording_copy (g_ptr_array_index (app->event->recordings, 0));
  else
    told = meeting_recording_new (NULL, app->space->space.id, state);
  told->state = state;
  apply_recording (app, told, meeting_key);
}

/* @told_end: when the server says it ended, or unknown; @otherwise is taken then. */
static void
end_live (Application *app, MeetingTime told_end, MeetingTime otherwise, gboolean final)
{
  MeetingListSpace *space = app->space;
  g_autoptr (Meeting) ended = meeting_copy (space->live);
  MeetingTime told_start = space->start_told ? ended->started_at : MEETING_TIME_UNKNOWN;

  if (ended->id == NULL && final)
    ended->id = g_strdup (app->event->meeting_id);
  if (final && app->event->attendees != NULL)
    {
      meeting_roster_count (space->roster, app->event->attendees);
      meeting_roster_fill (space->roster, ended);
    }
  ended->ended_at
      = MAX (told_end != MEETING_TIME_UNKNOWN ? told_end : otherwise, ended->started_at);
  g_clear_pointer (&ended->recording, meeting_recording_unref);
  meeting_list_space_remember (space, ended->id, ended->key, told_start, told_end, final);
  meeting_list_space_clear_live (space);

  meeting_recordings_stop (app->recordings, space->space.id, ended->ended_at, app->change);
  app->change->ended_meeting = g_steal_pointer (&ended);
  app->change->flags |= MEETING_CHANGE_ENDED;
}

/* A recording of a meeting before this one cannot be running any more. */
static void
stop_stray_recording (Application *app, const char *meeting_id)
{
  MeetingRecording *running
      = meeting_recordings_get_running (app->recordings, app->space->space.id);

  if (running != NULL && (meeting_id == NULL || g_strcmp0 (running->meeting_id, meeting_id) != 0))
    meeting_recordings_stop (
        app->recordings, app->space->space.id, app->event->heard_at, app->change);
}

static void
begin_live (Application *app)
{
  MeetingListSpace *space = app->space;
  MeetingEvent *event = app->event;
  MeetingPast *past = meeting_list_space_find_past (space, event->meeting_id);
  gboolean of_recording = event->kind == MEETING_EVENT_RECORDING_STARTED;
  MeetingTime told_start = of_recording ? MEETING_TIME_UNKNOWN : event->started_at;
  g_autofree char *key = NULL;
  g_autoptr (Meeting) meeting = NULL;

  if (told_start == MEETING_TIME_UNKNOWN && past != NULL)
    told_start = past->started_at;
  space->start_told = told_start != MEETING_TIME_UNKNOWN;
  if (!space->start_told)
    told_start = event->heard_at;

  if (past != NULL && past->key != NULL)
    key = g_strdup (past->key);
  else if (event->meeting_id != NULL)
    key = g_strdup (event->meeting_id);
  else
    key = g_strdup_printf ("%s@%" G_GINT64_FORMAT, space->space.id, told_start);
  meeting_list_space_unremember (space, event->meeting_id);
  stop_stray_recording (app, event->meeting_id);

  meeting = meeting_new (key, space->space.id, told_start);
  meeting->id = g_strdup (event->meeting_id);
  meeting->found = event->kind == MEETING_EVENT_FOUND;
  meeting->mode = event->mode;
  meeting->ending = event->ending_at != MEETING_TIME_UNKNOWN;
  space->roster = meeting_roster_new (NULL);
  meeting_roster_apply (space->roster, event, NULL, NULL);
  meeting_roster_fill (space->roster, meeting);
  meeting_list_space_set_live (space, meeting);
  app->change->flags |= MEETING_CHANGE_STARTED;

  if (!of_recording)
    apply_found_recordings (app);
  take_running_recording (app);
  confirm (app);
}

static void
replace_live (Application *app)
{
  MeetingTime ended_at = app->event->heard_at;

  if (app->event->kind != MEETING_EVENT_RECORDING_STARTED
      && app->event->started_at != MEETING_TIME_UNKNOWN
      && app->event->started_at >= app->space->live->started_at)
    ended_at = app->event->started_at;
  /* The event's own end, if any, is not that of the meeting it replaces. */
  end_live (app, MEETING_TIME_UNKNOWN, ended_at, FALSE);
  begin_live (app);
}

/* Id, start, mode and ending as an event of the live meeting tells them. */
static gboolean
learn_details (Application *app, Meeting *meeting)
{
  MeetingListSpace *space = app->space;
  const MeetingEvent *event = app->event;
  gboolean truth = event->kind == MEETING_EVENT_FOUND;
  gboolean ending = event->ending_at != MEETING_TIME_UNKNOWN;
  gboolean changed = FALSE;

  if (meeting->id == NULL && event->meeting_id != NULL)
    {
      meeting->id = g_strdup (event->meeting_id);
      changed = TRUE;
    }
  if (event->started_at != MEETING_TIME_UNKNOWN && (!space->start_told || truth))
    {
      changed |= meeting->started_at != event->started_at;
      meeting->started_at = event->started_at;
      space->start_told = TRUE;
    }
  if (event->mode != MEETING_MODE_UNKNOWN && event->mode != meeting->mode)
    {
      meeting->mode = event->mode;
      changed = TRUE;
    }
  /* An announced end is called off by truth, or by somebody who comes: not by a late start, nor by
   * a leave, which may simply not tell it. */
  if (ending != meeting->ending && (ending || truth || event->kind == MEETING_EVENT_ATTENDEE_ADDED))
    {
      meeting->ending = ending;
      changed = TRUE;
    }
  return changed;
}

/* An event of the live meeting itself, or of a person in it. */
static void
learn_live (Application *app)
{
  MeetingListSpace *space = app->space;
  MeetingEvent *event = app->event;
  g_autoptr (Meeting) meeting = NULL;
  MeetingChangeFlags flags;

  confirm (app);
  if (event->kind != MEETING_EVENT_FOUND && meeting_roster_is_old (space->roster, event))
    return;

  meeting = meeting_copy (space->live);
  flags = meeting_roster_apply (space->roster, event, app->change->joined, app->change->left);
  if (flags != 0)
    meeting_roster_fill (space->roster, meeting);
  if (learn_details (app, meeting))
    flags |= MEETING_CHANGE_DETAILS;
  if (flags != 0)
    meeting_list_space_set_live (space, meeting);
  app->change->flags |= flags;
}

/* An event that means: this meeting is on. */
static void
apply_on (Application *app)
{
  if (app->space->live == NULL)
    {
      if (!meeting_list_space_is_past (app->space, app->event))
        begin_live (app);
      return;
    }

  switch (meeting_list_space_relate (app->space, app->event))
    {
    case MEETING_RELATION_SAME:
      learn_live (app);
      break;
    case MEETING_RELATION_NEWER:
      replace_live (app);
      break;
    case MEETING_RELATION_OLDER:
      break;
    }
}

static void
apply_ended (Application *app)
{
  MeetingListSpace *space = app->space;
  const MeetingEvent *event = app->event;
  gboolean other;

  if (space->live == NULL)
    {
      meeting_list_space_remember (
          space, event->meeting_id, NULL, event->started_at, event->ended_at, TRUE);
      confirm (app);
      return;
    }

  other = event->meeting_id != NULL && space->live->id != NULL
          && !g_str_equal (event->meeting_id, space->live->id);
  if (other || meeting_list_space_relate (space, event) == MEETING_RELATION_OLDER)
    {
      meeting_list_space_remember (
          space, event->meeting_id, NULL, event->started_at, event->ended_at, TRUE);
      return;
    }
  end_live (app, event->ended_at, event->heard_at, TRUE);
  confirm (app);
}

/* Whether somebody is in the meeting after the leave, be it by another device. */
static gboolean
others_remain (const MeetingEvent *event)
{
  g_autoptr (MeetingRoster) roster = NULL;

  if (event->attendees == NULL)
    return event->activity == MEETING_ACTIVITY_ACTIVE;
  roster = meeting_roster_new (NULL);
  meeting_roster_apply (roster, event, NULL, NULL);
  return !meeting_roster_is_empty (roster);
}

static void
apply_left (Application *app)
{
  MeetingListSpace *space = app->space;

  if (space->live != NULL)
    {
      if (meeting_list_space_relate (space, app->event) == MEETING_RELATION_SAME)
        learn_live (app);
      return;
    }
  /* A leave is no word that a meeting is on again that was found to be over. */
  if (others_remain (app->event)
      && meeting_list_space_find_past (space, app->event->meeting_id) == NULL
      && !meeting_list_space_is_past (space, app->event))
    begin_live (app);
}

static void
apply_recording_started (Application *app)
{
  MeetingListSpace *space = app->space;
  const MeetingEvent *event = app->event;

  if (space->live == NULL)
    {
      if (event->activity == MEETING_ACTIVITY_INACTIVE || meeting_list_space_is_past (space, event))
        return;
      begin_live (app);
    }
  else if (meeting_list_space_relate (space, event) == MEETING_RELATION_OLDER)
    {
      return;
    }
  else if (meeting_list_space_relate (space, event) == MEETING_RELATION_NEWER)
    {
      replace_live (app);
    }
  else if (space->live->id == NULL && event->meeting_id != NULL)
    {
      g_autoptr (Meeting) meeting = meeting_copy (space->live);

      meeting->id = g_strdup (event->meeting_id);
      meeting_list_space_set_live (space, meeting);
      app->change->flags |= MEETING_CHANGE_DETAILS;
    }
  confirm (app);
  apply_event_recording (app, MEETING_RECORDING_RUNNING, space->live->key);
}

/* Stopped, or ready: of the live meeting or of one long over. It may come after the end, so it is
 * no sign that the meeting goes on, unless it says so. */
static void
apply_recording_over (Application *app, MeetingRecordingState state)
{
  MeetingListSpace *space = app->space;
  const MeetingEvent *event = app->event;
  MeetingPast *past = meeting_list_space_find_past (space, event->meeting_id);
  const char *key = past != NULL ? past->key : event->meeting_id;
  gboolean live = space->live != NULL
                  && (event->meeting_id == NULL
                      || meeting_list_space_relate (space, event) == MEETING_RELATION_SAME);

  if (live && (state == MEETING_RECORDING_STOPPED || event->meeting_id != NULL))
    key = space->live->key;
  if (live
      && (event->activity == MEETING_ACTIVITY_ACTIVE
          || (state == MEETING_RECORDING_STOPPED && event->activity == MEETING_ACTIVITY_UNKNOWN)))
    confirm (app);
  apply_event_recording (app, state, key);
}

static void
apply_none (Application *app)
{
  const MeetingEvent *event = app->event;

  if (app->space->live != NULL)
    end_live (app, event->ended_at, event->heard_at, FALSE);
  else
    meeting_recordings_stop (app->recordings, app->space->space.id, event->heard_at, app->change);
  confirm (app);
}

static void
apply_found (Application *app)
{
  if (app->event->ended_at != MEETING_TIME_UNKNOWN)
    {
      apply_none (app);
      return;
    }
  if (app->space->live == NULL)
    {
      begin_live (app);
      return;
    }
  if (meeting_list_space_relate (app->space, app->event) != MEETING_RELATION_SAME)
    {
      replace_live (app);
      return;
    }
  learn_live (app);
  apply_found_recordings (app);
}

void
meeting_list_apply_event (MeetingListSpace *space,
                          MeetingRecordings *recordings,
                          MeetingEvent *event,
                          MeetingChange *change)
{
  Application app = { space, recordings, event, change };

  switch (event->kind)
    {
    case MEETING_EVENT_STARTED:
    case MEETING_EVENT_ATTENDEE_ADDED:
      apply_on (&app);
      break;
    case MEETING_EVENT_ATTENDEE_LEFT:
      apply_left (&app);
      break;
    case MEETING_EVENT_ENDED:
      apply_ended (&app);
      break;
    case MEETING_EVENT_RECORDING_STARTED:
      apply_recording_started (&app);
      break;
    case MEETING_EVENT_RECORDING_STOPPED:
      apply_recording_over (&app, MEETING_RECORDING_STOPPED);
      break;
    case MEETING_EVENT_RECORDING_READY:
      apply_recording_over (&app, MEETING_RECORDING_READY);
      break;
    case MEETING_EVENT_FOUND:
      apply_found (&app);
      break;
    case MEETING_EVENT_NONE:
      apply_none (&app);
      break;
    }
  change->meeting = space->live != NULL ? meeting_ref (space->live) : NULL;
}
