/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * SioClient and the official servers while all is well, or while the server says no.
 */
#include "interop-client.h"
#include "interop-server.h"

typedef struct
{
  const char *name;
  const char *version; /* of the server */
  const char *options; /* without the braces */
  SioGeneration generation;
} Pair;

static const Pair pairs[] = {
  { "1.7.4", "v1", "", SIO_GENERATION_3 },
  { "2.0.4", "v2.0", "", SIO_GENERATION_3 },
  { "2.5.1", "v2.5", "", SIO_GENERATION_3 },
  { "4.8.4", "v4", "", SIO_GENERATION_4 },
  { "4.8.4-as-3", "v4", "\"allowEIO3\": true", SIO_GENERATION_3 },
};

static InteropServer *
start_server (const Pair *pair)
{
  g_autofree char *options = g_strdup_printf ("{%s}", pair->options);

  return interop_server_start (pair->version, options);
}

static InteropClient *
start_client (InteropServer *server, const Pair *pair)
{
  InteropClient *client
      = interop_client_new (interop_server_get_origin (server), pair->generation, NULL);

  sio_client_start (client->client);
  return client;
}

static void
assert_string (JsonObject *object, const char *member, const char *expected)
{
  g_assert_cmpstr (json_object_get_string_member_with_default (object, member, NULL), ==, expected);
}

/* The token as the URL carries it, and as the namespace's packet does. */
static void
assert_token_sent (InteropServer *server,
                   SioGeneration generation,
                   const char *encoded,
                   const char *plain)
{
  g_autoptr (JsonObject) url = interop_server_take (server, "url");
  g_autoptr (JsonObject) packet = interop_server_take (server, "connect-packet");
  g_autoptr (JsonObject) middleware = interop_server_take (server, "middleware");
  JsonObject *query = json_object_get_object_member (middleware, "query");
  g_autofree char *in_url
      = g_strdup_printf ("/socket.io/?tokenType=jwt&token=%s&EIO=%d&", encoded, (int)generation);
  g_autofree char *in_packet
      = generation == SIO_GENERATION_3
            ? g_strdup_printf ("0/chat?tokenType=jwt&token=%s,", encoded)
            : g_strdup_printf ("0/chat,{\"tokenType\":\"jwt\",\"token\":\"%s\"}", plain);

  g_assert_true (g_str_has_prefix (json_object_get_string_member (url, "url"), in_url));
  assert_string (packet, "data", in_packet);
  assert_string (query, "token", plain);
  if (json_object_has_member (middleware, "auth"))
    assert_string (json_object_get_object_member (middleware, "auth"), "token", plain);
}

static void
test_join (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client
      = interop_client_new (interop_server_get_origin (server), pair->generation, NULL);

  client->token = g_strdup ("a/b+c=d&e,f é");
  sio_client_start (client->client);
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  assert_token_sent (server, pair->generation, "a%2Fb%2Bc%3Dd%26e%2Cf%20%C3%A9", client->token);

  for (guint i = 0; i < client->changes->len; i++)
    g_assert_cmpint (g_array_index (client->changes, InteropChange, i).state,
                     ==,
                     SIO_STATE_AUTHORIZING + (int)i);
  g_assert_cmpuint (client->asked, ==, 1);
  g_assert_false (client->told_refused);
}

static void
test_leave (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = start_client (server, pair);
  g_autoptr (JsonObject) left = NULL;
  g_autoptr (JsonObject) closed = NULL;

  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  sio_client_leave (client->client);
  interop_client_wait (client, SIO_STATE_IDLE, SIO_REASON_LEFT);

  left = interop_server_take (server, "left");
  assert_string (left, "reason", "client namespace disconnect");
  closed = interop_server_take (server, "websocket-closed");
  g_assert_cmpint (json_object_get_int_member (closed, "code"), ==, 1000);
}

static void
test_events (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = start_client (server, pair);
  g_autoptr (JsonNode) request
      = json_from_string ("{\"channel\":{\"type\":\"topic\",\"_id\":\"5b\"}}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) seen = NULL;
  g_autoptr (SioPacket) answer = NULL;
  g_autoptr (SioPacket) heard = NULL;
  JsonArray *args = NULL;
  JsonNode *argument = NULL;

  sio_client_listen (client->client, "CHANNEL_SUBSCRIBED");
  sio_client_listen (client->client, "heard");
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  sio_client_emit (client->client, "SUBSCRIBE_CHANNEL", request, &error);
  g_assert_no_error (error);

  seen = interop_server_take (server, "event");
  args = json_object_get_array_member (seen, "args");
  g_assert_cmpuint (json_array_get_length (args), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (args, 0), ==, "SUBSCRIBE_CHANNEL");
  g_assert_true (json_node_equal (json_array_get_element (args, 1), request));

  answer = interop_client_take_event (client, "CHANNEL_SUBSCRIBED");
  argument = sio_packet_get_argument (answer, 0);
  g_assert_no_error (error);
  assert_string (
      json_object_get_object_member (json_node_get_object (argument), "channel"), "_id", "5b");

  /* What nobody listens to is not delivered. */
  interop_server_do (server, "{\"do\": \"emit\", \"args\": [\"unheard\", 1]}");
  interop_server_do (server, "{\"do\": \"emit\", \"args\": [\"heard\", \"Zoë ☕\", null, 2.5]}");
  heard = interop_client_take_event (client, "heard");
  argument = sio_packet_get_argument (heard, 0);
  g_assert_no_error (error);
  g_assert_cmpstr (json_node_get_string (argument), ==, "Zoë ☕");
  g_assert_true (json_node_is_null (sio_packet_get_argument (heard, 1)));
  g_assert_cmpfloat (json_node_get_double (sio_packet_get_argument (heard, 2)), ==, 2.5);
  g_assert_cmpint (sio_packet_get_ack_id (heard), ==, SIO_ACK_ID_NONE);
}

/* An event that wants an acknowledgement is an event all the same. */
static void
test_event_with_ack_id (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = start_client (server, pair);
  g_autoptr (SioPacket) packet = NULL;

  sio_client_listen (client->client, "asked");
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  json_object_unref (interop_server_take (server, "joined"));
  interop_server_do (server, "{\"do\": \"ask\", \"args\": [\"asked\", 1]}");
  packet = interop_client_take_event (client, "asked");
  g_assert_cmpint (sio_packet_get_ack_id (packet), >=, 0);
}

static void
assert_attachment (SioPacket *packet, guint index, const char *expected)
{
  GBytes *bytes = sio_packet_get_attachment (packet, index);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_binary (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = start_client (server, pair);
  g_autoptr (SioPacket) packet = NULL;
  g_autoptr (SioPacket) next = NULL;

  sio_client_listen (client->client, "binary");
  sio_client_listen (client->client, "next");
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);

  /* One that nobody listens to is taken apart as well. */
  interop_server_do (server, "{\"do\": \"emit\", \"args\": [\"unheard\", {\"$b\": \"eHg=\"}]}");
  interop_server_do (server,
                     "{\"do\": \"emit\", \"args\": [\"binary\", {\"parts\": "
                     "[{\"$b\": \"b25l\"}, {\"$b\": \"\"}]}, \"after\"]}");
  interop_server_do (server, "{\"do\": \"emit\", \"args\": [\"next\"]}");

  packet = interop_client_take_event (client, "binary");
  g_assert_cmpint (sio_packet_get_packet_type (packet), ==, SIO_PACKET_BINARY_EVENT);
  assert_attachment (packet, 0, "one");
  assert_attachment (packet, 1, "");
  g_assert_null (sio_packet_get_attachment (packet, 2));
  g_assert_cmpstr (json_node_get_string (sio_packet_get_argument (packet, 1)), ==, "after");
  next = interop_client_take_event (client, "next");
}

static void
test_refused (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = NULL;

  interop_server_do (server, "{\"do\": \"refuse\", \"message\": \"token-1 has expired\"}");
  client = start_client (server, pair);
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_NAMESPACE_REFUSED);
  g_assert_nonnull (strstr (sio_client_get_detail (client->client), "has expired"));
  g_assert_null (strstr (sio_client_get_detail (client->client), "token-1"));
  assert_token_sent (server, pair->generation, "token-1", "token-1");

  /* The second attempt comes at once, with a new token. */
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_NAMESPACE_REFUSED);
  g_assert_true (client->told_refused);
  assert_token_sent (server, pair->generation, "token-2", "token-2");

  interop_server_do (server, "{\"do\": \"accept\"}");
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
}

/* Servers of 1.x and 2.x never answer for /chat then; those of 4.x let everybody in all the same.
 */
static void
test_root_refused (gconstpointer data)
{
  const Pair *pair = data;
  SioTimes times = INTEROP_TIMES;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = NULL;

  times.join_timeout = 500;
  interop_server_do (server, "{\"do\": \"refuse-root\", \"message\": \"Authentication error\"}");
  client = interop_client_new (interop_server_get_origin (server), pair->generation, &times);
  sio_client_start (client->client);

  if (!g_str_equal (pair->version, "v4"))
    {
      interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_NAMESPACE_REFUSED);
      interop_server_do (server, "{\"do\": \"accept\"}");
    }
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
}

/* All of them say 400 to a WebSocket, whatever the cause. */
static void
test_handshake_refused (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = NULL;

  interop_server_do (server, "{\"do\": \"refuse-handshake\"}");
  client = start_client (server, pair);
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_HTTP_REFUSED);
  interop_server_do (server, "{\"do\": \"accept\"}");
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
}

/* Several intervals, and nothing happens but heartbeats. */
static void
test_heartbeat (gconstpointer data)
{
  const Pair *pair = data;
  const char *type = pair->generation == SIO_GENERATION_3 ? "ping" : "pong";
  Pair with_figures = *pair;
  g_autofree char *options = g_strdup_printf ("\"pingInterval\": 150, \"pingTimeout\": 5000%s%s",
                                              *pair->options != '\0' ? ", " : "",
                                              pair->options);
  g_autoptr (InteropServer) server = NULL;
  g_autoptr (InteropClient) client = NULL;

  with_figures.options = options;
  server = start_server (&with_figures);
  client = start_client (server, pair);
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  for (int i = 0; i < 6; i++)
    {
      g_autoptr (JsonObject) beat = interop_server_take (server, "heartbeat");

      assert_string (beat, "type", type);
    }
  g_assert_cmpint (sio_client_get_state (client->client), ==, SIO_STATE_JOINED);
  g_assert_false (interop_client_had (client, SIO_STATE_WAITING, SIO_REASON_PING_TIMEOUT));
  g_assert_false (interop_server_has (server, "websocket-closed"));
}

/* Each attempt has a token of its own, in both places. */
static void
test_new_token (gconstpointer data)
{
  const Pair *pair = data;
  g_autoptr (InteropServer) server = start_server (pair);
  g_autoptr (InteropClient) client = start_client (server, pair);

  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  assert_token_sent (server, pair->generation, "token-1", "token-1");
  json_object_unref (interop_server_take (server, "joined"));
  interop_server_do (server, "{\"do\": \"kick\"}");
  interop_client_wait (client, SIO_STATE_WAITING, SIO_REASON_KICKED);
  interop_client_wait (client, SIO_STATE_JOINED, SIO_REASON_NONE);
  g_assert_false (client->told_refused);
  assert_token_sent (server, pair->generation, "token-2", "token-2");
}

static const struct
{
  const char *name;
  GTestDataFunc func;
} cases[] = {
  { "join", test_join },
  { "leave", test_leave },
  { "events", test_events },
  { "event-with-ack-id", test_event_with_ack_id },
  { "binary", test_binary },
  { "refused", test_refused },
  { "root-refused", test_root_refused },
  { "handshake-refused", test_handshake_refused },
  { "heartbeat", test_heartbeat },
  { "new-token", test_new_token },
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
