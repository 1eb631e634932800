/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "sio-fixture.h"

typedef struct
{
  SioPacketType type;
  const char *name_space;
  guint attachments;
  gint64 ack_id;
  const char *payload;
  const char *expected;
} PacketCase;

static const PacketCase packets[] = {
  { SIO_PACKET_CONNECT, NULL, 0, SIO_ACK_ID_NONE, NULL, "0" },
  { SIO_PACKET_CONNECT, "/", 0, SIO_ACK_ID_NONE, NULL, "0" },
  { SIO_PACKET_CONNECT, "/chat", 0, SIO_ACK_ID_NONE, NULL, "0/chat," },
  { SIO_PACKET_CONNECT, "/chat", 0, SIO_ACK_ID_NONE, "{\"a\":1}", "0/chat,{\"a\":1}" },
  { SIO_PACKET_DISCONNECT, NULL, 0, SIO_ACK_ID_NONE, NULL, "1" },
  { SIO_PACKET_DISCONNECT, "/chat", 0, SIO_ACK_ID_NONE, NULL, "1/chat," },
  { SIO_PACKET_EVENT, NULL, 0, SIO_ACK_ID_NONE, "[\"x\"]", "2[\"x\"]" },
  { SIO_PACKET_EVENT, "/chat", 0, SIO_ACK_ID_NONE, "[\"x\",1]", "2/chat,[\"x\",1]" },
  { SIO_PACKET_EVENT, "/chat", 0, 12, "[\"x\"]", "2/chat,12[\"x\"]" },
  { SIO_PACKET_EVENT, NULL, 0, 0, "[\"x\"]", "20[\"x\"]" },
  { SIO_PACKET_EVENT, "/chat", 3, SIO_ACK_ID_NONE, "[\"x\"]", "2/chat,[\"x\"]" },
  { SIO_PACKET_ACK, "/chat", 0, 7, "[]", "3/chat,7[]" },
  { SIO_PACKET_ACK, NULL, 0, 999999999999999, "[1]", "3999999999999999[1]" },
  { SIO_PACKET_ERROR, "/chat", 0, SIO_ACK_ID_NONE, "\"no\"", "4/chat,\"no\"" },
  { SIO_PACKET_ERROR, NULL, 0, SIO_ACK_ID_NONE, "{\"message\":\"no\"}", "4{\"message\":\"no\"}" },
  { SIO_PACKET_BINARY_EVENT,
    "/chat",
    1,
    SIO_ACK_ID_NONE,
    "[\"b\",{\"_placeholder\":true,\"num\":0}]",
    "51-/chat,[\"b\",{\"_placeholder\":true,\"num\":0}]" },
  { SIO_PACKET_BINARY_EVENT, NULL, 10, 3, "[\"b\"]", "510-3[\"b\"]" },
  { SIO_PACKET_BINARY_ACK,
    "/chat",
    1,
    0,
    "[{\"_placeholder\":true,\"num\":0}]",
    "61-/chat,0[{\"_placeholder\":true,\"num\":0}]" },
};

static JsonNode *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = text != NULL ? json_from_string (text, &error) : NULL;

  g_assert_no_error (error);
  return node;
}

static void
test_packets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      const PacketCase *test = &packets[i];
      g_autoptr (JsonNode) payload = parse_json (test->payload);
      g_autofree char *text = sio_packet_serialize (
          test->type, test->name_space, test->attachments, test->ack_id, payload);

      g_assert_cmpstr (text, ==, test->expected);
    }
}

static void
test_connect (void)
{
  static const struct
  {
    const char *name_space, *query, *auth, *expected;
  } cases[] = {
    { "/chat", NULL, NULL, "0/chat," },
    { NULL, NULL, NULL, "0" },
    { "/", NULL, "{\"token\":\"t\"}", "0{\"token\":\"t\"}" },
    { "/chat", "tokenType=jwt&token=a%2Fb", NULL, "0/chat?tokenType=jwt&token=a%2Fb," },
    { "/", "a=b", NULL, "0/?a=b," },
    { NULL, "a=b", NULL, "0/?a=b," },
    { "/chat", NULL, "{\"token\":\"a/b\"}", "0/chat,{\"token\":\"a/b\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) auth = parse_json (cases[i].auth);
      g_autofree char *text
          = sio_packet_serialize_connect (cases[i].name_space, cases[i].query, auth);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_engine (void)
{
  static const struct
  {
    SioEngineType type;
    const char *payload, *expected;
  } cases[] = {
    { SIO_ENGINE_OPEN, "{}", "0{}" },  { SIO_ENGINE_CLOSE, NULL, "1" },
    { SIO_ENGINE_PING, NULL, "2" },    { SIO_ENGINE_PING, "probe", "2probe" },
    { SIO_ENGINE_PONG, NULL, "3" },    { SIO_ENGINE_MESSAGE, "0/chat,", "40/chat," },
    { SIO_ENGINE_UPGRADE, NULL, "5" }, { SIO_ENGINE_NOOP, NULL, "6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sio_engine_serialize (cases[i].type, cases[i].payload);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Every length around the groups of base64, in both encodings and both generations. */
static void
test_binary (void)
{
  for (guint generation = SIO_GENERATION_3; generation <= SIO_GENERATION_4; generation++)
    for (guint size = 0; size < 70; size++)
      {
        g_autofree guint8 *data = g_malloc (size + 1);
        g_autoptr (GBytes) payload = NULL;
        g_autoptr (GBytes) frame = NULL;
        g_autofree char *text = NULL;
        g_auto (SioEnginePacket) from_frame = { 0 };
        g_auto (SioEnginePacket) from_text = { 0 };
        g_autoptr (GError) error = NULL;

        for (guint i = 0; i < size; i++)
          data[i] = (guint8)(i * 37 + size);
        payload = g_bytes_new (data, size);

        frame = sio_engine_serialize_binary ((SioGeneration)generation, payload);
        g_assert_cmpuint (
            g_bytes_get_size (frame), ==, size + (generation == SIO_GENERATION_3 ? 1 : 0));
        sio_engine_parse_binary ((SioGeneration)generation, frame, &from_frame, &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (from_frame.binary, payload));

        text = sio_engine_serialize_base64 ((SioGeneration)generation, payload);
        g_assert_true (g_str_has_prefix (text, generation == SIO_GENERATION_3 ? "b4" : "b"));
        sio_engine_parse_text ((SioGeneration)generation, text, strlen (text), &from_text, &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (from_text.binary, payload));
      }
}

static void
test_binary_frame_bytes (void)
{
  g_autoptr (GBytes) payload = sio_fixture_unhex ("01ff");
  g_autoptr (GBytes) expected = sio_fixture_unhex ("0401ff");
  g_autoptr (GBytes) three = sio_engine_serialize_binary (SIO_GENERATION_3, payload);
  g_autoptr (GBytes) four = sio_engine_serialize_binary (SIO_GENERATION_4, payload);

  g_assert_true (g_bytes_equal (three, expected));
  g_assert_true (g_bytes_equal (four, payload));
}

/* An event lives as long as its last reference, payload included. */
static void
test_references (void)
{
  const char *text = "2[\"x\",{\"a\":1}]";
  SioPacket *packet = sio_packet_parse (SIO_GENERATION_3, text, strlen (text), NULL, NULL);
  JsonNode *argument = sio_packet_get_argument (packet, 0);

  g_assert_true (sio_packet_ref (packet) == packet);
  sio_packet_unref (packet);
  g_assert_true (sio_packet_get_argument (packet, 0) == argument);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (argument), "a"), ==, 1);
  sio_packet_unref (packet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sio-serialize/packets", test_packets);
  g_test_add_func ("/sio-serialize/connect", test_connect);
  g_test_add_func ("/sio-serialize/engine", test_engine);
  g_test_add_func ("/sio-serialize/binary", test_binary);
  g_test_add_func ("/sio-serialize/binary-frame-bytes", test_binary_frame_bytes);
  g_test_add_func ("/sio-serialize/references", test_references);
  return g_test_run ();
}
