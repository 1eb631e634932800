/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <string.h>

#include "test-client.h"

#define AUTHORIZATION "jwt " TEST_TOKEN
#define QUERY "EIO=3&transport=websocket&tokenType=jwt&token=" TEST_TOKEN_ESCAPED

/* A server and a client of the older generation that hears of the garden. */
typedef struct
{
  SimulatorServer *server;
  TestClient *client;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server (NULL);
  fixture->client = test_client_join (fixture->server, 3);
  test_client_subscribe (fixture->client, TEST_GARDEN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->client, test_client_free);
  g_assert_finalize_object (fixture->server);
}

/* Whether a new client can open a connection now; *@status: what it was answered instead. */
static gboolean
can_connect (SimulatorServer *server, guint *status)
{
  g_autoptr (TestClient) client = test_client_new (server, QUERY);

  if (status != NULL)
    *status = client->status;
  return client->connection != NULL;
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  guint status;

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"drop\",\"for\":60}");
  wait_until (fixture->client->closed);
  /* Not a word, not even a close frame. */
  g_assert_cmpuint (fixture->client->code, ==, 0);
  g_assert_cmpuint (simulator_server_count_open (fixture->server), ==, 0);
  g_assert_false (can_connect (fixture->server, &status));
  g_assert_cmpuint (status, ==, 0);
  g_assert_cmpuint (test_get (fixture->server, "/api/users/me", AUTHORIZATION, NULL), ==, 0);
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"clear\"}");
  g_assert_true (can_connect (fixture->server, NULL));
}

static void
test_drop_once (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"drop\"}");
  wait_until (fixture->client->closed);
  g_assert_true (can_connect (fixture->server, NULL));
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"close\",\"code\":1001}");
  wait_until (fixture->client->closed);
  g_assert_cmpuint (fixture->client->code, ==, 1001);
}

static void
test_close_without_code (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"close\"}");
  wait_until (fixture->client->closed);
  g_assert_cmpuint (fixture->client->code, ==, SOUP_WEBSOCKET_CLOSE_NO_STATUS);
}

static void
test_kick (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"kick\"}");
  wait_until (test_client_count_exact (fixture->client, "41/chat,") == 1);
  g_assert_false (fixture->client->closed);
  g_assert_cmpuint (simulator_server_count_joined (fixture->server), ==, 0);
  /* It hears nothing now, but may join again on the same connection. */
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  test_client_send (fixture->client, "40/chat,");
  wait_until (simulator_server_count_joined (fixture->server) == 1);
  test_client_subscribe (fixture->client, TEST_GARDEN);
  g_assert_cmpuint (test_client_count (fixture->client, "meeting.started"), ==, 0);
}

static void
test_stall (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"stall\"}");
  test_client_send (fixture->client, "2lost");
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  {
    /* A second connection is accepted by nobody; meanwhile everything sent above has arrived. */
    g_autoptr (SoupSession) session = soup_session_new ();
    g_autoptr (SoupMessage) message = NULL;
    g_autofree char *url
        = g_strconcat (simulator_server_get_origin (fixture->server), "/api/users/me", NULL);

    message = soup_message_new ("GET", url);
    soup_session_send_and_read_async (session, message, 0, NULL, NULL, NULL);
    wait_until (simulator_server_count (fixture->server, "rest") == 1);
    g_assert_cmpuint (soup_message_get_status (message), ==, 0);
    soup_session_abort (session);
  }
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"clear\"}");
  test_client_send (fixture->client, "2found");
  wait_until (test_client_find (fixture->client, "3found") != NULL);
  g_assert_null (test_client_find (fixture->client, "3lost"));
  g_assert_cmpuint (test_client_count (fixture->client, "meeting.started"), ==, 0);
}

static void
test_stall_ends (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"stall\",\"for\":0.1}");
  /* Held back until it is over, then turned away. */
  g_assert_cmpuint (test_get (fixture->server, "/api/users/me", AUTHORIZATION, NULL), ==, 503);
  wait_until (test_get (fixture->server, "/api/users/me", AUTHORIZATION, NULL) == 200);
  test_client_send (fixture->client, "2found");
  wait_until (test_client_find (fixture->client, "3found") != NULL);
}

static void
test_refuse (Fixture *fixture, gconstpointer data)
{
  guint status;

  test_apply (fixture->server,
              "{\"do\":\"fault\",\"fault\":\"refuse\",\"status\":429,\"retryAfter\":5,"
              "\"count\":1}");
  g_assert_false (can_connect (fixture->server, &status));
  g_assert_cmpuint (status, ==, 429);
  g_assert_cmpuint (simulator_server_count (fixture->server, "refuse"), ==, 1);
  g_assert_true (can_connect (fixture->server, NULL));
  g_assert_false (fixture->client->closed);
}

static void
test_refuse_join (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestClient) second = test_client_new (fixture->server, QUERY);

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"refuse\",\"count\":1}");
  test_client_send (second, "40/chat,");
  wait_until (test_client_find (second, "44/chat,") != NULL);
  g_assert_false (second->closed);
  test_client_send (second, "40/chat,");
  wait_until (test_client_find (second, "40/chat,") != NULL);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->client->frames->len;

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"garbage\",\"text\":\"42/chat,{\"}");
  wait_until (test_client_count_exact (fixture->client, "42/chat,{") == 1);
  test_apply (fixture->server,
              "{\"do\":\"fault\",\"fault\":\"garbage\",\"text\":\"xyz\",\"binary\":true}");
  wait_until (fixture->client->binaries == 1);
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"garbage\",\"count\":5}");
  wait_until (fixture->client->frames->len == before + 6);
}

static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"duplicate\"}");
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  test_apply (fixture->server, "{\"do\":\"end\",\"space\":\"garden\"}");
  wait_until (test_client_count (fixture->client, "meeting.ended") == 1);
  g_assert_cmpuint (test_client_count (fixture->client, "meeting.started"), ==, 2);
}

static void
test_reorder (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->client->frames->len;

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"reorder\"}");
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  test_apply (fixture->server, "{\"do\":\"end\",\"space\":\"garden\"}");
  wait_until (fixture->client->frames->len == before + 2);
  g_assert_nonnull (
      strstr (g_ptr_array_index (fixture->client->frames, before), "app.event.meeting.ended"));
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->client->frames, before + 1),
                            "app.event.meeting.started"));
}

static void
test_reorder_between_spaces (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"reorder\"}");
  /* Held back for a space nobody hears of, and let go by one of the garden: it stays unheard. */
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"cellar\"}");
  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  test_apply (fixture->server, "{\"do\":\"end\",\"space\":\"garden\"}");
  wait_until (test_client_count (fixture->client, "meeting.ended") == 1);
  g_assert_cmpuint (test_client_count (fixture->client, TEST_CELLAR), ==, 0);
}

static void
test_oversize (Fixture *fixture, gconstpointer data)
{
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"oversize\",\"bytes\":3000000}");
  wait_until (fixture->client->longest == 3000000);
}

static void
test_rest_fault (Fixture *fixture, gconstpointer data)
{
  const char *active = "/api/spaces/" TEST_GARDEN "/activemeeting";
  gint64 begin;

  test_apply (fixture->server,
              "{\"do\":\"fault\",\"fault\":\"rest\",\"status\":500,\"path\":\"activemeeting\","
              "\"count\":1}");
  g_assert_cmpuint (test_get (fixture->server, "/api/users/me", AUTHORIZATION, NULL), ==, 200);
  g_assert_cmpuint (test_get (fixture->server, active, AUTHORIZATION, NULL), ==, 500);
  g_assert_cmpuint (test_get (fixture->server, active, AUTHORIZATION, NULL), ==, 404);

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"rest\",\"delay\":0.2}");
  begin = g_get_monotonic_time ();
  g_assert_cmpuint (test_get (fixture->server, active, AUTHORIZATION, NULL), ==, 404);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 190 * 1000);
}

/* A server that goes away while slow answers are under way takes them with it. */
static void
test_rest_abandoned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url
      = g_strconcat (simulator_server_get_origin (fixture->server), "/api/users/me", NULL);
  g_autoptr (SoupMessage) first = soup_message_new ("GET", url);
  g_autoptr (SoupMessage) second = soup_message_new ("GET", url);

  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"rest\",\"delay\":0.3}");
  soup_session_send_and_read_async (session, first, 0, NULL, NULL, NULL);
  wait_until (simulator_server_count (fixture->server, "rest") == 1);
  soup_session_abort (session);
  /* The first one's time comes when its client is gone. */
  g_assert_cmpuint (test_get (fixture->server, "/api/users/me", "jwt x", NULL), ==, 401);
  soup_session_send_and_read_async (session, second, 0, NULL, NULL, NULL);
  wait_until (simulator_server_count (fixture->server, "rest") == 3);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  guint status;

  test_apply (fixture->server, "{\"do\":\"start\",\"space\":\"garden\"}");
  test_apply (fixture->server, "{\"do\":\"fault\",\"fault\":\"restart\",\"for\":0.2}");
  g_assert_false (can_connect (fixture->server, &status));
  g_assert_cmpuint (status, ==, 0);
  wait_until (fixture->client->closed);
  g_assert_cmpuint (fixture->client->code, ==, SOUP_WEBSOCKET_CLOSE_NO_STATUS);
  wait_until (simulator_server_count (fixture->server, "restarted") == 1);
  g_assert_true (can_connect (fixture->server, NULL));
  /* What was on is still on. */
  g_assert_cmpuint (
      test_get (fixture->server, "/api/spaces/" TEST_GARDEN "/activemeeting", AUTHORIZATION, NULL),
      ==,
      200);
}

static void
test_impossible (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (simulator_server_apply_text (
      fixture->server, "{\"do\":\"end\",\"space\":\"garden\"}", &error));
  g_assert_error (error, SIMULATOR_ERROR, SIMULATOR_ERROR_ORDER);
  g_clear_error (&error);
  g_assert_false (simulator_server_apply_text (fixture->server, "{\"do\":", &error));
  g_assert_error (error, SIMULATOR_ERROR, SIMULATOR_ERROR_JSON);
  g_assert_cmpuint (simulator_server_count (fixture->server, "step"), ==, 0);
}

static void
test_raw_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestClient) other = test_client_join (fixture->server, 3);

  test_client_subscribe (other, TEST_CELLAR);
  /* By its topicId, by the space named, and to everyone. */
  test_apply (fixture->server,
              "{\"do\":\"event\",\"payload\":{\"topicId\":\"" TEST_GARDEN "\",\"n\":1}}");
  test_apply (fixture->server,
              "{\"do\":\"event\",\"space\":\"cellar\",\"payload\":{\"topicId\":7,\"n\":2}}");
  test_apply (fixture->server, "{\"do\":\"event\",\"name\":\"X\",\"payload\":[3]}");
  wait_until (test_client_count_exact (fixture->client, "42/chat,[\"X\",[3]]") == 1);
  wait_until (test_client_count_exact (other, "42/chat,[\"X\",[3]]") == 1);
  g_assert_cmpuint (test_client_count (fixture->client, "\"n\":1"), ==, 1);
  g_assert_cmpuint (test_client_count (fixture->client, "\"n\":2"), ==, 0);
  g_assert_cmpuint (test_client_count (other, "\"n\":1"), ==, 0);
  g_assert_cmpuint (test_client_count (other, "\"n\":2"), ==, 1);
}

static void
test_port_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimulatorScenario) scenario = test_scenario (NULL);
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;
  g_autoptr (SimulatorServer) second = NULL;
  g_autoptr (GError) error = NULL;

  options.port = (guint16)g_ascii_strtoull (
      strrchr (simulator_server_get_origin (fixture->server), ':') + 1, NULL, 10);
  second = simulator_server_new (scenario, &options);
  g_assert_false (simulator_server_start (second, &error));
  g_assert_error (error, SIMULATOR_ERROR, SIMULATOR_ERROR_LISTEN);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/simulator/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("fault/drop", test_drop);
  add ("fault/drop-once", test_drop_once);
  add ("fault/close", test_close);
  add ("fault/close-without-code", test_close_without_code);
  add ("fault/kick", test_kick);
  add ("fault/stall", test_stall);
  add ("fault/stall-ends", test_stall_ends);
  add ("fault/refuse", test_refuse);
  add ("fault/refuse-join", test_refuse_join);
  add ("fault/garbage", test_garbage);
  add ("fault/duplicate", test_duplicate);
  add ("fault/reorder", test_reorder);
  add ("fault/reorder-between-spaces", test_reorder_between_spaces);
  add ("fault/oversize", test_oversize);
  add ("fault/rest", test_rest_fault);
  add ("fault/rest-abandoned", test_rest_abandoned);
  add ("fault/restart", test_restart);
  add ("apply/impossible", test_impossible);
  add ("apply/raw-events", test_raw_events);
  add ("port-in-use", test_port_in_use);
  return g_test_run ();
}
