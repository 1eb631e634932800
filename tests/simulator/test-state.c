/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <string.h>

#include "simulator-state.h"
#include "simulator-wire.h"
#include "test-client.h"
#include "test-fixture.h"

#define BEGIN_MS G_GINT64_CONSTANT (1700000000000)

static SimulatorScenario *
make_scenario (JsonObject *object)
{
  g_autofree char *variants = NULL;
  g_autofree char *extra = NULL;

  if (!json_object_has_member (object, "variants"))
    return test_scenario (NULL);
  variants = json_to_string (json_object_get_member (object, "variants"), FALSE);
  extra = g_strdup_printf ("\"variants\":%s", variants);
  return test_scenario (extra);
}

static const char *
get_category (JsonNode *event)
{
  JsonObject *payload = json_array_get_object_element (json_node_get_array (event), 1);

  return json_object_get_string_member (payload, "category");
}

/* Carries out the steps; all events in order. The error is that of the last step. */
static GPtrArray *
carry_out (SimulatorState *state, JsonArray *steps, GError **error)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      g_autoptr (GError) inner = NULL;
      g_autoptr (SimulatorStep) step = simulator_step_read (
          json_array_get_object_element (steps, i), "step", 0, FALSE, &inner);
      g_autoptr (GPtrArray) events = NULL;

      g_assert_no_error (inner);
      events = simulator_state_apply (state, step, BEGIN_MS + 1000 * i, &inner);
      if (inner != NULL)
        {
          g_assert_null (events);
          g_assert_cmpuint (i, ==, json_array_get_length (steps) - 1);
          g_propagate_error (error, g_steal_pointer (&inner));
          break;
        }
      for (guint j = 0; j < events->len; j++)
        g_ptr_array_add (all, json_node_ref (g_ptr_array_index (events, j)));
    }
  return all;
}

static void
check_active (SimulatorState *state, JsonNode *expected)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  const SimulatorSpace *garden = simulator_scenario_find_space (scenario, "garden");
  SimulatorMeeting *meeting = simulator_state_get_active (state, garden);
  JsonArray *names;

  g_assert_true ((meeting == NULL) == JSON_NODE_HOLDS_NULL (expected));
  if (meeting == NULL)
    return;
  names = json_node_get_array (expected);
  g_assert_cmpuint (meeting->attendees->len, ==, json_array_get_length (names));
  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      const SimulatorAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      g_assert_cmpstr (attendee->person->name, ==, json_array_get_string_element (names, i));
    }
}

static void
check_last (JsonObject *object, JsonNode *event)
{
  g_autofree char *text = json_to_string (event, FALSE);
  JsonNode *payload = json_array_get_element (json_node_get_array (event), 1);

  if (json_object_has_member (object, "last")
      && !test_json_contains (payload, json_object_get_member (object, "last")))
    g_error ("the last event is: %s", text);
  if (json_object_has_member (object, "none"))
    g_assert_null (strstr (text, json_object_get_string_member (object, "none")));
}

static void
test_story (gconstpointer data)
{
  JsonObject *object = (JsonObject *)data;
  JsonArray *expected = json_object_get_array_member (object, "events");
  const char *code = json_object_get_string_member_with_default (object, "error", NULL);
  g_autoptr (SimulatorScenario) scenario = make_scenario (object);
  g_autoptr (SimulatorState) state
      = simulator_state_new (scenario, "http://127.0.0.1:9", "0123456789");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events
      = carry_out (state, json_object_get_array_member (object, "steps"), &error);

  g_assert_cmpstr (error != NULL ? test_error_keyword (error->code) : NULL, ==, code);
  g_assert_cmpuint (events->len, ==, json_array_get_length (expected));
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpstr (get_category (g_ptr_array_index (events, i)),
                     ==,
                     json_array_get_string_element (expected, i));
  check_active (state, json_object_get_member (object, "active"));
  if (events->len > 0)
    check_last (object, g_ptr_array_index (events, events->len - 1));
}

/* What REST says of a meeting is what the last event said. */
static void
test_rest_agrees (void)
{
  g_autoptr (SimulatorScenario) scenario = test_scenario (NULL);
  g_autoptr (SimulatorState) state
      = simulator_state_new (scenario, "http://127.0.0.1:9", "0123456789");
  g_autoptr (JsonNode) steps
      = json_from_string ("[{\"do\":\"start\",\"space\":\"garden\",\"who\":[\"ada\",\"ben\"]},"
                          "{\"do\":\"record\",\"space\":\"garden\"},"
                          "{\"do\":\"leave\",\"space\":\"garden\",\"who\":\"ben\"}]",
                          NULL);
  g_autoptr (GPtrArray) events = carry_out (state, json_node_get_array (steps), NULL);
  JsonNode *last = g_ptr_array_index (events, events->len - 1);
  JsonObject *payload = json_array_get_object_element (json_node_get_array (last), 1);
  const SimulatorSpace *garden = simulator_scenario_find_space (scenario, "garden");
  g_autoptr (JsonNode) meeting
      = simulator_wire_meeting (&scenario->variants, simulator_state_get_active (state, garden));
  JsonObject *content;

  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (meeting), "_id"),
                   ==,
                   json_object_get_string_member (payload, "messageId"));
  content = json_object_get_object_member (payload, "content");
  json_object_remove_member (content, "attendee");
  g_assert_true (
      json_node_equal (json_object_get_member (json_node_get_object (meeting), "content"),
                       json_object_get_member (payload, "content")));
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonArray) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = test_fixture_load ("stories.json");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *path
          = g_strdup_printf ("/simulator/state/%s", json_object_get_string_member (object, "name"));

      g_test_add_data_func (path, object, test_story);
    }
  g_test_add_func ("/simulator/state/REST agrees", test_rest_agrees);
  return g_test_run ();
}
