/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "interop-server.h"

#include <gio/gio.h>
#include <signal.h>

struct _InteropServer
{
  GSubprocess *process;
  const char *key; /* the member that says what a report is about */
  GDataInputStream *output;
  GCancellable *cancellable;
  gboolean reading;
  GQueue reports; /* of JsonObject */
  char *origin;
};

static gboolean
on_turn (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
interop_iterate (void)
{
  /* So that a deadline is looked at even when nothing happens. */
  guint turn = g_timeout_add (1000, on_turn, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (turn);
}

const char *
interop_server_missing (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *modules
      = g_test_build_filename (G_TEST_BUILT, "interop", "node_modules", ".spaces-tray-lock", NULL);

  if (node == NULL)
    return "node is missing";
  if (!g_file_test (modules, G_FILE_TEST_EXISTS))
    return "the official servers are not installed: run tests/interop/install BUILD-DIRECTORY";
  return NULL;
}

static void read_report (InteropServer *server);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  InteropServer *server = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_autoptr (JsonNode) node = NULL;

  server->reading = FALSE;
  if (line == NULL)
    return;
  node = json_from_string (line, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", server->key, line);
  g_queue_push_tail (&server->reports, json_node_dup_object (node));
  read_report (server);
}

static void
read_report (InteropServer *server)
{
  server->reading = TRUE;
  g_data_input_stream_read_line_async (
      server->output, G_PRIORITY_DEFAULT, server->cancellable, on_line, server);
}

static InteropServer *
start (const char *const *argv, const char *key)
{
  InteropServer *server = g_new0 (InteropServer, 1);
  g_autofree char *modules = g_test_build_filename (G_TEST_BUILT, "interop", "node_modules", NULL);
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "NODE_PATH", modules, TRUE);
  server->key = key;
  server->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  server->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  server->cancellable = g_cancellable_new ();
  read_report (server);
  return server;
}

InteropServer *
interop_server_start (const char *version, const char *options)
{
  g_autofree char *script
      = g_test_build_filename (G_TEST_DIST, "interop", "servers", "server.js", NULL);
  const char *argv[] = { "node", script, version, options, NULL };
  InteropServer *server = start (argv, "saw");
  g_autoptr (JsonObject) listening = NULL;

  listening = interop_server_take (server, "listening");
  server->origin = g_strdup_printf ("http://127.0.0.1:%d",
                                    (int)json_object_get_int_member (listening, "port"));
  return server;
}

InteropServer *
interop_driver_start (const char *generation)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "interop", "sio-driver", NULL);
  const char *argv[] = { program, generation, NULL };

  return start (argv, "e");
}

void
interop_server_stop (InteropServer *server)
{
  interop_server_signal (server, SIGCONT);
  g_subprocess_force_exit (server->process);
  g_subprocess_wait (server->process, NULL, NULL);
  g_cancellable_cancel (server->cancellable);
  interop_wait_until ("the server's end", !server->reading);

  interop_server_forget (server);
  g_object_unref (server->output);
  g_object_unref (server->process);
  g_object_unref (server->cancellable);
  g_free (server->origin);
  g_free (server);
}

const char *
interop_server_get_origin (InteropServer *server)
{
  return server->origin;
}

void
interop_server_do (InteropServer *server, const char *format, ...)
{
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (command, "\n", NULL);
  g_test_message ("tell it: %s", command);
  g_output_stream_write_all (
      g_subprocess_get_stdin_pipe (server->process), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

void
interop_server_signal (InteropServer *server, int number)
{
  g_subprocess_send_signal (server->process, number);
}

static GList *
find_report (InteropServer *server, const char *what)
{
  for (GList *link = server->reports.head; link != NULL; link = link->next)
    if (g_str_equal (json_object_get_string_member (link->data, server->key), what))
      return link;
  return NULL;
}

JsonObject *
interop_server_take (InteropServer *server, const char *what)
{
  GList *link = NULL;
  JsonObject *report = NULL;

  interop_wait_until (what, (link = find_report (server, what)) != NULL);
  report = link->data;
  g_queue_delete_link (&server->reports, link);
  return report;
}

gboolean
interop_server_has (InteropServer *server, const char *what)
{
  return find_report (server, what) != NULL;
}

void
interop_server_forget (InteropServer *server)
{
  g_queue_clear_full (&server->reports, (GDestroyNotify)json_object_unref);
}
