/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-op.h"

void
history_notice_free (HistoryNotice *notice)
{
  g_free (notice->key);
  g_free (notice->space_id);
  g_free (notice->text);
  g_free (notice->daemon);
  g_free (notice);
}

HistoryNotice *
history_notice_copy (const HistoryNotice *notice)
{
  HistoryNotice *copy = g_new0 (HistoryNotice, 1);

  copy->key = g_strdup (notice->key);
  copy->space_id = g_strdup (notice->space_id);
  copy->text = g_strdup (notice->text);
  copy->state = notice->state;
  copy->intended_at = notice->intended_at;
  copy->daemon_id = notice->daemon_id;
  copy->daemon = g_strdup (notice->daemon);
  return copy;
}

HistoryOp *
history_op_new_change (MeetingChange *change)
{
  HistoryOp *self = g_new0 (HistoryOp, 1);

  self->kind = HISTORY_OP_CHANGE;
  self->change = meeting_change_ref (change);
  return self;
}

HistoryOp *
history_op_new_space (const char *space_id, const char *name)
{
  HistoryOp *self = g_new0 (HistoryOp, 1);

  self->kind = HISTORY_OP_SPACE;
  self->space_id = g_strdup (space_id);
  self->name = g_strdup (name);
  return self;
}

HistoryOp *
history_op_new_notice (HistoryOpKind kind, HistoryNotice *notice)
{
  HistoryOp *self = g_new0 (HistoryOp, 1);

  self->kind = kind;
  self->notice = notice;
  return self;
}

void
history_op_free (HistoryOp *op)
{
  g_clear_pointer (&op->change, meeting_change_unref);
  g_free (op->space_id);
  g_free (op->name);
  g_clear_pointer (&op->notice, history_notice_free);
  g_free (op);
}

static gboolean
write_event (HistoryDb *db, const MeetingChange *change, GError **error)
{
  const MeetingEvent *event = change->event;
  const Meeting *meeting = change->meeting != NULL ? change->meeting : change->ended_meeting;

  return history_db_run (db,
                         error,
                         "INSERT INTO events (event_id, kind, changes, space_id, meeting_key,"
                         "  attendee_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                         "ssisssi",
                         event->id,
                         meeting_event_kind_to_string (event->kind),
                         (gint64)change->flags,
                         change->space_id,
                         meeting != NULL ? meeting->key : NULL,
                         event->attendee != NULL ? event->attendee->id : NULL,
                         change->at);
}

static gboolean
write_meeting (HistoryDb *db, const Meeting *meeting, GError **error)
{
  g_autofree char *recording_key = NULL;

  if (meeting->recording != NULL)
    recording_key = meeting_recording_dup_key (meeting->recording);
  return history_db_run (
      db,
      error,
      "INSERT INTO meetings (key, id, space_id, started_at, ended_at, ending, found, mode,"
      "  people_seen, recording_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      "ON CONFLICT (key) DO UPDATE SET id = excluded.id, started_at = excluded.started_at,"
      "  ended_at = excluded.ended_at, ending = excluded.ending, found = excluded.found,"
      "  mode = excluded.mode, people_seen = excluded.people_seen,"
      "  recording_key = excluded.recording_key",
      "sssttiiiis",
      meeting->key,
      meeting->id,
      meeting->space_id,
      meeting->started_at,
      meeting->ended_at,
      (gint64)meeting->ending,
      (gint64)meeting->found,
      (gint64)meeting->mode,
      (gint64)meeting->people_seen,
      recording_key);
}

static gboolean
write_attendee_in (HistoryDb *db,
                   const char *meeting_key,
                   const MeetingAttendee *attendee,
                   MeetingTime at,
                   GError **error)
{
  g_autofree char *sessions = NULL;

  if (attendee->sessions != NULL && attendee->sessions[0] != NULL)
    sessions = g_strjoinv ("\n", attendee->sessions);
  /* One who is in already only has details renewed: nobody is in twice. */
  if (!history_db_run (db,
                       error,
                       "UPDATE attendances SET name = coalesce(?, name), kind = ?, sessions = ?"
                       " WHERE meeting_key = ? AND attendee_id = ? AND left_at IS NULL",
                       "sisss",
                       attendee->name,
                       (gint64)attendee->kind,
                       sessions,
                       meeting_key,
                       attendee->id))
    return FALSE;
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  return history_db_run (db,
                         error,
                         "INSERT INTO attendances (meeting_key, attendee_id, name, kind, sessions,"
                         "  told_joined_at, joined_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                         "sssistt",
                         meeting_key,
                         attendee->id,
                         attendee->name,
                         (gint64)attendee->kind,
                         sessions,
                         attendee->joined_at,
                         at);
}

static gboolean
write_attendees_in (HistoryDb *db,
                    const char *key,
                    GPtrArray *attendees,
                    MeetingTime at,
                    GError **error)
{
  for (guint i = 0; i < attendees->len; i++)
    if (!write_attendee_in (db, key, g_ptr_array_index (attendees, i), at, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_attendees_out (HistoryDb *db,
                     const char *key,
                     GPtrArray *attendees,
                     MeetingTime at,
                     GError **error)
{
  for (guint i = 0; i < attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (attendees, i);

      if (!history_db_run (db,
                           error,
                           "UPDATE attendances SET left_at = ?"
                           " WHERE meeting_key = ? AND attendee_id = ? AND left_at IS NULL",
                           "tss",
                           at,
                           key,
                           attendee->id))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_end (HistoryDb *db, const Meeting *meeting, MeetingTime at, GError **error)
{
  MeetingTime ended_at = meeting->ended_at != MEETING_TIME_UNKNOWN ? meeting->ended_at : at;

  return write_meeting (db, meeting, error)
         && history_db_run (db,
                            error,
                            "UPDATE meetings SET ended_at = ? WHERE key = ? AND ended_at IS NULL",
                            "ts",
                            ended_at,
                            meeting->key)
         && history_db_run (db,
                            error,
                            "UPDATE attendances SET left_at = ?"
                            " WHERE meeting_key = ? AND left_at IS NULL",
                            "ts",
                            ended_at,
                            meeting->key);
}

static gboolean
write_recording (HistoryDb *db,
                 const MeetingRecordingChange *change,
                 MeetingTime at,
                 GError **error)
{
  const MeetingRecording *recording = change->recording;
  g_autofree char *key = meeting_recording_dup_key (recording);

  if (change->former_key != NULL
      && !history_db_run (
          db, error, "DELETE FROM recordings WHERE key = ?", "s", change->former_key))
    return FALSE;
  return history_db_run (
      db,
      error,
      "INSERT INTO recordings (key, id, space_id, meeting_id, state, started_at, ended_at,"
      "  ready_at, started_by, link, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      "ON CONFLICT (key) DO UPDATE SET meeting_id = coalesce(excluded.meeting_id, meeting_id),"
      "  state = excluded.state, started_at = coalesce(excluded.started_at, started_at),"
      "  ended_at = coalesce(excluded.ended_at, ended_at),"
      "  ready_at = coalesce(excluded.ready_at, ready_at),"
      "  started_by = coalesce(excluded.started_by, started_by),"
      "  link = coalesce(excluded.link, link), changed_at = excluded.changed_at",
      "ssssitttssi",
      key,
      recording->id,
      recording->space_id,
      recording->meeting_id,
      (gint64)recording->state,
      recording->started_at,
      recording->ended_at,
      recording->ready_at,
      recording->started_by,
      recording->link,
      at);
}

static gboolean
write_change (HistoryDb *db, const MeetingChange *change, GError **error)
{
  const MeetingChangeFlags whole = MEETING_CHANGE_STARTED | MEETING_CHANGE_DETAILS;
  const Meeting *meeting = change->meeting;

  if (!write_event (db, change, error))
    return FALSE;
  if (change->ended_meeting != NULL && !write_end (db, change->ended_meeting, change->at, error))
    return FALSE;
  if (meeting != NULL)
    {
      GPtrArray *in = (change->flags & whole) != 0 ? meeting->attendees : change->joined;

      if (!write_meeting (db, meeting, error)
          || !write_attendees_out (db, meeting->key, change->left, change->at, error)
          || !write_attendees_in (db, meeting->key, in, change->at, error))
        return FALSE;
    }
  for (guint i = 0; i < change->recordings->len; i++)
    if (!write_recording (db, g_ptr_array_index (change->recordings, i), change->at, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_notice (HistoryDb *db, const HistoryNotice *notice, GError **error)
{
  /* The daemon and its number stay: an update goes to the card that is up. */
  return history_db_run (db,
                         error,
                         "INSERT INTO notices (key, space_id, text, state, intended_at)"
                         " VALUES (?, ?, ?, ?, ?)"
                         "ON CONFLICT (key) DO UPDATE SET space_id = excluded.space_id,"
                         "  text = excluded.text, state = excluded.state,"
                         "  intended_at = excluded.intended_at",
                         "sssii",
                         notice->key,
                         notice->space_id,
                         notice->text,
                         (gint64)notice->state,
                         notice->intended_at);
}

gboolean
history_op_apply (const HistoryOp *op, HistoryDb *db, GError **error)
{
  switch (op->kind)
    {
    case HISTORY_OP_CHANGE:
      return write_change (db, op->change, error);
    case HISTORY_OP_SPACE:
      return history_db_run (db,
                             error,
                             "INSERT INTO spaces (id, name) VALUES (?, ?)"
                             "ON CONFLICT (id) DO UPDATE SET name = excluded.name"
                             " WHERE excluded.name IS NOT NULL AND name IS NOT excluded.name",
                             "ss",
                             op->space_id,
                             op->name);
    case HISTORY_OP_INTEND:
      return write_notice (db, op->notice, error);
    case HISTORY_OP_STATE:
      return history_db_run (db,
                             error,
                             "UPDATE notices SET state = ?, daemon_id = ?, daemon = ?"
                             " WHERE key = ?",
                             "iiss",
                             (gint64)op->notice->state,
                             (gint64)op->notice->daemon_id,
                             op->notice->daemon,
                             op->notice->key);
    }
  g_assert_not_reached ();
}
