/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"
#include "history-schema.h"

static HistoryDb *
open_db (HistoryFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HistoryDb *db;

  history_store_close (fixture->store);
  db = history_db_open (fixture->path, HISTORY_DB_READ_WRITE, &error);
  g_assert_no_error (error);
  return db;
}

static HistorySchemaState
inspect (HistoryDb *db, const HistoryMigration *steps, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  HistorySchemaState state;

  g_assert_true (history_schema_inspect (db, steps, n_steps, &state, &error));
  g_assert_no_error (error);
  return state;
}

static gint64
get_integer (HistoryDb *db, const char *sql)
{
  gint64 value = -1;

  g_assert_true (history_db_get_integer (db, sql, &value, NULL));
  return value;
}

/* The released steps, which a test makes longer. */
static HistoryMigration *
dup_steps (guint more, guint *n_steps)
{
  guint n_released;
  const HistoryMigration *released = history_schema_get_migrations (&n_released);
  HistoryMigration *steps = g_new0 (HistoryMigration, n_released + more);

  memcpy (steps, released, n_released * sizeof *steps);
  *n_steps = n_released + more;
  return steps;
}

static void
test_steps_are_in_order (HistoryFixture *fixture, gconstpointer data)
{
  guint n_steps;
  const HistoryMigration *steps = history_schema_get_migrations (&n_steps);

  for (guint i = 0; i < n_steps; i++)
    g_assert_cmpint (steps[i].version, ==, i + 1);
}

static void
test_new_file (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryDb) db = open_db (fixture);
  guint n_steps;
  const HistoryMigration *steps = history_schema_get_migrations (&n_steps);

  g_assert_cmpint (inspect (db, steps, n_steps), ==, HISTORY_SCHEMA_CURRENT);
  g_assert_cmpint (get_integer (db, "PRAGMA user_version"), ==, steps[n_steps - 1].version);
  g_assert_cmpint (get_integer (db, "PRAGMA application_id"), ==, HISTORY_APPLICATION_ID);
}

static void
test_older_file_keeps_its_rows (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryDb) db = NULL;
  g_autofree HistoryMigration *steps = NULL;
  g_autoptr (GError) error = NULL;
  guint n_steps;

  history_fixture_start (fixture, "m1", "ana,bo");
  db = open_db (fixture);
  steps = dup_steps (2, &n_steps);
  steps[n_steps - 2].version = n_steps - 1;
  steps[n_steps - 2].sql = "ALTER TABLE meetings ADD COLUMN note TEXT;"
                           "UPDATE meetings SET note = 'kept';";
  steps[n_steps - 1].version = n_steps;
  steps[n_steps - 1].sql = "CREATE INDEX meetings_by_note ON meetings (note);";

  g_assert_cmpint (inspect (db, steps, n_steps), ==, HISTORY_SCHEMA_OLDER);
  g_assert_true (history_schema_migrate (db, steps, n_steps, &error));
  g_assert_no_error (error);
  g_assert_cmpint (inspect (db, steps, n_steps), ==, HISTORY_SCHEMA_CURRENT);
  g_assert_cmpint (get_integer (db, "SELECT count(*) FROM meetings WHERE note = 'kept'"), ==, 1);
  g_assert_cmpint (get_integer (db, "SELECT count(*) FROM attendances"), ==, 2);
  /* Taking it again changes nothing. */
  g_assert_true (history_schema_migrate (db, steps, n_steps, &error));
  g_assert_no_error (error);
}

static void
test_failing_step_leaves_the_last_good_one (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryDb) db = NULL;
  g_autofree HistoryMigration *steps = NULL;
  g_autoptr (GError) error = NULL;
  guint n_steps;

  history_fixture_start (fixture, "m1", "ana");
  db = open_db (fixture);
  steps = dup_steps (2, &n_steps);
  steps[n_steps - 2].version = n_steps - 1;
  steps[n_steps - 2].sql = "ALTER TABLE meetings ADD COLUMN note TEXT;";
  steps[n_steps - 1].version = n_steps;
  steps[n_steps - 1].sql = "DELETE FROM meetings; SELECT * FROM no_such_table;";

  g_assert_false (history_schema_migrate (db, steps, n_steps, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
  g_assert_cmpint (get_integer (db, "PRAGMA user_version"), ==, n_steps - 1);
  g_assert_cmpint (get_integer (db, "SELECT count(*) FROM meetings"), ==, 1);
  g_assert_cmpint (inspect (db, steps, n_steps), ==, HISTORY_SCHEMA_OLDER);
}

static void
test_states (HistoryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    HistorySchemaState state;
  } cases[] = {
    { "PRAGMA user_version = 2", HISTORY_SCHEMA_NEWER },
    { "PRAGMA user_version = 0", HISTORY_SCHEMA_FOREIGN },
    { "PRAGMA user_version = -1", HISTORY_SCHEMA_FOREIGN },
    { "PRAGMA user_version = 1; PRAGMA application_id = 0", HISTORY_SCHEMA_FOREIGN },
    { "PRAGMA application_id = 1", HISTORY_SCHEMA_FOREIGN },
  };
  g_autoptr (HistoryDb) db = open_db (fixture);
  const HistoryMigration one = { 1, "" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (history_db_execute (db, cases[i].sql, HISTORY_ERROR_WRITE, NULL));
      g_assert_cmpint (inspect (db, &one, 1), ==, cases[i].state);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/history/schema/" name,                                                             \
              HistoryFixture,                                                                      \
              NULL,                                                                                \
              history_fixture_set_up,                                                              \
              function,                                                                            \
              history_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("steps-are-in-order", test_steps_are_in_order);
  ADD ("new-file", test_new_file);
  ADD ("older-file-keeps-its-rows", test_older_file_keeps_its_rows);
  ADD ("failing-step-leaves-the-last-good-one", test_failing_step_leaves_the_last_good_one);
  ADD ("states", test_states);
  return g_test_run ();
}
