/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "history"

#include <glib/gstdio.h>

#include "history-checkpoint.h"
#include "history-file.h"
#include "history-op.h"
#include "history-schema.h"
#include "history-store-private.h"

/* Pages in the write-ahead log, of 4 KiB, from which on it is moved into the file. */
#define CHECKPOINT_PAGES 200
/* What waits for the disk is bounded: a transaction ends by itself, and of an outage the newest is
 * kept. Each change holds a meeting with all its people. */
#define MOST_IN_TRANSACTION 128 /* the notices of the last change besides */
#define MOST_PENDING 1024

typedef enum
{
  STATE_OPEN,    /* no transaction */
  STATE_WRITING, /* in a transaction: the first n_applied of pending are in it */
  STATE_FAILED,  /* the last write failed; pending waits for the next flush */
  STATE_CLOSED,
} State;

struct _HistoryStore
{
  GObject parent_instance;

  State state;
  HistoryDbAccess access;
  char *path;
  HistoryDb *db;
  HistoryCheckpointer *checkpointer;
  GPtrArray *pending; /* (element-type HistoryOp) not known to be committed, oldest first */
  guint n_applied;
  GHashTable
      *names; /* (element-type utf8 utf8) names of spaces known to be in pending or written */
};

G_DEFINE_FINAL_TYPE (HistoryStore, history_store, G_TYPE_OBJECT)

static void
history_store_finalize (GObject *object)
{
  HistoryStore *self = HISTORY_STORE (object);

  history_store_close (self);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self->path);

  G_OBJECT_CLASS (history_store_parent_class)->finalize (object);
}

static void
history_store_class_init (HistoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = history_store_finalize;
}

static void
history_store_init (HistoryStore *self)
{
  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify)history_op_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Only the main connection commits, and it never checkpoints itself. */
static int
on_commit (void *user_data, sqlite3 *handle, const char *schema, int pages)
{
  HistoryStore *self = user_data;

  if (pages >= CHECKPOINT_PAGES)
    history_checkpointer_run (self->checkpointer);
  return SQLITE_OK;
}

HistoryStore *
history_store_open (const char *path, char **set_aside, GError **error)
{
  HistoryStore *self;
  HistoryDb *db;

  g_return_val_if_fail (path != NULL, NULL);

  if (set_aside != NULL)
    *set_aside = NULL;
  db = history_file_open (path, set_aside, error);
  if (db == NULL)
    return NULL;
  self = g_object_new (HISTORY_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->access = HISTORY_DB_READ_WRITE;
  self->db = db;
  self->checkpointer = history_checkpointer_new (path);
  sqlite3_wal_hook (db->handle, on_commit, self);
  return self;
}

void
history_store_discard (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

HistoryStore *
history_store_open_read_only (const char *path, GError **error)
{
  g_autoptr (HistoryDb) db = NULL;
  const HistoryMigration *migrations;
  HistorySchemaState state;
  HistoryStore *self;
  guint n_migrations;

  g_return_val_if_fail (path != NULL, NULL);

  db = history_db_open (path, HISTORY_DB_READ_ONLY, error);
  migrations = history_schema_get_migrations (&n_migrations);
  if (db == NULL || !history_schema_inspect (db, migrations, n_migrations, &state, error))
    return NULL;
  if (state != HISTORY_SCHEMA_CURRENT)
    {
      gboolean newer = state == HISTORY_SCHEMA_NEWER;

      g_set_error (error,
                   HISTORY_ERROR,
                   newer ? HISTORY_ERROR_TOO_NEW : HISTORY_ERROR_OPEN,
                   newer ? "History: %s is of a later version of the program"
                         : "History: %s has not been made by the applet yet",
                   path);
      return NULL;
    }
  self = g_object_new (HISTORY_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->access = HISTORY_DB_READ_ONLY;
  self->db = g_steal_pointer (&db);
  return self;
}

void
history_store_close (HistoryStore *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (HISTORY_IS_STORE (self));

  if (self->state == STATE_CLOSED)
    return;
  if (self->access == HISTORY_DB_READ_WRITE && self->db != NULL
      && !history_store_flush (self, &error))
    g_message ("%u changes are lost: %s", self->pending->len, error->message);
  self->state = STATE_CLOSED;
  g_clear_pointer (&self->db, history_db_close);
  g_clear_pointer (&self->checkpointer, history_checkpointer_free);
}

HistoryDb *
history_store_get_db (HistoryStore *self, GError **error)
{
  if (self->db == NULL)
    g_set_error (error, HISTORY_ERROR, HISTORY_ERROR_READ, "History: closed");
  return self->db;
}

/* After this nothing of pending is in a transaction. */
static void
roll_back (HistoryStore *self)
{
  /* Some failures have rolled back already; then there is none and this one does no harm. */
  history_db_execute (self->db, "ROLLBACK", HISTORY_ERROR_WRITE, NULL);
  self->n_applied = 0;
  self->state = STATE_FAILED;
}

/* Brings all of pending into the transaction. On failure n_applied tells the one at fault. */
static gboolean
apply_pending (HistoryStore *self, GError **error)
{
  if (self->state != STATE_WRITING)
    {
      if (!history_db_run (self->db, error, "BEGIN", ""))
        return FALSE;
      self->state = STATE_WRITING;
    }
  while (self->n_applied < self->pending->len)
    {
      if (!history_op_apply (g_ptr_array_index (self->pending, self->n_applied), self->db, error))
        return FALSE;
      self->n_applied++;
    }
  return TRUE;
}

/* A value the schema refuses is refused for good; anything else may go better later. */
static gboolean
is_fault_of_value (HistoryDb *db)
{
  int primary = sqlite3_errcode (db->handle) & 0xff;

  return primary == SQLITE_CONSTRAINT || primary == SQLITE_MISMATCH || primary == SQLITE_TOOBIG;
}

/* The file turned out to be damaged while in use: keep it aside, and begin anew with what waits. */
static gboolean
begin_anew (HistoryStore *self, GError **error)
{
  g_autofree char *aside = NULL;
  HistoryDb *db;

  g_clear_pointer (&self->db, history_db_close);
  self->n_applied = 0;
  self->state = STATE_FAILED;
  aside = history_file_set_aside (self->path, error);
  db = aside != NULL ? history_file_open (self->path, NULL, error) : NULL;
  if (db == NULL)
    return FALSE;
  g_message ("History: damaged, kept as %s", aside);
  self->db = db;
  sqlite3_wal_hook (db->handle, on_commit, self);
  g_hash_table_remove_all (self->names);
  return TRUE;
}

static gboolean
write_pending (HistoryStore *self, GError **error)
{
  gboolean renewed = FALSE;

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;
      guint at_fault;

      if (self->db == NULL)
        return begin_anew (self, error) && apply_pending (self, error);
      if (apply_pending (self, &local_error))
        return TRUE;
      at_fault = self->n_applied;
      if (g_error_matches (local_error, HISTORY_ERROR, HISTORY_ERROR_CORRUPT) && !renewed)
        {
          renewed = TRUE;
          if (!begin_anew (self, error))
            return FALSE;
          continue;
        }
      if (at_fault < self->pending->len && is_fault_of_value (self->db))
        {
          g_debug ("Left out of the history: %s", local_error->message);
          roll_back (self);
          g_ptr_array_remove_index (self->pending, at_fault);
          continue;
        }
      roll_back (self);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
}

/* A change and the notices it leads to are written together or not at all: a long transaction ends
 * only before something new happens. */
static gboolean
ends_transaction (HistoryStore *self, const HistoryOp *op)
{
  return self->state == STATE_WRITING && self->pending->len >= MOST_IN_TRANSACTION
         && (op->kind == HISTORY_OP_CHANGE || op->kind == HISTORY_OP_SPACE);
}

/* Takes @op. */
static gboolean
write_op (HistoryStore *self, HistoryOp *op, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (self->state == STATE_CLOSED || self->access == HISTORY_DB_READ_ONLY)
    {
      history_op_free (op);
      g_set_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE, "History: not open for writing");
      return FALSE;
    }
  if (ends_transaction (self, op) && !history_store_flush (self, &cause))
    g_debug ("The transaction goes on later: %s", cause->message);
  g_ptr_array_add (self->pending, op);
  if (self->state != STATE_FAILED)
    return write_pending (self, error);
  if (self->pending->len > MOST_PENDING)
    g_ptr_array_remove_index (self->pending, 0);
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE, "History: still cannot be written");
  return FALSE;
}

gboolean
history_store_flush (HistoryStore *self, GError **error)
{
  g_return_val_if_fail (HISTORY_IS_STORE (self), FALSE);

  if (self->state == STATE_CLOSED || self->pending->len == 0)
    return TRUE;
  if (!write_pending (self, error))
    return FALSE;
  if (!history_db_run (self->db, error, "COMMIT", ""))
    {
      roll_back (self);
      return FALSE;
    }
  self->state = STATE_OPEN;
  self->n_applied = 0;
  g_ptr_array_set_size (self->pending, 0);
  return TRUE;
}

gboolean
history_store_record_change (HistoryStore *self,
                             MeetingChange *change,
                             const char *space_name,
                             GError **error)
{
  g_return_val_if_fail (HISTORY_IS_STORE (self), FALSE);
  g_return_val_if_fail (change != NULL, FALSE);

  if (space_name != NULL && !history_store_record_space (self, change->space_id, space_name, error))
    {
      /* The change itself waits too; one error is told. */
      write_op (self, history_op_new_change (change), NULL);
      return FALSE;
    }
  return write_op (self, history_op_new_change (change), error);
}

gboolean
history_store_record_space (HistoryStore *self,
                            const char *space_id,
                            const char *name,
                            GError **error)
{
  g_return_val_if_fail (HISTORY_IS_STORE (self), FALSE);
  g_return_val_if_fail (space_id != NULL, FALSE);

  if (name != NULL && g_strcmp0 (g_hash_table_lookup (self->names, space_id), name) == 0)
    return TRUE;
  if (name != NULL)
    g_hash_table_replace (self->names, g_strdup (space_id), g_strdup (name));
  return write_op (self, history_op_new_space (space_id, name), error);
}

gboolean
history_store_intend_notice (HistoryStore *self,
                             const char *key,
                             const char *space_id,
                             const char *text,
                             MeetingTime at,
                             GError **error)
{
  HistoryNotice *notice;

  g_return_val_if_fail (HISTORY_IS_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  notice = g_new0 (HistoryNotice, 1);
  notice->key = g_strdup (key);
  notice->space_id = g_strdup (space_id);
  notice->text = g_strdup (text);
  notice->state = HISTORY_NOTICE_INTENDED;
  notice->intended_at = at;
  return write_op (self, history_op_new_notice (HISTORY_OP_INTEND, notice), error);
}

gboolean
history_store_set_notice_state (HistoryStore *self,
                                const char *key,
                                HistoryNoticeState state,
                                guint daemon_id,
                                const char *daemon,
                                GError **error)
{
  HistoryNotice *notice;

  g_return_val_if_fail (HISTORY_IS_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  notice = g_new0 (HistoryNotice, 1);
  notice->key = g_strdup (key);
  notice->state = state;
  notice->daemon_id = daemon_id;
  notice->daemon = g_strdup (daemon);
  return write_op (self, history_op_new_notice (HISTORY_OP_STATE, notice), error);
}

HistoryNotice *
history_store_dup_unwritten_notice (HistoryStore *self, const char *key)
{
  HistoryNotice *found = NULL;

  if (self->state != STATE_FAILED)
    return NULL;
  for (guint i = 0; i < self->pending->len; i++)
    {
      const HistoryOp *op = g_ptr_array_index (self->pending, i);

      if (op->notice == NULL || !g_str_equal (op->notice->key, key))
        continue;
      if (op->kind == HISTORY_OP_INTEND)
        {
          g_clear_pointer (&found, history_notice_free);
          found = history_notice_copy (op->notice);
        }
      else if (found != NULL)
        {
          found->state = op->notice->state;
          found->daemon_id = op->notice->daemon_id;
          g_free (found->daemon);
          found->daemon = g_strdup (op->notice->daemon);
        }
    }
  return found;
}
