/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-file.h"
#include "history-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes directory and file for the owner alone. The log beside it inherits the file's mode. */
static gboolean
prepare_file (const char *path, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *directory = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_set_error (error,
                   HISTORY_ERROR,
                   HISTORY_ERROR_OPEN,
                   "History: cannot make %s: %s",
                   directory,
                   g_strerror (errno));
      return FALSE;
    }
  /* Only a file made here is opened and closed: closing another descriptor of a file in use would
   * drop this process's locks on it. */
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  if (errno != EEXIST)
    {
      g_set_error (error,
                   HISTORY_ERROR,
                   HISTORY_ERROR_OPEN,
                   "History: cannot make %s: %s",
                   path,
                   g_strerror (errno));
      return FALSE;
    }
  if (g_access (path, R_OK | W_OK) != 0 || g_access (directory, W_OK | X_OK) != 0)
    {
      g_set_error (error,
                   HISTORY_ERROR,
                   HISTORY_ERROR_WRITE,
                   "History: %s cannot be written: %s",
                   path,
                   g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      GStatBuf info;

      if (g_lstat (name, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0077) != 0
          && g_chmod (name, 0600) != 0)
        g_debug ("Cannot make %s private: %s", name, g_strerror (errno));
    }
  return TRUE;
}

/* HISTORY_ERROR_CORRUPT also when it is a database of something else. */
static HistoryDb *
open_and_migrate (const char *path, GError **error)
{
  g_autoptr (HistoryDb) db = history_db_open (path, HISTORY_DB_READ_WRITE, error);
  const HistoryMigration *migrations;
  HistorySchemaState state;
  guint n_migrations;

  migrations = history_schema_get_migrations (&n_migrations);
  if (db == NULL || !history_schema_inspect (db, migrations, n_migrations, &state, error))
    return NULL;
  switch (state)
    {
    case HISTORY_SCHEMA_FOREIGN:
      g_set_error (
          error, HISTORY_ERROR, HISTORY_ERROR_CORRUPT, "History: %s is not a history", path);
      return NULL;
    case HISTORY_SCHEMA_NEWER:
      g_set_error (error,
                   HISTORY_ERROR,
                   HISTORY_ERROR_TOO_NEW,
                   "History: %s is of a later version of the program",
                   path);
      return NULL;
    case HISTORY_SCHEMA_EMPTY:
    case HISTORY_SCHEMA_OLDER:
    case HISTORY_SCHEMA_CURRENT:
      break;
    }
  if (sqlite3_db_readonly (db->handle, "main") == 1)
    {
      g_set_error (
          error, HISTORY_ERROR, HISTORY_ERROR_WRITE, "History: %s cannot be written", path);
      return NULL;
    }
  if (!history_db_execute (db,
                           "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0",
                           HISTORY_ERROR_WRITE,
                           error)
      || !history_schema_migrate (db, migrations, n_migrations, error))
    return NULL;
  return g_steal_pointer (&db);
}

char *
history_file_set_aside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, stamp);
  static const char *const suffixes[] = { "-wal", "-shm" };

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }
  if (g_rename (path, aside) != 0 && errno != ENOENT)
    {
      g_set_error (error,
                   HISTORY_ERROR,
                   HISTORY_ERROR_CORRUPT,
                   "History: cannot set %s aside: %s",
                   path,
                   g_strerror (errno));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        g_unlink (from);
    }
  return g_steal_pointer (&aside);
}

HistoryDb *
history_file_open (const char *path, char **set_aside, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *aside = NULL;
  HistoryDb *db;

  if (!prepare_file (path, error))
    return NULL;
  db = open_and_migrate (path, &local_error);
  if (db != NULL)
    return db;
  if (!g_error_matches (local_error, HISTORY_ERROR, HISTORY_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  aside = history_file_set_aside (path, error);
  if (aside == NULL || !prepare_file (path, error))
    return NULL;
  g_message ("%s; it is kept as %s", local_error->message, aside);
  db = open_and_migrate (path, error);
  if (db != NULL && set_aside != NULL)
    *set_aside = g_steal_pointer (&aside);
  return db;
}
