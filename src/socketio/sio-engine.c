/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"
#include "config.h"

#include "sio-engine.h"

#include <string.h>

#include "sio-packet.h"
#include "sio-packet-json.h"

/* Both revisions; in revision 3 also the first byte of a binary frame. */
#define MESSAGE_BYTE 0x04

static gboolean
fail_type (GError **error, const char *what)
{
  g_set_error_literal (error, SIO_ERROR, SIO_ERROR_ENGINE_TYPE, what);
  return FALSE;
}

/* g_base64_decode() skips what it does not know; a damaged attachment is to be noticed. */
static gboolean
is_base64 (const char *text, gsize length)
{
  gsize padding = 0;

  if (length % 4 != 0)
    return FALSE;

  while (padding < 2 && padding < length && text[length - padding - 1] == '=')
    padding++;
  for (gsize i = 0; i < length - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;

  return TRUE;
}

/* @text is what follows the "b": in revision 3 the type is between it and the base64. */
static gboolean
parse_base64 (SioGeneration generation,
              const char *text,
              gsize length,
              SioEnginePacket *packet,
              GError **error)
{
  g_autofree char *copy = NULL;
  gsize decoded = 0;

  if (generation == SIO_GENERATION_3)
    {
      if (length == 0 || text[0] != '4')
        return fail_type (error, "A base64 packet that is no message");
      text++;
      length--;
    }

  if (!is_base64 (text, length))
    {
      g_set_error_literal (error, SIO_ERROR, SIO_ERROR_ATTACHMENTS, "Invalid base64");
      return FALSE;
    }

  copy = g_strndup (text, length);
  if (length > 0)
    g_base64_decode_inplace (copy, &decoded);

  packet->type = SIO_ENGINE_MESSAGE;
  packet->binary = g_bytes_new_take (g_steal_pointer (&copy), decoded);
  return TRUE;
}

gboolean
sio_engine_parse_text (SioGeneration generation,
                       const char *text,
                       gsize length,
                       SioEnginePacket *packet,
                       GError **error)
{
  *packet = (SioEnginePacket){ 0 };

  if (length == 0)
    return fail_type (error, "Empty text frame");
  if (text[0] == 'b')
    return parse_base64 (generation, text + 1, length - 1, packet, error);
  if (text[0] < '0' || text[0] > '6')
    return fail_type (error, "Unknown Engine.IO packet type");

  packet->type = (SioEngineType)(text[0] - '0');
  packet->text = text + 1;
  packet->length = length - 1;
  return TRUE;
}

gboolean
sio_engine_parse_binary (SioGeneration generation,
                         GBytes *frame,
                         SioEnginePacket *packet,
                         GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (frame, &size);

  *packet = (SioEnginePacket){ 0 };

  if (generation == SIO_GENERATION_3 && (size == 0 || data[0] != MESSAGE_BYTE))
    return fail_type (error, "A binary frame that is no message");

  packet->type = SIO_ENGINE_MESSAGE;
  packet->binary = generation == SIO_GENERATION_3 ? g_bytes_new_from_bytes (frame, 1, size - 1)
                                                  : g_bytes_ref (frame);
  return TRUE;
}

void
sio_engine_packet_clear (SioEnginePacket *packet)
{
  g_clear_pointer (&packet->binary, g_bytes_unref);
  packet->text = NULL;
  packet->length = 0;
}

char *
sio_engine_serialize (SioEngineType type, const char *payload)
{
  return g_strdup_printf ("%d%s", (int)type, payload != NULL ? payload : "");
}

GBytes *
sio_engine_serialize_binary (SioGeneration generation, GBytes *payload)
{
  gsize size;
  const guint8 *data;
  guint8 *frame;

  if (generation == SIO_GENERATION_4)
    return g_bytes_ref (payload);

  data = g_bytes_get_data (payload, &size);
  frame = g_malloc (size + 1);
  frame[0] = MESSAGE_BYTE;
  if (size > 0)
    memcpy (frame + 1, data, size);
  return g_bytes_new_take (frame, size + 1);
}

char *
sio_engine_serialize_base64 (SioGeneration generation, GBytes *payload)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);
  g_autofree char *base64 = g_base64_encode (data, size);

  return g_strconcat (generation == SIO_GENERATION_3 ? "b4" : "b", base64, NULL);
}

static gboolean
fail_handshake (GError **error, const char *what)
{
  g_set_error_literal (error, SIO_ERROR, SIO_ERROR_HANDSHAKE, what);
  return FALSE;
}

/* The integer member @name, or 0 when there is none. */
static gint64
get_integer (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

static gboolean
read_handshake (JsonNode *root, guint ping_limit_ms, SioHandshake *handshake, GError **error)
{
  JsonObject *object;
  JsonNode *sid;
  gint64 interval, timeout;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail_handshake (error, "The open packet is no object");
  object = json_node_get_object (root);

  sid = json_object_get_member (object, "sid");
  if (sid == NULL || json_node_get_value_type (sid) != G_TYPE_STRING
      || *json_node_get_string (sid) == '\0')
    return fail_handshake (error, "The open packet has no sid");

  interval = get_integer (object, "pingInterval");
  timeout = get_integer (object, "pingTimeout");
  if (interval <= 0 || timeout <= 0)
    return fail_handshake (error, "The open packet has no usable ping figures");

  handshake->sid = g_strdup (json_node_get_string (sid));
  handshake->ping_interval_ms = (guint)CLAMP (interval, ping_limit_ms, SIO_PING_LONGEST_MS);
  handshake->ping_timeout_ms = (guint)CLAMP (timeout, ping_limit_ms, SIO_PING_LONGEST_MS);
  handshake->max_payload = (guint64)MAX (0, get_integer (object, "maxPayload"));
  return TRUE;
}

gboolean
sio_handshake_parse_limited (const char *json,
                             gsize length,
                             guint ping_limit_ms,
                             SioHandshake *handshake,
                             GError **error)
{
  const SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  *handshake = (SioHandshake){ 0 };

  if (length > limits.max_message)
    {
      g_set_error_literal (error, SIO_ERROR, SIO_ERROR_LIMIT, "The open packet is too long");
      return FALSE;
    }
  if (!sio_text_is_utf8 (json, length))
    {
      g_set_error_literal (error, SIO_ERROR, SIO_ERROR_UTF8, "The open packet is not UTF-8");
      return FALSE;
    }

  text = g_strndup (json, length);
  if (!sio_json_scan (text, length, &limits, error))
    return FALSE;
  root = sio_json_take (text);
  return read_handshake (root, ping_limit_ms, handshake, error);
}

gboolean
sio_handshake_parse (const char *json, gsize length, SioHandshake *handshake, GError **error)
{
  return sio_handshake_parse_limited (json, length, SIO_PING_SHORTEST_MS, handshake, error);
}

void
sio_handshake_clear (SioHandshake *handshake)
{
  g_clear_pointer (&handshake->sid, g_free);
  *handshake = (SioHandshake){ 0 };
}
