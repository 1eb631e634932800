/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-store-private.h"

/* Rows are read as if anyone could have written them: text is made valid, enums and times are
 * checked, so that nobody who counts with them has to. */

/* The end of the year 9999, as for what the service tells. */
#define LATEST (G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC)

static char *
dup_text (sqlite3_stmt *row, int column)
{
  const char *text = (const char *)sqlite3_column_text (row, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static MeetingTime
get_time (sqlite3_stmt *row, int column)
{
  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return MEETING_TIME_UNKNOWN;
  return CLAMP (sqlite3_column_int64 (row, column), 0, LATEST);
}

static int
get_enum (sqlite3_stmt *row, int column, int last, int otherwise)
{
  gint64 value = sqlite3_column_int64 (row, column);

  return value >= 0 && value <= last ? (int)value : otherwise;
}

static guint
get_count (sqlite3_stmt *row, int column)
{
  return (guint)CLAMP (sqlite3_column_int64 (row, column), 0, G_MAXUINT);
}

/* Steps @row; at its end resets it and, when that end is a failure, fills @error. */
static gboolean
next_row (HistoryDb *db, sqlite3_stmt *row, GError **error)
{
  int rc = sqlite3_step (row);

  if (rc == SQLITE_ROW)
    return TRUE;
  sqlite3_reset (row);
  sqlite3_clear_bindings (row);
  if (rc != SQLITE_DONE)
    history_db_set_error (db, rc, HISTORY_ERROR_READ, error);
  return FALSE;
}

static gboolean
read_attendees (HistoryDb *db, Meeting *meeting, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *row;

  row = history_db_bind (db,
                         error,
                         "SELECT attendee_id, name, kind, told_joined_at, sessions FROM attendances"
                         " WHERE meeting_key = ? AND left_at IS NULL ORDER BY id",
                         "s",
                         meeting->key);
  if (row == NULL)
    return FALSE;
  while (next_row (db, row, &local_error))
    {
      g_autofree char *id = dup_text (row, 0);
      g_autofree char *name = dup_text (row, 1);
      g_autofree char *joined = dup_text (row, 4);
      g_auto (GStrv) sessions = joined != NULL ? g_strsplit (joined, "\n", -1) : NULL;
      int kind = get_enum (row, 2, MEETING_ATTENDEE_GUEST, MEETING_ATTENDEE_GUEST);

      if (id != NULL && !meeting_has_attendee (meeting, id))
        g_ptr_array_add (meeting->attendees,
                         meeting_attendee_new (
                             id, name, kind, get_time (row, 3), (const char *const *)sessions));
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

#define RECORDING_COLUMNS                                                                          \
  "id, space_id, meeting_id, state, started_at, ended_at, ready_at, started_by, link"

static MeetingRecording *
read_recording (sqlite3_stmt *row)
{
  g_autofree char *id = dup_text (row, 0);
  g_autofree char *space_id = dup_text (row, 1);
  int state = get_enum (row, 3, MEETING_RECORDING_READY, MEETING_RECORDING_STOPPED);
  MeetingRecording *recording;

  if (space_id == NULL)
    return NULL;
  recording = meeting_recording_new (id, space_id, state);
  recording->meeting_id = dup_text (row, 2);
  recording->started_at = get_time (row, 4);
  recording->ended_at = get_time (row, 5);
  recording->ready_at = get_time (row, 6);
  recording->started_by = dup_text (row, 7);
  recording->link = dup_text (row, 8);
  return recording;
}

/* @recording is NULL when there is none. */
static gboolean
find_recording (HistoryDb *db, const char *key, MeetingRecording **recording, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *row;

  g_clear_pointer (recording, meeting_recording_unref);
  row = history_db_bind (
      db, error, "SELECT " RECORDING_COLUMNS " FROM recordings WHERE key = ?", "s", key);
  if (row == NULL)
    return FALSE;
  while (next_row (db, row, &local_error))
    {
      g_clear_pointer (recording, meeting_recording_unref);
      *recording = read_recording (row);
    }
  if (local_error == NULL)
    return TRUE;
  g_clear_pointer (recording, meeting_recording_unref);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static Meeting *
read_meeting (sqlite3_stmt *row)
{
  g_autofree char *key = dup_text (row, 0);
  g_autofree char *space_id = dup_text (row, 2);
  Meeting *meeting;

  if (key == NULL || space_id == NULL)
    return NULL;
  meeting = meeting_new (key, space_id, get_time (row, 3));
  meeting->id = dup_text (row, 1);
  meeting->ending = sqlite3_column_int64 (row, 4) != 0;
  meeting->found = sqlite3_column_int64 (row, 5) != 0;
  meeting->mode = get_enum (row, 6, MEETING_MODE_VIDEO, MEETING_MODE_UNKNOWN);
  meeting->people_seen = get_count (row, 7);
  return meeting;
}

GPtrArray *
history_store_dup_open_meetings (HistoryStore *self, GError **error)
{
  g_autoptr (GPtrArray) meetings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_unref);
  g_autoptr (GError) local_error = NULL;
  HistoryDb *db = history_store_get_db (self, error);
  sqlite3_stmt *row;

  row = db == NULL ? NULL
                   : history_db_bind (db,
                                      error,
                                      "SELECT key, id, space_id, started_at, ending, found, mode,"
                                      "  people_seen, recording_key"
                                      " FROM meetings WHERE ended_at IS NULL ORDER BY started_at",
                                      "");
  if (row == NULL)
    return NULL;
  while (next_row (db, row, &local_error))
    {
      g_autofree char *recording_key = dup_text (row, 8);
      Meeting *meeting = read_meeting (row);

      if (meeting == NULL)
        continue;
      g_ptr_array_add (meetings, meeting);
      if (!read_attendees (db, meeting, error)
          || (recording_key != NULL
              && !find_recording (db, recording_key, &meeting->recording, error)))
        {
          sqlite3_reset (row);
          return NULL;
        }
    }
  if (local_error == NULL)
    return g_steal_pointer (&meetings);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

GPtrArray *
history_store_dup_recordings (HistoryStore *self, guint most, GError **error)
{
  g_autoptr (GPtrArray) recordings
      = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
  g_autoptr (GError) local_error = NULL;
  HistoryDb *db = history_store_get_db (self, error);
  sqlite3_stmt *row;

  row = db == NULL ? NULL
                   : history_db_bind (db,
                                      error,
                                      "SELECT " RECORDING_COLUMNS " FROM recordings"
                                      " ORDER BY changed_at DESC LIMIT ?",
                                      "i",
                                      (gint64)most);
  if (row == NULL)
    return NULL;
  while (next_row (db, row, &local_error))
    {
      MeetingRecording *recording = read_recording (row);

      if (recording != NULL)
        g_ptr_array_add (recordings, recording);
    }
  if (local_error == NULL)
    return g_steal_pointer (&recordings);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

MeetingRecording *
history_store_dup_recording (HistoryStore *self, const char *key, GError **error)
{
  HistoryDb *db = history_store_get_db (self, error);
  MeetingRecording *recording = NULL;

  if (db != NULL)
    find_recording (db, key, &recording, error);
  return recording;
}

char **
history_store_dup_event_ids (HistoryStore *self, guint most, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GError) local_error = NULL;
  HistoryDb *db = history_store_get_db (self, error);
  sqlite3_stmt *row;

  row = db == NULL ? NULL
                   : history_db_bind (db,
                                      error,
                                      "SELECT event_id FROM events WHERE event_id IS NOT NULL"
                                      " ORDER BY id DESC LIMIT ?",
                                      "i",
                                      (gint64)most);
  if (row == NULL)
    return NULL;
  while (next_row (db, row, &local_error))
    {
      g_autofree char *id = dup_text (row, 0);

      g_strv_builder_add (ids, id);
    }
  if (local_error == NULL)
    return g_strv_builder_end (ids);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

char *
history_store_dup_space_name (HistoryStore *self, const char *space_id)
{
  g_autoptr (GError) error = NULL;
  HistoryDb *db = history_store_get_db (self, &error);
  char *name = NULL;
  sqlite3_stmt *row;

  row = db == NULL
            ? NULL
            : history_db_bind (db, &error, "SELECT name FROM spaces WHERE id = ?", "s", space_id);
  while (row != NULL && next_row (db, row, &error))
    {
      g_free (name);
      name = dup_text (row, 0);
    }
  if (error != NULL)
    g_debug ("No name for a space: %s", error->message);
  return name;
}

#define NOTICE_COLUMNS "key, space_id, text, state, intended_at, daemon_id, daemon"

static HistoryNotice *
read_notice (sqlite3_stmt *row)
{
  HistoryNotice *notice = g_new0 (HistoryNotice, 1);

  notice->key = dup_text (row, 0);
  notice->space_id = dup_text (row, 1);
  notice->text = dup_text (row, 2);
  notice->state = get_enum (row, 3, HISTORY_NOTICE_DONE, HISTORY_NOTICE_DONE);
  notice->intended_at = get_time (row, 4);
  notice->daemon_id = get_count (row, 5);
  notice->daemon = dup_text (row, 6);
  return notice;
}

HistoryNotice *
history_store_dup_notice (HistoryStore *self, const char *key, GError **error)
{
  HistoryNotice *notice = history_store_dup_unwritten_notice (self, key);
  g_autoptr (GError) local_error = NULL;
  HistoryDb *db;
  sqlite3_stmt *row;

  if (notice != NULL)
    return notice;
  db = history_store_get_db (self, error);
  row = db == NULL ? NULL
                   : history_db_bind (
                       db, error, "SELECT " NOTICE_COLUMNS " FROM notices WHERE key = ?", "s", key);
  if (row == NULL)
    return NULL;
  while (next_row (db, row, &local_error))
    {
      g_clear_pointer (&notice, history_notice_free);
      notice = read_notice (row);
    }
  if (local_error != NULL)
    {
      g_clear_pointer (&notice, history_notice_free);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }
  return notice;
}

/* In either of two states. */
static GPtrArray *
dup_notices (HistoryStore *self,
             HistoryNoticeState state,
             HistoryNoticeState other,
             MeetingTime before,
             GError **error)
{
  g_autoptr (GPtrArray) notices
      = g_ptr_array_new_with_free_func ((GDestroyNotify)history_notice_free);
  g_autoptr (GError) local_error = NULL;
  HistoryDb *db = history_store_get_db (self, error);
  sqlite3_stmt *row;

  row = db == NULL ? NULL
                   : history_db_bind (db,
                                      error,
                                      "SELECT " NOTICE_COLUMNS " FROM notices"
                                      " WHERE state IN (?, ?) AND intended_at < ?"
                                      " ORDER BY intended_at",
                                      "iii",
                                      (gint64)state,
                                      (gint64)other,
                                      before);
  if (row == NULL)
    return NULL;
  while (next_row (db, row, &local_error))
    g_ptr_array_add (notices, read_notice (row));
  if (local_error == NULL)
    return g_steal_pointer (&notices);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

GPtrArray *
history_store_dup_unknown_notices (HistoryStore *self, MeetingTime before, GError **error)
{
  return dup_notices (self, HISTORY_NOTICE_INTENDED, HISTORY_NOTICE_FAILED, before, error);
}

GPtrArray *
history_store_dup_shown_notices (HistoryStore *self, GError **error)
{
  return dup_notices (self, HISTORY_NOTICE_SHOWN, HISTORY_NOTICE_SHOWN, G_MAXINT64, error);
}
