/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-test-peer.h"

#include <string.h>
#include <sys/socket.h>

/* RFC 6455, 4.2.2: what proves that a server knows the protocol. */
#define ACCEPT_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY_HEADER "Sec-WebSocket-Key: "

typedef struct
{
  SioRawPeer *peer;
  GSocketConnection *connection;
  GString *head;
  char buffer[2048];
} RawRequest;

static void
raw_request_free (RawRequest *request)
{
  g_object_unref (request->connection);
  g_string_free (request->head, TRUE);
  g_free (request);
}

static char *
make_upgrade (const char *head)
{
  const char *key = strstr (head, KEY_HEADER);
  g_autofree char *value = NULL;
  g_autofree char *accept = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_assert_nonnull (key);
  key += strlen (KEY_HEADER);
  value = g_strndup (key, strcspn (key, "\r"));
  g_checksum_update (checksum, (const guchar *)value, -1);
  g_checksum_update (checksum, (const guchar *)ACCEPT_SUFFIX, -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
}

static void
write_all (GSocketConnection *connection, const void *data, gsize length)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  const char *at = data;

  g_socket_set_blocking (socket, TRUE);
  while (length > 0)
    {
      gssize sent = g_socket_send (socket, at, length, NULL, NULL);

      if (sent <= 0) /* the client has had enough */
        break;
      at += sent;
      length -= (gsize)sent;
    }
}

static void
end_connection (GSocketConnection *connection, SioRawEnd end)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  struct linger at_once = { 1, 0 };

  if (end == SIO_RAW_STAY)
    return;
  if (end == SIO_RAW_RST)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_close (socket, NULL);
}

static void
answer (SioRawPeer *peer, GSocketConnection *connection, const char *head)
{
  peer->requests++;
  if (peer->answer == SIO_RAW_UPGRADE)
    {
      g_autofree char *upgrade = make_upgrade (head);

      write_all (connection, upgrade, strlen (upgrade));
    }
  if (peer->answer != SIO_RAW_SILENT && peer->bytes != NULL)
    write_all (connection, g_bytes_get_data (peer->bytes, NULL), g_bytes_get_size (peer->bytes));
  end_connection (connection, peer->end);
}

static void read_more (RawRequest *request);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  RawRequest *request = data;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (count <= 0)
    {
      raw_request_free (request);
      return;
    }
  g_string_append_len (request->head, request->buffer, count);
  if (strstr (request->head->str, "\r\n\r\n") == NULL)
    {
      read_more (request);
      return;
    }
  answer (request->peer, request->connection, request->head->str);
  raw_request_free (request);
}

static void
read_more (RawRequest *request)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (request->connection)),
                             request->buffer,
                             sizeof request->buffer,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             on_read,
                             request);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  SioRawPeer *peer = data;
  RawRequest *request = g_new0 (RawRequest, 1);

  g_ptr_array_add (peer->connections, g_object_ref (connection));
  request->peer = peer;
  request->connection = g_object_ref (connection);
  request->head = g_string_new (NULL);
  if (peer->answer == SIO_RAW_GREET)
    answer (peer, connection, "");
  read_more (request);
  return TRUE;
}

SioRawPeer *
sio_raw_peer_new (SioRawAnswer answer_kind, const void *bytes, gssize length, SioRawEnd end)
{
  SioRawPeer *peer = g_new0 (SioRawPeer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  peer->answer = answer_kind;
  if (bytes != NULL)
    peer->bytes = g_bytes_new (bytes, length >= 0 ? (gsize)length : strlen (bytes));
  peer->end = end;
  peer->connections = g_ptr_array_new_with_free_func (g_object_unref);
  peer->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (peer->service),
                                 any,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &bound,
                                 &error);
  g_assert_no_error (error);
  g_signal_connect (peer->service, "incoming", G_CALLBACK (on_incoming), peer);
  peer->origin = g_strdup_printf ("http://127.0.0.1:%d",
                                  g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return peer;
}

void
sio_raw_peer_end (SioRawPeer *peer, SioRawEnd end)
{
  for (guint i = 0; i < peer->connections->len; i++)
    end_connection (g_ptr_array_index (peer->connections, i), end);
  g_ptr_array_set_size (peer->connections, 0);
}

void
sio_raw_peer_free (SioRawPeer *peer)
{
  sio_raw_peer_end (peer, SIO_RAW_FIN);
  g_socket_service_stop (peer->service);
  g_socket_listener_close (G_SOCKET_LISTENER (peer->service));
  g_object_unref (peer->service);
  g_ptr_array_unref (peer->connections);
  g_clear_pointer (&peer->bytes, g_bytes_unref);
  g_free (peer->origin);
  g_free (peer);
}

GByteArray *
sio_test_frame (guint opcode, gboolean fin, const void *data, gsize length)
{
  GByteArray *frame = g_byte_array_new ();
  guint8 head[10] = { (guint8)(opcode | (fin ? 0x80 : 0)) };
  guint head_length = 2;

  if (length < 126)
    head[1] = (guint8)length;
  else if (length <= G_MAXUINT16)
    {
      head[1] = 126;
      head[2] = (guint8)(length >> 8);
      head[3] = (guint8)length;
      head_length = 4;
    }
  else
    {
      head[1] = 127;
      for (guint i = 0; i < 8; i++)
        head[2 + i] = (guint8)((guint64)length >> (56 - 8 * i));
      head_length = 10;
    }
  g_byte_array_append (frame, head, head_length);
  g_byte_array_append (frame, data, (guint)length);
  return frame;
}
