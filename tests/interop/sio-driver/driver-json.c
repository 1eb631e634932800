/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "driver-json.h"

#include <stdio.h>

/* What a value in a tree becomes; NULL keeps it and looks inside. */
typedef JsonNode *(*Replace) (JsonNode *value, gpointer data);

static JsonNode *transform (JsonNode *value, Replace replace, gpointer data);

static JsonNode *
transform_array (JsonArray *values, Replace replace, gpointer data)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (values); i++)
    json_array_add_element (array, transform (json_array_get_element (values, i), replace, data));
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
transform_object (JsonObject *members, Replace replace, gpointer data)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (object, name, transform (value, replace, data));
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
transform (JsonNode *value, Replace replace, gpointer data)
{
  JsonNode *replacement = replace (value, data);

  if (replacement != NULL)
    return replacement;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return transform_array (json_node_get_array (value), replace, data);
  if (JSON_NODE_HOLDS_OBJECT (value))
    return transform_object (json_node_get_object (value), replace, data);
  return json_node_copy (value);
}

static JsonNode *
bytes_to_placeholder (JsonNode *value, gpointer data)
{
  GPtrArray *attachments = data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  const char *base64
      = object != NULL ? json_object_get_string_member_with_default (object, "$b", NULL) : NULL;
  JsonNode *node = NULL;
  guchar *bytes = NULL;
  gsize size = 0;

  if (base64 == NULL)
    return NULL;
  object = json_object_new ();
  json_object_set_boolean_member (object, "_placeholder", TRUE);
  json_object_set_int_member (object, "num", attachments->len);
  bytes = g_base64_decode (base64, &size);
  g_ptr_array_add (attachments, g_bytes_new_take (bytes, size));

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
placeholder_to_bytes (JsonNode *value, gpointer data)
{
  SioPacket *packet = data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  g_autofree char *base64 = NULL;
  JsonNode *node = NULL;
  GBytes *bytes = NULL;
  gsize size = 0;
  gconstpointer start = NULL;

  if (object == NULL
      || !json_object_get_boolean_member_with_default (object, "_placeholder", FALSE))
    return NULL;
  bytes = sio_packet_get_attachment (
      packet, (guint)json_object_get_int_member_with_default (object, "num", G_MAXINT));
  if (bytes == NULL)
    return NULL;
  start = g_bytes_get_data (bytes, &size);
  base64 = size > 0 ? g_base64_encode (start, size) : g_strdup ("");

  object = json_object_new ();
  json_object_set_string_member (object, "$b", base64);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

JsonNode *
driver_json_to_wire (JsonArray *values, GPtrArray *attachments)
{
  return transform_array (values, bytes_to_placeholder, attachments);
}

JsonArray *
driver_json_from_wire (SioPacket *packet, JsonNode *payload)
{
  SioPacketType type = sio_packet_get_packet_type (packet);
  g_autoptr (JsonNode) node = NULL;

  /* Only in a binary packet is a placeholder one; elsewhere it is data that looks like it. */
  if (type != SIO_PACKET_BINARY_EVENT && type != SIO_PACKET_BINARY_ACK)
    return json_node_dup_array (payload);
  node = transform_array (json_node_get_array (payload), placeholder_to_bytes, packet);
  return json_node_dup_array (node);
}

char *
driver_json_to_query (JsonNode *value)
{
  g_autoptr (GString) query = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  if (value == NULL || !JSON_NODE_HOLDS_OBJECT (value))
    return value != NULL && json_node_get_value_type (value) == G_TYPE_STRING
               ? json_node_dup_string (value)
               : NULL;

  query = g_string_new (NULL);
  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *text = json_node_get_value_type (member) == G_TYPE_STRING
                                  ? json_node_dup_string (member)
                                  : json_to_string (member, FALSE);

      if (query->len > 0)
        g_string_append_c (query, '&');
      g_string_append_uri_escaped (query, name, "!*'()", FALSE);
      g_string_append_c (query, '=');
      g_string_append_uri_escaped (query, text, "!*'()", FALSE);
    }
  return g_string_free (g_steal_pointer (&query), FALSE);
}

JsonObject *
driver_report_new (const char *event, const char *id_name, gint64 id)
{
  JsonObject *report = json_object_new ();

  json_object_set_string_member (report, "e", event);
  json_object_set_int_member (report, id_name, id);
  return report;
}

void
driver_report_send (JsonObject *report)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;

  json_node_take_object (node, report);
  line = json_to_string (node, FALSE);
  fputs (line, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}
