/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-fixture.h"

#include <string.h>

static char *
read_file (const char *folder, const char *file)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "socketio", "fixtures", folder, file, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

JsonNode *
sio_fixture_load (const char *folder, const char *file)
{
  g_autofree char *text = read_file (folder, file);
  g_autoptr (GError) error = NULL;
  JsonNode *root = json_from_string (text, &error);

  g_assert_no_error (error);
  return root;
}

GPtrArray *
sio_fixture_load_lines (const char *folder, const char *file)
{
  g_autofree char *text = read_file (folder, file);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (*lines[i] == '\0')
        continue;
      g_ptr_array_add (nodes, json_from_string (lines[i], &error));
      g_assert_no_error (error);
    }

  return nodes;
}

GBytes *
sio_fixture_unhex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (size + 1);

  g_assert_cmpuint (strlen (hex) % 2, ==, 0);
  for (gsize i = 0; i < size; i++)
    bytes[i]
        = (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));

  return g_bytes_new (bytes, size);
}

const char *
sio_fixture_get_string (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_string_member (object, name)
                                               : NULL;
}

static char *
make_nested (JsonObject *frame)
{
  const char *with = sio_fixture_get_string (frame, "with");
  const char *close = sio_fixture_get_string (frame, "close");
  const char *tail = sio_fixture_get_string (frame, "tail");
  gint64 depth = json_object_get_int_member (frame, "nest");
  GString *text = g_string_new (json_object_get_string_member (frame, "text"));

  for (gint64 i = 0; i < depth; i++)
    g_string_append (text, with != NULL ? with : "[");
  if (with != NULL)
    g_string_append (text, "1");
  for (gint64 i = 0; i < depth && tail != NULL; i++)
    g_string_append (text, close != NULL ? close : "]");

  return g_string_free (g_string_append (text, tail != NULL ? tail : ""), FALSE);
}

/* (transfer full): the bytes of a text frame, or NULL when it is a binary one. */
static GBytes *
make_text (SioGeneration generation, JsonNode *frame)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_VALUE (frame))
    text = json_node_dup_string (frame);
  else if (json_object_has_member (json_node_get_object (frame), "raw"))
    return sio_fixture_unhex (sio_fixture_get_string (json_node_get_object (frame), "raw"));
  else if (json_object_has_member (json_node_get_object (frame), "base64"))
    text = g_strconcat (generation == SIO_GENERATION_3 ? "b4" : "b",
                        sio_fixture_get_string (json_node_get_object (frame), "base64"),
                        NULL);
  else if (json_object_has_member (json_node_get_object (frame), "nest"))
    text = make_nested (json_node_get_object (frame));

  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

static GBytes *
make_binary (SioGeneration generation, JsonObject *frame)
{
  const char *hex = sio_fixture_get_string (frame, "attachment");
  g_autofree char *framed = NULL;

  if (hex == NULL)
    return sio_fixture_unhex (json_object_get_string_member (frame, "binary"));

  framed = g_strconcat (generation == SIO_GENERATION_3 ? "04" : "", hex, NULL);
  return sio_fixture_unhex (framed);
}

gboolean
sio_fixture_parse_frame (SioGeneration generation,
                         JsonNode *frame,
                         SioEnginePacket *packet,
                         GBytes **storage,
                         GError **error)
{
  gsize length;
  const char *text;

  *storage = make_text (generation, frame);
  if (*storage == NULL)
    {
      *storage = make_binary (generation, json_node_get_object (frame));
      return sio_engine_parse_binary (generation, *storage, packet, error);
    }

  text = g_bytes_get_data (*storage, &length);
  return sio_engine_parse_text (generation, length > 0 ? text : "", length, packet, error);
}

SioError
sio_fixture_error_code (const char *name)
{
  static const struct
  {
    const char *name;
    SioError code;
  } codes[] = {
    { "engine-type", SIO_ERROR_ENGINE_TYPE },
    { "handshake", SIO_ERROR_HANDSHAKE },
    { "packet-type", SIO_ERROR_PACKET_TYPE },
    { "attachments", SIO_ERROR_ATTACHMENTS },
    { "ack-id", SIO_ERROR_ACK_ID },
    { "payload", SIO_ERROR_PAYLOAD },
    { "json", SIO_ERROR_JSON },
    { "limit", SIO_ERROR_LIMIT },
    { "utf8", SIO_ERROR_UTF8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].name, name))
      return codes[i].code;

  g_error ("The fixtures name an unknown error: %s", name);
}

const char *
sio_fixture_type_name (SioPacketType type)
{
  static const char *const names[]
      = { "connect", "disconnect", "event", "ack", "error", "binary-event", "binary-ack" };

  g_assert_cmpuint (type, <, G_N_ELEMENTS (names));
  return names[type];
}

const char *
sio_fixture_engine_name (SioEngineType type)
{
  static const char *const names[]
      = { "open", "close", "ping", "pong", "message", "upgrade", "noop" };

  g_assert_cmpuint (type, <, G_N_ELEMENTS (names));
  return names[type];
}
