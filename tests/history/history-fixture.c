/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"

#include <string.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

void
history_fixture_set_up (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("spaces-tray-history-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->directory, "profile", "history.db", NULL);
  fixture->store = history_store_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
history_fixture_tear_down (HistoryFixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
  remove_tree (fixture->directory);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->directory, g_free);
}

void
history_fixture_reopen (HistoryFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  if (fixture->store != NULL)
    {
      history_store_close (fixture->store);
      g_assert_finalize_object (g_steal_pointer (&fixture->store));
    }
  fixture->store = history_store_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static sqlite3 *
open_raw (HistoryFixture *fixture)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (
      sqlite3_open_v2 (fixture->path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  return db;
}

void
history_fixture_run_sql (HistoryFixture *fixture, const char *sql)
{
  sqlite3 *db = open_raw (fixture);

  sqlite3_exec (db, sql, NULL, NULL, NULL);
  g_assert_cmpstr (sqlite3_errmsg (db), ==, "not an error");
  sqlite3_close (db);
}

gint64
history_fixture_get_integer (HistoryFixture *fixture, const char *sql)
{
  sqlite3 *db = open_raw (fixture);
  sqlite3_stmt *statement = NULL;
  gint64 value;

  sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return value;
}

void
history_fixture_add_people (GPtrArray *people, const char *ids)
{
  g_auto (GStrv) names = g_strsplit (ids, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup (names[i]);
      const char *const sessions[] = { "s1", "s2", NULL };

      name[0] = g_ascii_toupper (name[0]);
      g_ptr_array_add (
          people,
          meeting_attendee_new (names[i], name, MEETING_ATTENDEE_USER, MORNING + i, sessions));
    }
}

Meeting *
history_fixture_new_meeting (const char *key, const char *people)
{
  Meeting *meeting = meeting_new (key, "sales", MORNING);

  history_fixture_add_people (meeting->attendees, people);
  meeting->people_seen = meeting->attendees->len;
  return meeting;
}

MeetingChange *
history_fixture_new_change (MeetingChangeFlags flags, Meeting *meeting, MeetingTime at)
{
  static const struct
  {
    MeetingChangeFlags flag;
    MeetingEventKind kind;
  } kinds[] = {
    { MEETING_CHANGE_STARTED, MEETING_EVENT_STARTED },
    { MEETING_CHANGE_ENDED, MEETING_EVENT_ENDED },
    { MEETING_CHANGE_JOINED, MEETING_EVENT_ATTENDEE_ADDED },
    { MEETING_CHANGE_LEFT, MEETING_EVENT_ATTENDEE_LEFT },
    { MEETING_CHANGE_RECORDING_STARTED, MEETING_EVENT_RECORDING_STARTED },
    { MEETING_CHANGE_RECORDING_STOPPED, MEETING_EVENT_RECORDING_STOPPED },
    { MEETING_CHANGE_RECORDING_READY, MEETING_EVENT_RECORDING_READY },
  };
  g_autoptr (MeetingEvent) event = NULL;
  MeetingEventKind kind = MEETING_EVENT_FOUND;
  MeetingChange *change;

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && kind == MEETING_EVENT_FOUND; i++)
    if ((flags & kinds[i].flag) != 0)
      kind = kinds[i].kind;
  event = meeting_event_new (kind, "sales", at);
  event->id = g_strdup_printf ("event-%" G_GINT64_FORMAT, at);
  change = meeting_change_new (flags, event);
  if ((flags & MEETING_CHANGE_ENDED) != 0 && (flags & MEETING_CHANGE_STARTED) == 0)
    {
      change->ended_meeting = meeting_copy (meeting);
      change->ended_meeting->ended_at = at;
    }
  else if (meeting != NULL)
    {
      change->meeting = meeting_ref (meeting);
    }
  return change;
}

void
history_fixture_record (HistoryFixture *fixture, MeetingChange *change)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;

  if (history_store_record_change (fixture->store, change, "Sales", &error))
    return;
  /* A checkpoint may hold the writer off where the disk is busy: it is kept, and written later. */
  g_assert_nonnull (strstr (error->message, "(SQLite 5)"));
  while (!history_store_flush (fixture->store, NULL))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
}

void
history_fixture_start (HistoryFixture *fixture, const char *key, const char *people)
{
  g_autoptr (Meeting) meeting = history_fixture_new_meeting (key, people);
  g_autoptr (MeetingChange) change
      = history_fixture_new_change (MEETING_CHANGE_STARTED, meeting, MORNING);

  history_fixture_record (fixture, change);
}

char *
history_fixture_dup_people (const Meeting *meeting)
{
  GString *people = g_string_new (NULL);

  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      g_string_append_printf (people, "%s%s", i > 0 ? "," : "", attendee->id);
    }
  return g_string_free (people, FALSE);
}
