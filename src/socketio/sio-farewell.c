/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-farewell.h"

#include <fcntl.h>
#include <unistd.h>

#define AT_MOST_MS 1000

typedef struct
{
  SoupWebsocketConnection *connection;
  GSource *timer;
} SioFarewell;

static void
farewell_free (SioFarewell *farewell)
{
  g_signal_handlers_disconnect_by_data (farewell->connection, farewell);
  sio_clock_clear_timer (&farewell->timer);
  g_object_unref (farewell->connection);
  g_free (farewell);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  farewell_free (data);
}

static gboolean
on_timeout (gpointer data)
{
  farewell_free (data);
  return G_SOURCE_REMOVE;
}

/* When a frame is longer than its limit libsoup cuts the connection, as soon as its "error" has
 * been told: a close frame that it has queued is lost, and closing with unread bytes resets the
 * connection, so that the server would not even read a close frame that was sent. Hence this: the
 * frame goes past libsoup, and a second descriptor keeps the connection until the server has
 * hung up. */

typedef struct
{
  GSocket *socket;
  GSource *readable;
  GSource *timer;
} SioLinger;

static void
linger_free (SioLinger *linger)
{
  sio_clock_clear_timer (&linger->timer);
  g_source_destroy (linger->readable);
  g_source_unref (linger->readable);
  g_object_unref (linger->socket);
  g_free (linger);
}

static gboolean
on_linger_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  char unread[16 * 1024];
  g_autoptr (GError) error = NULL;
  gssize size = g_socket_receive (socket, unread, sizeof unread, NULL, &error);

  if (size <= 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    linger_free (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_linger_timeout (gpointer data)
{
  linger_free (data);
  return G_SOURCE_REMOVE;
}

/* What is below @stream: libsoup wraps the connection it hands out, TLS wraps the one below it.
 * (transfer full) (nullable) */
static GSocket *
find_socket (GIOStream *stream)
{
  static const char *const below[] = { "base-iostream", "base-io-stream" };

  if (G_IS_SOCKET_CONNECTION (stream))
    return g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), below[i]) != NULL)
      {
        g_autoptr (GIOStream) base = NULL;

        g_object_get (stream, below[i], &base, NULL);
        return base != NULL ? find_socket (base) : NULL;
      }
  return NULL;
}

static void
linger (GIOStream *stream, const SioClock *clock)
{
  g_autoptr (GSocket) socket = find_socket (stream);
  g_autoptr (GSocket) second = NULL;
  SioLinger *self = NULL;
  int fd = socket != NULL ? fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0) : -1;

  if (fd < 0)
    return;
  second = g_socket_new_from_fd (fd, NULL);
  if (second == NULL)
    {
      close (fd);
      return;
    }
  g_socket_set_blocking (second, FALSE);

  self = g_new0 (SioLinger, 1);
  self->readable = g_socket_create_source (second, G_IO_IN, NULL);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_linger_readable), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
  self->timer = sio_clock_add_timer (clock, AT_MOST_MS, on_linger_timeout, self);
  self->socket = g_steal_pointer (&second);
}

/* RFC 6455, 5.2 and 5.5.1: final, opcode 8; masked, two bytes of payload. */
static void
say_too_big (SoupWebsocketConnection *connection, const SioClock *clock)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  const gushort code = SOUP_WEBSOCKET_CLOSE_TOO_BIG;
  guint32 mask = g_random_int ();
  guint8 frame[8] = { 0x88, 0x82 };

  memcpy (frame + 2, &mask, sizeof mask);
  frame[6] = frame[2] ^ (guint8)(code >> 8);
  frame[7] = frame[3] ^ (guint8)(code & 0xff);
  if (!G_IS_POLLABLE_OUTPUT_STREAM (output))
    return;
  g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (output), frame, sizeof frame, NULL, NULL);
  linger (stream, clock);
}

void
sio_farewell (SoupWebsocketConnection *connection, gushort code, const SioClock *clock)
{
  SioFarewell *farewell = g_new0 (SioFarewell, 1);

  farewell->connection = connection;
  farewell->timer = sio_clock_add_timer (clock, AT_MOST_MS, on_timeout, farewell);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), farewell);

  if (code == 0 || soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  if (code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    say_too_big (connection, clock);
  else
    soup_websocket_connection_close (connection, code, NULL);
}
