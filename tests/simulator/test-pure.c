/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <string.h>

#include "simulator-faults.h"
#include "simulator-packet.h"
#include "simulator-pages.h"
#include "simulator-rest.h"
#include "simulator-timeline.h"
#include "test-client.h"

typedef struct
{
  const char *text;
  gboolean fine;
  SimulatorPacketType type;
  const char *name_space;
  const char *query;
  const char *event;
} PacketCase;

static void
test_packets (void)
{
  static const PacketCase cases[] = {
    { "0", TRUE, SIMULATOR_PACKET_CONNECT, "/", NULL, NULL },
    { "0/chat", TRUE, SIMULATOR_PACKET_CONNECT, "/chat", NULL, NULL },
    { "0/chat,", TRUE, SIMULATOR_PACKET_CONNECT, "/chat", NULL, NULL },
    { "0/chat?a=b%2Cc&d=1,", TRUE, SIMULATOR_PACKET_CONNECT, "/chat", "a=b%2Cc&d=1", NULL },
    { "0/chat?a", TRUE, SIMULATOR_PACKET_CONNECT, "/chat", "a", NULL },
    { "0/chat,{\"token\":\"x\"}", TRUE, SIMULATOR_PACKET_CONNECT, "/chat", NULL, NULL },
    { "1/chat,", TRUE, SIMULATOR_PACKET_DISCONNECT, "/chat", NULL, NULL },
    { "2[\"a\"]", TRUE, SIMULATOR_PACKET_EVENT, "/", NULL, "a" },
    { "2/chat,[\"a\",{}]", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, "a" },
    { "2/chat,17[\"a\"]", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, "a" },
    { "2/chat,", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, NULL },
    { "2/chat,[]", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, NULL },
    { "2/chat,[1]", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, NULL },
    { "2/chat,{}", TRUE, SIMULATOR_PACKET_EVENT, "/chat", NULL, NULL },
    { "", FALSE, 0, NULL, NULL, NULL },
    { "7", FALSE, 0, NULL, NULL, NULL },
    { "51-[]", FALSE, 0, NULL, NULL, NULL },
    { "2/chat,[", FALSE, 0, NULL, NULL, NULL },
    { "2[\"a\"]x", FALSE, 0, NULL, NULL, NULL },
    { "2[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]", FALSE, 0, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SimulatorPacket) packet = { 0 };
      g_autoptr (GError) error = NULL;
      const char *event = NULL;
      JsonNode *argument;

      g_test_message ("%s", cases[i].text);
      g_assert_true (simulator_packet_parse (cases[i].text, &packet, &error) == cases[i].fine);
      g_assert_true ((error == NULL) == cases[i].fine);
      if (!cases[i].fine)
        continue;
      g_assert_cmpint (packet.type, ==, cases[i].type);
      g_assert_cmpstr (packet.name_space, ==, cases[i].name_space);
      g_assert_cmpstr (packet.query, ==, cases[i].query);
      g_assert_true (simulator_packet_get_event (&packet, &event, &argument)
                     == (cases[i].event != NULL));
      g_assert_cmpstr (event, ==, cases[i].event);
    }
}

static void
test_packet_format (void)
{
  g_autoptr (JsonNode) payload = json_from_string ("[\"a\",1]", NULL);
  g_autofree char *root = simulator_packet_format (SIMULATOR_PACKET_CONNECT, "/", NULL, FALSE);
  g_autofree char *chat = simulator_packet_format (SIMULATOR_PACKET_CONNECT, "/chat", NULL, FALSE);
  g_autofree char *bare = simulator_packet_format (SIMULATOR_PACKET_CONNECT, "/chat", NULL, TRUE);
  g_autofree char *event = simulator_packet_format (SIMULATOR_PACKET_EVENT, "/chat", payload, TRUE);
  g_autofree char *value = simulator_packet_query_value ("a=1&token=x%2By+z", "token");

  g_assert_cmpstr (root, ==, "40");
  g_assert_cmpstr (chat, ==, "40/chat,");
  g_assert_cmpstr (bare, ==, "40/chat");
  g_assert_cmpstr (event, ==, "42/chat,[\"a\",1]");
  g_assert_cmpstr (value, ==, "x+y z");
  g_assert_null (simulator_packet_query_value ("a=1", "token"));
  g_assert_null (simulator_packet_query_value (NULL, "token"));
}

static void
test_timeline (void)
{
  g_autoptr (SimulatorScenario) scenario = test_scenario (
      "\"repeat\":10,\"timeline\":[{\"at\":-3,\"do\":\"comment\",\"text\":\"past\"},"
      "{\"at\":2,\"do\":\"comment\",\"text\":\"two\"},"
      "{\"at\":5,\"do\":\"comment\",\"text\":\"five\"}]");
  g_autoptr (SimulatorTimeline) timeline = simulator_timeline_new (scenario, 2);

  g_assert_null (simulator_timeline_take_due (timeline, 1000000));
  g_assert_cmpstr (simulator_timeline_take_past (timeline)->text, ==, "past");
  g_assert_null (simulator_timeline_take_past (timeline));
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 0), ==, -1);
  simulator_timeline_begin (timeline, 1000);
  g_assert_null (simulator_timeline_take_due (timeline, 1999));
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 1999), ==, 1);
  g_assert_cmpstr (simulator_timeline_take_due (timeline, 2000)->text, ==, "two");
  /* At 2 s of its own; standing still it stays there. */
  simulator_timeline_set_speed (timeline, 0, 2000);
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 9000), ==, -1);
  g_assert_null (simulator_timeline_take_due (timeline, 9000));
  simulator_timeline_set_speed (timeline, 1, 9000);
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 9000), ==, 3000);
  simulator_timeline_advance (timeline, 3);
  g_assert_cmpstr (simulator_timeline_take_due (timeline, 9000)->text, ==, "five");
  /* Again from the beginning, without the past. */
  g_assert_false (simulator_timeline_has_ended (timeline));
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 9000), ==, 5000);
  g_assert_null (simulator_timeline_take_due (timeline, 14000));
  g_assert_cmpint (simulator_timeline_get_wait (timeline, 14000), ==, 2000);
  g_assert_cmpstr (simulator_timeline_take_due (timeline, 16000)->text, ==, "two");
}

static void
add (SimulatorFaults *faults, const char *json, double speed, gint64 now_ms)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_auto (SimulatorReader) reader = { 0 };
  g_autoptr (SimulatorFault) fault = NULL;

  simulator_reader_init (&reader, json_node_get_object (node), g_strdup (""), 0);
  fault = simulator_fault_read (&reader);
  g_assert_no_error (reader.error);
  simulator_faults_add (faults, fault, speed, now_ms);
}

static void
test_faults_in_time (void)
{
  g_autoptr (SimulatorFaults) faults = simulator_faults_new ();
  SimulatorVerdict verdict;

  add (faults, "{\"fault\":\"drop\",\"for\":10}", 10, 5000);
  g_assert_cmpint (simulator_faults_judge_handshake (faults, 5999).kind, ==, SIMULATOR_VERDICT_CUT);
  g_assert_cmpint (
      simulator_faults_judge_handshake (faults, 6000).kind, ==, SIMULATOR_VERDICT_ACCEPT);

  add (faults, "{\"fault\":\"stall\",\"for\":2}", 1, 7000);
  g_assert_true (simulator_faults_is_stalled (faults, 8999));
  g_assert_cmpuint (simulator_faults_judge_rest (faults, "/x", 8000).delay_ms, ==, 1000);
  g_assert_false (simulator_faults_is_stalled (faults, 9000));

  add (faults, "{\"fault\":\"refuse\",\"status\":503,\"retryAfter\":7,\"count\":2}", 1, 10000);
  verdict = simulator_faults_judge_handshake (faults, 99000);
  g_assert_cmpint (verdict.kind, ==, SIMULATOR_VERDICT_STATUS);
  g_assert_cmpuint (verdict.status, ==, 503);
  g_assert_cmpuint (verdict.retry_after, ==, 7);
  g_assert_cmpint (
      simulator_faults_judge_handshake (faults, 99000).kind, ==, SIMULATOR_VERDICT_STATUS);
  g_assert_cmpint (
      simulator_faults_judge_handshake (faults, 99000).kind, ==, SIMULATOR_VERDICT_ACCEPT);

  add (faults, "{\"fault\":\"refuse\"}", 1, 100000);
  g_assert_true (simulator_faults_refuses_join (faults, 900000));
  add (faults, "{\"fault\":\"clear\"}", 1, 900000);
  g_assert_false (simulator_faults_refuses_join (faults, 900000));
  g_assert_cmpint (
      simulator_faults_judge_handshake (faults, 900000).kind, ==, SIMULATOR_VERDICT_ACCEPT);

  add (faults, "{\"fault\":\"rest\",\"status\":500,\"delay\":3,\"path\":\"active\"}", 2, 900000);
  verdict = simulator_faults_judge_rest (faults, "/spaces/x/activemeeting", 900001);
  g_assert_cmpuint (verdict.status, ==, 500);
  g_assert_cmpuint (verdict.delay_ms, ==, 1500);
  g_assert_cmpuint (simulator_faults_judge_rest (faults, "/users/me", 900001).delay_ms, ==, 0);
}

static void
test_faults_of_events (void)
{
  g_autoptr (SimulatorFaults) faults = simulator_faults_new ();
  g_autoptr (GString) got = g_string_new (NULL);

  add (faults, "{\"fault\":\"reorder\"}", 1, 0);
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *text = g_strdup_printf ("[%u]", i);
      g_autoptr (JsonNode) event = json_from_string (text, NULL);
      g_autoptr (GPtrArray) passed = NULL;

      if (i == 4)
        add (faults, "{\"fault\":\"duplicate\",\"count\":2}", 1, 0);
      passed = simulator_faults_pass_event (faults, event);
      for (guint j = 0; j < passed->len; j++)
        {
          g_autofree char *out = json_to_string (g_ptr_array_index (passed, j), FALSE);

          g_string_append (got, out);
        }
    }
  g_assert_cmpstr (got->str, ==, "[2][1][3][4][4][5][5][6]");
}

static void
test_garbage_goes_round (void)
{
  g_autoptr (SimulatorFaults) faults = simulator_faults_new ();
  const char *first = simulator_faults_next_garbage (faults);
  guint kinds = 1;

  while (strcmp (simulator_faults_next_garbage (faults), first) != 0)
    kinds++;
  g_assert_cmpuint (kinds, >=, 12);
}

/* Asks the pure side; @query: "size=2&page=1". Frees nothing of the caller's. */
static char *
ask (SimulatorState *state, const char *path, const char *query, guint expected_status)
{
  g_autoptr (GHashTable) values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_auto (SimulatorAnswer) answer
      = simulator_rest_answer (state, "GET", path, values, "jwt t", "t");

  g_assert_cmpuint (answer.status, ==, expected_status);
  return simulator_json_to_text (answer.body);
}

static void
test_list_of_spaces (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_parse (
      "{\"title\":\"T\",\"me\":\"a\",\"people\":[{\"key\":\"a\",\"id\":\"1\",\"name\":\"A\"}],"
      "\"spaces\":[{\"key\":\"k1\",\"id\":\"s1\"},"
      "{\"key\":\"k2\",\"id\":\"s2\",\"type\":\"direct\"},"
      "{\"key\":\"k3\",\"id\":\"s3\",\"type\":\"personal\"},"
      "{\"key\":\"k4\",\"id\":\"s4\",\"archived\":true},"
      "{\"key\":\"k5\",\"id\":\"s5\",\"listed\":false}]}",
      -1,
      101,
      &error);
  g_autoptr (SimulatorState) state = NULL;
  g_autofree char *plain = NULL, *all = NULL, *second = NULL, *last = NULL, *archived = NULL;

  g_assert_no_error (error);
  state = simulator_state_new (scenario, "http://127.0.0.1:9", "0123456789");
  /* Only groups, ten of them. */
  plain = ask (state, "/users/me/spaces", "", 200);
  g_assert_nonnull (strstr (plain, "\"_id\":\"s1\""));
  g_assert_null (strstr (plain, "\"_id\":\"s2\""));
  g_assert_null (strstr (plain, "\"_id\":\"s5\""));
  g_assert_nonnull (strstr (plain, "\"total\":102"));
  g_assert_nonnull (strstr (plain, "Room 9\""));
  g_assert_null (strstr (plain, "Room 10\""));
  /* All kinds, in pages of 50 at most: 3 + 101 of them. */
  all = ask (state, "/users/me/spaces", "topictype=group,personal,direct&size=500", 200);
  g_assert_nonnull (strstr (all, "\"_id\":\"s3\""));
  g_assert_nonnull (strstr (all, "Room 47\""));
  g_assert_null (strstr (all, "Room 48\""));
  g_assert_nonnull (strstr (all,
                            "\"nextPageUrl\":\"/api/users/me/spaces?topictype="
                            "group%2Cpersonal%2Cdirect&size=50&pageToken=from-50\""));
  second = ask (state,
                "/users/me/spaces",
                "topictype=group%2Cpersonal%2Cdirect&size=50&pageToken=from-50",
                200);
  g_assert_nonnull (strstr (second, "Room 48\""));
  g_assert_nonnull (strstr (second, "pageToken=from-100"));
  last = ask (state,
              "/users/me/spaces",
              "topictype=group%2Cpersonal%2Cdirect&size=50&pageToken=from-100",
              200);
  g_assert_nonnull (strstr (last, "Room 101\""));
  g_assert_nonnull (strstr (last, "\"nextPageUrl\":null"));
  archived = ask (state, "/users/me/spaces", "topicstatus=1", 200);
  g_assert_nonnull (strstr (archived, "\"_id\":\"s4\""));
  g_assert_null (strstr (archived, "\"_id\":\"s1\""));
}

static void
test_other_answers (void)
{
  static const char *const missing[] = {
    "/spaces/garden", /* a key, no id */
    "/spaces/" TEST_GARDEN "/activemeeting",
    "/spaces/" TEST_GARDEN "/members",
    "/limit",
  };
  g_autoptr (SimulatorScenario) scenario = test_scenario (NULL);
  g_autoptr (SimulatorState) state
      = simulator_state_new (scenario, "http://127.0.0.1:9", "0123456789");
  g_autofree char *space = ask (state, "/spaces/" TEST_CELLAR, "", 200);
  g_autofree char *meetings = ask (state, "/topics/" TEST_CELLAR "/meetings", "", 200);
  g_auto (SimulatorAnswer) open
      = simulator_rest_answer (state, "GET", "/service-configurations", NULL, NULL, "t");
  g_auto (SimulatorAnswer) post
      = simulator_rest_answer (state, "POST", "/users/me", NULL, "jwt t", "t");
  g_autofree char *configuration = simulator_json_to_text (open.body);

  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autofree char *nothing = ask (state, missing[i], "", 404);

      g_assert_nonnull (strstr (nothing, "\"message\":"));
    }
  g_assert_nonnull (strstr (space, "\"type\":\"direct\""));
  g_assert_nonnull (strstr (space, "\"displayname\":\"Ben\""));
  g_assert_nonnull (strstr (meetings, "\"data\":[]"));
  g_assert_nonnull (strstr (configuration, "\"socketio_server_url\":\"http://127.0.0.1:9\""));
  g_assert_cmpuint (post.status, ==, 405);
}

/* A page is well-formed enough for GMarkup once its head is taken off, whatever the names are. */
static void
check_page (SimulatorState *state, const char *path, guint expected_status, const char *part)
{
  guint status;
  g_autofree char *page = simulator_pages_render (state, path, 1700000065000, &status);
  const char *body = strstr (page, "<body>");
  g_autoptr (GString) markup = g_string_new (body);
  const GMarkupParser nothing = { 0 };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&nothing, G_MARKUP_DEFAULT_FLAGS, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (status, ==, expected_status);
  g_assert_nonnull (body);
  g_string_truncate (markup, markup->len - strlen ("</html>\n"));
  g_markup_parse_context_parse (context, markup->str, (gssize)markup->len, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  if (strstr (page, part) == NULL)
    g_error ("%s is not in: %s", part, page);
}

static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_parse (
      "{\"title\":\"<T>\",\"me\":\"a\",\"people\":["
      "{\"key\":\"a\",\"id\":\"1\",\"name\":\"A<script>\"},"
      "{\"key\":\"b\",\"id\":\"2\",\"name\":\"B\\\"&\"}],"
      "\"spaces\":[{\"key\":\"k\",\"id\":\"a b\\\"<>/?\",\"type\":\"direct\","
      "\"description\":\"<b>\",\"members\":[\"a\",\"b\"]}],\"timeline\":["
      "{\"at\":1,\"do\":\"start\",\"space\":\"k\",\"who\":[\"a\",\"b\"]},"
      "{\"at\":1,\"do\":\"record\",\"space\":\"k\",\"title\":\"<i>\"},"
      "{\"at\":2,\"do\":\"stop\",\"space\":\"k\"},"
      "{\"at\":3,\"do\":\"ready\",\"space\":\"k\"},"
      "{\"at\":4,\"do\":\"record\",\"space\":\"k\"}]}",
      -1,
      0,
      &error);
  g_autoptr (SimulatorState) state = NULL;

  g_assert_no_error (error);
  state = simulator_state_new (scenario, "http://127.0.0.1:9", "0123456789");
  check_page (state, "/spaces/a b\"<>/?", 200, "No meeting is on now.");
  for (guint i = 0; i < scenario->timeline->len; i++)
    {
      g_autoptr (GPtrArray) events = simulator_state_apply (
          state, g_ptr_array_index (scenario->timeline, i), 1700000000000, &error);

      g_assert_nonnull (events);
      g_assert_no_error (error);
    }
  check_page (state, "/", 200, "<a href=\"/spaces/a%20b%22%3C%3E%2F%3F\">B&quot;&amp;</a>");
  check_page (state, "/spaces/a b\"<>/?", 200, "for 1 minute<");
  check_page (state, "/spaces/a b\"<>/?", 200, "<li>A&lt;script&gt;</li>");
  check_page (state, "/spaces/a b\"<>/?", 200, "Being recorded");
  check_page (state,
              "/spaces/a b\"<>/?",
              200,
              "<a href=\"/recordings/6553f1000123456789000004\">&lt;i&gt;</a>");
  check_page (state, "/recordings/6553f1000123456789000004", 200, "Recording started by A&lt;");
  check_page (state, "/recordings/6553f1000123456789000008", 200, "is not ready yet");
  check_page (state, "/recordings/x", 404, "Nothing here");
  check_page (state, "/favicon.ico", 404, "Nothing here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/packets", test_packets);
  g_test_add_func ("/simulator/packet-format", test_packet_format);
  g_test_add_func ("/simulator/timeline", test_timeline);
  g_test_add_func ("/simulator/faults/time", test_faults_in_time);
  g_test_add_func ("/simulator/faults/events", test_faults_of_events);
  g_test_add_func ("/simulator/faults/garbage", test_garbage_goes_round);
  g_test_add_func ("/simulator/rest/list", test_list_of_spaces);
  g_test_add_func ("/simulator/rest/others", test_other_answers);
  g_test_add_func ("/simulator/pages", test_pages);
  return g_test_run ();
}
