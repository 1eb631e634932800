/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* What may be asked of a client in each of its states, and what sleep and the network do to it. */
#include "sio-test-case.h"

static const SioState states[]
    = { SIO_STATE_IDLE,    SIO_STATE_AUTHORIZING, SIO_STATE_CONNECTING, SIO_STATE_OPENING,
        SIO_STATE_JOINING, SIO_STATE_JOINED,      SIO_STATE_WAITING };

/* A client that stays in @state. */
static SioTestCase *
new_in_state (SioState state)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  switch (state)
    {
    case SIO_STATE_IDLE:
      return test;
    case SIO_STATE_AUTHORIZING:
      test->withhold = TRUE;
      break;
    case SIO_STATE_CONNECTING: /* passes only when the main loop runs */
    case SIO_STATE_JOINED:
      break;
    case SIO_STATE_OPENING:
      sio_test_peer_set_open (test->peer, NULL);
      break;
    case SIO_STATE_JOINING:
      sio_test_peer_set_join (test->peer, NULL);
      break;
    case SIO_STATE_WAITING:
      test->peer->http_status = 500;
      break;
    }
  sio_client_start (test->client);
  sio_test_case_reach (test, state);
  return test;
}

/* Peers see what was sent to them only when the main loop runs. */
static void
settle (SioTestCase *test)
{
  sio_test_clock_advance (test->clock, 0);
}

static void
test_leave (gconstpointer data)
{
  SioState state = (SioState)GPOINTER_TO_INT (data);
  SioTestCase *test = new_in_state (state);
  guint asked = test->asked;
  guint requests;

  sio_client_leave (test->client);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_IDLE);
  g_assert_cmpint (sio_client_get_reason (test->client),
                   ==,
                   state == SIO_STATE_IDLE ? SIO_REASON_NONE : SIO_REASON_LEFT);
  g_assert_cmpint (sio_client_get_next_attempt (test->client), ==, -1);
  settle (test);
  requests = test->peer->queries->len;

  /* It stays away, whatever happens. */
  sio_test_case_change_network (test, TRUE);
  sio_test_clock_sleep (test->clock, 3600 * 1000);
  sio_client_clock_jumped (test->client, G_TIME_SPAN_HOUR);
  sio_test_clock_advance (test->clock, 3600 * 1000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_IDLE);
  g_assert_cmpuint (test->asked, ==, asked);
  g_assert_cmpuint (test->peer->queries->len, ==, requests);
  if (test->peer->connections > 0)
    SIO_TEST_WAIT (test->peer->closed == test->peer->connections);
  if (state == SIO_STATE_JOINED || state == SIO_STATE_JOINING)
    {
      g_assert_cmpstr (sio_test_peer_get_last (test->peer), ==, "41/chat,");
      g_assert_cmpint (test->peer->close_code, ==, 1000);
    }

  /* Until it is started. */
  test->withhold = FALSE;
  test->peer->http_status = 0;
  sio_test_peer_set_open (test->peer, SIO_TEST_OPEN);
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_case_join (test);
  sio_test_case_free (test);
}

/* What is said last is written at once: a program that ends then needs no main loop for it. */
static void
test_leave_is_flushed (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  g_assert_true (sio_client_emit (test->client, "bye", NULL, NULL));
  sio_client_leave (test->client);
  g_signal_handlers_disconnect_by_data (test->client, test);
  g_assert_finalize_object (g_steal_pointer (&test->client));
  SIO_TEST_WAIT (test->peer->closed == 1);
  g_assert_cmpuint (test->peer->frames->len, ==, 3);
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 1), ==, "42/chat,[\"bye\"]");
  g_assert_cmpstr (sio_test_peer_get_frame (test->peer, 2), ==, "41/chat,");
  g_assert_cmpint (test->peer->close_code, ==, 1000);
  sio_test_case_free (test);
}

static void
test_start (gconstpointer data)
{
  SioState state = (SioState)GPOINTER_TO_INT (data);
  SioTestCase *test = new_in_state (state);
  guint asked = test->asked;

  test->withhold = TRUE;
  sio_client_start (test->client);
  sio_client_start (test->client);
  if (state == SIO_STATE_IDLE || state == SIO_STATE_WAITING)
    {
      g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_AUTHORIZING);
      g_assert_cmpuint (test->asked, ==, asked + 1);
    }
  else
    {
      g_assert_cmpint (sio_client_get_state (test->client), ==, state);
      g_assert_cmpuint (test->asked, ==, asked);
    }

  /* Started by hand or not, there is never more than one attempt. */
  test->withhold = FALSE;
  test->peer->http_status = 0;
  if (test->credentials != NULL)
    sio_test_case_give_credentials (test);
  if (state == SIO_STATE_IDLE || state == SIO_STATE_WAITING || state == SIO_STATE_AUTHORIZING
      || state == SIO_STATE_CONNECTING)
    {
      sio_test_case_reach (test, SIO_STATE_JOINED);
      g_assert_cmpuint (test->peer->connections, ==, 1);
    }
  sio_test_case_free (test);
}

static void
test_finalize (gconstpointer data)
{
  SioTestCase *test = new_in_state ((SioState)GPOINTER_TO_INT (data));

  g_signal_handlers_disconnect_by_data (test->client, test);
  g_assert_finalize_object (g_steal_pointer (&test->client));
  sio_test_clock_advance (test->clock, 60000);
  if (test->credentials != NULL)
    sio_test_case_give_credentials (test);
  sio_test_clock_advance (test->clock, 60000);
  if (test->peer->connections > 0)
    SIO_TEST_WAIT (test->peer->closed == test->peer->connections);
  sio_test_case_free (test);
}

/* From within a signal */

typedef struct
{
  SioTestCase *test;
  SioState at;
  guint times;
} Meddler;

static void
on_state_leave (SioClient *client, SioState old, SioState state, gpointer data)
{
  Meddler *meddler = data;

  if (state == meddler->at && meddler->times++ == 0)
    sio_client_leave (client);
}

static void
test_leave_in_handler (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();
  Meddler meddler = { test, (SioState)GPOINTER_TO_INT (data), 0 };

  if (meddler.at == SIO_STATE_WAITING)
    test->peer->http_status = 500;
  g_signal_connect (test->client, "state-changed", G_CALLBACK (on_state_leave), &meddler);
  sio_client_start (test->client);
  sio_test_case_reach (test, SIO_STATE_IDLE);
  g_assert_cmpint (sio_client_get_reason (test->client), ==, SIO_REASON_LEFT);
  sio_test_clock_advance (test->clock, 3600 * 1000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_IDLE);
  g_signal_handlers_disconnect_by_data (test->client, &meddler);
  sio_test_case_free (test);
}

static void
on_state_restart (SioClient *client, SioState old, SioState state, gpointer data)
{
  Meddler *meddler = data;

  if (state == meddler->at && meddler->times++ == 0)
    {
      sio_client_leave (client);
      sio_client_start (client);
    }
}

static void
test_restart_in_handler (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();
  Meddler meddler = { test, (SioState)GPOINTER_TO_INT (data), 0 };

  g_signal_connect (test->client, "state-changed", G_CALLBACK (on_state_restart), &meddler);
  sio_client_start (test->client);
  SIO_TEST_WAIT (meddler.times > 0);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_clock_advance (test->clock, 2000);
  g_assert_cmpuint (test->peer->connections - test->peer->closed, ==, 1);
  g_signal_handlers_disconnect_by_data (test->client, &meddler);
  sio_test_case_free (test);
}

static void
on_state_drop (SioClient *client, SioState old, SioState state, gpointer data)
{
  Meddler *meddler = data;

  if (state == meddler->at)
    {
      g_signal_handlers_disconnect_by_data (client, meddler->test);
      g_clear_object (&meddler->test->client);
    }
}

static void
test_unref_in_handler (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();
  Meddler meddler = { test, (SioState)GPOINTER_TO_INT (data), 0 };
  gpointer gone = test->client;

  if (meddler.at == SIO_STATE_WAITING)
    test->peer->http_status = 500;
  g_object_add_weak_pointer (G_OBJECT (test->client), &gone);
  g_signal_connect (test->client, "state-changed", G_CALLBACK (on_state_drop), &meddler);
  sio_client_start (test->client);
  SIO_TEST_WAIT (gone == NULL);
  sio_test_case_free (test);
}

static void
on_event_leave (SioClient *client, SioPacket *packet, gpointer data)
{
  sio_client_leave (client);
}

/* Two events in one go: after the first we are gone. */
static void
test_leave_in_event (void)
{
  SioTestCase *test = sio_test_case_new ();

  g_signal_connect_after (test->client, "event", G_CALLBACK (on_event_leave), NULL);
  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",1]");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",2]");
  sio_test_peer_send (test->peer, "40/chat,");
  sio_test_peer_send (test->peer, "42/chat,[\"wanted\",3]");
  sio_test_case_reach (test, SIO_STATE_IDLE);
  sio_test_clock_advance (test->clock, 1000);
  g_assert_cmpuint (test->events->len, ==, 1);
  sio_test_case_free (test);
}

/* Sleep */

static void
sleep_for (SioTestCase *test, guint ms)
{
  sio_test_clock_sleep (test->clock, ms);
  sio_client_clock_jumped (test->client, (gint64)ms * 1000);
}

static void
test_long_sleep (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, GPOINTER_TO_INT (data));
  sio_test_peer_set_join (test->peer, "40/chat,{\"sid\":\"x\"}");
  sio_test_case_join (test);
  sio_test_clock_advance (test->clock, 10000);
  sleep_for (test, 8 * 3600 * 1000);
  sio_test_case_assert_ends (test, SIO_REASON_SUSPENDED);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 0);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->peer->connections, ==, 2);
  sio_test_case_free (test);
}

static void
test_short_sleep_3 (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  sio_test_clock_advance (test->clock, 10000);
  sleep_for (test, 5000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_peer_send (test->peer, "3");
  SIO_TEST_WAIT (test->heard == 3);
  sio_test_clock_advance (test->clock, 20000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);

  sleep_for (test, 5000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 2);
  sio_test_clock_advance (test->clock, 4999);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);
  sio_test_clock_advance (test->clock, 1);
  SIO_TEST_WAIT (test->last_end == SIO_REASON_SUSPENDED);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* The one test that waits, for a second: libsoup's WebSocket ping has a clock of its own. */
static void
test_short_sleep_4 (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, SIO_GENERATION_4);
  sio_test_peer_set_join (test->peer, "40/chat,{\"sid\":\"x\"}");
  sio_test_case_join (test);
  sio_test_clock_advance (test->clock, 10000);
  sleep_for (test, 5000);
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "6") == 1);
  g_assert_cmpuint (sio_test_peer_count (test->peer, "2"), ==, 0);
  g_assert_cmpint (sio_test_clock_next (test->clock), ==, 5000);
  /* The pong puts the dead timer back to its usual place. */
  SIO_TEST_WAIT (sio_test_clock_next (test->clock) == 45000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);

  /* And without one: */
  soup_websocket_connection_set_keepalive_interval (test->peer->connection, 0);
  sleep_for (test, 5000);
  sio_test_clock_advance (test->clock, 5000);
  SIO_TEST_WAIT (test->last_end == SIO_REASON_SUSPENDED);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* Timers stand still in a sleep; what was awaited before it is overdue after it. */
static void
test_sleep_while_waiting_for_the_server (gconstpointer data)
{
  SioTestCase *test = new_in_state ((SioState)GPOINTER_TO_INT (data));

  test->withhold = FALSE;
  sleep_for (test, 60000);
  SIO_TEST_WAIT (test->last_end == SIO_REASON_SUSPENDED);
  sio_test_peer_set_open (test->peer, SIO_TEST_OPEN);
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_clock_advance (test->clock, 5000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_sleep_while_waiting (void)
{
  SioTestCase *test = new_in_state (SIO_STATE_WAITING);

  test->peer->http_status = 0;
  sleep_for (test, 60000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_clock_is_set (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  test->clock->real += 10 * 365 * G_TIME_SPAN_DAY;
  sio_client_clock_jumped (test->client, 0);
  sio_test_clock_advance (test->clock, 1000);
  test->clock->real -= 20 * 365 * G_TIME_SPAN_DAY;
  sio_client_clock_jumped (test->client, 0);
  sio_test_clock_advance (test->clock, 1000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);
  g_assert_cmpuint (test->peer->frames->len, ==, 1);
  sio_test_case_free (test);
}

/* The network */

static void
test_network_while_joined (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  sio_test_clock_advance (test->clock, 10000);
  sio_test_case_change_network (test, GPOINTER_TO_INT (data));
  sio_test_case_change_network (test, GPOINTER_TO_INT (data));
  SIO_TEST_WAIT (sio_test_peer_count (test->peer, "2") == 1);
  sio_test_peer_send (test->peer, "3");
  SIO_TEST_WAIT (test->heard == 3);
  sio_test_clock_advance (test->clock, 10000);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINED);

  sio_test_case_change_network (test, GPOINTER_TO_INT (data));
  sio_test_clock_advance (test->clock, 5000);
  SIO_TEST_WAIT (test->last_end == SIO_REASON_NETWORK_CHANGED);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* The wait may be long by then; it is over when the network is back. */
static void
test_network_while_waiting (void)
{
  SioTestCase *test = new_in_state (SIO_STATE_WAITING);

  for (guint wait = 1000; wait < 30000; wait *= 2)
    {
      sio_test_clock_advance (test->clock, wait);
      sio_test_case_reach (test, SIO_STATE_WAITING);
    }
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 30000);

  /* At most once in five seconds, */
  sio_test_case_change_network (test, TRUE);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 5000);
  sio_test_case_change_network (test, TRUE);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 5000);
  sio_test_clock_advance (test->clock, 5000);
  sio_test_case_reach (test, SIO_STATE_WAITING);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 30000);

  /* and at once after that; */
  sio_test_clock_advance (test->clock, 10000);
  test->peer->http_status = 0;
  /* that it is gone says nothing. */
  sio_test_case_change_network (test, FALSE);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 20000);
  sio_test_case_change_network (test, TRUE);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 0);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* But not when the server wants to be left alone, or does not want us. */
static void
test_network_does_not_shorten (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();
  gint64 wait;

  test->clock->random = 1.0;
  test->peer->http_status = (guint)GPOINTER_TO_INT (data);
  test->peer->http_header = g_strdup ("Retry-After: 60");
  sio_client_start (test->client);
  if (test->peer->http_status == 401)
    SIO_TEST_WAIT (test->peer->queries->len == 2);
  sio_test_case_reach (test, SIO_STATE_WAITING);
  wait = sio_test_case_get_wait (test);
  g_assert_cmpint (wait, >, 0);
  sio_test_case_change_network (test, TRUE);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, wait);
  /* A person may. */
  test->peer->http_status = 0;
  sio_client_start (test->client);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
add_for_state (const char *what, SioState state, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/client/%s/%s", what, sio_state_to_string (state));

  g_test_add_data_func (path, GINT_TO_POINTER (state), func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      add_for_state ("leave", states[i], test_leave);
      add_for_state ("start", states[i], test_start);
      add_for_state ("finalize", states[i], test_finalize);
      if (states[i] != SIO_STATE_IDLE)
        {
          add_for_state ("leave-in-handler", states[i], test_leave_in_handler);
          add_for_state ("unref-in-handler", states[i], test_unref_in_handler);
          if (states[i] != SIO_STATE_WAITING)
            add_for_state ("restart-in-handler", states[i], test_restart_in_handler);
        }
    }
  g_test_add_func ("/client/leave/is-flushed", test_leave_is_flushed);
  g_test_add_func ("/client/leave-in-handler/event", test_leave_in_event);
  g_test_add_data_func ("/client/sleep/long-3", GINT_TO_POINTER (3), test_long_sleep);
  g_test_add_data_func ("/client/sleep/long-4", GINT_TO_POINTER (4), test_long_sleep);
  g_test_add_func ("/client/sleep/short-3", test_short_sleep_3);
  g_test_add_func ("/client/sleep/short-4", test_short_sleep_4);
  add_for_state ("sleep", SIO_STATE_AUTHORIZING, test_sleep_while_waiting_for_the_server);
  add_for_state ("sleep", SIO_STATE_CONNECTING, test_sleep_while_waiting_for_the_server);
  add_for_state ("sleep", SIO_STATE_OPENING, test_sleep_while_waiting_for_the_server);
  add_for_state ("sleep", SIO_STATE_JOINING, test_sleep_while_waiting_for_the_server);
  g_test_add_func ("/client/sleep/waiting", test_sleep_while_waiting);
  g_test_add_func ("/client/sleep/only-the-clock-is-set", test_clock_is_set);
  g_test_add_data_func (
      "/client/network/joined-and-back", GINT_TO_POINTER (TRUE), test_network_while_joined);
  g_test_add_data_func (
      "/client/network/joined-and-gone", GINT_TO_POINTER (FALSE), test_network_while_joined);
  g_test_add_func ("/client/network/waiting", test_network_while_waiting);
  g_test_add_data_func ("/client/network/not-against-retry-after",
                        GINT_TO_POINTER (503),
                        test_network_does_not_shorten);
  g_test_add_data_func ("/client/network/not-against-a-refusal",
                        GINT_TO_POINTER (401),
                        test_network_does_not_shorten);
  return g_test_run ();
}
