/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Whether the other side lives: minutes pass here by moving the clock. */
#include "sio-test-case.h"

#define FIGURES "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":10000,\"pingTimeout\":4000}"
#define ACCEPTED_4 "40/chat,{\"sid\":\"n1\"}"

static SioTestCase *
new_joined (SioGeneration generation)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, generation);
  sio_test_peer_set_open (test->peer, FIGURES);
  if (generation == SIO_GENERATION_4)
    sio_test_peer_set_join (test->peer, ACCEPTED_4);
  sio_test_case_join (test);
  return test;
}

/* Lets the peer say something and the client hear it. */
static void
say (SioTestCase *test, const char *frame)
{
  guint heard = test->heard;

  sio_test_peer_send (test->peer, frame);
  SIO_TEST_WAIT (test->heard > heard);
}

static void
assert_alive (SioTestCase *test)
{
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);
}

/* Revision 3: we ask */

static void
test_ping_3 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_3);

  for (guint round = 1; round <= 20; round++)
    {
      sio_test_clock_advance (test->clock, 9999);
      g_assert_cmpuint (sio_test_peer_count (test->peer, "2"), ==, round - 1);
      sio_test_clock_advance (test->clock, 1);
      SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == round);
      say (test, "3");
      assert_alive (test);
    }
  g_assert_cmpuint (sio_test_peer_count (test->peer, "3"), ==, 0);
  sio_test_case_free (test);
}

static void
test_dead_3 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_3);

  sio_test_clock_advance (test->clock, 10000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_clock_advance (test->clock, 3999);
  assert_alive (test);
  sio_test_clock_advance (test->clock, 1);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  /* And it comes back. */
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* What we send is no sign of life of theirs. */
static void
test_dead_3_while_sending (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_3);

  for (guint i = 0; i < 13; i++)
    {
      sio_test_clock_advance (test->clock, 1000);
      g_assert_true (sio_client_emit (test->client, "e", NULL, NULL));
    }
  assert_alive (test);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  sio_test_case_free (test);
}

/* Events count too; a server that sends them but no pong still gets its pings. */
static void
test_events_keep_alive_3 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_3);

  for (guint i = 0; i < 60; i++)
    {
      sio_test_clock_advance (test->clock, 1000);
      say (test, "42/chat,[\"unwanted\"]");
      assert_alive (test);
    }
  g_assert_cmpuint (sio_test_peer_count (test->peer, "2"), >=, 5);
  /* The last ping of those was sent less than a time-out before the last event, so the next one
   * is the first without any answer: it takes two time-outs at most. */
  for (guint i = 0; i < 8 && sio_client_get_state (test->client) == SIO_STATE_JOINED; i++)
    sio_test_clock_advance (test->clock, 1000);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  sio_test_case_free (test);
}

static void
test_wrong_way_3 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_3);

  say (test, "2");
  say (test, "2probe");
  say (test, "3");
  say (test, "3");
  assert_alive (test);
  g_assert_cmpuint (sio_test_peer_count (test->peer, "3"), ==, 0);
  sio_test_clock_advance (test->clock, 10000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_case_free (test);
}

/* Revision 4: they ask */

static void
test_pong_4 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_4);

  for (guint round = 1; round <= 20; round++)
    {
      sio_test_clock_advance (test->clock, 10000);
      sio_test_peer_send (test->peer, "2");
      SIO_TEST_WAIT (sio_test_peer_count (test->peer, "3") == round);
      assert_alive (test);
    }
  /* Servers of 4.x close at a ping of ours. */
  g_assert_cmpuint (sio_test_peer_count (test->peer, "2"), ==, 0);
  sio_test_case_free (test);
}

static void
test_dead_4 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_4);

  sio_test_clock_advance (test->clock, 10000);
  say (test, "2");
  sio_test_clock_advance (test->clock, 13999);
  assert_alive (test);
  sio_test_clock_advance (test->clock, 1);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  sio_test_case_free (test);
}

static void
test_events_keep_alive_4 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_4);

  for (guint i = 0; i < 10; i++)
    {
      sio_test_clock_advance (test->clock, 9000);
      say (test, "42/chat,[\"unwanted\"]");
      assert_alive (test);
    }
  sio_test_clock_advance (test->clock, 13999);
  assert_alive (test);
  sio_test_clock_advance (test->clock, 1);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  sio_test_case_free (test);
}

static void
test_wrong_way_4 (void)
{
  SioTestCase *test = new_joined (SIO_GENERATION_4);

  say (test, "3");
  say (test, "2probe");
  assert_alive (test);
  g_assert_cmpuint (sio_test_peer_count (test->peer, "3"), ==, 0);
  sio_test_case_free (test);
}

/* The figures */

static void
test_figures_are_clamped (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_open (test->peer,
                          "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":1,"
                          "\"pingTimeout\":1}");
  sio_test_case_join (test);
  sio_test_clock_advance (test->clock, 999);
  g_assert_cmpuint (sio_test_peer_count (test->peer, "2"), ==, 0);
  sio_test_clock_advance (test->clock, 1);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_case_free (test);
}

/* It beats while the join is still awaited. */
static void
test_beats_before_the_join (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_open (test->peer,
                          "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":1000,"
                          "\"pingTimeout\":2000}");
  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  sio_test_clock_advance (test->clock, 1000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_clock_advance (test->clock, 2000);
  sio_test_case_assert_ends (test, SIO_REASON_PING_TIMEOUT);
  sio_test_case_free (test);
}

/* At rest there is one timer and nothing else. */
static void
test_wake_ups (gconstpointer data)
{
  SioTestCase *test = new_joined (GPOINTER_TO_INT (data));

  g_assert_cmpuint (test->clock->timers->len, ==, 1);
  say (test, "42/chat,[\"unwanted\"]");
  g_assert_cmpuint (test->clock->timers->len, ==, 1);
  sio_test_case_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/heartbeat/pings-3", test_ping_3);
  g_test_add_func ("/client/heartbeat/dead-3", test_dead_3);
  g_test_add_func ("/client/heartbeat/dead-3-while-sending", test_dead_3_while_sending);
  g_test_add_func ("/client/heartbeat/events-keep-alive-3", test_events_keep_alive_3);
  g_test_add_func ("/client/heartbeat/wrong-way-3", test_wrong_way_3);
  g_test_add_func ("/client/heartbeat/pongs-4", test_pong_4);
  g_test_add_func ("/client/heartbeat/dead-4", test_dead_4);
  g_test_add_func ("/client/heartbeat/events-keep-alive-4", test_events_keep_alive_4);
  g_test_add_func ("/client/heartbeat/wrong-way-4", test_wrong_way_4);
  g_test_add_func ("/client/heartbeat/figures-are-clamped", test_figures_are_clamped);
  g_test_add_func ("/client/heartbeat/before-the-join", test_beats_before_the_join);
  g_test_add_data_func ("/client/heartbeat/one-timer-3", GINT_TO_POINTER (3), test_wake_ups);
  g_test_add_data_func ("/client/heartbeat/one-timer-4", GINT_TO_POINTER (4), test_wake_ups);
  return g_test_run ();
}
