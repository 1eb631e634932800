/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "test-client.h"

#include <string.h>

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
test_iterate (void)
{
  guint source = g_timeout_add (20, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  TestClient *client = data;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  client->longest = MAX (client->longest, length);
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    g_ptr_array_add (client->frames, g_strndup (text, length));
  else
    client->binaries++;
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer data)
{
  TestClient *client = data;

  client->errors++;
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  TestClient *client = data;

  client->closed = TRUE;
  client->code = soup_websocket_connection_get_close_code (connection);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  TestClient *client;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  client = data;
  if (connection == NULL)
    {
      client->failed = TRUE;
      return;
    }
  client->connection = connection;
  soup_websocket_connection_set_max_incoming_payload_size (connection, 64 * 1024 * 1024);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), client);
  g_signal_connect (connection, "error", G_CALLBACK (on_error), client);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), client);
}

static void
on_got_headers (SoupMessage *message, gpointer data)
{
  TestClient *client = data;

  client->status = soup_message_get_status (message);
}

TestClient *
test_client_new (SimulatorServer *server, const char *query)
{
  TestClient *client = g_new0 (TestClient, 1);
  g_autofree char *url
      = g_strdup_printf ("%s/socket.io/?%s", simulator_server_get_origin (server), query);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  client->frames = g_ptr_array_new_with_free_func (g_free);
  client->session = soup_session_new ();
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), client);
  soup_session_websocket_connect_async (
      client->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected, client);
  wait_until (client->connection != NULL || client->failed);
  g_signal_handlers_disconnect_by_data (message, client);
  return client;
}

void
test_client_free (TestClient *client)
{
  if (client->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (client->connection, client);
      if (soup_websocket_connection_get_state (client->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (client->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      wait_until (soup_websocket_connection_get_state (client->connection)
                  == SOUP_WEBSOCKET_STATE_CLOSED);
    }
  g_clear_object (&client->connection);
  soup_session_abort (client->session);
  g_clear_object (&client->session);
  g_ptr_array_unref (client->frames);
  g_free (client);
}

void
test_client_send (TestClient *client, const char *text)
{
  soup_websocket_connection_send_text (client->connection, text);
}

const char *
test_client_find (TestClient *client, const char *prefix)
{
  for (guint i = 0; i < client->frames->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (client->frames, i), prefix))
      return g_ptr_array_index (client->frames, i);
  return NULL;
}

guint
test_client_count (TestClient *client, const char *part)
{
  guint count = 0;

  for (guint i = 0; i < client->frames->len; i++)
    count += strstr (g_ptr_array_index (client->frames, i), part) != NULL ? 1 : 0;
  return count;
}

guint
test_client_count_exact (TestClient *client, const char *text)
{
  guint count = 0;

  for (guint i = 0; i < client->frames->len; i++)
    count += strcmp (g_ptr_array_index (client->frames, i), text) == 0 ? 1 : 0;
  return count;
}

TestClient *
test_client_join (SimulatorServer *server, guint generation)
{
  g_autofree char *query = g_strdup_printf (
      "token=%s&tokenType=jwt&EIO=%u&transport=websocket", TEST_TOKEN_ESCAPED, generation);
  TestClient *client = test_client_new (server, query);

  g_assert_nonnull (client->connection);
  wait_until (test_client_find (client, "0{") != NULL);
  test_client_send (
      client, generation == 3 ? "40/chat?token=" TEST_TOKEN_ESCAPED "&tokenType=jwt," : "40/chat,");
  wait_until (test_client_find (client, "40/chat") != NULL);
  return client;
}

void
test_client_subscribe (TestClient *client, const char *space_id)
{
  guint before = test_client_count (client, "[\"CHANNEL_SUBSCRIBED\"");
  g_autofree char *text
      = g_strdup_printf ("42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\","
                         "\"_id\":\"%s\"}}]",
                         space_id);

  test_client_send (client, text);
  wait_until (test_client_count (client, "[\"CHANNEL_SUBSCRIBED\"") > before);
}

typedef struct
{
  gboolean done;
  GBytes *body;
} Request;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;

  request->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  request->done = TRUE;
}

guint
test_get (SimulatorServer *server, const char *path, const char *authorization, char **body)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (simulator_server_get_origin (server), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  Request request = { 0 };

  if (authorization != NULL)
    soup_message_headers_append (
        soup_message_get_request_headers (message), "Authorization", authorization);
  soup_session_send_and_read_async (
      session, message, G_PRIORITY_DEFAULT, NULL, on_answer, &request);
  wait_until (request.done);
  if (body != NULL && request.body != NULL)
    *body = g_strndup (g_bytes_get_data (request.body, NULL), g_bytes_get_size (request.body));
  g_clear_pointer (&request.body, g_bytes_unref);
  return soup_message_get_status (message);
}

SimulatorScenario *
test_scenario (const char *extra)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
      "{\"title\":\"Test\",\"me\":\"ada\",\"people\":["
      "{\"key\":\"ada\",\"id\":\"a0000000000000000000000a\",\"name\":\"Ada <One>\","
      "\"username\":\"ada@example.com\"},"
      "{\"key\":\"ben\",\"id\":\"b0000000000000000000000b\",\"name\":\"Ben\"},"
      "{\"key\":\"cleo\",\"id\":\"c0000000000000000000000c\",\"name\":\"Cleo\","
      "\"kind\":\"phone\"}],"
      "\"spaces\":[{\"key\":\"garden\",\"id\":\"" TEST_GARDEN "\",\"title\":\"Garden & <Co>\"},"
      "{\"key\":\"cellar\",\"id\":\"" TEST_CELLAR "\",\"type\":\"direct\","
      "\"members\":[\"ada\",\"ben\"]},"
      "{\"key\":\"vault\",\"id\":\"" TEST_VAULT "\",\"title\":\"Vault\","
      "\"refuses\":true}]%s%s}",
      extra != NULL ? "," : "",
      extra != NULL ? extra : "");
  SimulatorScenario *scenario = simulator_scenario_parse (text, -1, 0, &error);

  g_assert_no_error (error);
  return scenario;
}

SimulatorServer *
test_server (const char *extra)
{
  g_autoptr (SimulatorScenario) scenario = test_scenario (extra);
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  SimulatorServer *server;

  options.token = TEST_TOKEN;
  options.run = "0123456789";
  options.speed = 0;
  server = simulator_server_new (scenario, &options);
  simulator_server_start (server, &error);
  g_assert_no_error (error);
  return server;
}

void
test_apply (SimulatorServer *server, const char *json)
{
  g_autoptr (GError) error = NULL;

  simulator_server_apply_text (server, json, &error);
  g_assert_no_error (error);
}
