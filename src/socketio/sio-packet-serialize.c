/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"
#include "config.h"

#include "sio-packet.h"

static gboolean
is_root (const char *name_space)
{
  return name_space == NULL || g_str_equal (name_space, "/");
}

static void
append_payload (GString *text, JsonNode *payload)
{
  g_autofree char *json = payload != NULL ? json_to_string (payload, FALSE) : NULL;

  if (json != NULL)
    g_string_append (text, json);
}

char *
sio_packet_serialize (SioPacketType type,
                      const char *name_space,
                      guint attachments,
                      gint64 ack_id,
                      JsonNode *payload)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d", (int)type);
  if (type == SIO_PACKET_BINARY_EVENT || type == SIO_PACKET_BINARY_ACK)
    g_string_append_printf (text, "%u-", attachments);
  if (!is_root (name_space))
    g_string_append_printf (text, "%s,", name_space);
  if (ack_id != SIO_ACK_ID_NONE)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, ack_id);
  append_payload (text, payload);

  return g_string_free (text, FALSE);
}

char *
sio_packet_serialize_connect (const char *name_space, const char *query, JsonNode *auth)
{
  GString *text = g_string_new ("0");

  if (query != NULL)
    g_string_append_printf (text, "%s?%s,", is_root (name_space) ? "/" : name_space, query);
  else if (!is_root (name_space))
    g_string_append_printf (text, "%s,", name_space);
  append_payload (text, auth);

  return g_string_free (text, FALSE);
}
