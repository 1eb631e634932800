/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

/* The program itself: its command line, its lines, its end. SIMULATOR_PROGRAM names it. */

static GSubprocess *
spawn (const char *const *arguments, GSubprocessFlags flags)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) line = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add (builder, g_getenv ("SIMULATOR_PROGRAM"));
  g_strv_builder_addv (builder, (const char **)arguments);
  line = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char *const *)line, flags, &error);
  g_assert_no_error (error);
  return process;
}

/* Runs it to its end with an empty input. */
static int
run (const char *const *arguments, char **output, char **errors)
{
  g_autoptr (GSubprocess) process
      = spawn (arguments,
               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                   | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, "", NULL, output, errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
test_version (void)
{
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  g_assert_cmpint (run ((const char *[]){ "--version", NULL }, &output, &errors), ==, 0);
  g_assert_cmpstr (output, ==, "spaces-tray-simulator " VERSION "\n");
  g_clear_pointer (&output, g_free);
  g_clear_pointer (&errors, g_free);
  g_assert_cmpint (run ((const char *[]){ "--help", NULL }, &output, &errors), ==, 0);
  g_assert_nonnull (strstr (output, "--exit-with-parent"));
}

typedef struct
{
  const char *arguments[4];
  const char *message;
} BadLine;

static void
test_bad_lines (void)
{
  static const BadLine cases[] = {
    { { "--dance", NULL }, "--dance" },
    { { "somewhere", NULL }, "somewhere" },
    { { "--port", "70000", NULL }, "--port: 70000" },
    { { "--port", "x", NULL }, "--port" },
    { { "--speed", "-1", NULL }, "--speed: -1" },
    { { "--engine", "5", NULL }, "--engine" },
    { { "--ping-interval", "1", NULL }, "--ping-interval: 1" },
    { { "--ping-timeout", "0", NULL }, "--ping-timeout: 0" },
    { { "--spaces", "-3", NULL }, "--spaces: -3" },
    { { "--scenario", "/nonexistent", NULL }, "/nonexistent" },
    { { "--token-file", "/nonexistent", NULL }, "/nonexistent" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *output = NULL;
      g_autofree char *errors = NULL;

      g_assert_cmpint (run (cases[i].arguments, &output, &errors), ==, 2);
      g_assert_cmpstr (output, ==, "");
      g_assert_true (g_str_has_prefix (errors, "spaces-tray-simulator: "));
      if (strstr (errors, cases[i].message) == NULL)
        g_error ("\"%s\" is not in: %s", cases[i].message, errors);
      /* One line, to be read by a person. */
      g_assert_true (strchr (errors, '\n') == errors + strlen (errors) - 1);
    }
}

static void
test_bad_scenario (void)
{
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("scenario-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, "{\n\n\"title\": 7 }", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run ((const char *[]){ "--scenario", path, NULL }, &output, &errors), ==, 2);
  g_assert_nonnull (strstr (errors, path));
  g_assert_nonnull (strstr (errors, "line 3: title: must be a text"));
  g_unlink (path);
}

/* The first line of a program whose input has ended. */
static JsonObject *
get_address (const char *output)
{
  g_autofree char *line = g_strndup (output, strcspn (output, "\n"));
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static void
test_token_file (void)
{
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) address = NULL;
  const char *arguments[] = { "--token-file", NULL, "--exit-with-parent", NULL };
  int fd = g_file_open_tmp ("token-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  arguments[1] = path;
  g_assert_cmpint (run (arguments, &output, &errors), ==, 2);
  g_assert_nonnull (strstr (errors, "is empty"));
  g_clear_pointer (&output, g_free);
  g_clear_pointer (&errors, g_free);

  g_file_set_contents_full (path, "  top secret\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run (arguments, &output, &errors), ==, 0);
  g_assert_null (strstr (output, "secret"));
  g_assert_cmpstr (errors, ==, "");
  address = get_address (output);
  g_assert_false (json_object_has_member (address, "token"));
  g_clear_pointer (&output, g_free);
  g_clear_pointer (&errors, g_free);

  g_chmod (path, 0640);
  g_assert_cmpint (run (arguments, &output, &errors), ==, 2);
  g_assert_nonnull (strstr (errors, "chmod 600"));
  g_assert_null (strstr (errors, "secret"));
  g_unlink (path);
}

static void
test_address (void)
{
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (JsonObject) address = NULL;
  const char *origin;
  g_autofree char *api = NULL;

  g_assert_cmpint (run ((const char *[]){ "--exit-with-parent", NULL }, &output, &errors), ==, 0);
  address = get_address (output);
  origin = json_object_get_string_member (address, "origin");
  api = g_strconcat (origin, "/api", NULL);
  g_assert_true (g_str_has_prefix (origin, "http://127.0.0.1:"));
  g_assert_cmpstr (json_object_get_string_member (address, "api"), ==, api);
  g_assert_cmpstr (json_object_get_string_member (address, "web"), ==, origin);
  /* Made here, so told. */
  g_assert_cmpuint (strlen (json_object_get_string_member (address, "token")), >=, 32);
}

static void
test_control (void)
{
  static const char orders[]
      = "{\"do\":\"advance\",\"seconds\":16,\"id\":1}\n"
        "{\"do\":\"wait\",\"report\":\"step\",\"count\":7,\"id\":\"later\"}\n"
        "\n"
        "{\"do\":\"state\",\"id\":2}\n"
        "{\"do\":\"join\",\"space\":\"weekly\",\"who\":\"maren\",\"id\":3}\n"
        "{\"do\":\"join\",\"space\":\"weekly\",\"who\":\"maren\",\"id\":4}\n"
        "{\"do\":\"speed\",\"speed\":-1,\"id\":5}\n"
        "{\"do\":\"speed\",\"speed\":2,\"id\":6}\n"
        "dance\n"
        "\xff\n"
        "{\"do\":\"fault\",\"fault\":\"kick\",\"id\":7}\n"
        "{\"do\":\"quit\",\"id\":8}\n";
  static const char *const expected[] = {
    "{\"report\":\"begin\"}\n",
    "{\"answer\":1,\"ok\":true}\n",
    "\"answer\":2,\"ok\":true}\n",
    "{\"answer\":\"later\",\"ok\":true}\n",
    "{\"answer\":3,\"ok\":true}\n",
    "{\"answer\":4,\"ok\":false,\"error\":\"step: \\\"maren\\\" is in already\"}\n",
    "{\"answer\":5,\"ok\":false,\"error\":\"speed: -1 is not between 0 and 10000\"}\n",
    "{\"answer\":6,\"ok\":true}\n",
    "{\"answer\":null,\"ok\":false,\"error\":\"line 1: ",
    "{\"answer\":null,\"ok\":false,\"error\":",
    "{\"report\":\"fault\",\"fault\":\"kick\"}\n",
    "{\"answer\":7,\"ok\":true}\n",
    "{\"answer\":8,\"ok\":true}\n",
  };
  g_autoptr (GSubprocess) process
      = spawn ((const char *[]){ "--control", "--speed", "0", NULL },
               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GBytes) input = g_bytes_new_static (orders, strlen (orders));
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const char *at;

  g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  text = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  at = text;
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const char *found = strstr (at, expected[i]);

      if (found == NULL)
        g_error ("%s is not in: %s", expected[i], at);
      at = found + strlen (expected[i]);
    }
  g_assert_nonnull (strstr (text, "\"displayname\":\"Tobias Lind\""));
}

static void
test_signal (void)
{
  g_autoptr (GSubprocess) process
      = spawn ((const char *[]){ "--port", "0", NULL }, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (line);
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/program/version", test_version);
  g_test_add_func ("/simulator/program/bad-lines", test_bad_lines);
  g_test_add_func ("/simulator/program/bad-scenario", test_bad_scenario);
  g_test_add_func ("/simulator/program/token-file", test_token_file);
  g_test_add_func ("/simulator/program/address", test_address);
  g_test_add_func ("/simulator/program/control", test_control);
  g_test_add_func ("/simulator/program/signal", test_signal);
  return g_test_run ();
}
