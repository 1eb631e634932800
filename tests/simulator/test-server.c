/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "test-client.h"

#define AUTHORIZATION "jwt " TEST_TOKEN

static void
test_join (gconstpointer data)
{
  guint generation = GPOINTER_TO_UINT (data);
  SimulatorServer *server = test_server (NULL);

  {
    g_autoptr (TestClient) client = test_client_join (server, generation);
    const char *open = test_client_find (client, "0{");

    g_assert_nonnull (strstr (open, "\"upgrades\":[]"));
    g_assert_nonnull (strstr (open, "\"pingInterval\":25000,\"pingTimeout\":20000"));
    g_assert_true ((strstr (open, "\"maxPayload\"") != NULL) == (generation == 4));
    g_assert_cmpuint (test_client_count_exact (client, "40"), ==, generation == 3 ? 1 : 0);
    if (generation == 3)
      g_assert_nonnull (test_client_find (client, "40/chat,"));
    else
      g_assert_nonnull (test_client_find (client, "40/chat,{\"sid\":\""));
    g_assert_cmpuint (simulator_server_count_joined (server), ==, 1);
    g_assert_cmpuint (simulator_server_count (server, "join"), ==, 1);
  }
  wait_until (simulator_server_count_open (server) == 0);
  g_assert_cmpuint (simulator_server_count (server, "disconnect"), ==, 1);
  g_assert_finalize_object (server);
}

static void
test_events (gconstpointer data)
{
  SimulatorServer *server = test_server (NULL);

  {
    g_autoptr (TestClient) client = test_client_join (server, GPOINTER_TO_UINT (data));
    g_autoptr (TestClient) other = test_client_join (server, GPOINTER_TO_UINT (data));

    test_client_subscribe (client, TEST_GARDEN);
    test_client_subscribe (other, TEST_CELLAR);
    test_apply (server, "{\"do\":\"start\",\"space\":\"garden\",\"who\":\"ben\"}");
    wait_until (test_client_count (client, "\"app.event.meeting.started\"") == 1);
    g_assert_nonnull (test_client_find (client, "42/chat,[\"MEDIA_SESSION_RESPONSE\",{\"_id\":"));

    test_client_send (client,
                      "42/chat,[\"UNSUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\","
                      "\"_id\":\"" TEST_GARDEN "\"}}]");
    wait_until (test_client_count (client, "CHANNEL_UNSUBSCRIBED") == 1);
    test_apply (server, "{\"do\":\"end\",\"space\":\"garden\"}");
    test_apply (server, "{\"do\":\"start\",\"space\":\"cellar\"}");
    wait_until (test_client_count (other, "\"app.event.meeting.started\"") == 1);
    g_assert_cmpuint (test_client_count (client, "\"app.event.meeting.ended\""), ==, 0);
    g_assert_cmpuint (test_client_count (other, TEST_GARDEN), ==, 0);
    g_assert_cmpuint (simulator_server_count (server, "subscribe"), ==, 2);
    g_assert_cmpuint (simulator_server_count (server, "unsubscribe"), ==, 1);
  }
  g_assert_finalize_object (server);
}

static void
test_subscribe_failed (void)
{
  static const char *const requests[] = {
    "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\",\"_id\":\"nowhere\"}}]",
    "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"user\",\"_id\":\"" TEST_GARDEN "\"}}]",
    "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":7}]",
    "42/chat,[\"SUBSCRIBE_CHANNEL\"]",
    /* The scenario says that this one refuses, and names are no ids. */
    "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\",\"_id\":\"" TEST_VAULT "\"}}]",
    "42/chat,[\"SUBSCRIBE_CHANNEL\",{\"channel\":{\"type\":\"topic\",\"_id\":\"garden\"}}]",
  };
  SimulatorServer *server = test_server (NULL);

  {
    g_autoptr (TestClient) client = test_client_join (server, 3);

    for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
      {
        test_client_send (client, requests[i]);
        wait_until (test_client_count (client, "SUBSCRIBE_CHANNEL_FAILED") == i + 1);
      }
    g_assert_cmpuint (test_client_count (client, "\"code\":\"invalid.parameters\""), ==, 6);
    g_assert_cmpuint (simulator_server_count (server, "subscribe"), ==, 0);
  }
  g_assert_finalize_object (server);
}

typedef struct
{
  const char *query;
  const char *packet;
  const char *answer;
} Refusal;

static void
test_refused_tokens (void)
{
  static const Refusal cases[] = {
    { "EIO=3&transport=websocket&token=wrong&tokenType=jwt",
      "40/chat,",
      "44/chat,\"authentication failed\"" },
    { "EIO=3&transport=websocket&token=wrong&tokenType=jwt",
      "40/chat?token=" TEST_TOKEN_ESCAPED "&tokenType=jwt,",
      "44/chat," },
    { "EIO=3&transport=websocket&token=" TEST_TOKEN_ESCAPED "&tokenType=jwt",
      "40/chat?token=stale,",
      "44/chat," },
    { "EIO=3&transport=websocket&token=" TEST_TOKEN_ESCAPED, "40/chat", "44/chat," },
    { "EIO=3&transport=websocket&token=" TEST_TOKEN_ESCAPED "&tokenType=paper",
      "40/chat",
      "44/chat," },
    { "EIO=3&transport=websocket", "40/chat,", "44/chat," },
    { "EIO=4&transport=websocket&token=wrong&tokenType=jwt",
      "40/chat,",
      "44/chat,{\"message\":\"authentication failed\"}" },
    { "EIO=4&transport=websocket", "40/chat,{\"token\":\"wrong\"}", "44/chat," },
    { "EIO=4&transport=websocket", "40/chat,{\"token\":\"" TEST_TOKEN "\"}", "40/chat," },
    { "EIO=3&transport=websocket&token=" TEST_TOKEN_ESCAPED "&tokenType=oauth",
      "40/chat",
      "40/chat," },
    { "EIO=3&transport=websocket&token=" TEST_TOKEN_ESCAPED "&tokenType=oauth",
      "40/nope,",
      "44/nope,\"Invalid namespace\"" },
    { "EIO=4&transport=websocket&token=" TEST_TOKEN_ESCAPED "&tokenType=oauth",
      "40/nope,",
      "44/nope,{\"message\":\"Invalid namespace\"}" },
  };
  SimulatorServer *server = test_server (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TestClient) client = test_client_new (server, cases[i].query);

      g_test_message ("case %u", i);
      test_client_send (client, cases[i].packet);
      wait_until (test_client_find (client, cases[i].answer) != NULL);
    }
  g_assert_finalize_object (server);
}

static void
test_refused_handshakes (void)
{
  static const char *const queries[] = {
    "EIO=3&transport=polling",
    "transport=websocket",
    "EIO=5&transport=websocket",
  };
  SimulatorServer *server = test_server (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (TestClient) client = test_client_new (server, queries[i]);

      g_assert_true (client->failed);
      g_assert_cmpuint (client->status, ==, 400);
    }
  g_assert_cmpuint (simulator_server_count (server, "connect"), ==, 0);
  g_assert_finalize_object (server);
}

/* Options of a server, for the cases about generations and heartbeats. */
static SimulatorServer *
start_with (SimulatorEngines engines, guint ping_interval, guint ping_timeout)
{
  g_autoptr (SimulatorScenario) scenario = test_scenario (NULL);
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  SimulatorServer *server;

  options.engines = engines;
  options.ping_interval = ping_interval;
  options.ping_timeout = ping_timeout;
  options.token = TEST_TOKEN;
  options.speed = 0;
  server = simulator_server_new (scenario, &options);
  simulator_server_start (server, &error);
  g_assert_no_error (error);
  return server;
}

static void
test_wrong_generation (void)
{
  SimulatorServer *old = start_with (SIMULATOR_ENGINE_3, 25000, 20000);
  SimulatorServer *new = start_with (SIMULATOR_ENGINE_4, 25000, 20000);

  {
    /* An older server seems to work, but speaks its own language. */
    g_autoptr (TestClient) client = test_client_new (
        old, "EIO=4&transport=websocket&tokenType=jwt&token=" TEST_TOKEN_ESCAPED);
    /* A newer one writes HTTP into the WebSocket. */
    g_autoptr (TestClient) early = test_client_new (
        new, "EIO=3&transport=websocket&tokenType=jwt&token=" TEST_TOKEN_ESCAPED);

    wait_until (test_client_find (client, "0{") != NULL);
    g_assert_null (strstr (test_client_find (client, "0{"), "maxPayload"));
    test_client_send (client, "40/chat,");
    wait_until (test_client_find (client, "40/chat,") != NULL);
    g_assert_cmpstr (test_client_find (client, "40/chat,"), ==, "40/chat,");
    wait_until (early->closed);
    g_assert_cmpuint (early->errors, >, 0);
    g_assert_cmpuint (early->frames->len, ==, 0);
  }
  g_assert_finalize_object (old);
  g_assert_finalize_object (new);
}

static void
test_heartbeat_3 (void)
{
  SimulatorServer *server = start_with (SIMULATOR_ENGINE_BOTH, 50, 50);

  {
    g_autoptr (TestClient) client = test_client_join (server, 3);

    test_client_send (client, "2probe");
    wait_until (test_client_find (client, "3probe") != NULL);
    /* A client that falls silent is given up, with a close frame without a code. */
    wait_until (client->closed);
    g_assert_cmpuint (client->code, ==, SOUP_WEBSOCKET_CLOSE_NO_STATUS);
  }
  wait_until (simulator_server_count (server, "disconnect") == 1);
  g_assert_finalize_object (server);
}

static void
test_heartbeat_4 (void)
{
  SimulatorServer *server = start_with (SIMULATOR_ENGINE_BOTH, 50, 100);

  {
    g_autoptr (TestClient) client = test_client_join (server, 4);

    wait_until (test_client_count_exact (client, "2") == 1);
    test_client_send (client, "3");
    wait_until (test_client_count_exact (client, "2") >= 2);
    wait_until (client->closed);
    g_assert_cmpuint (client->code, ==, SOUP_WEBSOCKET_CLOSE_NO_STATUS);
  }
  {
    /* The wrong way round ends it at once. */
    g_autoptr (TestClient) client = test_client_join (server, 4);

    test_client_send (client, "2");
    wait_until (client->closed);
    g_assert_null (test_client_find (client, "3"));
  }
  g_assert_finalize_object (server);
}

static void
test_malformed (void)
{
  static const char *const messages[] = {
    "9", "4", "49", "45-/chat,[]", "42/chat,{}", "42/chat,[", "42/chat,[[]]", "42/chat,[]", "1",
  };
  SimulatorServer *server = test_server (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (TestClient) client = test_client_join (server, 3);

      test_client_send (client, messages[i]);
      wait_until (client->closed);
    }
  wait_until (simulator_server_count (server, "disconnect") == G_N_ELEMENTS (messages));
  g_assert_finalize_object (server);
}

static void
test_variants (void)
{
  SimulatorServer *server
      = test_server ("\"variants\":{\"acknowledgement\":\"bare\",\"rootConnect\":false,"
                     "\"refusal\":\"object\",\"times\":\"ms\",\"sender\":\"string\"}");

  {
    g_autoptr (TestClient) client = test_client_join (server, 3);
    g_autoptr (TestClient) stranger = test_client_new (server, "EIO=3&transport=websocket");

    g_assert_cmpstr (test_client_find (client, "40"), ==, "40/chat");
    test_client_send (stranger, "40/chat,");
    wait_until (test_client_find (stranger, "44/chat,{\"code\":\"invalid.token\"") != NULL);
    test_client_subscribe (client, TEST_GARDEN);
    test_apply (server, "{\"do\":\"start\",\"space\":\"garden\"}");
    wait_until (test_client_count (client, "\"sender\":\"" TEST_GARDEN "\"") == 1);
    g_assert_cmpuint (test_client_count (client, "\"startTime\":1"), ==, 1);
  }
  g_assert_finalize_object (server);
}

static void
test_rest (void)
{
  SimulatorServer *server = test_server (NULL);
  g_autofree char *me = NULL;
  g_autofree char *meeting = NULL;

  g_assert_cmpuint (test_get (server, "/api/users/me", NULL, NULL), ==, 401);
  g_assert_cmpuint (test_get (server, "/api/users/me", "jwt wrong", NULL), ==, 401);
  g_assert_cmpuint (test_get (server, "/api/users/me", "Bearer " TEST_TOKEN, &me), ==, 200);
  g_assert_nonnull (strstr (me, "\"displayname\":\"Ada <One>\""));
  g_assert_cmpuint (
      test_get (server, "/api/spaces/" TEST_GARDEN "/activemeeting", AUTHORIZATION, NULL), ==, 404);
  test_apply (server, "{\"do\":\"start\",\"space\":\"garden\",\"who\":\"ben\"}");
  g_assert_cmpuint (
      test_get (server, "/api/spaces/" TEST_GARDEN "/activemeeting", AUTHORIZATION, &meeting),
      ==,
      200);
  g_assert_nonnull (strstr (meeting, "\"displayname\":\"Ben\""));
  g_assert_cmpuint (simulator_server_count (server, "rest"), ==, 5);
  g_assert_finalize_object (server);
}

static void
test_pages (void)
{
  SimulatorServer *server = test_server (NULL);
  g_autofree char *space = NULL;

  test_apply (server, "{\"do\":\"start\",\"space\":\"garden\",\"who\":\"ada\"}");
  g_assert_cmpuint (test_get (server, "/spaces/" TEST_GARDEN, NULL, &space), ==, 200);
  g_assert_nonnull (strstr (space, "Garden &amp; &lt;Co&gt;"));
  g_assert_nonnull (strstr (space, "Ada &lt;One&gt;"));
  g_assert_null (strstr (space, "<Co>"));
  g_assert_cmpuint (test_get (server, "/recordings/none", NULL, NULL), ==, 404);
  g_assert_cmpuint (test_get (server, "/", NULL, NULL), ==, 200);
  g_assert_cmpuint (simulator_server_count (server, "page"), ==, 3);
  g_assert_finalize_object (server);
}

/* When the timeline begins: with the first, the second or the last of the things a client does. */
static void
test_begin (gconstpointer data)
{
  static const char *const begins[] = { "start", "joined", "subscribed" };
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *extra
      = g_strdup_printf ("\"begin\":\"%s\",\"timeline\":["
                         "{\"at\":0,\"do\":\"start\",\"space\":\"garden\"},"
                         "{\"at\":1,\"do\":\"start\",\"space\":\"cellar\"},"
                         /* Nobody can hear of this one, so nobody waits for that. */
                         "{\"at\":2,\"do\":\"start\",\"space\":\"vault\"}]",
                         begins[which]);
  SimulatorServer *server = test_server (extra);

  {
    g_autoptr (TestClient) client = NULL;

    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, which == 0 ? 1 : 0);
    client = test_client_join (server, 4);
    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, which <= 1 ? 1 : 0);
    test_client_subscribe (client, TEST_CELLAR);
    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, which <= 1 ? 1 : 0);
    test_client_subscribe (client, TEST_GARDEN);
    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, 1);
    /* What is due at once is heard, if it began late enough. */
    g_assert_cmpuint (simulator_server_count (server, "step"), ==, 1);
    simulator_server_advance (server, 1);
    wait_until (test_client_count (client, "\"topicId\":\"" TEST_CELLAR "\"") == 1);
    g_assert_cmpuint (
        test_client_count (client, "\"topicId\":\"" TEST_GARDEN "\""), ==, which == 2 ? 1 : 0);
  }
  g_assert_finalize_object (server);
}

/* The built-in story, told at once, with a client that hears all of it. */
static void
test_morning (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_load ("morning", 0, &error);
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;
  SimulatorServer *server;

  g_assert_no_error (error);
  options.token = TEST_TOKEN;
  options.speed = 1000;
  server = simulator_server_new (scenario, &options);
  simulator_server_start (server, &error);
  g_assert_no_error (error);
  {
    g_autoptr (TestClient) client = test_client_join (server, 3);

    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, 0);
    for (guint i = 0; i < scenario->spaces->len; i++)
      {
        const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);

        test_client_subscribe (client, space->id);
      }
    wait_until (client->closed);
    wait_until (simulator_server_has_ended (server));
    wait_until (simulator_server_count (server, "restarted") == 1);
    g_assert_cmpuint (simulator_server_count (server, "begin"), ==, 1);
  }
  for (guint i = 0; i < scenario->spaces->len; i++)
    {
      const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);
      GPtrArray *meetings
          = simulator_state_get_meetings (simulator_server_get_state (server), space);
      SimulatorMeeting *last = g_ptr_array_index (meetings, meetings->len - 1);

      /* The last one stays on; the two others have a recording each, with a page. */
      if (strcmp (space->key, "ines") == 0)
        {
          g_assert_cmpint (last->ended_at, ==, 0);
          g_assert_cmpuint (last->attendees->len, ==, 2);
        }
      else
        {
          SimulatorRecording *recording = g_ptr_array_index (last->recordings, 0);

          g_assert_cmpint (last->ended_at, >, 0);
          g_assert_cmpint (recording->ready_at, >, 0);
          g_assert_true (g_str_has_prefix (recording->link, simulator_server_get_origin (server)));
          g_assert_cmpuint (
              test_get (server, strstr (recording->link, "/recordings/"), NULL, NULL), ==, 200);
        }
    }
  g_assert_finalize_object (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/simulator/join/3", GUINT_TO_POINTER (3), test_join);
  g_test_add_data_func ("/simulator/join/4", GUINT_TO_POINTER (4), test_join);
  g_test_add_data_func ("/simulator/events/3", GUINT_TO_POINTER (3), test_events);
  g_test_add_data_func ("/simulator/events/4", GUINT_TO_POINTER (4), test_events);
  g_test_add_func ("/simulator/subscribe-failed", test_subscribe_failed);
  g_test_add_func ("/simulator/tokens", test_refused_tokens);
  g_test_add_func ("/simulator/handshakes", test_refused_handshakes);
  g_test_add_func ("/simulator/wrong-generation", test_wrong_generation);
  g_test_add_func ("/simulator/heartbeat/3", test_heartbeat_3);
  g_test_add_func ("/simulator/heartbeat/4", test_heartbeat_4);
  g_test_add_func ("/simulator/malformed", test_malformed);
  g_test_add_func ("/simulator/variants", test_variants);
  g_test_add_func ("/simulator/rest", test_rest);
  g_test_add_func ("/simulator/pages", test_pages);
  g_test_add_data_func ("/simulator/begin/start", GUINT_TO_POINTER (0), test_begin);
  g_test_add_data_func ("/simulator/begin/joined", GUINT_TO_POINTER (1), test_begin);
  g_test_add_data_func ("/simulator/begin/subscribed", GUINT_TO_POINTER (2), test_begin);
  g_test_add_func ("/simulator/morning", test_morning);
  return g_test_run ();
}
