/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Being refused, with credentials and with revisions: what is tried next. */
#include "sio-test-case.h"

#define ACCEPTED_4 "40/chat,{\"sid\":\"n1\"}"

static SioTestCase *
new_refused (const char *answer)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  sio_test_peer_set_join (test->peer, answer);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
  return test;
}

static void
test_new_credentials_at_once (void)
{
  SioTestCase *test = new_refused ("44/chat,\"jwt expired\"");

  g_assert_cmpstr (sio_client_get_detail (test->client), ==, "refused: jwt expired");
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 0);
  g_assert_cmpuint (test->asked_refused, ==, 0);
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->asked, ==, 2);
  g_assert_cmpuint (test->asked_refused, ==, 1);
  g_assert_cmpuint (test->peer->queries->len, ==, 2);
  g_assert_cmpint (sio_client_get_reason (test->client), ==, SIO_REASON_NONE);
  g_assert_null (sio_client_get_detail (test->client));

  /* They were accepted, so a later loss is no refusal. */
  sio_test_peer_close (test->peer, 1001);
  sio_test_case_assert_ends (test, SIO_REASON_SERVER_CLOSED);
  sio_test_clock_advance (test->clock, 2000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->asked, ==, 3);
  g_assert_cmpuint (test->asked_refused, ==, 1);
  sio_test_case_free (test);
}

static void
test_refused_again (void)
{
  SioTestCase *test = new_refused ("44/chat,\"no\"");
  guint expected = 1000;

  for (guint i = 2; i < 12; i++)
    {
      SIO_TEST_WAIT (test->peer->connections == i);
      sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
      g_assert_cmpint (sio_test_case_get_wait (test), ==, expected);
      g_assert_cmpuint (test->asked, ==, i);
      g_assert_cmpuint (test->asked_refused, ==, i - 1);
      sio_test_clock_advance (test->clock, expected - 1);
      g_assert_cmpuint (test->asked, ==, i);
      sio_test_clock_advance (test->clock, 1);
      expected = MIN (expected * 2, 300000);
    }
  sio_test_case_free (test);
}

/* The reason stays while it tries again. */
static void
test_reason_stays (void)
{
  SioTestCase *test = new_refused ("44/chat,\"no\"");

  test->withhold = TRUE;
  sio_test_case_reach (test, SIO_STATE_AUTHORIZING);
  g_assert_cmpint (sio_client_get_reason (test->client), ==, SIO_REASON_NAMESPACE_REFUSED);
  g_assert_cmpstr (sio_client_get_detail (test->client), ==, "refused: no");
  sio_test_case_free (test);
}

typedef struct
{
  const char *name;
  SioGeneration generation;
  const char *answer;
  const char *detail;
} Refusal;

static const Refusal refusals[] = {
  { "text-3", 3, "44/chat,\"Invalid token\"", "refused: Invalid token" },
  { "object-3", 3, "44/chat,{\"message\":\"Invalid namespace\"}", "refused: Invalid namespace" },
  { "data-3", 3, "44/chat,{\"code\":7}", "refused: no reason given" },
  { "object-4", 4, "44/chat,{\"message\":\"bad\",\"data\":{\"x\":1}}", "refused: bad" },
  { "number-as-message-4", 4, "44/chat,{\"message\":5}", "refused: no reason given" },
  { "lines-3", 3, "44/chat,\"a\\nb\\tc\"", "refused: a b c" },
  { "quotes-our-token-3",
    3,
    "44/chat,\"bad " SIO_TEST_TOKEN " or tok%2Fen%2B1%3D%26%C3%A9%2Csecret\"",
    "refused: bad (hidden) or (hidden)" },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, refusal->generation);
  sio_test_peer_set_join (test->peer, refusal->answer);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
  g_assert_cmpstr (sio_client_get_detail (test->client), ==, refusal->detail);
  g_assert_cmpint (sio_client_get_generation (test->client), ==, refusal->generation);
  sio_test_case_free (test);
}

/* Tokens run out in the middle of things. */
static void
test_refused_while_joined (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_case_join (test);
  sio_test_peer_send (test->peer, "44/chat,\"jwt expired\"");
  sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->asked_refused, ==, 1);
  sio_test_case_free (test);
}

/* 2.x never answers for /chat once the root has refused. */
static void
test_root_refused (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_join (test->peer, "44\"Authentication error\"");
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->heard == 2);
  sio_test_clock_advance (test->clock, 9999);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINING);
  sio_test_clock_advance (test->clock, 1);
  SIO_TEST_WAIT (test->last_end == SIO_REASON_NAMESPACE_REFUSED);
  g_assert_cmpstr (sio_client_get_detail (test->client), ==, "root: Authentication error");
  sio_test_case_free (test);
}

static void
test_root_refused_and_closed (void)
{
  SioTestCase *test = sio_test_case_new ();

  sio_test_peer_set_join (test->peer, "44\"Authentication error\"");
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->heard == 2);
  sio_test_peer_close (test->peer, 1000);
  sio_test_case_assert_ends (test, SIO_REASON_NAMESPACE_REFUSED);
  sio_test_case_free (test);
}

/* Credentials that cannot be had */

static void
test_no_credentials (void)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  test->no_credentials = g_error_new (SIO_ERROR, SIO_ERROR_CREDENTIALS, "signed out");
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_CREDENTIALS);
  g_assert_cmpstr (sio_client_get_detail (test->client), ==, "no credentials: signed out");
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  g_assert_cmpuint (test->peer->queries->len, ==, 0);
  g_clear_error (&test->no_credentials);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_credentials_never_come (void)
{
  SioTestCase *test = sio_test_case_new ();

  test->withhold = TRUE;
  sio_client_start (test->client);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_AUTHORIZING);
  sio_test_clock_advance (test->clock, 29999);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_AUTHORIZING);
  sio_test_clock_advance (test->clock, 1);
  sio_test_case_assert_ends (test, SIO_REASON_CREDENTIALS);
  /* They were told that nobody waits any more, and what still comes is not used. */
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (test->credentials)));
  sio_test_case_give_credentials (test);
  sio_test_clock_advance (test->clock, 1);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_WAITING);
  g_assert_cmpuint (test->peer->queries->len, ==, 0);
  sio_test_case_free (test);
}

/* Revisions */

static void
test_from_3_to_4 (void)
{
  SioTestCase *test;
  /* What a server of 4.x writes into the WebSocket behind its 101. */
  g_autoptr (SioRawPeer) raw = sio_raw_peer_new (
      SIO_RAW_UPGRADE,
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
      "Content-Length: 52\r\n\r\n{\"code\":5,\"message\":\"Unsupported protocol version\"}",
      -1,
      SIO_RAW_STAY);

  test = sio_test_case_new_full (raw->origin, NULL, NULL);
  test->clock->random = 1.0;
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_WRONG_GENERATION);
  g_assert_cmpint (sio_client_get_generation (test->client), ==, SIO_GENERATION_4);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 0);
  /* It is no better there: back to where we were, without hurry. */
  SIO_TEST_WAIT (raw->requests == 2);
  sio_test_case_assert_ends (test, SIO_REASON_PROTOCOL);
  g_assert_cmpint (sio_client_get_generation (test->client), ==, SIO_GENERATION_3);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  sio_test_case_free (test);
}

typedef struct
{
  const char *name;
  const char *before; /* sent before the join is answered; nullable */
  const char *answer; /* nullable */
} OlderServer;

static const OlderServer older_servers[] = {
  { "join-without-sid", NULL, "40/chat," },
  { "root-unasked", "40", NULL },
  { "refusal-is-a-text", NULL, "44/chat,\"no token\"" },
};

static void
count_notify (SioTestCase *test, GParamSpec *pspec, GObject *client)
{
  test->heard += 100;
}

static void
test_from_4_to_3 (gconstpointer data)
{
  const OlderServer *older = data;
  SioTestCase *test = sio_test_case_new ();

  sio_client_set_generation (test->client, SIO_GENERATION_4);
  g_signal_connect_swapped (test->client, "notify::generation", G_CALLBACK (count_notify), test);
  sio_test_peer_set_join (test->peer, older->answer);
  sio_client_start (test->client);
  if (older->before != NULL)
    {
      SIO_TEST_WAIT (test->peer->connection != NULL);
      sio_test_peer_send (test->peer, older->before);
    }
  sio_test_case_assert_ends (test, SIO_REASON_WRONG_GENERATION);
  g_assert_cmpuint (test->heard, >=, 100);
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpint (sio_client_get_generation (test->client), ==, SIO_GENERATION_3);
  g_assert_cmpstr (
      sio_test_peer_get_query (test->peer, 1), ==, SIO_TEST_QUERY "&EIO=3&transport=websocket");
  g_assert_cmpstr (sio_test_peer_get_last (test->peer), ==, "40/chat?" SIO_TEST_QUERY ",");
  g_signal_handlers_disconnect_by_data (test->client, test);
  sio_test_case_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/refused/new-credentials-at-once", test_new_credentials_at_once);
  g_test_add_func ("/client/refused/again-and-again", test_refused_again);
  g_test_add_func ("/client/refused/reason-stays", test_reason_stays);
  g_test_add_func ("/client/refused/while-joined", test_refused_while_joined);
  g_test_add_func ("/client/refused/root", test_root_refused);
  g_test_add_func ("/client/refused/root-and-closed", test_root_refused_and_closed);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/client/refused/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/client/credentials/none", test_no_credentials);
  g_test_add_func ("/client/credentials/never-come", test_credentials_never_come);
  g_test_add_func ("/client/generation/from-3-to-4-and-back", test_from_3_to_4);
  for (guint i = 0; i < G_N_ELEMENTS (older_servers); i++)
    {
      g_autofree char *path = g_strconcat ("/client/generation/", older_servers[i].name, NULL);

      g_test_add_data_func (path, &older_servers[i], test_from_4_to_3);
    }
  return g_test_run ();
}
