/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include "simulator-socket.h"

#include <string.h>

#define CHAT "/chat"
#define MAX_MESSAGE (1024 * 1024) /* told as maxPayload */

struct _SimulatorSocket
{
  GObject parent_instance;
  SoupWebsocketConnection *connection; /* NULL once closed */
  GSocket *socket;
  SimulatorVariants variants; /* link_name is not ours */
  char *token;
  char *url_token;
  char *id;
  guint generation;
  guint ping_interval;
  guint ping_timeout;
  guint ping_source; /* generation 4: when to ping */
  guint dead_source; /* when to give the client up */
  gboolean joined;
  gboolean stalled;
  GHashTable *subscribed; /* ids of spaces */
};

enum
{
  SIGNAL_JOINING,
  SIGNAL_JOINED,
  SIGNAL_REFUSED,
  SIGNAL_EVENT,
  SIGNAL_CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimulatorSocket, simulator_socket, G_TYPE_OBJECT)

static void arm_dead (SimulatorSocket *self, guint milliseconds);

static void
finish (SimulatorSocket *self, const char *why)
{
  if (self->connection == NULL)
    return;
  g_object_ref (self);
  g_clear_handle_id (&self->ping_source, g_source_remove);
  g_clear_handle_id (&self->dead_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  self->joined = FALSE;
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, why);
  g_object_unref (self);
}

void
simulator_socket_send_raw (SimulatorSocket *self, const char *text, gssize length, gboolean binary)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize)length);

  if (self->stalled || self->connection == NULL
      || soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  soup_websocket_connection_send_message (
      self->connection, binary ? SOUP_WEBSOCKET_DATA_BINARY : SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

static void
send_packet (SimulatorSocket *self,
             SimulatorPacketType type,
             const char *name_space,
             JsonNode *payload)
{
  g_autofree char *frame = NULL;
  gboolean bare
      = self->generation == 3 && self->variants.bare_ack && type == SIMULATOR_PACKET_CONNECT;

  frame = simulator_packet_format (type, name_space, payload, bare);
  simulator_socket_send_raw (self, frame, -1, FALSE);
}

void
simulator_socket_emit (SimulatorSocket *self, JsonNode *event)
{
  if (self->joined)
    send_packet (self, SIMULATOR_PACKET_EVENT, CHAT, event);
}

void
simulator_socket_close (SimulatorSocket *self, guint code)
{
  if (self->connection == NULL
      || soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  self->joined = FALSE;
  soup_websocket_connection_close (
      self->connection, code != 0 ? (gushort)code : SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
}

void
simulator_socket_cut (SimulatorSocket *self)
{
  /* The connection itself finds the end of its stream, and is dropped here without its close frame.
   */
  if (self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  finish (self, "cut");
}

void
simulator_socket_kick (SimulatorSocket *self)
{
  send_packet (self, SIMULATOR_PACKET_DISCONNECT, CHAT, NULL);
  self->joined = FALSE;
  g_hash_table_remove_all (self->subscribed);
}

void
simulator_socket_set_stalled (SimulatorSocket *self, gboolean stalled)
{
  self->stalled = stalled;
}

static gboolean
on_dead (gpointer data)
{
  SimulatorSocket *self = data;

  self->dead_source = 0;
  if (self->stalled)
    arm_dead (self, self->ping_timeout);
  else
    simulator_socket_close (self, 0);
  return G_SOURCE_REMOVE;
}

static void
arm_dead (SimulatorSocket *self, guint milliseconds)
{
  g_clear_handle_id (&self->dead_source, g_source_remove);
  self->dead_source = g_timeout_add (milliseconds, on_dead, self);
}

static gboolean
on_ping (gpointer data)
{
  SimulatorSocket *self = data;

  self->ping_source = 0;
  simulator_socket_send_raw (self, "2", -1, FALSE);
  arm_dead (self, self->ping_timeout);
  return G_SOURCE_REMOVE;
}

static void
arm_ping (SimulatorSocket *self)
{
  g_clear_handle_id (&self->ping_source, g_source_remove);
  self->ping_source = g_timeout_add (self->ping_interval, on_ping, self);
}

static JsonNode *
make_refusal (SimulatorSocket *self, const char *message)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (self->generation == 3 && self->variants.refusal == SIMULATOR_REFUSAL_TEXT)
    return json_node_init_string (json_node_alloc (), message);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  if (self->generation == 3)
    {
      json_builder_set_member_name (builder, "code");
      json_builder_add_string_value (builder, "invalid.token");
    }
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, message);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
refuse (SimulatorSocket *self, const char *name_space, const char *message)
{
  g_autoptr (JsonNode) payload = NULL;

  if (self->generation == 3 && strcmp (message, "Invalid namespace") == 0)
    payload = json_node_init_string (json_node_alloc (), message);
  else
    payload = make_refusal (self, message);
  send_packet (self, SIMULATOR_PACKET_REFUSED, name_space, payload);
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, message);
}

/* The token may be in the URL, in the namespace's query (older generation) and in the payload
 * (newer): it must be somewhere, and right wherever it is. */
static gboolean
token_is_right (SimulatorSocket *self, const SimulatorPacket *packet)
{
  g_autofree char *in_packet = simulator_packet_query_value (packet->query, "token");

  if (in_packet == NULL && packet->payload != NULL && JSON_NODE_HOLDS_OBJECT (packet->payload))
    in_packet = g_strdup (json_object_get_string_member_with_default (
        json_node_get_object (packet->payload), "token", NULL));
  if (self->url_token == NULL && in_packet == NULL)
    return FALSE;
  return (self->url_token == NULL || strcmp (self->url_token, self->token) == 0)
         && (in_packet == NULL || strcmp (in_packet, self->token) == 0);
}

static void
acknowledge (SimulatorSocket *self, const char *name_space)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) payload = NULL;
  g_autofree char *sid = NULL;

  if (self->generation == 4)
    {
      sid = g_strconcat (self->id, name_space, NULL);
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "sid");
      json_builder_add_string_value (builder, sid);
      json_builder_end_object (builder);
      payload = json_builder_get_root (builder);
    }
  send_packet (self, SIMULATOR_PACKET_CONNECT, name_space, payload);
}

static void
connect_namespace (SimulatorSocket *self, const SimulatorPacket *packet)
{
  gboolean refused = FALSE;

  if (strcmp (packet->name_space, "/") == 0)
    {
      acknowledge (self, "/");
      return;
    }
  if (strcmp (packet->name_space, CHAT) != 0)
    {
      refuse (self, packet->name_space, "Invalid namespace");
      return;
    }
  g_signal_emit (self, signals[SIGNAL_JOINING], 0, &refused);
  if (refused || !token_is_right (self, packet))
    {
      refuse (self, CHAT, "authentication failed");
      return;
    }
  self->joined = TRUE;
  acknowledge (self, CHAT);
  g_signal_emit (self, signals[SIGNAL_JOINED], 0);
}

static void
handle_packet (SimulatorSocket *self, const char *text)
{
  g_auto (SimulatorPacket) packet = { 0 };
  g_autoptr (GError) error = NULL;
  const char *name;
  JsonNode *argument;

  if (!simulator_packet_parse (text, &packet, &error))
    {
      g_debug ("closing a connection: %s", error->message);
      simulator_socket_close (self, 0);
      return;
    }
  switch (packet.type)
    {
    case SIMULATOR_PACKET_CONNECT:
      connect_namespace (self, &packet);
      break;
    case SIMULATOR_PACKET_DISCONNECT:
      if (strcmp (packet.name_space, CHAT) == 0)
        {
          self->joined = FALSE;
          g_hash_table_remove_all (self->subscribed);
        }
      break;
    case SIMULATOR_PACKET_EVENT:
      if (!simulator_packet_get_event (&packet, &name, &argument))
        simulator_socket_close (self, 0);
      else if (self->joined && strcmp (packet.name_space, CHAT) == 0)
        g_signal_emit (self, signals[SIGNAL_EVENT], 0, name, argument);
      break;
    case SIMULATOR_PACKET_ACK:
    case SIMULATOR_PACKET_REFUSED:
      break;
    }
}

/* "2": in the older generation the client's ping, answered with a pong that repeats what it
 * carries; in the newer one servers end the connection at it. */
static void
handle_ping (SimulatorSocket *self, const char *text)
{
  g_autofree char *pong = NULL;

  if (self->generation == 4)
    {
      simulator_socket_close (self, 0);
      return;
    }
  pong = g_strdup (text);
  pong[0] = '3';
  simulator_socket_send_raw (self, pong, -1, FALSE);
}

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  g_autoptr (SimulatorSocket) self = g_object_ref (data);
  gsize length;
  const char *bytes = g_bytes_get_data (message, &length);
  g_autofree char *text = NULL;

  if (self->stalled || type != SOUP_WEBSOCKET_DATA_TEXT)
    return;
  text = g_strndup (bytes, length);
  if (self->generation == 3)
    arm_dead (self, self->ping_interval + self->ping_timeout);
  switch (text[0])
    {
    case '2':
      handle_ping (self, text);
      break;
    case '3':
      if (self->generation == 4)
        {
          g_clear_handle_id (&self->dead_source, g_source_remove);
          arm_ping (self);
        }
      break;
    case '4':
      handle_packet (self, text + 1);
      break;
    case '1':
      simulator_socket_close (self, 0);
      break;
    case '5':
    case '6':
      break;
    default:
      simulator_socket_close (self, 0);
      break;
    }
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  finish (data, "closed");
}

static void
send_open (SimulatorSocket *self)
{
  g_autofree char *payload = NULL;
  g_autofree char *open = NULL;

  if (self->generation == 4)
    payload = g_strdup_printf (",\"maxPayload\":%d", MAX_MESSAGE);
  open = g_strdup_printf (
      "0{\"sid\":\"%s\",\"upgrades\":[],\"pingInterval\":%u,\"pingTimeout\":%u%s}",
      self->id,
      self->ping_interval,
      self->ping_timeout,
      payload != NULL ? payload : "");
  simulator_socket_send_raw (self, open, -1, FALSE);
  if (self->generation == 3 && self->variants.root_connect)
    simulator_socket_send_raw (self, "40", -1, FALSE);
}

SimulatorSocket *
simulator_socket_new (SoupWebsocketConnection *connection,
                      GSocket *socket,
                      const SimulatorSocketOptions *options)
{
  SimulatorSocket *self = g_object_new (SIMULATOR_TYPE_SOCKET, NULL);

  self->connection = g_object_ref (connection);
  self->socket = g_object_ref (socket);
  self->variants = *options->variants;
  self->generation = options->generation;
  self->ping_interval = options->ping_interval;
  self->ping_timeout = options->ping_timeout;
  self->token = g_strdup (options->token);
  self->url_token = g_strdup (options->url_token);
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_MESSAGE);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);
  send_open (self);
  if (self->generation == 3)
    arm_dead (self, self->ping_interval + self->ping_timeout);
  else
    arm_ping (self);
  return self;
}

const char *
simulator_socket_get_id (SimulatorSocket *self)
{
  return self->id;
}

guint
simulator_socket_get_generation (SimulatorSocket *self)
{
  return self->generation;
}

gboolean
simulator_socket_is_joined (SimulatorSocket *self)
{
  return self->joined;
}

void
simulator_socket_subscribe (SimulatorSocket *self, const char *space_id)
{
  g_hash_table_add (self->subscribed, g_strdup (space_id));
}

gboolean
simulator_socket_unsubscribe (SimulatorSocket *self, const char *space_id)
{
  return g_hash_table_remove (self->subscribed, space_id);
}

gboolean
simulator_socket_is_subscribed (SimulatorSocket *self, const char *space_id)
{
  return self->joined && g_hash_table_contains (self->subscribed, space_id);
}

static void
simulator_socket_finalize (GObject *object)
{
  SimulatorSocket *self = SIMULATOR_SOCKET (object);

  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_handle_id (&self->ping_source, g_source_remove);
  g_clear_handle_id (&self->dead_source, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  g_free (self->token);
  g_free (self->url_token);
  g_free (self->id);
  g_hash_table_unref (self->subscribed);
  G_OBJECT_CLASS (simulator_socket_parent_class)->finalize (object);
}

static void
simulator_socket_class_init (SimulatorSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simulator_socket_finalize;
  signals[SIGNAL_JOINING] = g_signal_new ("joining",
                                          SIMULATOR_TYPE_SOCKET,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          g_signal_accumulator_true_handled,
                                          NULL,
                                          NULL,
                                          G_TYPE_BOOLEAN,
                                          0);
  signals[SIGNAL_JOINED] = g_signal_new (
      "joined", SIMULATOR_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused",
                                          SIMULATOR_TYPE_SOCKET,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);
  signals[SIGNAL_EVENT] = g_signal_new ("event",
                                        SIMULATOR_TYPE_SOCKET,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        2,
                                        G_TYPE_STRING,
                                        JSON_TYPE_NODE);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed",
                                         SIMULATOR_TYPE_SOCKET,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
}

static void
simulator_socket_init (SimulatorSocket *self)
{
  g_autofree char *uuid = g_uuid_string_random ();

  self->id = g_strndup (uuid, 20);
  self->subscribed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
