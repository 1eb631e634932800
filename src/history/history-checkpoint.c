/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include "history-checkpoint.h"
#include "history-db.h"

/* Pages in the log, of 4 KiB, from which on it is made to begin again. By itself it does so when
 * everything in it was moved before anything new is written, which a long burst never allows. */
#define RESTART_PAGES 8000
/* The writer holds its lock from the first change to the flush. */
#define WRITER_TIMEOUT_MS 2000

/* Shared with the worker, which may outlive the checkpointer. */
typedef struct
{
  char *path;
  int asked; /* (atomic) */
} Job;

struct _HistoryCheckpointer
{
  Job *job;
  GThreadPool *pool; /* made at the first run */
};

static void
job_clear (Job *job)
{
  g_free (job->path);
}

static void
job_unref (Job *job)
{
  g_atomic_rc_box_release_full (job, (GDestroyNotify)job_clear);
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (HistoryDb) db = NULL;
  g_autoptr (GError) error = NULL;
  int in_log = 0, moved = 0, rc;

  g_atomic_int_set (&job->asked, 0);
  db = history_db_open (job->path, HISTORY_DB_READ_WRITE, &error);
  if (db == NULL)
    {
      g_debug ("No checkpoint: %s", error->message);
    }
  else
    {
      /* Passive: never waits for a reader or the writer, and never makes them wait. */
      rc = sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
      if (in_log >= RESTART_PAGES)
        {
          /* Holds the writer off, but only for the few pages that came since. */
          sqlite3_busy_timeout (db->handle, WRITER_TIMEOUT_MS);
          rc = sqlite3_wal_checkpoint_v2 (
              db->handle, NULL, SQLITE_CHECKPOINT_RESTART, &in_log, &moved);
        }
      g_debug ("Checkpoint: %d of %d pages moved (%s)", moved, in_log, sqlite3_errstr (rc));
    }
  job_unref (job);
}

HistoryCheckpointer *
history_checkpointer_new (const char *path)
{
  HistoryCheckpointer *self = g_new0 (HistoryCheckpointer, 1);

  self->job = g_atomic_rc_box_new0 (Job);
  self->job->path = g_strdup (path);
  return self;
}

void
history_checkpointer_run (HistoryCheckpointer *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->job->asked, 0, 1))
    return;
  if (self->pool == NULL)
    self->pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  g_thread_pool_push (self->pool, g_atomic_rc_box_acquire (self->job), NULL);
}

void
history_checkpointer_free (HistoryCheckpointer *self)
{
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, FALSE);
  job_unref (self->job);
  g_free (self);
}
