/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-schema.h"

/* Times are microseconds since 1970; an unknown or still open one is NULL. Enums are stored by
 * value (their numbers are never reused), event kinds by keyword. */
static const char schema_1[]
    = "CREATE TABLE spaces ("
      "  id TEXT NOT NULL PRIMARY KEY,"
      "  name TEXT"
      ") STRICT, WITHOUT ROWID;"

      "CREATE TABLE meetings ("
      "  key TEXT NOT NULL PRIMARY KEY,"
      "  id TEXT,"
      "  space_id TEXT NOT NULL,"
      "  started_at INTEGER NOT NULL,"
      "  ended_at INTEGER,"
      "  ending INTEGER NOT NULL,"
      "  found INTEGER NOT NULL,"
      "  mode INTEGER NOT NULL,"
      "  people_seen INTEGER NOT NULL,"
      "  recording_key TEXT" /* the one running now */
      ") STRICT, WITHOUT ROWID;"
      "CREATE INDEX meetings_open ON meetings (started_at) WHERE ended_at IS NULL;"
      "CREATE INDEX meetings_by_time ON meetings (started_at);"

      /* One row for each time a person was in; left_at is NULL while they are. */
      "CREATE TABLE attendances ("
      "  id INTEGER PRIMARY KEY,"
      "  meeting_key TEXT NOT NULL,"
      "  attendee_id TEXT NOT NULL,"
      "  name TEXT,"
      "  kind INTEGER NOT NULL,"
      "  sessions TEXT,"          /* one a line */
      "  told_joined_at INTEGER," /* as the server told it */
      "  joined_at INTEGER NOT NULL,"
      "  left_at INTEGER"
      ") STRICT;"
      /* In this order those who are in are found at once, however often they came before. */
      "CREATE INDEX attendances_by_meeting ON attendances (meeting_key, left_at, attendee_id);"

      "CREATE TABLE recordings ("
      "  key TEXT NOT NULL PRIMARY KEY,"
      "  id TEXT,"
      "  space_id TEXT NOT NULL,"
      "  meeting_id TEXT,"
      "  state INTEGER NOT NULL,"
      "  started_at INTEGER,"
      "  ended_at INTEGER,"
      "  ready_at INTEGER,"
      "  started_by TEXT,"
      "  link TEXT,"
      "  changed_at INTEGER NOT NULL"
      ") STRICT, WITHOUT ROWID;"
      "CREATE INDEX recordings_by_time ON recordings (changed_at);"

      /* Every change in the order it was made; id is that order. */
      "CREATE TABLE events ("
      "  id INTEGER PRIMARY KEY,"
      "  event_id TEXT,"
      "  kind TEXT NOT NULL,"
      "  changes INTEGER NOT NULL,"
      "  space_id TEXT NOT NULL,"
      "  meeting_key TEXT,"
      "  attendee_id TEXT,"
      "  at INTEGER NOT NULL"
      ") STRICT;"

      "CREATE TABLE notices ("
      "  key TEXT NOT NULL PRIMARY KEY,"
      "  space_id TEXT,"
      "  text TEXT,"
      "  state INTEGER NOT NULL,"
      "  intended_at INTEGER NOT NULL,"
      "  daemon_id INTEGER NOT NULL DEFAULT 0,"
      "  daemon TEXT"
      ") STRICT, WITHOUT ROWID;"
      "CREATE INDEX notices_by_state ON notices (state);";

static const HistoryMigration migrations[] = {
  { 1, schema_1 },
};

const HistoryMigration *
history_schema_get_migrations (guint *n_migrations)
{
  *n_migrations = G_N_ELEMENTS (migrations);
  return migrations;
}

gboolean
history_schema_inspect (HistoryDb *db,
                        const HistoryMigration *steps,
                        guint n_steps,
                        HistorySchemaState *state,
                        GError **error)
{
  gint64 application_id, version, tables;

  if (!history_db_get_integer (db, "PRAGMA application_id", &application_id, error)
      || !history_db_get_integer (db, "PRAGMA user_version", &version, error)
      || !history_db_get_integer (db, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;

  if (application_id == 0 && version == 0 && tables == 0)
    *state = HISTORY_SCHEMA_EMPTY;
  else if (application_id != HISTORY_APPLICATION_ID || version < 1)
    *state = HISTORY_SCHEMA_FOREIGN;
  else if (version > steps[n_steps - 1].version)
    *state = HISTORY_SCHEMA_NEWER;
  else if (version < steps[n_steps - 1].version)
    *state = HISTORY_SCHEMA_OLDER;
  else
    *state = HISTORY_SCHEMA_CURRENT;
  return TRUE;
}

static gboolean
take_step (HistoryDb *db, const HistoryMigration *step, GError **error)
{
  g_autofree char *mark = NULL;

  mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                          HISTORY_APPLICATION_ID,
                          step->version);
  if (history_db_execute (db, "BEGIN IMMEDIATE", HISTORY_ERROR_WRITE, error)
      && history_db_execute (db, step->sql, HISTORY_ERROR_WRITE, error)
      && history_db_execute (db, mark, HISTORY_ERROR_WRITE, error))
    return TRUE;
  history_db_execute (db, "ROLLBACK", HISTORY_ERROR_WRITE, NULL);
  return FALSE;
}

gboolean
history_schema_migrate (HistoryDb *db, const HistoryMigration *steps, guint n_steps, GError **error)
{
  gint64 version;

  if (!history_db_get_integer (db, "PRAGMA user_version", &version, error))
    return FALSE;
  for (guint i = 0; i < n_steps; i++)
    {
      if (steps[i].version <= version)
        continue;
      g_debug ("Migrating the history to schema %d", steps[i].version);
      if (!take_step (db, &steps[i], error))
        return FALSE;
    }
  return TRUE;
}
