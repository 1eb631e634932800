/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static guint
count_open_meetings (HistoryStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) meetings = history_store_dup_open_meetings (store, &error);

  g_assert_no_error (error);
  return meetings->len;
}

/* A process that writes, perhaps flushes, and dies without a word. */
static void
write_and_die (HistoryFixture *fixture, gboolean flush)
{
  pid_t child;
  int status;

  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fixture->store = history_store_open (fixture->path, NULL, NULL);
      history_fixture_start (fixture, "m1", "ana");
      if (flush && !history_store_flush (fixture->store, NULL))
        _exit (1);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  history_fixture_reopen (fixture);
}

static void
test_killed_after_flush (HistoryFixture *fixture, gconstpointer data)
{
  write_and_die (fixture, TRUE);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 1);
}

static void
test_killed_before_flush (HistoryFixture *fixture, gconstpointer data)
{
  write_and_die (fixture, FALSE);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 0);
  history_fixture_start (fixture, "m2", "bo");
  g_assert_true (history_store_flush (fixture->store, NULL));
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 1);
}

/* Another process writes, and holds its transaction open until it is told to go on. */
static void
write_in_steps (HistoryFixture *fixture, int told, int done)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  char byte = 0;

  fixture->store = history_store_open (fixture->path, NULL, NULL);
  history_fixture_start (fixture, "m1", "ana");
  if (write (done, &byte, 1) != 1 || read (told, &byte, 1) != 1)
    _exit (1);
  /* A busy disk may need several attempts. */
  while (!history_store_flush (fixture->store, NULL))
    {
      if (g_get_monotonic_time () > deadline)
        _exit (1);
      g_thread_yield ();
    }
  if (write (done, &byte, 1) != 1 || read (told, &byte, 1) != 1)
    _exit (1);
  _exit (0);
}

/* The window reads while the applet writes: what was written before, at once, and then the rest. */
static void
test_reader_beside_a_writing_process (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (HistoryStore) reader = NULL;
  g_autoptr (GError) error = NULL;
  int told[2], done[2];
  int status;
  pid_t child;
  char byte = 0;

  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_assert_cmpint (pipe (told), ==, 0);
  g_assert_cmpint (pipe (done), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    write_in_steps (fixture, told[0], done[1]);
  /* So that a child that fails ends the waiting for it. */
  close (told[0]);
  close (done[1]);

  g_assert_cmpint (read (done[0], &byte, 1), ==, 1);
  reader = history_store_open_read_only (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open_meetings (reader), ==, 0);
  g_assert_cmpint (write (told[1], &byte, 1), ==, 1);
  g_assert_cmpint (read (done[0], &byte, 1), ==, 1);
  g_assert_cmpuint (count_open_meetings (reader), ==, 1);
  g_assert_cmpint (write (told[1], &byte, 1), ==, 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  /* The writer is gone, its log is not. */
  g_assert_cmpuint (count_open_meetings (reader), ==, 1);
  close (told[1]);
  close (done[0]);
  g_assert_finalize_object (g_steal_pointer (&reader));
  history_fixture_reopen (fixture);
}

/* Dies within a burst, between the change of meeting @last and what it is about to tell of it. */
static void
write_burst_and_die (HistoryFixture *fixture, guint last)
{
  fixture->store = history_store_open (fixture->path, NULL, NULL);
  for (guint i = 0; i <= last; i++)
    {
      g_autofree char *key = g_strdup_printf ("m%u", i);

      history_fixture_start (fixture, key, "ana");
      if (i == last)
        _exit (0);
      if (!history_store_intend_notice (fixture->store, key, "sales", key, MORNING, NULL))
        _exit (1);
    }
}

/* A burst is written in several transactions: none ends between a change and its notice, or that
 * notice would be lost. */
static void
test_killed_within_a_burst (HistoryFixture *fixture, gconstpointer data)
{
  for (guint last = 60; last < 70; last++)
    {
      pid_t child;
      int status;

      history_fixture_run_sql (fixture, "DELETE FROM events; DELETE FROM notices");
      g_assert_finalize_object (g_steal_pointer (&fixture->store));
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        write_burst_and_die (fixture, last);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
      history_fixture_reopen (fixture);
      g_assert_cmpint (history_fixture_get_integer (fixture, "SELECT count(*) FROM events"),
                       ==,
                       history_fixture_get_integer (fixture, "SELECT count(*) FROM notices"));
    }
  g_assert_cmpint (history_fixture_get_integer (fixture, "SELECT count(*) FROM events"), >, 0);
}

/* Closes the store and moves the log into the file, which is then all there is. */
static void
close_and_settle (HistoryFixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  history_fixture_run_sql (fixture, "PRAGMA wal_checkpoint (TRUNCATE);");
}

/* What is at the path of the store, and must be kept when it makes room. */
static void
assert_begins_anew (HistoryFixture *fixture, const char *contents, gsize length)
{
  g_autofree char *aside = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *prefix = g_strconcat (fixture->path, ".damaged-", NULL);
  g_autoptr (GError) error = NULL;
  gsize kept_length;

  g_test_expect_message ("history", G_LOG_LEVEL_MESSAGE, "*it is kept as*");
  fixture->store = history_store_open (fixture->path, &aside, &error);
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_nonnull (aside);
  g_assert_true (g_str_has_prefix (aside, prefix));
  g_assert_true (g_file_get_contents (aside, &kept, &kept_length, NULL));
  g_assert_cmpmem (kept, kept_length, contents, length);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 0);
  history_fixture_start (fixture, "m1", "ana");
  g_assert_true (history_store_flush (fixture->store, NULL));
}

static void
test_garbage_is_set_aside (HistoryFixture *fixture, gconstpointer data)
{
  const char *garbage = "This is not a database, and never was one.\n";

  close_and_settle (fixture);
  g_assert_true (g_file_set_contents (fixture->path, garbage, -1, NULL));
  assert_begins_anew (fixture, garbage, strlen (garbage));
  /* And once more, in the same second. */
  close_and_settle (fixture);
  g_assert_true (g_file_set_contents (fixture->path, garbage, -1, NULL));
  assert_begins_anew (fixture, garbage, strlen (garbage));
}

static void
test_foreign_database_is_set_aside (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  close_and_settle (fixture);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  history_fixture_run_sql (fixture, "CREATE TABLE bookmarks (url TEXT);");
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  assert_begins_anew (fixture, contents, length);
}

static void
test_damaged_while_in_use (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fd;

  history_fixture_start (fixture, "m1", "ana");
  g_assert_true (history_store_flush (fixture->store, NULL));
  close_and_settle (fixture);
  /* All pages but the first, which holds the header and the schema, spoilt. */
  fd = g_open (fixture->path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  for (off_t page = 1; page < 14; page++)
    {
      char spoilt[4096];

      memset (spoilt, 0xa5, sizeof spoilt);
      g_assert_cmpint (pwrite (fd, spoilt, sizeof spoilt, page * 4096), ==, sizeof spoilt);
    }
  close (fd);
  fixture->store = history_store_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (history_store_dup_open_meetings (fixture->store, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_CORRUPT);

  g_test_expect_message ("history", G_LOG_LEVEL_MESSAGE, "*damaged, kept as*");
  history_fixture_start (fixture, "m2", "bo");
  g_test_assert_expected_messages ();
  g_assert_true (history_store_flush (fixture->store, NULL));
  history_fixture_reopen (fixture);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 1);
}

static void
test_too_new (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  history_fixture_start (fixture, "m1", "ana");
  history_store_close (fixture->store);
  history_fixture_run_sql (fixture, "PRAGMA user_version = 1000;");
  g_assert_null (history_store_open (fixture->path, NULL, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_TOO_NEW);
  g_clear_error (&error);
  g_assert_null (history_store_open_read_only (fixture->path, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_TOO_NEW);
  /* It is left as it is. */
  history_fixture_run_sql (fixture, "PRAGMA user_version = 1;");
  history_fixture_reopen (fixture);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 1);
}

static void
test_cannot_be_made (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *inside_a_file = g_build_filename (fixture->path, "profile", "history.db", NULL);
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *missing = g_build_filename (directory, "missing.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (history_store_open (inside_a_file, NULL, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (history_store_open (directory, NULL, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (history_store_open_read_only (missing, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_OPEN);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
}

/* Root may write anywhere, so the attempt is made by nobody. */
static void
test_read_only_place (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  pid_t child;
  int status;

  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->directory, 0755), ==, 0);
  g_assert_cmpint (g_chmod (directory, 0555), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr (HistoryStore) store = NULL;
      g_autoptr (GError) error = NULL;

      if (geteuid () == 0 && setresuid (NOBODY, NOBODY, NOBODY) != 0)
        _exit (2);
      store = history_store_open (fixture->path, NULL, &error);
      _exit (store == NULL && g_error_matches (error, HISTORY_ERROR, HISTORY_ERROR_WRITE) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpint (g_chmod (directory, 0700), ==, 0);
}

/* A limit on the size of files stands for a disk that is full, and lifting it for room made. */
static void
limit_files (HistoryFixture *fixture, gboolean full)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 1 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_full_disk (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (Meeting) second = history_fixture_new_meeting ("m2", "bo");
  g_autoptr (MeetingChange) change
      = history_fixture_new_change (MEETING_CHANGE_STARTED, second, MORNING + 1);
  g_autoptr (HistoryNotice) notice = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  history_fixture_start (fixture, "m1", "ana");
  limit_files (fixture, TRUE);
  g_assert_false (history_store_flush (fixture->store, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
  g_clear_error (&error);
  /* What comes meanwhile is refused, but kept, and the ledger still answers. */
  g_assert_false (history_store_record_change (fixture->store, change, "Sales", &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
  g_clear_error (&error);
  history_store_intend_notice (fixture->store, "meeting:m2", "sales", "On", MORNING, NULL);
  history_store_set_notice_state (
      fixture->store, "meeting:m2", HISTORY_NOTICE_SHOWN, 3, ":1.7", NULL);
  notice = history_store_dup_notice (fixture->store, "meeting:m2", &error);
  g_assert_no_error (error);
  g_assert_cmpint (notice->state, ==, HISTORY_NOTICE_SHOWN);
  g_assert_cmpuint (notice->daemon_id, ==, 3);
  g_assert_false (history_store_flush (fixture->store, NULL));
  limit_files (fixture, FALSE);

  g_assert_true (history_store_flush (fixture->store, &error));
  g_assert_no_error (error);
  history_fixture_reopen (fixture);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 2);
  g_clear_pointer (&notice, history_notice_free);
  notice = history_store_dup_notice (fixture->store, "meeting:m2", &error);
  g_assert_nonnull (notice);
}

/* A transaction that outgrows the cache fails before its end. */
static void
test_full_disk_amid_a_transaction (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (1024 * 1024, 'x');
  g_autoptr (HistoryNotice) notice = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  history_fixture_start (fixture, "m1", "ana");
  limit_files (fixture, TRUE);
  g_assert_false (
      history_store_intend_notice (fixture->store, "long", "sales", long_text, MORNING, &error));
  g_assert_error (error, HISTORY_ERROR, HISTORY_ERROR_WRITE);
  g_clear_error (&error);
  limit_files (fixture, FALSE);
  g_assert_true (history_store_flush (fixture->store, &error));
  g_assert_no_error (error);
  history_fixture_reopen (fixture);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 1);
  notice = history_store_dup_notice (fixture->store, "long", &error);
  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_cmpuint (strlen (notice->text), ==, strlen (long_text));
}

/* One change the schema refuses does not keep the others from being written. */
static void
test_refused_value_is_left_out (HistoryFixture *fixture, gconstpointer data)
{
  history_fixture_run_sql (fixture,
                           "CREATE TRIGGER refuse BEFORE INSERT ON meetings WHEN NEW.key = 'bad'"
                           " BEGIN SELECT RAISE (ABORT, 'refused'); END;");
  history_fixture_reopen (fixture);
  history_fixture_start (fixture, "m1", "ana");
  history_fixture_start (fixture, "bad", "bo");
  history_fixture_start (fixture, "m2", "cy");
  history_fixture_reopen (fixture);
  g_assert_cmpuint (count_open_meetings (fixture->store), ==, 2);
  g_assert_cmpint (history_fixture_get_integer (
                       fixture, "SELECT count(*) FROM events WHERE meeting_key = 'bad'"),
                   ==,
                   0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/history/faults/" name,                                                             \
              HistoryFixture,                                                                      \
              NULL,                                                                                \
              history_fixture_set_up,                                                              \
              function,                                                                            \
              history_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("killed-after-flush", test_killed_after_flush);
  ADD ("killed-before-flush", test_killed_before_flush);
  ADD ("reader-beside-a-writing-process", test_reader_beside_a_writing_process);
  ADD ("killed-within-a-burst", test_killed_within_a_burst);
  ADD ("garbage-is-set-aside", test_garbage_is_set_aside);
  ADD ("foreign-database-is-set-aside", test_foreign_database_is_set_aside);
  ADD ("damaged-while-in-use", test_damaged_while_in_use);
  ADD ("too-new", test_too_new);
  ADD ("cannot-be-made", test_cannot_be_made);
  ADD ("read-only-place", test_read_only_place);
  ADD ("full-disk", test_full_disk);
  ADD ("full-disk-amid-a-transaction", test_full_disk_amid_a_transaction);
  ADD ("refused-value-is-left-out", test_refused_value_is_left_out);
  return g_test_run ();
}
