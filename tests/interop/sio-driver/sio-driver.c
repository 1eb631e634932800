/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * sio-driver: the project's Socket.IO behind JSON lines, so that suites written for the official
 * clients can be run against it. README.md in the folder above lists the lines.
 *
 *   sio-driver v2|v4
 */
#include <gio/gunixinputstream.h>

#include "driver-json.h"
#include "driver-manager.h"
#include "driver-socket.h"

typedef struct
{
  SioGeneration generation;
  SoupSession *session;
  GHashTable *managers;
  GHashTable *sockets; /* unowned: the managers own them */
  GMainLoop *loop;
  GDataInputStream *input;
} Driver;

typedef void (*Command) (Driver *driver,
                         JsonObject *line,
                         DriverManager *manager,
                         DriverSocket *socket);

static void
do_manager (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  gint64 id = json_object_get_int_member (line, "m");

  manager = driver_manager_new (driver->session,
                                driver->generation,
                                id,
                                json_object_get_string_member (line, "url"),
                                json_object_get_object_member (line, "opts"));
  g_hash_table_insert (driver->managers, &manager->id, manager);
}

static void
do_socket (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  gint64 id = json_object_get_int_member (line, "s");

  socket = driver_socket_new (manager, id, json_object_get_string_member (line, "nsp"), line);
  g_hash_table_insert (driver->sockets, &socket->id, socket);
}

static void
do_set (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_manager_set (
      manager, json_object_get_string_member (line, "k"), json_object_get_member (line, "v"));
}

static void
do_open (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  gboolean callback = json_object_get_boolean_member_with_default (line, "cb", FALSE);

  driver_manager_open (manager, callback ? DRIVER_OPEN_CALLBACK : DRIVER_OPEN_PLAIN);
}

static void
do_close (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_manager_close (manager);
}

static void
do_drop (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_manager_break (manager);
}

static void
do_connect (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_socket_connect (socket);
}

static void
do_disconnect (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_socket_disconnect (socket);
}

static void
do_emit (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_socket_emit (socket, line);
}

static void
do_reply (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_socket_reply (
      socket, json_object_get_int_member (line, "id"), json_object_get_array_member (line, "args"));
}

static void
do_auth (Driver *driver, JsonObject *line, DriverManager *manager, DriverSocket *socket)
{
  driver_socket_take_auth (socket, json_object_get_member (line, "data"));
}

static const struct
{
  const char *name;
  Command command;
  const char *needs; /* the id of an object that must exist */
} commands[] = {
  { "manager", do_manager, NULL },
  { "socket", do_socket, "m" },
  { "set", do_set, "m" },
  { "open", do_open, "m" },
  { "close", do_close, "m" },
  { "drop", do_drop, "m" },
  { "connect", do_connect, "s" },
  { "emit", do_emit, "s" },
  { "disconnect", do_disconnect, "s" },
  { "reply", do_reply, "s" },
  { "auth", do_auth, "s" },
};

static gpointer
find (GHashTable *table, JsonObject *line, const char *name)
{
  gint64 id = json_object_get_int_member_with_default (line, name, -1);

  return g_hash_table_lookup (table, &id);
}

static gboolean
run_line (Driver *driver, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *line
      = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = line != NULL ? json_object_get_string_member_with_default (line, "c", "") : "";

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      {
        DriverManager *manager = find (driver->managers, line, "m");
        DriverSocket *socket = find (driver->sockets, line, "s");

        if ((g_strcmp0 (commands[i].needs, "m") == 0 && manager == NULL)
            || (g_strcmp0 (commands[i].needs, "s") == 0 && socket == NULL))
          return FALSE;
        commands[i].command (driver, line, manager, socket);
        return TRUE;
      }
  return FALSE;
}

static void read_line (Driver *driver);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  g_autofree char *text = g_data_input_stream_read_line_finish (driver->input, result, NULL, NULL);

  if (text == NULL)
    {
      g_main_loop_quit (driver->loop);
      return;
    }
  if (*text != '\0' && !run_line (driver, text))
    g_printerr ("sio-driver: cannot do %.150s\n", text);
  read_line (driver);
}

static void
read_line (Driver *driver)
{
  g_data_input_stream_read_line_async (driver->input, G_PRIORITY_HIGH, NULL, on_line, driver);
}

int
main (int argc, char **argv)
{
  Driver driver = { 0 };
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (0, FALSE);

  if (argc != 2 || (!g_str_equal (argv[1], "v2") && !g_str_equal (argv[1], "v4")))
    {
      g_printerr ("usage: sio-driver v2|v4\n");
      return 2;
    }
  driver.generation = g_str_equal (argv[1], "v2") ? SIO_GENERATION_3 : SIO_GENERATION_4;
  driver.session
      = soup_session_new_with_options ("max-conns", 100, "max-conns-per-host", 100, NULL);
  driver.managers = g_hash_table_new_full (
      g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)driver_manager_free);
  driver.sockets = g_hash_table_new (g_int64_hash, g_int64_equal);
  driver.loop = g_main_loop_new (NULL, FALSE);
  driver.input = g_data_input_stream_new (standard_input);
  read_line (&driver);
  g_main_loop_run (driver.loop);

  g_hash_table_unref (driver.sockets);
  g_hash_table_unref (driver.managers);
  /* What was closed just now still says so to its server. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (driver.session);
  g_object_unref (driver.input);
  g_main_loop_unref (driver.loop);
  return 0;
}
