/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-db.h"

#include <stdarg.h>

/* Another process only ever reads, so nothing waits for long; the main loop must not either. */
#define BUSY_TIMEOUT_MS 20

/* The applet is always on: 24 pages of cache and a small lookaside are enough for its short writes,
 * and a transaction that outgrows them goes to the write-ahead log early, which costs no sync. */
#define LOOKASIDE_SLOT_BYTES 256
#define LOOKASIDE_SLOTS 32
#define SETUP                                                                                      \
  "PRAGMA cache_size = 24;"                                                                        \
  "PRAGMA mmap_size = 0;"                                                                          \
  "PRAGMA temp_store = MEMORY;"                                                                    \
  "PRAGMA journal_size_limit = 4194304;"                                                           \
  "PRAGMA trusted_schema = OFF;"                                                                   \
  "PRAGMA synchronous = NORMAL;"

G_DEFINE_QUARK (history - error - quark, history_error)

void
history_db_set_error (HistoryDb *self, int rc, HistoryError otherwise, GError **error)
{
  int primary = rc & 0xff;
  HistoryError code = otherwise;

  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    code = HISTORY_ERROR_CORRUPT;
  g_set_error (error, HISTORY_ERROR, code, "History: %s (SQLite %d)", sqlite3_errstr (rc), rc);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

HistoryDb *
history_db_open (const char *path, HistoryDbAccess access, GError **error)
{
  g_autoptr (HistoryDb) self = g_new0 (HistoryDb, 1);
  int flags = SQLITE_OPEN_NOMUTEX;
  int rc;

  flags |= access == HISTORY_DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  rc = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (rc != SQLITE_OK)
    {
      history_db_set_error (self, rc, HISTORY_ERROR_OPEN, error);
      return NULL;
    }

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (
      self->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_SLOT_BYTES, LOOKASIDE_SLOTS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!history_db_execute (self, SETUP, HISTORY_ERROR_OPEN, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
history_db_close (HistoryDb *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_free (self);
}

gboolean
history_db_execute (HistoryDb *self, const char *sql, HistoryError otherwise, GError **error)
{
  int rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  history_db_set_error (self, rc, otherwise, error);
  return FALSE;
}

gboolean
history_db_get_integer (HistoryDb *self, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int rc;

  *value = 0;
  rc = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  history_db_set_error (self, rc, HISTORY_ERROR_OPEN, error);
  return FALSE;
}

static sqlite3_stmt *
get_statement (HistoryDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int rc;

  if (statement != NULL)
    return statement;
  rc = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (rc != SQLITE_OK)
    {
      history_db_set_error (self, rc, HISTORY_ERROR_READ, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer)sql, statement);
  return statement;
}

static void
bind_all (sqlite3_stmt *statement, const char *types, va_list values)
{
  for (int i = 1; types[i - 1] != '\0'; i++)
    {
      MeetingTime at;

      switch (types[i - 1])
        {
        case 's':
          /* Static: the statement is reset before its caller's strings go. NULL binds NULL. */
          sqlite3_bind_text (statement, i, va_arg (values, const char *), -1, SQLITE_STATIC);
          break;
        case 'i':
          sqlite3_bind_int64 (statement, i, va_arg (values, gint64));
          break;
        case 't':
          at = va_arg (values, MeetingTime);
          if (at == MEETING_TIME_UNKNOWN)
            sqlite3_bind_null (statement, i);
          else
            sqlite3_bind_int64 (statement, i, at);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

sqlite3_stmt *
history_db_bind (HistoryDb *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = get_statement (self, sql, error);
  va_list values;

  if (statement == NULL)
    return NULL;
  va_start (values, types);
  bind_all (statement, types, values);
  va_end (values);
  return statement;
}

gboolean
history_db_run (HistoryDb *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = get_statement (self, sql, error);
  va_list values;
  int rc;

  if (statement == NULL)
    return FALSE;
  va_start (values, types);
  bind_all (statement, types, values);
  va_end (values);
  rc = sqlite3_step (statement);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  if (rc == SQLITE_DONE || rc == SQLITE_ROW)
    return TRUE;
  history_db_set_error (self, rc, HISTORY_ERROR_WRITE, error);
  return FALSE;
}
