/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * The yardstick: the least that GLib and libsoup can do with the same events. Connects, joins
 * /chat, and counts messages; with "parse" it runs json-glib over each event.
 */
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

typedef struct
{
  GMainLoop *loop;
  SoupWebsocketConnection *connection;
  gboolean parse;
  guint64 count;
} Floor;

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, Floor *floor_)
{
  gsize size;
  const char *text = g_bytes_get_data (message, &size);

  floor_->count++;
  if (text[0] == '0')
    soup_websocket_connection_send_text (connection, "40/chat,");
  else if (g_str_has_prefix (text, "40/chat"))
    soup_websocket_connection_send_text (
      connection,
      "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\",\"_id\":\"floor\"}}]");
  else if (floor_->parse && g_str_has_prefix (text, "42/chat,"))
    {
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();

      json_parser_load_from_data (parser, text + 8, (gssize) size - 8, NULL);
    }
}

static void
on_closed (SoupWebsocketConnection *connection, Floor *floor_)
{
  g_main_loop_quit (floor_->loop);
}

static gboolean
on_ping (gpointer user_data)
{
  Floor *floor_ = user_data;

  if (soup_websocket_connection_get_state (floor_->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (floor_->connection, "2");
  return G_SOURCE_CONTINUE;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Floor *floor_ = user_data;
  g_autoptr (GError) error = NULL;

  floor_->connection
    = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (floor_->connection == NULL)
    {
      g_printerr ("bench-floor: %s\n", error->message);
      g_main_loop_quit (floor_->loop);
      return;
    }
  soup_websocket_connection_set_max_incoming_payload_size (floor_->connection, 1024 * 1024);
  g_signal_connect (floor_->connection, "message", G_CALLBACK (on_message), floor_);
  g_signal_connect (floor_->connection, "closed", G_CALLBACK (on_closed), floor_);
  g_timeout_add_seconds (25, on_ping, floor_);
}

int
main (int argc, char **argv)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *url = NULL;
  Floor floor_ = { .loop = g_main_loop_new (NULL, FALSE) };

  if (argc < 2)
    {
      g_printerr ("usage: bench-floor ORIGIN [parse]\n");
      return 2;
    }
  floor_.parse = argc > 2;
  url = g_strconcat (argv[1], "/socket.io/?EIO=3&transport=websocket", NULL);
  message = soup_message_new ("GET", url);
  soup_session_websocket_connect_async (
    session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected, &floor_);
  g_main_loop_run (floor_.loop);
  g_clear_object (&floor_.connection);
  g_main_loop_unref (floor_.loop);
  return 0;
}
