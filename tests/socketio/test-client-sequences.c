/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The client on frames no good server sends, and on odd ones it must bear: fixtures. */
#include "sio-test-case.h"

#include <string.h>

static void
send_frame (SioTestCase *test, JsonNode *frame)
{
  guint8 bytes[64];
  const char *hex;
  gsize length;

  if (JSON_NODE_HOLDS_VALUE (frame))
    {
      sio_test_peer_send (test->peer, json_node_get_string (frame));
      return;
    }
  hex = json_object_get_string_member (json_node_get_object (frame), "hex");
  length = strlen (hex) / 2;
  g_assert_cmpuint (length, <=, sizeof bytes);
  for (gsize i = 0; i < length; i++)
    bytes[i]
        = (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  sio_test_peer_send_binary (test->peer, bytes, length);
}

static void
run_case (JsonObject *fixture, SioGeneration generation)
{
  JsonArray *frames = json_object_get_array_member (fixture, "frames");
  const char *ends = json_object_get_string_member (fixture, "ends");
  guint events = (guint)json_object_get_int_member_with_default (fixture, "events", 0);
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  sio_client_set_generation (test->client, generation);
  sio_test_peer_set_join (test->peer, "40/chat,{\"sid\":\"n1\"}");
  sio_test_case_join (test);
  for (guint i = 0; i < json_array_get_length (frames); i++)
    send_frame (test, json_array_get_element (frames, i));

  if (g_str_equal (ends, "stays"))
    {
      guint heard = 2 + json_array_get_length (frames);

      SIO_TEST_WAIT (test->heard == heard);
      g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);
      g_assert_cmpuint (test->events->len, ==, events);
    }
  else
    {
      SIO_TEST_WAIT (sio_client_get_state (test->client) == SIO_STATE_WAITING);
      g_assert_cmpstr (sio_reason_to_string (test->last_end), ==, ends);
      g_assert_cmpuint (test->events->len, ==, events);
      g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
      SIO_TEST_WAIT (test->peer->closed == 1);
      g_assert_cmpint (test->peer->close_code, ==, 1002);
      sio_test_clock_advance (test->clock, 1000);
      sio_test_case_reach (test, SIO_STATE_JOINED);
    }
  sio_test_case_free (test);
}

static void
test_sequence (gconstpointer data)
{
  JsonObject *fixture = (JsonObject *)data;
  gint64 only = json_object_get_int_member_with_default (fixture, "generation", 0);

  if (only != 4)
    run_case (fixture, SIO_GENERATION_3);
  if (only != 3)
    run_case (fixture, SIO_GENERATION_4);
}

/* The first packet */

static const char *const bad_opens[] = {
  "",
  "1",
  "6",
  "3",
  "40/chat,",
  "0",
  "0garbage",
  "0[]",
  "0{}",
  "0{\"sid\":5,\"pingInterval\":25000,\"pingTimeout\":20000}",
  "0{\"sid\":\"s\",\"pingInterval\":25000}",
  "0{\"sid\":\"s\",\"pingInterval\":\"25000\",\"pingTimeout\":20000}",
  "0{\"sid\":\"s\",\"pingInterval\":0,\"pingTimeout\":20000}",
  "0{\"sid\":\"s\",\"pingInterval\":25000,\"pingTimeout\":-5}",
};

static void
test_bad_open (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_open (test->peer, data);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_PROTOCOL);
  g_assert_cmpuint (test->peer->frames->len, ==, 0);
  SIO_TEST_WAIT (test->peer->closed == 1);
  g_assert_cmpint (test->peer->close_code, ==, 1002);
  sio_test_case_free (test);
}

static void
test_binary_open (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_open (test->peer, NULL);
  sio_client_start (test->client);
  sio_test_case_reach (test, SIO_STATE_OPENING);
  SIO_TEST_WAIT (test->peer->connection != NULL);
  sio_test_peer_send_binary (test->peer, "\x04x", 2);
  sio_test_case_assert_ends (test, SIO_REASON_PROTOCOL);
  sio_test_case_free (test);
}

/* A hundred thousand brackets, which a recursive parser does not survive. */
static void
test_bottomless (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *frame = g_strdup_printf ("42/chat,[\"%s\",%s", (const char *)data, brackets);

  sio_test_case_join (test);
  sio_test_peer_send (test->peer, frame);
  sio_test_case_assert_ends (test, SIO_REASON_PROTOCOL);
  sio_test_case_free (test);
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;
  int result;

  g_test_init (&argc, &argv, NULL);
  file = g_test_build_filename (G_TEST_DIST, "socketio", "fixtures", "client-sequences.json", NULL);
  json_parser_load_from_file (parser, file, &error);
  g_assert_no_error (error);
  cases = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *fixture = json_array_get_object_element (cases, i);
      g_autofree char *path = g_strconcat (
          "/client/sequences/", json_object_get_string_member (fixture, "name"), NULL);

      g_test_add_data_func (path, fixture, test_sequence);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_opens); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/sequences/bad-open-%u", i);

      g_test_add_data_func (path, bad_opens[i], test_bad_open);
    }
  g_test_add_func ("/client/sequences/binary-open", test_binary_open);
  g_test_add_data_func ("/client/sequences/bottomless-wanted", "wanted", test_bottomless);
  g_test_add_data_func ("/client/sequences/bottomless-unwanted", "unwanted", test_bottomless);
  result = g_test_run ();
  return result;
}
