/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-farewell.h"

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

void
sio_farewell (SoupWebsocketConnection *connection, gushort code, const SioClock *clock)
{
  SioFarewell *farewell = g_new0 (SioFarewell, 1);

  farewell->connection = connection;
  farewell->timer = sio_clock_add_timer (clock, AT_MOST_MS, on_timeout, farewell);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), farewell);

  if (code != 0 && soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, code, NULL);
}
