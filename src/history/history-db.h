/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <sqlite3.h>

#include "history-store.h"

G_BEGIN_DECLS

/**
 * HistoryDb: one SQLite connection with its prepared statements. For the history folder only.
 *
 * Statements are kept by the address of their text, so every text given here is a literal.
 */
typedef struct
{
  sqlite3 *handle;
  GHashTable *statements; /* (element-type utf8 sqlite3_stmt) */
} HistoryDb;

typedef enum
{
  HISTORY_DB_READ_ONLY,
  HISTORY_DB_READ_WRITE,
} HistoryDbAccess;

/* Opens, never makes, the file at @path, and sets the connection up: nothing of it is read yet. */
HistoryDb *history_db_open (const char *path, HistoryDbAccess access, GError **error);
/* Never writes a checkpoint: closing is cheap. */
void history_db_close (HistoryDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HistoryDb, history_db_close)

/* Fills @error for the result code @rc: HISTORY_ERROR_CORRUPT when SQLite says so, else @otherwise.
 */
void history_db_set_error (HistoryDb *self, int rc, HistoryError otherwise, GError **error);

/* One or several statements without results, not kept. */
gboolean
history_db_execute (HistoryDb *self, const char *sql, HistoryError otherwise, GError **error);
/* The single integer that @sql gives; 0 for no row. */
gboolean history_db_get_integer (HistoryDb *self, const char *sql, gint64 *value, GError **error);

/* A kept statement with its parameters bound, one letter each in @types:
 *  s const char * (nullable)   i gint64   t MeetingTime (unknown is NULL)
 * The caller resets it. NULL on error. */
sqlite3_stmt *
history_db_bind (HistoryDb *self, GError **error, const char *sql, const char *types, ...);
/* The same, for a statement without results, run to its end. */
gboolean history_db_run (HistoryDb *self, GError **error, const char *sql, const char *types, ...);

G_END_DECLS
