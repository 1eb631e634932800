/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "driver-engine.h"

#include "sio-farewell.h"
#include "sio-heartbeat.h"

/* The suites send some large messages, and use short ping figures. */
#define LONGEST_MESSAGE (100 * 1024 * 1024)
#define SHORTEST_PING_MS 1

struct _DriverEngine
{
  const DriverEngineHandlers *handlers; /* NULL once it has ended */
  gpointer owner;
  SioGeneration generation;
  SioLimits limits;
  GCancellable *cancellable;
  SoupWebsocketConnection *connection;
  SioHandshake handshake;
  SioHeartbeat heartbeat;
  gint64 pinged; /* boot time */
  SioPacket *assembling;
};

static DriverEngine *
driver_engine_ref (DriverEngine *engine)
{
  return g_rc_box_acquire (engine);
}

static void
driver_engine_clear (gpointer data)
{
  DriverEngine *engine = data;

  g_clear_object (&engine->cancellable);
  sio_handshake_clear (&engine->handshake);
}

static void
driver_engine_unref (DriverEngine *engine)
{
  g_rc_box_release_full (engine, driver_engine_clear);
}

static void
stop (DriverEngine *engine)
{
  engine->handlers = NULL;
  sio_heartbeat_stop (&engine->heartbeat);
  g_clear_pointer (&engine->assembling, sio_packet_unref);
  if (engine->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (engine->connection, engine);
      sio_farewell (g_steal_pointer (&engine->connection),
                    SOUP_WEBSOCKET_CLOSE_NORMAL,
                    engine->heartbeat.clock);
    }
  g_cancellable_cancel (engine->cancellable);
}

static void
end (DriverEngine *engine, const char *reason)
{
  const DriverEngineHandlers *handlers = engine->handlers;

  if (handlers == NULL)
    return;
  stop (engine);
  handlers->ended (reason, engine->owner);
}

void
driver_engine_drop (DriverEngine *engine)
{
  if (engine->handlers != NULL)
    stop (engine);
  driver_engine_unref (engine);
}

const char *
driver_engine_get_id (DriverEngine *engine)
{
  return engine->handshake.sid;
}

static void
send_frame (DriverEngine *engine, SioEngineType type, const char *payload)
{
  g_autofree char *frame = sio_engine_serialize (type, payload);
  g_autoptr (GBytes) bytes = NULL;

  if (engine->connection == NULL
      || soup_websocket_connection_get_state (engine->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  bytes = g_bytes_new_static (frame, strlen (frame));
  soup_websocket_connection_send_message (engine->connection, SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

void
driver_engine_send (DriverEngine *engine, const char *packet, GPtrArray *attachments)
{
  send_frame (engine, SIO_ENGINE_MESSAGE, packet);
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      g_autoptr (GBytes) frame
          = sio_engine_serialize_binary (engine->generation, g_ptr_array_index (attachments, i));

      if (soup_websocket_connection_get_state (engine->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_message (
            engine->connection, SOUP_WEBSOCKET_DATA_BINARY, frame);
    }
}

/* Heartbeat */

static void
on_ping_due (gpointer data)
{
  DriverEngine *engine = data;

  if (engine->generation == SIO_GENERATION_4)
    return;
  engine->pinged = sio_clock_boot_time (engine->heartbeat.clock);
  send_frame (engine, SIO_ENGINE_PING, NULL);
  engine->handlers->ping (engine->owner);
}

static void
on_dead (SioReason reason, gpointer data)
{
  DriverEngine *engine = driver_engine_ref (data);

  end (engine, "ping timeout");
  driver_engine_unref (engine);
}

/* What comes in. FALSE is a parse error. */

static gboolean
handle_open (DriverEngine *engine, const SioEnginePacket *packet)
{
  if (engine->handshake.sid != NULL)
    return TRUE;
  if (!sio_handshake_parse_limited (
          packet->text, packet->length, SHORTEST_PING_MS, &engine->handshake, NULL))
    return FALSE;
  engine->heartbeat.generation = engine->generation;
  engine->heartbeat.interval_ms = engine->handshake.ping_interval_ms;
  engine->heartbeat.timeout_ms = engine->handshake.ping_timeout_ms;
  engine->heartbeat.ping = on_ping_due;
  engine->heartbeat.dead = on_dead;
  engine->heartbeat.owner = engine;
  sio_heartbeat_start (&engine->heartbeat);
  engine->handlers->opened (engine->owner);
  return TRUE;
}

static void
deliver_if_complete (DriverEngine *engine)
{
  g_autoptr (SioPacket) packet = NULL;

  if (sio_packet_get_attachments_pending (engine->assembling) > 0)
    return;
  packet = g_steal_pointer (&engine->assembling);
  engine->handlers->packet (packet, engine->owner);
}

static gboolean
handle_message (DriverEngine *engine, const SioEnginePacket *packet)
{
  if (packet->binary != NULL)
    {
      if (engine->assembling == NULL
          || !sio_packet_add_attachment (engine->assembling, packet->binary, &engine->limits, NULL))
        return FALSE;
    }
  else if (engine->assembling != NULL)
    return FALSE;
  else
    engine->assembling = sio_packet_parse (
        engine->generation, packet->text, packet->length, &engine->limits, NULL);
  if (engine->assembling == NULL)
    return FALSE;
  deliver_if_complete (engine);
  return TRUE;
}

static gboolean
handle_engine_packet (DriverEngine *engine, const SioEnginePacket *packet)
{
  if (engine->handshake.sid == NULL && packet->type != SIO_ENGINE_OPEN)
    return FALSE;

  switch (packet->type)
    {
    case SIO_ENGINE_OPEN:
      return handle_open (engine, packet);
    case SIO_ENGINE_PING:
      if (engine->generation == SIO_GENERATION_4)
        {
          send_frame (engine, SIO_ENGINE_PONG, NULL);
          sio_heartbeat_answered (&engine->heartbeat);
          engine->handlers->ping (engine->owner);
        }
      return TRUE;
    case SIO_ENGINE_PONG:
      if (engine->generation == SIO_GENERATION_3)
        {
          gint64 now = sio_clock_boot_time (engine->heartbeat.clock);

          sio_heartbeat_answered (&engine->heartbeat);
          engine->handlers->pong ((guint)((now - engine->pinged) / G_TIME_SPAN_MILLISECOND),
                                  engine->owner);
        }
      return TRUE;
    case SIO_ENGINE_MESSAGE:
      return handle_message (engine, packet);
    case SIO_ENGINE_CLOSE:
    case SIO_ENGINE_UPGRADE:
    case SIO_ENGINE_NOOP:
      return TRUE;
    }
  return FALSE;
}

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  DriverEngine *engine = driver_engine_ref (data);
  SioEnginePacket packet = { 0 };
  gsize size = 0;
  const char *text = g_bytes_get_data (message, &size);
  gboolean parsed = type == SOUP_WEBSOCKET_DATA_TEXT
                        ? sio_engine_parse_text (engine->generation, text, size, &packet, NULL)
                        : sio_engine_parse_binary (engine->generation, message, &packet, NULL);

  sio_heartbeat_heard (&engine->heartbeat, sio_clock_boot_time (engine->heartbeat.clock));
  if (parsed)
    {
      parsed = handle_engine_packet (engine, &packet);
      sio_engine_packet_clear (&packet);
    }
  if (!parsed)
    end (engine, "parse error");
  driver_engine_unref (engine);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  DriverEngine *engine = driver_engine_ref (data);

  end (engine, engine->handshake.sid != NULL ? "transport close" : "websocket error");
  driver_engine_unref (engine);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  DriverEngine *engine = data;
  g_autoptr (SoupWebsocketConnection) connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, NULL);

  if (engine->handlers != NULL && connection != NULL)
    {
      soup_websocket_connection_set_max_incoming_payload_size (connection, LONGEST_MESSAGE);
      g_signal_connect (connection, "message", G_CALLBACK (on_message), engine);
      g_signal_connect (connection, "closed", G_CALLBACK (on_closed), engine);
      engine->connection = g_steal_pointer (&connection);
    }
  else if (connection != NULL)
    sio_farewell (
        g_steal_pointer (&connection), SOUP_WEBSOCKET_CLOSE_NORMAL, engine->heartbeat.clock);
  else
    end (engine, "websocket error");
  driver_engine_unref (engine);
}

DriverEngine *
driver_engine_new (SoupSession *session,
                   const char *url,
                   SioGeneration generation,
                   const DriverEngineHandlers *handlers,
                   gpointer owner)
{
  DriverEngine *engine = g_rc_box_new0 (DriverEngine);
  g_autoptr (SoupMessage) request = soup_message_new (SOUP_METHOD_GET, url);

  engine->handlers = handlers;
  engine->owner = owner;
  engine->generation = generation;
  engine->limits = (SioLimits)SIO_LIMITS_DEFAULT;
  engine->limits.max_message = LONGEST_MESSAGE;
  engine->limits.max_attached = LONGEST_MESSAGE;
  engine->cancellable = g_cancellable_new ();
  engine->heartbeat.clock = sio_clock_get_system ();
  soup_message_add_flags (request, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_websocket_connect_async (session,
                                        request,
                                        NULL,
                                        NULL,
                                        G_PRIORITY_DEFAULT,
                                        engine->cancellable,
                                        on_connected,
                                        driver_engine_ref (engine));
  return engine;
}
