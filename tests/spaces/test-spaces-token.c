/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Token files as people make them, and those that are refused. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "spaces-test-service.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static Fixture *
fixture_new (void)
{
  Fixture *f = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("spaces-token-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "token", NULL);
  return f;
}

static void
fixture_free (Fixture *f)
{
  g_remove (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
  g_free (f);
}

static void
fill (Fixture *f, const char *contents, gssize length, int mode)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (f->path, contents, length, G_FILE_SET_CONTENTS_CONSISTENT, mode, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (f->path, mode), ==, 0);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static char *
get (SpacesTokenSource *source, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  spaces_token_source_get_async (source, NULL, on_result, &result);
  SIO_TEST_WAIT (result != NULL);
  return spaces_token_source_get_finish (source, result, error);
}

/* Both ways of looking at a file agree. */
static void
assert_token (Fixture *f, const char *expected)
{
  SpacesTokenSource *source = spaces_token_source_new_for_file (f->path, SPACES_TOKEN_JWT);
  g_autoptr (GError) error = NULL;
  char *token = get (source, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
  spaces_token_free (token);
  /* The thread that read may let go of it a moment later. */
  g_object_unref (source);
  g_assert_true (spaces_token_file_check (f->path, &error));
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *f, const char *words)
{
  SpacesTokenSource *source = spaces_token_source_new_for_file (f->path, SPACES_TOKEN_JWT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;

  g_assert_null (get (source, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, f->path));
  g_assert_null (strstr (error->message, SPACES_TEST_TOKEN));
  /* The thread that read may let go of it a moment later. */
  g_object_unref (source);
  g_assert_false (spaces_token_file_check (f->path, &check_error));
  g_assert_error (check_error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
  g_assert_cmpstr (check_error->message, ==, error->message);
}

typedef struct
{
  const char *name;
  const char *contents;
  gssize length;
  const char *refused; /* words of the error; NULL: the token is SPACES_TEST_TOKEN */
} FileCase;

static const FileCase file_cases[] = {
  { "plain", SPACES_TEST_TOKEN, -1, NULL },
  { "line", SPACES_TEST_TOKEN "\n", -1, NULL },
  { "windows-line", SPACES_TEST_TOKEN "\r\n", -1, NULL },
  { "spaces-around", " \t" SPACES_TEST_TOKEN "  \n", -1, NULL },
  { "more-lines", SPACES_TEST_TOKEN "\nnotes with spaces \xff\n", -1, NULL },
  { "empty", "", 0, "is empty" },
  { "empty-line", "\n" SPACES_TEST_TOKEN "\n", -1, "is empty" },
  { "blank", "  \t\r\n", -1, "is empty" },
  { "two-words", "jwt " SPACES_TEST_TOKEN "\n", -1, "without spaces" },
  { "umlaut", "\xc3\xa4" SPACES_TEST_TOKEN "\n", -1, "printable ASCII" },
  { "control", SPACES_TEST_TOKEN "\x01\n", -1, "printable ASCII" },
  { "header-injection", SPACES_TEST_TOKEN "\rX-Other: 1\n", -1, "printable ASCII" },
  { "nul", SPACES_TEST_TOKEN "\0x\n", sizeof (SPACES_TEST_TOKEN) + 2, "no token has" },
};

static void
test_file (gconstpointer data)
{
  const FileCase *test = data;
  Fixture *f = fixture_new ();

  fill (f, test->contents, test->length, 0600);
  if (test->refused != NULL)
    assert_refused (f, test->refused);
  else
    assert_token (f, SPACES_TEST_TOKEN);
  fixture_free (f);
}

static void
test_modes (void)
{
  Fixture *f = fixture_new ();
  const int refused[] = { 0640, 0604, 0610, 0601, 0620, 0602, 0644, 0666, 0777 };
  const int taken[] = { 0600, 0400, 0700 };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      fill (f, SPACES_TEST_TOKEN, -1, refused[i]);
      assert_refused (f, "can be read by other people; run: chmod 600 /");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      fill (f, SPACES_TEST_TOKEN, -1, taken[i]);
      assert_token (f, SPACES_TEST_TOKEN);
    }
  fixture_free (f);
}

/* The command in the sentence can be copied. */
static void
test_mode_of_odd_name (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;

  g_free (f->path);
  f->path = g_build_filename (f->folder, "my $token", NULL);
  fill (f, SPACES_TEST_TOKEN, -1, 0644);
  command = g_strdup_printf ("run: chmod 600 '%s/my $token'", f->folder);
  g_assert_false (spaces_token_file_check (f->path, &error));
  g_assert_nonnull (strstr (error->message, command));
  fixture_free (f);
}

static void
test_size (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *largest = g_strnfill (64 * 1024, 'x');
  g_autofree char *too_large = g_strnfill (64 * 1024 + 1, 'x');

  fill (f, largest, -1, 0600);
  assert_token (f, largest);
  fill (f, too_large, -1, 0600);
  assert_refused (f, "larger than 64 KiB");
  fixture_free (f);
}

static void
test_missing (void)
{
  Fixture *f = fixture_new ();

  assert_refused (f, "cannot be used: No such file");
  fixture_free (f);
}

static void
test_folder (void)
{
  Fixture *f = fixture_new ();

  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);
  assert_refused (f, "is not a regular file");
  g_rmdir (f->path);
  fixture_free (f);
}

/* Nobody writes into it: opening it must not wait for that. */
static void
test_fifo (void)
{
  Fixture *f = fixture_new ();

  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_refused (f, "is not a regular file");
  fixture_free (f);
}

static void
test_link (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *link_path = g_build_filename (f->folder, "link", NULL);
  char *path;

  fill (f, SPACES_TEST_TOKEN, -1, 0600);
  g_assert_cmpint (symlink ("token", link_path), ==, 0);
  path = f->path;
  f->path = link_path;
  assert_token (f, SPACES_TEST_TOKEN);
  f->path = path;
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  g_assert_false (spaces_token_file_check (link_path, NULL));
  g_remove (link_path);
  fixture_free (f);
}

static void
test_of_somebody_else (void)
{
  Fixture *f = fixture_new ();

  fill (f, SPACES_TEST_TOKEN, -1, 0600);
  if (geteuid () != 0 || chown (f->path, 12345, (gid_t)-1) != 0)
    g_test_skip ("needs root to give a file away");
  else
    assert_refused (f, "belongs to somebody else");
  fixture_free (f);
}

/* A renewed token is taken with the next question. */
static void
test_read_afresh (void)
{
  Fixture *f = fixture_new ();
  SpacesTokenSource *source;
  g_autoptr (GError) error = NULL;
  char *token;

  fill (f, SPACES_TEST_TOKEN, -1, 0600);
  source = spaces_token_source_new_for_file (f->path, SPACES_TOKEN_OAUTH);
  token = get (source, NULL);
  g_assert_cmpstr (token, ==, SPACES_TEST_TOKEN);
  spaces_token_free (token);
  fill (f, "renewed", -1, 0600);
  token = get (source, NULL);
  g_assert_cmpstr (token, ==, "renewed");
  spaces_token_free (token);
  g_assert_cmpint (g_chmod (f->path, 0644), ==, 0);
  g_assert_null (get (source, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
  g_assert_cmpint (spaces_token_source_get_token_type (source), ==, SPACES_TOKEN_OAUTH);
  /* The thread that read may let go of it a moment later. */
  g_object_unref (source);
  fixture_free (f);
}

static void
test_cancelled (void)
{
  Fixture *f = fixture_new ();
  g_autoptr (SpacesTokenSource) source = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fill (f, SPACES_TEST_TOKEN, -1, 0600);
  source = spaces_token_source_new_for_file (f->path, SPACES_TOKEN_JWT);
  spaces_token_source_get_async (source, cancellable, on_result, &result);
  g_cancellable_cancel (cancellable);
  SIO_TEST_WAIT (result != NULL);
  g_assert_null (spaces_token_source_get_finish (source, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_free (f);
}

static void
test_text (void)
{
  SpacesTokenSource *source
      = spaces_token_source_new_for_text (SPACES_TEST_TOKEN, SPACES_TOKEN_JWT);
  g_autoptr (SpacesTokenSource) broken
      = spaces_token_source_new_for_text ("to ken\r\nX: 1", SPACES_TOKEN_JWT);
  g_autoptr (GError) error = NULL;
  char *token = get (source, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, SPACES_TEST_TOKEN);
  spaces_token_free (token);
  g_assert_finalize_object (source);
  g_assert_null (get (broken, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
}

static void
test_words (void)
{
  char *jwt = spaces_token_to_authorization (SPACES_TOKEN_JWT, "a.b.c");
  char *bearer = spaces_token_to_authorization (SPACES_TOKEN_OAUTH, "0123");

  g_assert_cmpstr (jwt, ==, "jwt a.b.c");
  g_assert_cmpstr (bearer, ==, "bearer 0123");
  g_assert_cmpstr (spaces_token_type_to_string (SPACES_TOKEN_JWT), ==, "jwt");
  g_assert_cmpstr (spaces_token_type_to_string (SPACES_TOKEN_OAUTH), ==, "oauth");
  spaces_token_free (jwt);
  spaces_token_free (bearer);
  spaces_token_free (NULL);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  /* So that the watch has something to see. */
  g_debug ("begin");
  for (gsize i = 0; i < G_N_ELEMENTS (file_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/token/file/", file_cases[i].name, NULL);

      g_test_add_data_func (path, &file_cases[i], test_file);
    }
  g_test_add_func ("/token/modes", test_modes);
  g_test_add_func ("/token/mode-of-odd-name", test_mode_of_odd_name);
  g_test_add_func ("/token/size", test_size);
  g_test_add_func ("/token/missing", test_missing);
  g_test_add_func ("/token/folder", test_folder);
  g_test_add_func ("/token/fifo", test_fifo);
  g_test_add_func ("/token/link", test_link);
  g_test_add_func ("/token/of-somebody-else", test_of_somebody_else);
  g_test_add_func ("/token/read-afresh", test_read_afresh);
  g_test_add_func ("/token/cancelled", test_cancelled);
  g_test_add_func ("/token/text", test_text);
  g_test_add_func ("/token/words", test_words);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
