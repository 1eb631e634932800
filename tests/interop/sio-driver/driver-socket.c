/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "driver-socket.h"

#include "driver-json.h"

/* Who waits for an acknowledgement of the server. */
typedef struct
{
  DriverSocket *socket; /* unowned */
  gint64 id;            /* of the packet */
  gint64 handle;        /* of the JSON line */
  gboolean wants_error; /* also when there will be none */
  guint timer;
} DriverAck;

typedef struct
{
  gint64 ack_id;
  gboolean compress;
  JsonNode *payload;
  GPtrArray *attachments;
} DriverOutgoing;

static void
driver_ack_free (DriverAck *ack)
{
  g_clear_handle_id (&ack->timer, g_source_remove);
  g_free (ack);
}

static void
driver_outgoing_free (DriverOutgoing *outgoing)
{
  json_node_unref (outgoing->payload);
  g_ptr_array_unref (outgoing->attachments);
  g_free (outgoing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DriverOutgoing, driver_outgoing_free)

static gpointer
copy_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

DriverSocket *
driver_socket_new (DriverManager *manager, gint64 id, const char *name_space, JsonObject *options)
{
  DriverSocket *socket = g_new0 (DriverSocket, 1);
  JsonNode *auth = json_object_get_member (options, "auth");

  socket->id = id;
  socket->manager = manager;
  socket->name_space = g_strdup (name_space);
  socket->query = driver_json_to_query (json_object_get_member (options, "query"));
  socket->auth = auth != NULL && JSON_NODE_HOLDS_OBJECT (auth) ? json_node_copy (auth) : NULL;
  socket->asks_for_auth = json_object_get_boolean_member_with_default (options, "authfn", FALSE);
  socket->ack_timeout_ms = json_object_get_int_member_with_default (options, "ackTimeout", -1);
  socket->acks
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)driver_ack_free);
  socket->replies = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_queue_init (&socket->received);
  g_queue_init (&socket->outgoing);
  g_ptr_array_add (manager->sockets, socket);
  return socket;
}

void
driver_socket_free (DriverSocket *socket)
{
  g_free (socket->name_space);
  g_free (socket->query);
  g_clear_pointer (&socket->auth, json_node_unref);
  g_hash_table_unref (socket->acks);
  g_hash_table_unref (socket->replies);
  g_queue_clear_full (&socket->received, (GDestroyNotify)sio_packet_unref);
  g_queue_clear_full (&socket->outgoing, (GDestroyNotify)driver_outgoing_free);
  g_free (socket->recovery_id);
  g_free (socket->recovery_offset);
  g_free (socket);
}

/* Reports */

static void
report_text (DriverSocket *socket, const char *event, const char *name, const char *text)
{
  JsonObject *line = driver_report_new (event, "s", socket->id);

  json_object_set_string_member (line, name, text);
  driver_report_send (line);
}

static void
report_connect_error (DriverSocket *socket, const char *message, JsonNode *data)
{
  JsonObject *line = driver_report_new ("connect_error", "s", socket->id);

  json_object_set_string_member (line, "message", message);
  if (data != NULL)
    json_object_set_member (line, "data", json_node_copy (data));
  json_object_set_boolean_member (line, "refused", !socket->active);
  driver_report_send (line);
}

static void
report_ack (gint64 handle, const char *error, JsonArray *values)
{
  JsonObject *line = driver_report_new ("ack", "ack", handle);

  if (error != NULL)
    json_object_set_string_member (line, "err", error);
  json_object_set_array_member (line, "args", values != NULL ? values : json_array_new ());
  driver_report_send (line);
}

/* Some suites look at the options a packet goes out with; nothing is compressed. */
static void
report_packet (DriverSocket *socket, const char *packet, gboolean compress)
{
  JsonObject *line = driver_report_new ("packet", "m", socket->manager->id);
  JsonObject *details = json_object_new ();
  JsonObject *options = json_object_new ();

  json_object_set_boolean_member (options, "compress", compress);
  json_object_set_string_member (details, "type", "message");
  json_object_set_object_member (details, "options", options);
  json_object_set_string_member (details, "data", packet);
  json_object_set_object_member (line, "packet", details);
  driver_report_send (line);
}

/* Out */

static void
send_packet (DriverSocket *socket,
             SioPacketType type,
             gint64 ack_id,
             JsonNode *payload,
             GPtrArray *attachments,
             gboolean compress)
{
  guint count = attachments != NULL ? attachments->len : 0;
  g_autofree char *packet = NULL;

  if (count > 0 && type == SIO_PACKET_EVENT)
    type = SIO_PACKET_BINARY_EVENT;
  else if (count > 0 && type == SIO_PACKET_ACK)
    type = SIO_PACKET_BINARY_ACK;
  if (socket->manager->engine == NULL)
    return;
  packet = sio_packet_serialize (type, socket->name_space, count, ack_id, payload);
  report_packet (socket, packet, compress);
  driver_engine_send (socket->manager->engine, packet, attachments);
}

static void
send_outgoing (DriverSocket *socket, DriverOutgoing *outgoing)
{
  send_packet (socket,
               SIO_PACKET_EVENT,
               outgoing->ack_id,
               outgoing->payload,
               outgoing->attachments,
               outgoing->compress);
}

static gint
compare_outgoing (gconstpointer item, gconstpointer id)
{
  const DriverOutgoing *outgoing = item;

  return outgoing->ack_id == *(const gint64 *)id ? 0 : 1;
}

static gboolean
on_ack_timeout (gpointer data)
{
  DriverAck *ack = data;
  DriverSocket *socket = ack->socket;
  GList *unsent = g_queue_find_custom (&socket->outgoing, &ack->id, compare_outgoing);
  gint64 handle = ack->handle;

  ack->timer = 0;
  if (unsent != NULL)
    {
      driver_outgoing_free (unsent->data);
      g_queue_delete_link (&socket->outgoing, unsent);
    }
  g_hash_table_remove (socket->acks, &ack->id);
  report_ack (handle, "operation has timed out", NULL);
  return G_SOURCE_REMOVE;
}

static gint64
expect_ack (DriverSocket *socket, JsonObject *command)
{
  gint64 timeout_ms
      = json_object_get_int_member_with_default (command, "timeout", socket->ack_timeout_ms);
  DriverAck *ack = g_new0 (DriverAck, 1);

  ack->socket = socket;
  ack->id = socket->next_ack++;
  ack->handle = json_object_get_int_member (command, "ack");
  ack->wants_error
      = timeout_ms >= 0 || json_object_get_boolean_member_with_default (command, "witherr", FALSE);
  if (timeout_ms >= 0)
    ack->timer = g_timeout_add ((guint)timeout_ms, on_ack_timeout, ack);
  g_hash_table_insert (socket->acks, &ack->id, ack);
  return ack->id;
}

void
driver_socket_emit (DriverSocket *socket, JsonObject *command)
{
  g_autoptr (DriverOutgoing) outgoing = g_new0 (DriverOutgoing, 1);
  gboolean is_volatile = json_object_get_boolean_member_with_default (command, "volatile", FALSE);

  outgoing->compress = json_object_get_boolean_member_with_default (command, "compress", TRUE);
  outgoing->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  outgoing->payload
      = driver_json_to_wire (json_object_get_array_member (command, "args"), outgoing->attachments);
  outgoing->ack_id
      = json_object_has_member (command, "ack") ? expect_ack (socket, command) : SIO_ACK_ID_NONE;
  if (socket->connected)
    send_outgoing (socket, outgoing);
  else if (!is_volatile || socket->manager->state == DRIVER_MANAGER_OPEN)
    g_queue_push_tail (&socket->outgoing, g_steal_pointer (&outgoing));
}

void
driver_socket_reply (DriverSocket *socket, gint64 reply, JsonArray *values)
{
  g_autoptr (GPtrArray) attachments
      = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (JsonNode) payload = driver_json_to_wire (values, attachments);
  gint64 *ack_id = g_hash_table_lookup (socket->replies, &reply);

  if (ack_id == NULL)
    return;
  send_packet (socket, SIO_PACKET_ACK, *ack_id, payload, attachments, TRUE);
  g_hash_table_remove (socket->replies, &reply);
}

/* Joining and leaving */

static void
join (DriverSocket *socket, JsonNode *auth)
{
  g_autoptr (JsonNode) payload = NULL;
  g_autofree char *packet = NULL;

  if (socket->manager->engine == NULL)
    return;
  if (auth != NULL && JSON_NODE_HOLDS_OBJECT (auth))
    payload = json_node_copy (auth);
  if (socket->recovery_id != NULL)
    {
      if (payload == NULL)
        {
          payload = json_node_new (JSON_NODE_OBJECT);
          json_node_take_object (payload, json_object_new ());
        }
      json_object_set_string_member (json_node_get_object (payload), "pid", socket->recovery_id);
      if (socket->recovery_offset != NULL)
        json_object_set_string_member (
            json_node_get_object (payload), "offset", socket->recovery_offset);
    }
  packet = sio_packet_serialize_connect (socket->name_space, socket->query, payload);
  report_packet (socket, packet, TRUE);
  driver_engine_send (socket->manager->engine, packet, NULL);
}

void
driver_socket_handle_open (DriverSocket *socket)
{
  /* Servers of 2.x join everybody to the root. */
  if (socket->manager->generation == SIO_GENERATION_3 && g_str_equal (socket->name_space, "/"))
    return;
  if (socket->asks_for_auth)
    {
      JsonObject *line = driver_report_new ("needauth", "s", socket->id);

      json_object_set_int_member (line, "id", socket->id);
      driver_report_send (line);
    }
  else
    join (socket, socket->auth);
}

void
driver_socket_take_auth (DriverSocket *socket, JsonNode *auth)
{
  join (socket, auth);
}

void
driver_socket_connect (DriverSocket *socket)
{
  if (socket->connected)
    return;
  socket->active = TRUE;
  if (!socket->manager->reconnecting)
    driver_manager_open (socket->manager, DRIVER_OPEN_PLAIN);
  if (socket->manager->state == DRIVER_MANAGER_OPEN)
    driver_socket_handle_open (socket);
}

static void
leave (DriverSocket *socket)
{
  socket->active = FALSE;
  driver_manager_close_if_unused (socket->manager);
}

void
driver_socket_disconnect (DriverSocket *socket)
{
  gboolean was_connected = socket->connected;

  if (was_connected)
    send_packet (socket, SIO_PACKET_DISCONNECT, SIO_ACK_ID_NONE, NULL, NULL, TRUE);
  leave (socket);
  if (was_connected)
    driver_socket_handle_close (socket, "io client disconnect");
}

void
driver_socket_handle_failure (DriverSocket *socket, const char *message)
{
  if (!socket->connected && socket->manager->generation == SIO_GENERATION_4)
    report_connect_error (socket, message, NULL);
}

/* Those whose question has not left yet may still get an answer. */
static void
give_up_acks (DriverSocket *socket)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, socket->acks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DriverAck *ack = value;

      if (g_queue_find_custom (&socket->outgoing, &ack->id, compare_outgoing) != NULL)
        continue;
      if (ack->wants_error)
        report_ack (ack->handle, "socket has been disconnected", NULL);
      g_hash_table_iter_remove (&iter);
    }
}

void
driver_socket_handle_close (DriverSocket *socket, const char *reason)
{
  socket->connected = FALSE;
  g_hash_table_remove_all (socket->replies);
  report_text (socket, "disconnect", "reason", reason);
  if (socket->manager->generation == SIO_GENERATION_4)
    give_up_acks (socket);
}

/* In */

static void
deliver (DriverSocket *socket, SioPacket *packet)
{
  JsonNode *payload = sio_packet_get_payload (packet);
  JsonObject *line = driver_report_new ("event", "s", socket->id);
  gint64 ack_id = sio_packet_get_ack_id (packet);
  JsonArray *values = NULL;
  guint count = 0;

  if (payload == NULL)
    {
      json_object_unref (line);
      return;
    }
  values = driver_json_from_wire (packet, payload);
  count = json_array_get_length (values);
  if (ack_id != SIO_ACK_ID_NONE)
    {
      g_hash_table_insert (socket->replies, copy_id (socket->next_reply), copy_id (ack_id));
      json_object_set_int_member (line, "reply", socket->next_reply++);
    }
  if (socket->recovery_id != NULL
      && json_node_get_value_type (json_array_get_element (values, count - 1)) == G_TYPE_STRING)
    {
      g_free (socket->recovery_offset);
      socket->recovery_offset = g_strdup (json_array_get_string_element (values, count - 1));
    }
  json_object_set_array_member (line, "args", values);
  driver_report_send (line);
}

static void
handle_ack (DriverSocket *socket, SioPacket *packet)
{
  gint64 id = sio_packet_get_ack_id (packet);
  JsonNode *payload = sio_packet_get_payload (packet);
  DriverAck *ack = g_hash_table_lookup (socket->acks, &id);

  if (ack == NULL || payload == NULL)
    return;
  report_ack (ack->handle, NULL, driver_json_from_wire (packet, payload));
  g_hash_table_remove (socket->acks, &id);
}

static void
handle_joined (DriverSocket *socket, const char *id, const char *recovery_id)
{
  JsonObject *line = driver_report_new ("connect", "s", socket->id);
  gboolean recovered = recovery_id != NULL && g_strcmp0 (recovery_id, socket->recovery_id) == 0;

  g_free (socket->recovery_id);
  socket->recovery_id = g_strdup (recovery_id);
  socket->connected = TRUE;
  json_object_set_string_member (line, "id", id);
  json_object_set_boolean_member (line, "recovered", recovered);

  while (!g_queue_is_empty (&socket->received))
    {
      g_autoptr (SioPacket) packet = g_queue_pop_head (&socket->received);

      deliver (socket, packet);
    }
  while (!g_queue_is_empty (&socket->outgoing))
    {
      g_autoptr (DriverOutgoing) outgoing = g_queue_pop_head (&socket->outgoing);

      send_outgoing (socket, outgoing);
    }
  driver_report_send (line);
}

static void
handle_connect (DriverSocket *socket, SioPacket *packet)
{
  JsonNode *payload = sio_packet_get_payload (packet);
  JsonObject *details
      = payload != NULL && JSON_NODE_HOLDS_OBJECT (payload) ? json_node_get_object (payload) : NULL;
  const char *engine_id = driver_engine_get_id (socket->manager->engine);

  if (socket->manager->generation == SIO_GENERATION_3)
    {
      gboolean root = g_str_equal (socket->name_space, "/");
      g_autofree char *id
          = g_strconcat (root ? "" : socket->name_space, root ? "" : "#", engine_id, NULL);

      handle_joined (socket, id, NULL);
    }
  else if (details != NULL && json_object_has_member (details, "sid"))
    handle_joined (socket,
                   json_object_get_string_member_with_default (details, "sid", ""),
                   json_object_get_string_member_with_default (details, "pid", NULL));
  else
    report_connect_error (socket, "the server is of an older version (2.x)", NULL);
}

static void
handle_refusal (DriverSocket *socket, SioPacket *packet)
{
  JsonNode *payload = sio_packet_get_payload (packet);
  JsonObject *details
      = payload != NULL && JSON_NODE_HOLDS_OBJECT (payload) ? json_node_get_object (payload) : NULL;

  if (socket->manager->generation == SIO_GENERATION_3)
    {
      JsonObject *line = driver_report_new ("error", "s", socket->id);

      json_object_set_member (line,
                              "data",
                              payload != NULL ? json_node_copy (payload)
                                              : json_node_new (JSON_NODE_NULL));
      driver_report_send (line);
      return;
    }
  leave (socket);
  report_connect_error (
      socket,
      details != NULL ? json_object_get_string_member_with_default (details, "message", "") : "",
      details != NULL ? json_object_get_member (details, "data") : NULL);
}

void
driver_socket_handle_packet (DriverSocket *socket, SioPacket *packet)
{
  switch (sio_packet_get_packet_type (packet))
    {
    case SIO_PACKET_CONNECT:
      handle_connect (socket, packet);
      break;
    case SIO_PACKET_DISCONNECT:
      leave (socket);
      driver_socket_handle_close (socket, "io server disconnect");
      break;
    case SIO_PACKET_EVENT:
    case SIO_PACKET_BINARY_EVENT:
      if (socket->connected)
        deliver (socket, packet);
      else
        g_queue_push_tail (&socket->received, sio_packet_ref (packet));
      break;
    case SIO_PACKET_ACK:
    case SIO_PACKET_BINARY_ACK:
      handle_ack (socket, packet);
      break;
    case SIO_PACKET_ERROR:
      handle_refusal (socket, packet);
      break;
    }
}
