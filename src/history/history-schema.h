/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-db.h"

G_BEGIN_DECLS

/* "SpTr": tells our files from any other SQLite file (PRAGMA application_id). */
#define HISTORY_APPLICATION_ID 0x53705472

/**
 * HistoryMigration: what leads from schema version - 1 to version (PRAGMA user_version).
 * A step that was ever released is never edited; a new one is added behind it.
 */
typedef struct
{
  int version;
  const char *sql;
} HistoryMigration;

/* All steps, in order, the last one being the schema this program writes. */
const HistoryMigration *history_schema_get_migrations (guint *n_migrations);

typedef enum
{
  HISTORY_SCHEMA_EMPTY, /* a new file */
  HISTORY_SCHEMA_OLDER, /* to be migrated */
  HISTORY_SCHEMA_CURRENT,
  HISTORY_SCHEMA_NEWER,   /* of a later version of the program */
  HISTORY_SCHEMA_FOREIGN, /* not our file */
} HistorySchemaState;

/* Reads the first pages. HISTORY_ERROR_CORRUPT when they cannot be read. */
gboolean history_schema_inspect (HistoryDb *db,
                                 const HistoryMigration *migrations,
                                 guint n_migrations,
                                 HistorySchemaState *state,
                                 GError **error);

/* Takes an empty or older file to the last step, each step in a transaction of its own: after a
 * failure (HISTORY_ERROR_WRITE, _CORRUPT) the file has the schema of the last step that went well.
 */
gboolean history_schema_migrate (HistoryDb *db,
                                 const HistoryMigration *migrations,
                                 guint n_migrations,
                                 GError **error);

G_END_DECLS
