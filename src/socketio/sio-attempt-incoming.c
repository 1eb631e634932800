/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

#include "sio-attempt-private.h"

#include "sio-credentials-private.h"

/* What may come before the namespace is joined. Dropping the rest loses nothing that matters: after
 * each join everything is asked for anew. */
#define EARLY_MAX_EVENTS 256

static void
fail_protocol (SioAttempt *attempt, const GError *error)
{
  sio_attempt_fail (attempt, SIO_REASON_PROTOCOL, "%s", error->message);
}

/* Heartbeat */

static void
send_ping (gpointer data)
{
  SioAttempt *attempt = data;

  if (attempt->generation == SIO_GENERATION_3)
    {
      sio_attempt_send_frame (attempt, SIO_ENGINE_PING, NULL);
      return;
    }
  /* Revision 4 has no ping of the client's: its servers close at one. They ignore a noop, which
   * lets TCP find out, and answer a ping of the WebSocket below (RFC 6455, 5.5.2). */
  if (sio_attempt_send_frame (attempt, SIO_ENGINE_NOOP, NULL))
    soup_websocket_connection_set_keepalive_interval (attempt->connection, 1);
}

static void
on_dead (SioReason reason, gpointer data)
{
  sio_attempt_fail (data, reason, "the server does not answer");
}

/* Joining */

static void
send_join (SioAttempt *attempt)
{
  g_autofree char *packet = NULL;
  gboolean root = g_str_equal (attempt->setup->name_space, "/");

  if (attempt->generation == SIO_GENERATION_4)
    {
      g_autoptr (JsonNode) auth = sio_credentials_to_json (attempt->credentials);

      packet = sio_packet_serialize_connect (attempt->setup->name_space, NULL, auth);
    }
  else if (!root) /* which servers of revision 3 join by themselves */
    {
      char *query = sio_credentials_to_query (attempt->credentials);

      packet = sio_packet_serialize_connect (
          attempt->setup->name_space, *query != '\0' ? query : NULL, NULL);
      sio_credentials_wipe (query);
    }

  if (packet != NULL)
    sio_attempt_send_frame (attempt, SIO_ENGINE_MESSAGE, packet);
  sio_credentials_wipe (g_steal_pointer (&packet));
}

static void
handle_open (SioAttempt *attempt, const SioEnginePacket *packet)
{
  g_autoptr (GError) error = NULL;
  SioHandshake handshake = { 0 };
  guint ping_limit = attempt->setup->times.ping_limit;

  if (!sio_handshake_parse (packet->text, packet->length, &handshake, &error))
    {
      fail_protocol (attempt, error);
      return;
    }

  attempt->server_takes = handshake.max_payload;
  attempt->heartbeat.generation = attempt->generation;
  attempt->heartbeat.interval_ms = MAX (handshake.ping_interval_ms, ping_limit);
  attempt->heartbeat.timeout_ms = MAX (handshake.ping_timeout_ms, ping_limit);
  attempt->heartbeat.ping = send_ping;
  attempt->heartbeat.dead = on_dead;
  attempt->heartbeat.owner = attempt;
  sio_handshake_clear (&handshake);
  sio_heartbeat_start (&attempt->heartbeat);

  /* Without waiting for the root: 2.0.4 never announces it once a namespace checks who comes. */
  send_join (attempt);
  sio_attempt_enter (attempt, SIO_STATE_JOINING, attempt->setup->times.join_timeout);
}

/* Of revision 4 every namespace has a session id of its own. Its absence, or a refusal that is a
 * mere string, is what a server of 2.x says; it would never answer our silence with a ping. */
static gboolean
is_foreign_answer (SioAttempt *attempt, SioPacket *packet)
{
  JsonNode *payload;

  if (attempt->generation != SIO_GENERATION_4)
    return FALSE;
  payload = sio_packet_get_payload (packet);
  if (sio_packet_get_packet_type (packet) == SIO_PACKET_ERROR)
    return payload != NULL && !JSON_NODE_HOLDS_OBJECT (payload);
  return payload == NULL || !JSON_NODE_HOLDS_OBJECT (payload)
         || !json_object_has_member (json_node_get_object (payload), "sid");
}

static void
deliver_early (SioAttempt *attempt)
{
  SioPacket *packet;

  while (!sio_attempt_has_ended (attempt) && (packet = g_queue_pop_head (&attempt->early)) != NULL)
    {
      attempt->handlers->event (packet, attempt->owner);
      sio_packet_unref (packet);
    }
}

static void
handle_connect (SioAttempt *attempt, SioPacket *packet, gboolean ours)
{
  if (attempt->state != SIO_STATE_JOINING)
    return;
  if (is_foreign_answer (attempt, packet))
    sio_attempt_fail (attempt, SIO_REASON_WRONG_GENERATION, "a server of revision 3 answers");
  else if (ours)
    {
      g_clear_pointer (&attempt->root_refusal, g_free);
      sio_attempt_enter (attempt, SIO_STATE_JOINED, 0);
      deliver_early (attempt);
    }
}

/* "message" of an object, or the text itself. */
static char *
get_refusal_text (SioPacket *packet)
{
  JsonNode *payload = sio_packet_get_payload (packet);

  if (payload != NULL && JSON_NODE_HOLDS_OBJECT (payload))
    payload = json_object_get_member (json_node_get_object (payload), "message");
  if (payload != NULL && JSON_NODE_HOLDS_VALUE (payload)
      && json_node_get_value_type (payload) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (payload));
  return g_strdup ("no reason given");
}

static void
handle_error (SioAttempt *attempt, SioPacket *packet, gboolean ours)
{
  g_autofree char *text = get_refusal_text (packet);

  if (ours && attempt->state == SIO_STATE_JOINING && is_foreign_answer (attempt, packet))
    sio_attempt_fail (attempt, SIO_REASON_WRONG_GENERATION, "a server of revision 3 refuses");
  else if (ours)
    sio_attempt_fail (attempt, SIO_REASON_NAMESPACE_REFUSED, "refused: %s", text);
  else if (attempt->state == SIO_STATE_JOINING
           && g_str_equal (sio_packet_get_namespace (packet), "/"))
    {
      /* Fatal on servers of 2.x, not on 4.x: the namespace's answer, or its absence, will tell. */
      g_free (attempt->root_refusal);
      attempt->root_refusal = g_steal_pointer (&text);
    }
}

static void
handle_event (SioAttempt *attempt, SioPacket *packet, gsize size)
{
  const char *name = sio_packet_get_event_name (packet);

  if (name == NULL || !attempt->handlers->wants (name, attempt->owner))
    return;
  if (attempt->state == SIO_STATE_JOINED)
    attempt->handlers->event (packet, attempt->owner);
  else if (g_queue_get_length (&attempt->early) < EARLY_MAX_EVENTS
           && attempt->early_bytes + size <= attempt->setup->limits.max_message)
    {
      attempt->early_bytes += size;
      g_queue_push_tail (&attempt->early, sio_packet_ref (packet));
    }
  else
    g_debug ("An event before the join is dropped: too many of them");
}

static void
handle_packet (SioAttempt *attempt, SioPacket *packet, gsize size)
{
  gboolean ours = g_str_equal (sio_packet_get_namespace (packet), attempt->setup->name_space);

  switch (sio_packet_get_packet_type (packet))
    {
    case SIO_PACKET_CONNECT:
      handle_connect (attempt, packet, ours);
      break;
    case SIO_PACKET_DISCONNECT:
      if (ours)
        sio_attempt_fail (attempt, SIO_REASON_KICKED, "the server ended the namespace");
      break;
    case SIO_PACKET_EVENT:
    case SIO_PACKET_BINARY_EVENT:
      if (ours)
        handle_event (attempt, packet, size);
      break;
    case SIO_PACKET_ERROR:
      handle_error (attempt, packet, ours);
      break;
    case SIO_PACKET_ACK:
    case SIO_PACKET_BINARY_ACK:
      break; /* we ask for none */
    }
}

/* Engine.IO messages */

static void
handle_text (SioAttempt *attempt, const SioEnginePacket *engine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioPacket) packet = NULL;

  if (attempt->assembling != NULL)
    {
      sio_attempt_fail (attempt, SIO_REASON_PROTOCOL, "a packet before the last one's attachments");
      return;
    }

  packet = sio_packet_parse (
      attempt->generation, engine->text, engine->length, &attempt->setup->limits, &error);
  if (packet == NULL)
    fail_protocol (attempt, error);
  else if (sio_packet_get_attachments_pending (packet) > 0)
    attempt->assembling = g_steal_pointer (&packet);
  else
    handle_packet (attempt, packet, engine->length);
}

static void
handle_attachment (SioAttempt *attempt, GBytes *attachment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioPacket) packet = NULL;

  if (attempt->assembling == NULL)
    sio_attempt_fail (attempt, SIO_REASON_PROTOCOL, "binary data that no packet waits for");
  else if (!sio_packet_add_attachment (
               attempt->assembling, attachment, &attempt->setup->limits, &error))
    {
      if (g_error_matches (error, SIO_ERROR, SIO_ERROR_LIMIT))
        sio_attempt_fail (attempt, SIO_REASON_TOO_BIG, "%s", error->message);
      else
        fail_protocol (attempt, error);
    }
  else if (sio_packet_get_attachments_pending (attempt->assembling) == 0)
    {
      packet = g_steal_pointer (&attempt->assembling);
      handle_packet (attempt, packet, g_bytes_get_size (attachment));
    }
}

static void
handle_engine_packet (SioAttempt *attempt, const SioEnginePacket *packet)
{
  if (attempt->state == SIO_STATE_OPENING)
    {
      if (packet->type == SIO_ENGINE_OPEN)
        handle_open (attempt, packet);
      else
        sio_attempt_fail (attempt, SIO_REASON_PROTOCOL, "the first packet does not open");
      return;
    }

  switch (packet->type)
    {
    case SIO_ENGINE_MESSAGE:
      if (packet->binary != NULL)
        handle_attachment (attempt, packet->binary);
      else
        handle_text (attempt, packet);
      break;
    case SIO_ENGINE_PING:
      if (attempt->generation == SIO_GENERATION_4)
        sio_heartbeat_answered (&attempt->heartbeat);
      break;
    case SIO_ENGINE_PONG:
      if (attempt->generation == SIO_GENERATION_3)
        sio_heartbeat_answered (&attempt->heartbeat);
      break;
    case SIO_ENGINE_OPEN:
    case SIO_ENGINE_CLOSE: /* what counts is the WebSocket's */
    case SIO_ENGINE_UPGRADE:
    case SIO_ENGINE_NOOP:
      break;
    }
}

static gboolean
parse_frame (SioAttempt *attempt,
             SoupWebsocketDataType type,
             GBytes *message,
             SioEnginePacket *packet,
             GError **error)
{
  gsize length;
  const char *text;

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    return sio_engine_parse_binary (attempt->generation, message, packet, error);
  text = g_bytes_get_data (message, &length);
  return sio_engine_parse_text (attempt->generation, text, length, packet, error);
}

void
sio_attempt_handle_message (SioAttempt *attempt, SoupWebsocketDataType type, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  SioEnginePacket packet = { 0 };
  gboolean parsed;

  sio_heartbeat_heard (&attempt->heartbeat, sio_clock_boot_time (attempt->setup->clock));

  /* libsoup bounds each frame, but not (3.2) what the fragments of a message add up to. */
  if (g_bytes_get_size (message) > attempt->setup->limits.max_message)
    {
      sio_attempt_fail (attempt,
                        SIO_REASON_TOO_BIG,
                        "a message of %" G_GSIZE_FORMAT " bytes",
                        g_bytes_get_size (message));
      return;
    }

  parsed = parse_frame (attempt, type, message, &packet, &error);
  /* Before anything else, so that no slow handler costs us the connection. */
  if (parsed && packet.type == SIO_ENGINE_PING && packet.length == 0
      && attempt->generation == SIO_GENERATION_4 && attempt->state != SIO_STATE_OPENING)
    sio_attempt_send_frame (attempt, SIO_ENGINE_PONG, NULL);

  attempt->handlers->heard (attempt->owner);
  if (!parsed && !sio_attempt_has_ended (attempt))
    fail_protocol (attempt, error);
  else if (!sio_attempt_has_ended (attempt))
    handle_engine_packet (attempt, &packet);
  sio_engine_packet_clear (&packet);
}
