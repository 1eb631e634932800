/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * What SioClient leaves to the codec and the sio-driver shows: acknowledgements both ways, binary
 * values in both directions, several namespaces, and events kept while down; with the official
 * servers.
 */
#include "interop-server.h"

typedef struct
{
  const char *name;
  const char *version;
  const char *driver;
} Pair;

static const Pair pairs[] = {
  { "1.7.4", "v1", "v2" },
  { "2.0.4", "v2.0", "v2" },
  { "2.5.1", "v2.5", "v2" },
  { "4.8.4", "v4", "v4" },
};

static void
connect_driver (InteropServer *driver, InteropServer *server)
{
  interop_server_do (driver,
                     "{\"c\": \"manager\", \"m\": 1, \"url\": \"%s\", "
                     "\"opts\": {\"reconnectionDelay\": 20, \"reconnectionDelayMax\": 20}}",
                     interop_server_get_origin (server));
  interop_server_do (driver, "{\"c\": \"socket\", \"m\": 1, \"s\": 2, \"nsp\": \"/chat\"}");
  interop_server_do (driver, "{\"c\": \"connect\", \"s\": 2}");
  json_object_unref (interop_server_take (driver, "connect"));
  json_object_unref (interop_server_take (server, "joined"));
}

static void
assert_member (JsonObject *object, const char *member, const char *expected)
{
  g_autoptr (JsonNode) wanted = json_from_string (expected, NULL);

  g_assert_nonnull (wanted);
  g_assert_true (json_object_has_member (object, member));
  g_assert_true (json_node_equal (json_object_get_member (object, member), wanted));
}

static void
test_ack_of_server (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropServer) driver = interop_driver_start (pair->driver);
  g_autoptr (JsonObject) plain = NULL;
  g_autoptr (JsonObject) binary = NULL;

  connect_driver (driver, server);
  interop_server_do (driver,
                     "{\"c\": \"emit\", \"s\": 2, \"ack\": 7, \"args\": [\"echo\", 1, \"é\"]}");
  plain = interop_server_take (driver, "ack");
  assert_member (plain, "ack", "7");
  assert_member (plain, "args", "[1, \"é\"]");

  interop_server_do (driver,
                     "{\"c\": \"emit\", \"s\": 2, \"ack\": 8, "
                     "\"args\": [\"echo\", {\"x\": {\"$b\": \"AQID\"}}]}");
  binary = interop_server_take (driver, "ack");
  assert_member (binary, "ack", "8");
  assert_member (binary, "args", "[{\"x\": {\"$b\": \"AQID\"}}]");
}

static void
test_ack_of_client (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropServer) driver = interop_driver_start (pair->driver);
  g_autoptr (JsonObject) event = NULL;
  g_autoptr (JsonObject) ack = NULL;

  connect_driver (driver, server);
  interop_server_do (server, "{\"do\": \"ask\", \"args\": [\"question\", 1]}");
  event = interop_server_take (driver, "event");
  assert_member (event, "args", "[\"question\", 1]");
  interop_server_do (driver,
                     "{\"c\": \"reply\", \"s\": 2, \"id\": %d, "
                     "\"args\": [\"yes\", {\"$b\": \"AQID\"}]}",
                     (int)json_object_get_int_member (event, "reply"));
  ack = interop_server_take (server, "ack");
  assert_member (ack, "args", "[\"yes\", {\"$b\": \"AQID\"}]");
}

static void
test_binary (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropServer) driver = interop_driver_start (pair->driver);
  g_autoptr (JsonObject) seen = NULL;
  g_autoptr (JsonObject) back = NULL;

  connect_driver (driver, server);
  interop_server_do (driver,
                     "{\"c\": \"emit\", \"s\": 2, \"args\": "
                     "[\"echo\", {\"$b\": \"AQID\"}, {\"$b\": \"\"}, \"after\"]}");
  seen = interop_server_take (server, "event");
  assert_member (seen, "args", "[\"echo\", {\"$b\": \"AQID\"}, {\"$b\": \"\"}, \"after\"]");
  back = interop_server_take (driver, "event");
  assert_member (back, "args", "[\"echo\", {\"$b\": \"AQID\"}, {\"$b\": \"\"}, \"after\"]");
}

static void
test_second_namespace (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropServer) driver = interop_driver_start (pair->driver);
  g_autoptr (JsonObject) root = NULL;

  connect_driver (driver, server);
  interop_server_do (driver, "{\"c\": \"socket\", \"m\": 1, \"s\": 3, \"nsp\": \"/nope\"}");
  interop_server_do (driver, "{\"c\": \"connect\", \"s\": 3}");
  root = interop_server_take (driver, g_str_equal (pair->driver, "v2") ? "error" : "connect_error");
  assert_member (root, "s", "3");
  assert_member (
      root, g_str_equal (pair->driver, "v2") ? "data" : "message", "\"Invalid namespace\"");

  /* The first one is as well as before. */
  interop_server_do (driver, "{\"c\": \"emit\", \"s\": 2, \"args\": [\"echo\", 1]}");
  json_object_unref (interop_server_take (driver, "event"));
}

static void
test_kept_while_down (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropServer) driver = interop_driver_start (pair->driver);
  g_autoptr (JsonObject) seen = NULL;

  connect_driver (driver, server);
  interop_server_do (server, "{\"do\": \"down\"}");
  json_object_unref (interop_server_take (driver, "disconnect"));
  json_object_unref (interop_server_take (server, "down"));
  interop_server_do (driver, "{\"c\": \"emit\", \"s\": 2, \"args\": [\"echo\", \"kept\"]}");
  interop_server_do (server, "{\"do\": \"up\"}");
  json_object_unref (interop_server_take (driver, "connect"));
  seen = interop_server_take (server, "event");
  assert_member (seen, "args", "[\"echo\", \"kept\"]");
}

static const struct
{
  const char *name;
  GTestDataFunc func;
} cases[] = {
  { "ack-of-server", test_ack_of_server },
  { "ack-of-client", test_ack_of_client },
  { "binary", test_binary },
  { "second-namespace", test_second_namespace },
  { "kept-while-down", test_kept_while_down },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (interop_server_missing () != NULL)
    {
      g_print ("1..0 # SKIP %s\n", interop_server_missing ());
      return 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autofree char *path = g_strdup_printf ("/driver/%s/%s", pairs[i].name, cases[j].name);

        g_test_add_data_func (path, &pairs[i], cases[j].func);
      }
  return g_test_run ();
}
