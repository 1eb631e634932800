/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-fixture.h"

/* Every case of fixtures/codec, in both generations unless it names one: frames go in; packets with
 * what they say come out (valid.json), or the last frame is refused with the named code
 * (broken.json). */

typedef struct
{
  JsonObject *fixture;
  SioGeneration generation;
} Case;

static void
check_handshake (SioEnginePacket *engine, JsonObject *expected)
{
  g_auto (SioHandshake) handshake = { 0 };
  g_autoptr (GError) error = NULL;

  sio_handshake_parse (engine->text, engine->length, &handshake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (handshake.sid, ==, json_object_get_string_member (expected, "sid"));
  g_assert_cmpuint (
      handshake.ping_interval_ms, ==, json_object_get_int_member (expected, "pingInterval"));
  g_assert_cmpuint (
      handshake.ping_timeout_ms, ==, json_object_get_int_member (expected, "pingTimeout"));
  g_assert_cmpuint (handshake.max_payload, ==, json_object_get_int_member (expected, "maxPayload"));
}

static void
check_attachments (SioPacket *packet, JsonArray *expected)
{
  guint count = expected != NULL ? json_array_get_length (expected) : 0;

  g_assert_cmpuint (sio_packet_get_attachments_pending (packet), ==, 0);
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GBytes) bytes = sio_fixture_unhex (json_array_get_string_element (expected, i));

      g_assert_nonnull (sio_packet_get_attachment (packet, i));
      g_assert_true (g_bytes_equal (sio_packet_get_attachment (packet, i), bytes));
    }
  g_assert_null (sio_packet_get_attachment (packet, count));
}

static void
check_payload (SioPacket *packet, JsonNode *expected)
{
  JsonNode *payload = sio_packet_get_payload (packet);

  if (expected == NULL)
    return;

  g_assert_nonnull (payload);
  if (!json_node_equal (payload, expected))
    {
      g_autofree char *text = json_to_string (payload, FALSE);

      g_test_message ("The payload is %s", text);
      g_test_fail ();
    }
}

/* The arguments are the payload, without the name of an event. */
static void
check_arguments (SioPacket *packet, JsonArray *payload)
{
  guint first = sio_packet_get_event_name (packet) != NULL ? 1 : 0;
  guint length = json_array_get_length (payload);

  for (guint i = first; i < length; i++)
    {
      JsonNode *argument = sio_packet_get_argument (packet, i - first);

      g_assert_nonnull (argument);
      g_assert_true (json_node_equal (argument, json_array_get_element (payload, i)));
    }
  g_assert_null (sio_packet_get_argument (packet, length - first));
  g_assert_null (sio_packet_get_argument (packet, G_MAXUINT));
}

static void
check_packet (SioPacket *packet, JsonObject *expected)
{
  JsonNode *payload = json_object_get_member (expected, "payload");
  SioPacketType type = sio_packet_get_packet_type (packet);

  g_assert_cmpstr (sio_fixture_type_name (type), ==, sio_fixture_get_string (expected, "type"));
  g_assert_cmpstr (
      sio_packet_get_namespace (packet), ==, sio_fixture_get_string (expected, "namespace"));
  g_assert_cmpstr (sio_packet_get_query (packet), ==, sio_fixture_get_string (expected, "query"));
  g_assert_cmpstr (
      sio_packet_get_event_name (packet), ==, sio_fixture_get_string (expected, "event"));
  g_assert_cmpint (sio_packet_get_ack_id (packet),
                   ==,
                   json_object_has_member (expected, "ack")
                       ? json_object_get_int_member (expected, "ack")
                       : SIO_ACK_ID_NONE);
  check_payload (packet, payload);
  if (payload == NULL && type != SIO_PACKET_EVENT)
    g_assert_null (sio_packet_get_payload (packet));
  if (payload != NULL && JSON_NODE_HOLDS_ARRAY (payload))
    check_arguments (packet, json_node_get_array (payload));
  else if (payload != NULL)
    g_assert_null (sio_packet_get_argument (packet, 0));
  check_attachments (packet,
                     json_object_has_member (expected, "attachments")
                         ? json_object_get_array_member (expected, "attachments")
                         : NULL);
}

/* What was parsed, serialized, and parsed again, is the same. */
static void
check_round_trip (SioGeneration generation, SioPacket *packet, JsonObject *expected)
{
  guint attachments = 0;
  g_autofree char *text = NULL;
  g_autofree char *frame = NULL;
  SioEnginePacket engine;
  g_autoptr (SioPacket) again = NULL;
  g_autoptr (GError) error = NULL;

  while (sio_packet_get_attachment (packet, attachments) != NULL)
    attachments++;

  if (sio_packet_get_packet_type (packet) == SIO_PACKET_CONNECT)
    text = sio_packet_serialize_connect (sio_packet_get_namespace (packet),
                                         sio_packet_get_query (packet),
                                         sio_packet_get_payload (packet));
  else
    text = sio_packet_serialize (sio_packet_get_packet_type (packet),
                                 sio_packet_get_namespace (packet),
                                 attachments,
                                 sio_packet_get_ack_id (packet),
                                 sio_packet_get_payload (packet));
  frame = sio_engine_serialize (SIO_ENGINE_MESSAGE, text);
  sio_engine_parse_text (generation, frame, strlen (frame), &engine, &error);
  g_assert_no_error (error);
  again = sio_packet_parse (generation, engine.text, engine.length, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < attachments; i++)
    {
      sio_packet_add_attachment (again, sio_packet_get_attachment (packet, i), NULL, &error);
      g_assert_no_error (error);
    }
  check_packet (again, expected);
}

/* Hands the frame to the codec; NULL with no error when it completes no packet. */
static SioPacket *
receive (SioGeneration generation, SioAssembly *assembly, SioEnginePacket *engine, GError **error)
{
  SioPacket *packet = NULL;

  if (engine->type == SIO_ENGINE_OPEN)
    {
      g_auto (SioHandshake) handshake = { 0 };

      sio_handshake_parse (engine->text, engine->length, &handshake, error);
    }
  else if (engine->type == SIO_ENGINE_MESSAGE)
    sio_assembly_add (assembly, generation, engine, NULL, &packet, error);

  return packet;
}

static void
test_valid (gconstpointer data)
{
  const Case *test = data;
  JsonArray *frames = json_object_get_array_member (test->fixture, "frames");
  JsonArray *expect = json_object_get_array_member (test->fixture, "expect");
  g_auto (SioAssembly) assembly = { 0 };
  guint seen = 0;

  for (guint i = 0; i < json_array_get_length (frames); i++)
    {
      g_autoptr (GBytes) storage = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (SioEnginePacket) engine = { 0 };
      g_autoptr (SioPacket) packet = NULL;
      JsonObject *expected;

      sio_fixture_parse_frame (
          test->generation, json_array_get_element (frames, i), &engine, &storage, &error);
      g_assert_no_error (error);
      packet = receive (test->generation, &assembly, &engine, &error);
      g_assert_no_error (error);
      if (engine.type == SIO_ENGINE_MESSAGE && packet == NULL)
        continue;

      g_assert_cmpuint (seen, <, json_array_get_length (expect));
      expected = json_array_get_object_element (expect, seen++);
      if (engine.type == SIO_ENGINE_OPEN)
        check_handshake (&engine, json_object_get_object_member (expected, "handshake"));
      else if (packet == NULL)
        {
          g_autofree char *text = g_strndup (engine.text, engine.length);

          g_assert_cmpstr (sio_fixture_engine_name (engine.type),
                           ==,
                           sio_fixture_get_string (expected, "engine"));
          g_assert_cmpstr (text, ==, sio_fixture_get_string (expected, "text"));
        }
      else
        {
          check_packet (packet, expected);
          check_round_trip (test->generation, packet, expected);
        }
    }

  g_assert_cmpuint (seen, ==, json_array_get_length (expect));
}

static void
test_broken (gconstpointer data)
{
  const Case *test = data;
  JsonArray *frames = json_object_get_array_member (test->fixture, "frames");
  SioError code = sio_fixture_error_code (json_object_get_string_member (test->fixture, "error"));
  g_auto (SioAssembly) assembly = { 0 };

  for (guint i = 0; i < json_array_get_length (frames); i++)
    {
      g_autoptr (GBytes) storage = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (SioEnginePacket) engine = { 0 };
      g_autoptr (SioPacket) packet = NULL;

      if (sio_fixture_parse_frame (
              test->generation, json_array_get_element (frames, i), &engine, &storage, &error))
        packet = receive (test->generation, &assembly, &engine, &error);

      if (i + 1 < json_array_get_length (frames))
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, SIO_ERROR, (int)code);
      g_assert_null (packet);
      if (engine.type == SIO_ENGINE_MESSAGE && engine.text != NULL)
        g_assert_null (assembly.pending);
    }
}

static gboolean
has_generation (JsonObject *fixture, SioGeneration generation)
{
  JsonArray *generations;

  if (!json_object_has_member (fixture, "generations"))
    return TRUE;

  generations = json_object_get_array_member (fixture, "generations");
  for (guint i = 0; i < json_array_get_length (generations); i++)
    if (json_array_get_int_element (generations, i) == (gint64)generation)
      return TRUE;
  return FALSE;
}

static void
add_cases (const char *kind, JsonNode *root, GTestDataFunc func)
{
  JsonArray *cases = json_node_get_array (root);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    for (guint generation = SIO_GENERATION_3; generation <= SIO_GENERATION_4; generation++)
      {
        JsonObject *fixture = json_array_get_object_element (cases, i);
        g_autofree char *path = NULL;
        Case *test;

        if (!has_generation (fixture, (SioGeneration)generation))
          continue;
        path = g_strdup_printf ("/sio-codec/%s/%s/%u",
                                kind,
                                json_object_get_string_member (fixture, "name"),
                                generation);
        test = g_new0 (Case, 1);
        test->fixture = fixture;
        test->generation = (SioGeneration)generation;
        g_test_add_data_func_full (path, test, func, g_free);
      }
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonNode) valid = NULL;
  g_autoptr (JsonNode) broken = NULL;

  g_test_init (&argc, &argv, NULL);
  valid = sio_fixture_load ("codec", "valid.json");
  broken = sio_fixture_load ("codec", "broken.json");
  add_cases ("valid", valid, test_valid);
  add_cases ("broken", broken, test_broken);
  return g_test_run ();
}
