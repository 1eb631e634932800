/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-packet.h"

#include <string.h>

void
simulator_packet_clear (SimulatorPacket *packet)
{
  g_clear_pointer (&packet->name_space, g_free);
  g_clear_pointer (&packet->query, g_free);
  g_clear_pointer (&packet->payload, json_node_unref);
}

/* "/chat?token=x," or "/chat" at the end: returns what follows the comma. */
static const char *
parse_namespace (const char *text, SimulatorPacket *packet)
{
  gsize length = strcspn (text, ",");
  g_autofree char *whole = g_strndup (text, length);
  char *question = strchr (whole, '?');

  if (question != NULL)
    {
      packet->query = g_strdup (question + 1);
      *question = '\0';
    }
  packet->name_space = g_steal_pointer (&whole);
  return text[length] == ',' ? text + length + 1 : text + length;
}

static JsonNode *
parse_payload (const char *text, GError **error)
{
  g_autoptr (GError) inner = NULL;
  JsonNode *node;

  if (!simulator_json_depth_ok (text, strlen (text)))
    {
      g_set_error_literal (error, SIMULATOR_ERROR, SIMULATOR_ERROR_JSON, "nested too deep");
      return NULL;
    }
  node = json_from_string (text, &inner);
  if (node == NULL)
    g_set_error (error,
                 SIMULATOR_ERROR,
                 SIMULATOR_ERROR_JSON,
                 "%s",
                 inner != NULL ? inner->message : "nothing there");
  return node;
}

gboolean
simulator_packet_parse (const char *text, SimulatorPacket *packet, GError **error)
{
  if (*text < '0' || *text > '4')
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_VALUE,
                   "packet type \"%.1s\" is not served here",
                   text);
      return FALSE;
    }
  *packet = (SimulatorPacket){ .type = (SimulatorPacketType)(*text - '0') };
  text++;
  if (*text == '/')
    text = parse_namespace (text, packet);
  else
    packet->name_space = g_strdup ("/");
  /* The number asking for an acknowledgement: the service gives none, so it is passed over. */
  while (g_ascii_isdigit (*text))
    text++;
  if (*text == '\0')
    return TRUE;
  packet->payload = parse_payload (text, error);
  if (packet->payload != NULL)
    return TRUE;
  simulator_packet_clear (packet);
  return FALSE;
}

char *
simulator_packet_format (SimulatorPacketType type,
                         const char *name_space,
                         JsonNode *payload,
                         gboolean bare)
{
  g_autofree char *json = payload != NULL ? simulator_json_to_text (payload) : g_strdup ("");
  gboolean root = strcmp (name_space, "/") == 0;

  return g_strdup_printf ("4%d%s%s%s",
                          (int)type,
                          root ? "" : name_space,
                          root || (bare && payload == NULL) ? "" : ",",
                          json);
}

gboolean
simulator_packet_get_event (const SimulatorPacket *packet, const char **name, JsonNode **argument)
{
  JsonArray *array;
  JsonNode *first;

  if (packet->type != SIMULATOR_PACKET_EVENT || packet->payload == NULL
      || !JSON_NODE_HOLDS_ARRAY (packet->payload))
    return FALSE;
  array = json_node_get_array (packet->payload);
  if (json_array_get_length (array) == 0)
    return FALSE;
  first = json_array_get_element (array, 0);
  if (!JSON_NODE_HOLDS_VALUE (first) || json_node_get_value_type (first) != G_TYPE_STRING)
    return FALSE;
  *name = json_node_get_string (first);
  *argument = json_array_get_length (array) > 1 ? json_array_get_element (array, 1) : NULL;
  return TRUE;
}

char *
simulator_packet_query_value (const char *query, const char *name)
{
  g_autoptr (GHashTable) values = NULL;

  if (query == NULL)
    return NULL;
  values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  return values != NULL ? g_strdup (g_hash_table_lookup (values, name)) : NULL;
}
