/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"
#include "config.h"

#include "sio-packet.h"

#include <string.h>

#include "sio-packet-json.h"

/* More digits do not fit exactly into a JavaScript number. */
#define MAX_DIGITS 15

struct _SioPacket
{
  grefcount refs;
  SioPacketType type;
  char *name_space; /* NULL for the root */
  char *query;
  gint64 ack_id;
  char *event_name;
  char *json;        /* scanned and terminated; NULL for none, or once it is the payload */
  JsonNode *payload; /* made of json when first asked for */
  guint attachments;
  GPtrArray *received; /* of GBytes; NULL until the first one */
  gsize received_bytes;
};

static const SioLimits default_limits = SIO_LIMITS_DEFAULT;

/* What is left to be read. */
typedef struct
{
  const char *at;
  const char *end;
} Reader;

static gboolean
fail (GError **error, SioError code, const char *what)
{
  g_set_error_literal (error, SIO_ERROR, code, what);
  return FALSE;
}

static gboolean
is_event (SioPacketType type)
{
  return type == SIO_PACKET_EVENT || type == SIO_PACKET_BINARY_EVENT;
}

static gboolean
is_ack (SioPacketType type)
{
  return type == SIO_PACKET_ACK || type == SIO_PACKET_BINARY_ACK;
}

static gboolean
is_binary (SioPacketType type)
{
  return type == SIO_PACKET_BINARY_EVENT || type == SIO_PACKET_BINARY_ACK;
}

/* A run of digits; FALSE when there is none or it is too long to be held exactly. */
static gboolean
read_digits (Reader *reader, gint64 *value)
{
  const char *start = reader->at;

  *value = 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++)
    {
      if (reader->at - start == MAX_DIGITS)
        return FALSE;
      *value = *value * 10 + (*reader->at - '0');
    }

  return reader->at > start;
}

static gboolean
read_attachments (SioPacket *self, Reader *reader, const SioLimits *limits, GError **error)
{
  gint64 count;

  if (!read_digits (reader, &count) || count == 0 || reader->at == reader->end
      || *reader->at != '-')
    return fail (error, SIO_ERROR_ATTACHMENTS, "Illegal count of attachments");
  if (count > MIN (limits->max_attachments, SIO_ATTACHMENTS_MAX))
    return fail (error, SIO_ERROR_LIMIT, "Too many attachments");

  reader->at++;
  self->attachments = (guint)count;
  return TRUE;
}

/* The namespace ends at the first comma or with the packet. A revision 3 CONNECT may carry a query
 * behind it; in every other packet a "?" is part of the name, and such a namespace is none of ours.
 */
static void
read_namespace (SioPacket *self, Reader *reader, SioGeneration generation)
{
  const char *end, *query = NULL;

  if (reader->at == reader->end || *reader->at != '/')
    return;

  end = memchr (reader->at, ',', (gsize)(reader->end - reader->at));
  if (end == NULL)
    end = reader->end;
  if (generation == SIO_GENERATION_3 && self->type == SIO_PACKET_CONNECT)
    query = memchr (reader->at, '?', (gsize)(end - reader->at));

  if (query != NULL)
    self->query = g_strndup (query + 1, (gsize)(end - query - 1));
  self->name_space = g_strndup (reader->at, (gsize)((query != NULL ? query : end) - reader->at));
  reader->at = end < reader->end ? end + 1 : end;
}

static gboolean
read_ack_id (SioPacket *self, Reader *reader, GError **error)
{
  if (reader->at == reader->end || !g_ascii_isdigit (*reader->at))
    return TRUE;

  if (!read_digits (reader, &self->ack_id))
    return fail (error, SIO_ERROR_ACK_ID, "The ack id is too long");
  if (!is_event (self->type) && !is_ack (self->type))
    return fail (error, SIO_ERROR_ACK_ID, "This packet type has no ack id");
  /* What looks like a payload that is a number is read as an ack id. */
  if (reader->at == reader->end)
    return fail (error, SIO_ERROR_ACK_ID, "The ack id has no payload behind it");
  return TRUE;
}

/* Whether the payload is what the type needs, as far as its first bytes tell. */
static gboolean
check_payload (SioPacket *self, GError **error)
{
  char root = self->json != NULL ? sio_json_get_root (self->json) : '\0';

  switch (self->type)
    {
    case SIO_PACKET_CONNECT:
      if (root == '\0' || root == '{')
        return TRUE;
      return fail (error, SIO_ERROR_PAYLOAD, "The payload of CONNECT is no object");
    case SIO_PACKET_DISCONNECT:
      if (root == '\0')
        return TRUE;
      return fail (error, SIO_ERROR_PAYLOAD, "DISCONNECT with a payload");
    case SIO_PACKET_ERROR:
      if (root == '{' || root == '"')
        return TRUE;
      return fail (error, SIO_ERROR_PAYLOAD, "The payload of ERROR is no string or object");
    case SIO_PACKET_EVENT:
    case SIO_PACKET_ACK:
    case SIO_PACKET_BINARY_EVENT:
    case SIO_PACKET_BINARY_ACK:
      if (root == '[')
        return TRUE;
      return fail (error, SIO_ERROR_PAYLOAD, "The payload of an event or ack is no array");
    }

  g_return_val_if_reached (FALSE);
}

static gboolean
read_event_name (SioPacket *self, GError **error)
{
  gsize length = 0;
  const char *first = sio_json_get_first (self->json, &length);

  if (first == NULL)
    return fail (error, SIO_ERROR_PAYLOAD, "The event has no name");

  if (*first != '"')
    self->event_name = g_strndup (first, length);
  else if (memchr (first, '\\', length) == NULL)
    self->event_name = g_strndup (first + 1, length - 2);
  else
    {
      JsonArray *array = json_node_get_array (sio_packet_get_payload (self));

      self->event_name = g_strdup (json_array_get_string_element (array, 0));
    }

  return TRUE;
}

typedef struct
{
  guint attachments;
  guint used; /* bit n: attachment n has a placeholder */
  gboolean broken;
} Placeholders;

static void find_placeholders (JsonNode *node, Placeholders *found);

static void
find_in_element (JsonArray *array, guint index, JsonNode *element, gpointer user_data)
{
  find_placeholders (element, user_data);
}

static void
find_in_member (JsonObject *object, const char *name, JsonNode *member, gpointer user_data)
{
  find_placeholders (member, user_data);
}

static gboolean
is_placeholder (JsonObject *object)
{
  JsonNode *mark = json_object_get_member (object, "_placeholder");

  return mark != NULL && json_node_get_value_type (mark) == G_TYPE_BOOLEAN
         && json_node_get_boolean (mark);
}

/* As deep as the scan allowed. */
static void
find_placeholders (JsonNode *node, Placeholders *found)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), find_in_element, found);
  else if (JSON_NODE_HOLDS_OBJECT (node) && !is_placeholder (json_node_get_object (node)))
    json_object_foreach_member (json_node_get_object (node), find_in_member, found);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonNode *num = json_object_get_member (json_node_get_object (node), "num");
      gint64 index = num != NULL && json_node_get_value_type (num) == G_TYPE_INT64
                         ? json_node_get_int (num)
                         : -1;

      if (index < 0 || index >= found->attachments)
        found->broken = TRUE;
      else
        found->used |= 1u << index;
    }
}

/* Every placeholder names an attachment, and every attachment has a placeholder. */
static gboolean
check_placeholders (SioPacket *self, GError **error)
{
  Placeholders found = { .attachments = self->attachments };

  find_placeholders (sio_packet_get_payload (self), &found);
  if (found.broken)
    return fail (error, SIO_ERROR_ATTACHMENTS, "A placeholder that is no index of an attachment");
  if (found.used != (guint)((G_GUINT64_CONSTANT (1) << self->attachments) - 1))
    return fail (error, SIO_ERROR_ATTACHMENTS, "An attachment without a placeholder");
  return TRUE;
}

static gboolean
read_payload (SioPacket *self, Reader *reader, const SioLimits *limits, GError **error)
{
  gsize length = (gsize)(reader->end - reader->at);

  if (length > 0)
    {
      self->json = g_strndup (reader->at, length);
      if (!sio_json_scan (self->json, length, limits, error))
        return FALSE;
    }

  if (!check_payload (self, error))
    return FALSE;
  if (is_event (self->type) && !read_event_name (self, error))
    return FALSE;
  return !is_binary (self->type) || check_placeholders (self, error);
}

static gboolean
read_packet (SioPacket *self,
             SioGeneration generation,
             Reader *reader,
             const SioLimits *limits,
             GError **error)
{
  if (reader->at == reader->end || *reader->at < '0' || *reader->at > '6')
    return fail (error, SIO_ERROR_PACKET_TYPE, "Unknown Socket.IO packet type");

  self->type = (SioPacketType)(*reader->at - '0');
  reader->at++;
  if (is_binary (self->type) && !read_attachments (self, reader, limits, error))
    return FALSE;

  read_namespace (self, reader, generation);
  return read_ack_id (self, reader, error) && read_payload (self, reader, limits, error);
}

SioPacket *
sio_packet_parse (SioGeneration generation,
                  const char *text,
                  gsize length,
                  const SioLimits *limits,
                  GError **error)
{
  g_autoptr (SioPacket) self = NULL;
  Reader reader = { text, text + length };

  if (limits == NULL)
    limits = &default_limits;
  if (length > limits->max_message)
    {
      fail (error, SIO_ERROR_LIMIT, "The packet is too long");
      return NULL;
    }
  if (!sio_text_is_utf8 (text, length))
    {
      fail (error, SIO_ERROR_UTF8, "The packet is not UTF-8");
      return NULL;
    }

  self = g_new0 (SioPacket, 1);
  g_ref_count_init (&self->refs);
  self->ack_id = SIO_ACK_ID_NONE;
  return read_packet (self, generation, &reader, limits, error) ? g_steal_pointer (&self) : NULL;
}

SioPacket *
sio_packet_ref (SioPacket *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sio_packet_unref (SioPacket *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_free (self->name_space);
  g_free (self->query);
  g_free (self->event_name);
  g_free (self->json);
  g_clear_pointer (&self->payload, json_node_unref);
  g_clear_pointer (&self->received, g_ptr_array_unref);
  g_free (self);
}

SioPacketType
sio_packet_get_packet_type (SioPacket *self)
{
  return self->type;
}

const char *
sio_packet_get_namespace (SioPacket *self)
{
  return self->name_space != NULL ? self->name_space : "/";
}

const char *
sio_packet_get_query (SioPacket *self)
{
  return self->query;
}

gint64
sio_packet_get_ack_id (SioPacket *self)
{
  return self->ack_id;
}

const char *
sio_packet_get_event_name (SioPacket *self)
{
  return self->event_name;
}

static guint
count_received (SioPacket *self)
{
  return self->received != NULL ? self->received->len : 0;
}

guint
sio_packet_get_attachments_pending (SioPacket *self)
{
  return self->attachments - count_received (self);
}

gboolean
sio_packet_add_attachment (SioPacket *self,
                           GBytes *attachment,
                           const SioLimits *limits,
                           GError **error)
{
  gsize size = g_bytes_get_size (attachment);

  if (limits == NULL)
    limits = &default_limits;
  if (sio_packet_get_attachments_pending (self) == 0)
    return fail (error, SIO_ERROR_ATTACHMENTS, "No attachment is pending");
  if (size > limits->max_message)
    return fail (error, SIO_ERROR_LIMIT, "The attachment is too long");
  if (self->received_bytes > limits->max_attached
      || size > limits->max_attached - self->received_bytes)
    return fail (error, SIO_ERROR_LIMIT, "The attachments are too long together");

  if (self->received == NULL)
    self->received = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add (self->received, g_bytes_ref (attachment));
  self->received_bytes += size;
  return TRUE;
}

GBytes *
sio_packet_get_attachment (SioPacket *self, guint index)
{
  return index < count_received (self) ? g_ptr_array_index (self->received, index) : NULL;
}

JsonNode *
sio_packet_get_payload (SioPacket *self)
{
  if (self->json != NULL)
    self->payload = sio_json_take (self->json);
  g_clear_pointer (&self->json, g_free);
  return self->payload;
}

JsonNode *
sio_packet_get_argument (SioPacket *self, guint index)
{
  JsonArray *array;
  guint first = is_event (self->type) ? 1 : 0;

  if (!is_event (self->type) && !is_ack (self->type))
    return NULL;

  array = json_node_get_array (sio_packet_get_payload (self));
  return index < json_array_get_length (array) - first
             ? json_array_get_element (array, index + first)
             : NULL;
}
