/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-test-peer.h"

#include <string.h>

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  SioTestPeer *peer = data;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  g_ptr_array_add (peer->frames, g_strndup (text, length));
  if (peer->on_join != NULL && connection == peer->connection && length >= 2
      && strncmp (text, "40", 2) == 0)
    sio_test_peer_send (peer, peer->on_join);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  SioTestPeer *peer = data;

  peer->closed++;
  peer->close_code = soup_websocket_connection_get_close_code (connection);
  if (peer->connection == connection)
    g_clear_object (&peer->connection);
}

static void
on_websocket (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer data)
{
  SioTestPeer *peer = data;

  peer->connections++;
  g_set_object (&peer->connection, connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, 8 * 1024 * 1024);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), peer);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), peer);
  if (peer->on_open != NULL)
    sio_test_peer_send (peer, peer->on_open);
}

/* Runs before the WebSocket handler; a status set here ends the request. */
static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  SioTestPeer *peer = data;

  g_ptr_array_add (peer->queries,
                   g_strdup (g_uri_get_query (soup_server_message_get_uri (message))));
  if (peer->http_status == 0)
    return;

  if (peer->http_header != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (peer->http_header, ": ", 2);

      soup_message_headers_append (
          soup_server_message_get_response_headers (message), parts[0], parts[1]);
    }
  soup_server_message_set_status (message, peer->http_status, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<html></html>", 13);
}

SioTestPeer *
sio_test_peer_new (GTlsCertificate *certificate)
{
  SioTestPeer *peer = g_new0 (SioTestPeer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  peer->server = soup_server_new (NULL, NULL);
  peer->queries = g_ptr_array_new_with_free_func (g_free);
  peer->frames = g_ptr_array_new_with_free_func (g_free);
  peer->on_open = g_strdup (SIO_TEST_OPEN);
  peer->on_join = g_strdup ("40/chat,");
  peer->close_code = -1;
  soup_server_add_early_handler (peer->server, "/socket.io/", on_request, peer, NULL);
  soup_server_add_websocket_handler (
      peer->server, "/socket.io/", NULL, NULL, on_websocket, peer, NULL);
  if (certificate != NULL)
    soup_server_set_tls_certificate (peer->server, certificate);
  soup_server_listen_local (peer->server,
                            0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY
                                | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (peer->server);
  peer->origin = g_strdup_printf (
      "%s://127.0.0.1:%d", certificate != NULL ? "https" : "http", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return peer;
}

void
sio_test_peer_free (SioTestPeer *peer)
{
  if (peer->connection != NULL)
    g_signal_handlers_disconnect_by_data (peer->connection, peer);
  g_clear_object (&peer->connection);
  soup_server_disconnect (peer->server);
  g_object_unref (peer->server);
  g_ptr_array_unref (peer->queries);
  g_ptr_array_unref (peer->frames);
  g_free (peer->origin);
  g_free (peer->http_header);
  g_free (peer->on_open);
  g_free (peer->on_join);
  g_free (peer);
}

void
sio_test_peer_set_open (SioTestPeer *peer, const char *frame)
{
  g_free (peer->on_open);
  peer->on_open = g_strdup (frame);
}

void
sio_test_peer_set_join (SioTestPeer *peer, const char *frame)
{
  g_free (peer->on_join);
  peer->on_join = g_strdup (frame);
}

void
sio_test_peer_send (SioTestPeer *peer, const char *frame)
{
  g_autoptr (GBytes) bytes = g_bytes_new (frame, strlen (frame));

  g_assert_nonnull (peer->connection);
  soup_websocket_connection_send_message (peer->connection, SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

void
sio_test_peer_send_binary (SioTestPeer *peer, const void *data, gsize length)
{
  g_assert_nonnull (peer->connection);
  soup_websocket_connection_send_binary (peer->connection, data, length);
}

void
sio_test_peer_close (SioTestPeer *peer, gushort code)
{
  g_assert_nonnull (peer->connection);
  soup_websocket_connection_close (peer->connection, code, NULL);
}

const char *
sio_test_peer_get_frame (SioTestPeer *peer, guint index)
{
  return index < peer->frames->len ? g_ptr_array_index (peer->frames, index) : NULL;
}

const char *
sio_test_peer_get_last (SioTestPeer *peer)
{
  return peer->frames->len > 0 ? g_ptr_array_index (peer->frames, peer->frames->len - 1) : NULL;
}

guint
sio_test_peer_count (SioTestPeer *peer, const char *frame)
{
  guint count = 0;

  for (guint i = 0; i < peer->frames->len; i++)
    count += g_str_equal (g_ptr_array_index (peer->frames, i), frame);
  return count;
}

const char *
sio_test_peer_get_query (SioTestPeer *peer, guint index)
{
  return index < peer->queries->len ? g_ptr_array_index (peer->queries, index) : NULL;
}
