/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Getting in: where the credentials go, in which order things are said, and events. */
#include <string.h>

#include "sio-test-case.h"

#define ACCEPTED_4 "40/chat,{\"sid\":\"n1\"}"

static void
test_join_3 (void)
{
  SioTestCase *test = sio_test_case_new ();

  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_IDLE);
  sio_test_case_join (test);
  g_assert_cmpstr (test->states->str, ==, "authorizing connecting opening joining joined");
  g_assert_cmpstr (
      sio_test_peer_get_query (test->peer, 0), ==, SIO_TEST_QUERY "&EIO=3&transport=websocket");
  g_assert_cmpuint (test->peer->frames->len, ==, 1);
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 0), ==, "40/chat?" SIO_TEST_QUERY ",");
  sio_test_case_free (test);
}

static void
test_join_4 (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, SIO_GENERATION_4);
  sio_test_peer_set_join (test->peer, ACCEPTED_4);
  sio_test_case_join (test);
  g_assert_cmpstr (
      sio_test_peer_get_query (test->peer, 0), ==, SIO_TEST_QUERY "&EIO=4&transport=websocket");
  g_assert_cmpuint (test->peer->frames->len, ==, 1);
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 0),
                   ==,
                   "40/chat,{\"tokenType\":\"jwt\",\"token\":\"" SIO_TEST_TOKEN "\"}");
  sio_test_case_free (test);
}

static void
test_join_without_credentials (gconstpointer data)
{
  SioGeneration generation = GPOINTER_TO_INT (data);
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_credentials_func (test->client, NULL, NULL, NULL);
  sio_client_set_generation (test->client, generation);
  if (generation == SIO_GENERATION_4)
    sio_test_peer_set_join (test->peer, ACCEPTED_4);
  sio_test_case_join (test);
  g_assert_cmpstr (sio_test_peer_get_query (test->peer, 0),
                   ==,
                   generation == SIO_GENERATION_3 ? "EIO=3&transport=websocket"
                                                  : "EIO=4&transport=websocket");
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 0), ==, "40/chat,");
  sio_test_case_free (test);
}

/* 1.7.4 says it without the comma; 4.x with allowEIO3 with a payload; the root's own before. */
static void
test_join_answer (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  sio_test_peer_send (test->peer, "40");
  sio_test_peer_send (test->peer, "44\"the root does not want us\"");
  sio_test_peer_send (test->peer, "40/other,");
  sio_test_peer_send (test->peer, "44/other,\"no\"");
  sio_test_peer_send (test->peer, data);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_schemes (void)
{
  SioTestCase *reference = sio_test_case_new ();
  g_autofree char *origin = g_strdup_printf ("ws%s/", reference->peer->origin + strlen ("http"));
  SioTestCase *test = sio_test_case_new_full (origin, NULL, NULL);

  sio_client_start (test->client);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (reference->peer->connections, ==, 1);
  sio_test_case_free (test);
  sio_test_case_free (reference);
}

/* Events */

static void
test_events (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",{\"a\":1},\"b\"]");
  sio_test_peer_send (test->peer, "42/chat,[\"unwanted\",1]");
  sio_test_peer_send (test->peer, "42[\"wanted\",\"of the root\"]");
  sio_test_peer_send (test->peer, "42/other,[\"wanted\",\"of another\"]");
  sio_test_peer_send (test->peer, "42/chat,7[\"wanted\",\"with an ack\"]");
  sio_test_peer_send (test->peer, "43/chat,9[1]");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\"]");
  SIO_TEST_WAIT (test->events->len == 3);
  g_assert_cmpstr (test->events->pdata[0], ==, "[\"wanted\",{\"a\":1},\"b\"]");
  g_assert_cmpstr (test->events->pdata[1], ==, "[\"wanted\",\"with an ack\"]");
  g_assert_cmpstr (test->events->pdata[2], ==, "[\"wanted\"]");
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_listen_to_all (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_listen (test->client, NULL);
  sio_test_case_join (test);
  sio_test_peer_send (test->peer, "42/chat,[\"whatever\"]");
  SIO_TEST_WAIT (test->events->len == 1);
  sio_test_case_free (test);
}

static void
test_binary_event (gconstpointer data)
{
  SioGeneration generation = GPOINTER_TO_INT (data);
  SioTestCase *test = sio_test_case_new ();
  static const guint8 frame[] = { 0x04, 'a', 'b', 'c' };
  gsize skip = generation == SIO_GENERATION_3 ? 0 : 1;

  sio_client_set_generation (test->client, generation);
  if (generation == SIO_GENERATION_4)
    sio_test_peer_set_join (test->peer, ACCEPTED_4);
  sio_test_case_join (test);
  sio_test_peer_send (test->peer,
                      "452-/chat,[\"wanted\",{\"_placeholder\":true,\"num\":0},"
                      "{\"_placeholder\":true,\"num\":1}]");
  sio_test_peer_send_binary (test->peer, &frame[skip], sizeof frame - skip);
  /* Control packets may come in between. */
  sio_test_peer_send (test->peer, "6");
  sio_test_peer_send (test->peer, generation == SIO_GENERATION_3 ? "b4ZGVm" : "bZGVm");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",\"after\"]");
  SIO_TEST_WAIT (test->events->len == 2);
  g_assert_cmpstr (test->events->pdata[1], ==, "[\"wanted\",\"after\"]");
  sio_test_case_free (test);
}

static void
on_binary_event (SioClient *client, SioPacket *packet, gpointer data)
{
  GBytes **attachment = data;

  *attachment = g_bytes_ref (sio_packet_get_attachment (packet, 0));
}

static void
test_attachment (void)
{
  SioTestCase *test = sio_test_case_new ();
  g_autoptr (GBytes) attachment = NULL;

  g_signal_connect (test->client, "event", G_CALLBACK (on_binary_event), &attachment);
  sio_test_case_join (test);
  sio_test_peer_send (test->peer, "451-/chat,[\"wanted\",{\"_placeholder\":true,\"num\":0}]");
  g_assert_null (attachment);
  sio_test_peer_send_binary (test->peer,
                             "\x04"
                             "abc",
                             4);
  SIO_TEST_WAIT (attachment != NULL);
  g_assert_cmpmem (g_bytes_get_data (attachment, NULL), g_bytes_get_size (attachment), "abc", 3);
  g_signal_handlers_disconnect_by_data (test->client, &attachment);
  sio_test_case_free (test);
}

/* Recovery of 4.x replays events before it accepts the join; 2.x broadcasts at any time. */
static void
test_early_events (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",1]");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",2]");
  sio_test_peer_send (test->peer, "40/chat,");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",3]");
  SIO_TEST_WAIT (test->events->len == 3);
  g_assert_cmpstr (test->events->pdata[0], ==, "[\"wanted\",1]");
  g_assert_cmpstr (test->events->pdata[1], ==, "[\"wanted\",2]");
  g_assert_cmpstr (test->events->pdata[2], ==, "[\"wanted\",3]");
  sio_test_case_free (test);
}

static void
test_early_events_bounded (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  for (guint i = 0; i < 1000; i++)
    sio_test_peer_send (test->peer, "42/chat,[\"wanted\",1]");
  sio_test_peer_send (test->peer, "40/chat,");
  sio_test_case_reach (test, SIO_STATE_JOINED);
  SIO_TEST_WAIT (test->events->len > 0);
  g_assert_cmpuint (test->events->len, ==, 256);
  sio_test_case_free (test);
}

/* Sending */

static void
test_emit (void)
{
  SioTestCase *test = sio_test_case_new ();
  g_autoptr (JsonNode) argument = json_from_string ("{\"channel\":{\"_id\":\"x\"}}", NULL);
  g_autoptr (GError) error = NULL;

  sio_test_case_join (test);
  g_assert_true (sio_client_emit (test->client, "SUBSCRIBE_CHANNEL", argument, &error));
  g_assert_no_error (error);
  g_assert_true (sio_client_emit (test->client, "bare", NULL, &error));
  g_assert_no_error (error);
  SIO_TEST_WAIT (test->peer->frames->len == 3);
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 1),
                   ==,
                   "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"_id\":\"x\"}}]");
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 2), ==, "42/chat,[\"bare\"]");
  sio_test_case_free (test);
}

static void
assert_emit_fails (SioTestCase *test, SioError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sio_client_emit (test->client, "name", NULL, &error));
  g_assert_error (error, SIO_ERROR, (int)code);
}

static void
test_emit_not_joined (void)
{
  SioTestCase *test = sio_test_case_new ();

  assert_emit_fails (test, SIO_ERROR_NOT_JOINED);
  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  assert_emit_fails (test, SIO_ERROR_NOT_JOINED);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  assert_emit_fails (test, SIO_ERROR_NOT_JOINED);
  sio_test_peer_send (test->peer, "44/chat,\"no\"");
  sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
  assert_emit_fails (test, SIO_ERROR_NOT_JOINED);
  /* Nothing was kept for later. */
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (sio_test_peer_count (test->peer, "42/chat,[\"name\"]"), ==, 0);
  sio_test_case_free (test);
}

static void
test_emit_too_big (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, SIO_GENERATION_4);
  sio_test_peer_set_open (test->peer,
                          "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":25000,"
                          "\"pingTimeout\":20000,\"maxPayload\":15}");
  sio_test_peer_set_join (test->peer, ACCEPTED_4);
  sio_test_case_join (test);
  assert_emit_fails (test, SIO_ERROR_LIMIT);
  g_assert_true (sio_client_emit (test->client, "f", NULL, NULL));
  sio_test_case_free (test);
}

static void
test_heard (void)
{
  SioTestCase *test = sio_test_case_new ();

  g_assert_cmpint (sio_client_get_last_heard (test->client), ==, -1);
  sio_test_case_join (test);
  g_assert_cmpuint (test->heard, ==, 2); /* the open packet and the join */
  g_assert_cmpint (sio_client_get_last_heard (test->client), ==, test->clock->real);
  sio_test_clock_advance (test->clock, 3000);
  g_assert_cmpint (
      sio_client_get_last_heard (test->client), ==, test->clock->real - 3 * G_USEC_PER_SEC);
  /* Somebody sets the wall clock: it is still three seconds ago. */
  test->clock->real += G_TIME_SPAN_HOUR;
  g_assert_cmpint (
      sio_client_get_last_heard (test->client), ==, test->clock->real - 3 * G_USEC_PER_SEC);
  sio_test_peer_send (test->peer, "42/chat,[\"unwanted\"]");
  SIO_TEST_WAIT (test->heard == 3);
  g_assert_cmpint (sio_client_get_last_heard (test->client), ==, test->clock->real);
  sio_test_case_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/join/revision-3", test_join_3);
  g_test_add_func ("/client/join/revision-4", test_join_4);
  g_test_add_data_func (
      "/client/join/without-credentials-3", GINT_TO_POINTER (3), test_join_without_credentials);
  g_test_add_data_func (
      "/client/join/without-credentials-4", GINT_TO_POINTER (4), test_join_without_credentials);
  g_test_add_data_func ("/client/join/accepted", "40/chat,", test_join_answer);
  g_test_add_data_func ("/client/join/accepted-without-comma", "40/chat", test_join_answer);
  g_test_add_data_func (
      "/client/join/accepted-with-payload", "40/chat,{\"sid\":\"x\"}", test_join_answer);
  g_test_add_func ("/client/join/ws-scheme", test_schemes);
  g_test_add_func ("/client/events/named", test_events);
  g_test_add_func ("/client/events/all", test_listen_to_all);
  g_test_add_data_func ("/client/events/binary-3", GINT_TO_POINTER (3), test_binary_event);
  g_test_add_data_func ("/client/events/binary-4", GINT_TO_POINTER (4), test_binary_event);
  g_test_add_func ("/client/events/attachment", test_attachment);
  g_test_add_func ("/client/events/before-the-join", test_early_events);
  g_test_add_func ("/client/events/before-the-join-bounded", test_early_events_bounded);
  g_test_add_func ("/client/emit/sent", test_emit);
  g_test_add_func ("/client/emit/not-joined", test_emit_not_joined);
  g_test_add_func ("/client/emit/too-big", test_emit_too_big);
  g_test_add_func ("/client/heard", test_heard);
  return g_test_run ();
}
