/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * SioClient and the official servers when something goes wrong: each time the reason is named,
 * and the client is back by itself.
 */
#include <signal.h>

#include "interop-client.h"
#include "interop-server.h"

typedef struct
{
  const char *name;
  const char *version;
  SioGeneration generation;
} Pair;

static const Pair pairs[] = {
  { "1.7.4", "v1", SIO_GENERATION_3 },
  { "2.0.4", "v2.0", SIO_GENERATION_3 },
  { "2.5.1", "v2.5", SIO_GENERATION_3 },
  { "4.8.4", "v4", SIO_GENERATION_4 },
};

static InteropClient *
start_client (InteropServer *server, SioGeneration generation)
{
  InteropClient *client = interop_client_new (interop_server_get_origin (server), generation, NULL);

  sio_client_start (client->client);
  return client;
}

/* Both sides have it that the client is in. */
static void
wait_until_in (InteropServer *server, InteropClient *client)
{
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  json_object_unref (interop_server_take (server, "joined"));
}

static void
test_kick (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropClient) client = start_client (server, pair->generation);

  wait_until_in (server, client);
  interop_server_do (server, "{\"do\": \"kick\"}");
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_KICKED);
  wait_until_in (server, client);

  /* With the engine, which comes as a close frame behind the 41, or instead of it. */
  interop_server_do (server, "{\"do\": \"kick\", \"close\": true}");
  g_assert_cmpint (interop_client_wait_state (client, SIO_STATE_WAITING), ==, SIO_REASON_KICKED);
  wait_until_in (server, client);
}

static void
test_restart (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropClient) client = start_client (server, pair->generation);

  wait_until_in (server, client);
  interop_server_do (server, "{\"do\": \"down\"}");
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_SERVER_CLOSED);
  json_object_unref (interop_server_take (server, "down"));
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_UNREACHABLE);
  g_assert_cmpint (sio_client_get_next_attempt (client->client), >, 0);
  g_assert_cmpint (sio_client_get_next_attempt (client->client),
                   <=,
                   g_get_real_time () + 100 * G_TIME_SPAN_MILLISECOND);

  interop_server_do (server, "{\"do\": \"up\"}");
  wait_until_in (server, client);
}

/* The server's process stands still: the connection is there, but nobody at the other end. */
static void
test_frozen (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server
      = interop_server_start (pair->version, "{\"pingInterval\": 300, \"pingTimeout\": 1000}");
  g_autoptr (InteropClient) client = start_client (server, pair->generation);

  wait_until_in (server, client);
  interop_server_signal (server, SIGSTOP);
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_PING_TIMEOUT);
  interop_server_signal (server, SIGCONT);
  wait_until_in (server, client);
}

static void
test_wrong_generation (gconstpointer data)
{
  const Pair *pair = data;
  SioGeneration other = pair->generation == SIO_GENERATION_3 ? SIO_GENERATION_4 : SIO_GENERATION_3;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropClient) client = start_client (server, other);
  g_autoptr (JsonObject) url = NULL;

  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_WRONG_GENERATION);
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  g_assert_cmpint (sio_client_get_generation (client->client), ==, pair->generation);

  /* Remembered: the next attempt is not a wrong one. */
  interop_wait_until ("both sides", interop_server_has (server, "joined"));
  interop_server_forget (server);
  interop_server_do (server, "{\"do\": \"kick\"}");
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_KICKED);
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  url = interop_server_take (server, "url");
  g_assert_cmpint (json_object_get_int_member (url, "eio"), ==, pair->generation);
  g_assert_cmpint (sio_client_get_generation (client->client), ==, pair->generation);
}

static void
test_too_big (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = interop_server_start (pair->version, "{}");
  g_autoptr (InteropClient) client = start_client (server, pair->generation);
  g_autoptr (JsonObject) closed = NULL;
  g_autoptr (SioPacket) packet = NULL;

  sio_client_listen (client->client, "big");
  wait_until_in (server, client);
  interop_server_do (server, "{\"do\": \"big\", \"bytes\": 10485760}");
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_TOO_BIG);
  closed = interop_server_take (server, "websocket-closed");
  g_assert_cmpint (json_object_get_int_member (closed, "code"), ==, 1009);
  g_assert_cmpuint (client->events->len, ==, 0);

  /* Back, and what is just short enough arrives: "2", the namespace, the name and the quotes. */
  wait_until_in (server, client);
  interop_server_do (server, "{\"do\": \"big\", \"bytes\": 1048500}");
  packet = interop_client_take_event (client, "big");
}

static const struct
{
  const char *name;
  GTestDataFunc func;
} cases[] = {
  { "kick", test_kick },       { "restart", test_restart },
  { "frozen", test_frozen },   { "wrong-generation", test_wrong_generation },
  { "too-big", test_too_big },
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
        g_autofree char *path = g_strdup_printf ("/interop/%s/%s", pairs[i].name, cases[j].name);

        g_test_add_data_func (path, &pairs[i], cases[j].func);
      }
  return g_test_run ();
}
