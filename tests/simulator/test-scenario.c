/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <string.h>

#include "simulator-load.h"
#include "test-fixture.h"

static const char base[]
    = "{\"title\":\"T\",\"me\":\"ada\",\"people\":[{\"key\":\"ada\",\"id\":\"1\",\"name\":\"Ada\"},"
      "{\"key\":\"ben\",\"id\":\"2\",\"name\":\"Ben\"}],"
      "\"spaces\":[{\"key\":\"garden\",\"id\":\"3\",\"title\":\"Garden\"}],\"timeline\":[]}";

/* The small scenario with @members laid over it. */
static char *
make_text (JsonObject *members)
{
  g_autoptr (JsonNode) node = json_from_string (base, NULL);
  JsonObject *object = json_node_get_object (node);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (JSON_NODE_HOLDS_NULL (member))
      json_object_remove_member (object, name);
    else
      json_object_set_member (object, name, json_node_copy (member));
  return json_to_string (node, FALSE);
}

static void
test_case (gconstpointer data)
{
  JsonObject *object = (JsonObject *)data;
  const char *expected = json_object_get_string_member_with_default (object, "error", NULL);
  const char *message = json_object_get_string_member_with_default (object, "message", "");
  g_autofree char *text = json_object_has_member (object, "text")
                              ? g_strdup (json_object_get_string_member (object, "text"))
                              : make_text (json_object_get_object_member (object, "members"));
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_parse (text, -1, 0, &error);

  if (expected == NULL)
    {
      g_assert_no_error (error);
      g_assert_nonnull (scenario);
      return;
    }
  g_assert_null (scenario);
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, SIMULATOR_ERROR);
  g_assert_cmpstr (test_error_keyword (error->code), ==, expected);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" is not in: %s", message, error->message);
}

static void
test_meaning (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_load ("morning", 3, &error);
  const SimulatorSpace *direct, *generated;
  const SimulatorStep *first;

  g_assert_no_error (error);
  g_assert_cmpstr (scenario->me->key, ==, "maren");
  g_assert_cmpuint (scenario->spaces->len, ==, 6);
  g_assert_cmpint (scenario->begin, ==, SIMULATOR_BEGIN_SUBSCRIBED);
  direct = simulator_scenario_find_space (scenario, "ines");
  g_assert_cmpint (direct->kind, ==, SIMULATOR_SPACE_DIRECT);
  g_assert_cmpstr (direct->title, ==, "");
  g_assert_true (simulator_scenario_find_space (scenario, direct->id) == direct);
  generated = simulator_scenario_find_space (scenario, "generated-3");
  g_assert_cmpstr (generated->id, ==, "5eed00000000000000000003");
  g_assert_true (generated->listed);
  first = g_ptr_array_index (scenario->timeline, 0);
  g_assert_cmpfloat (first->at, ==, -1500);
  for (guint i = 1; i < scenario->timeline->len; i++)
    {
      const SimulatorStep *before = g_ptr_array_index (scenario->timeline, i - 1);
      const SimulatorStep *step = g_ptr_array_index (scenario->timeline, i);

      g_assert_cmpfloat (before->at, <=, step->at);
      g_assert_cmpfloat (step->at, <=, 125);
    }
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (simulator_scenario_load ("/nonexistent/story.json", 0, &error));
  g_assert_error (error, SIMULATOR_ERROR, SIMULATOR_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "/nonexistent/story.json"));
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonArray) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = test_fixture_load ("scenarios.json");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *path = g_strdup_printf ("/simulator/scenario/%s",
                                               json_object_get_string_member (object, "name"));

      g_test_add_data_func (path, object, test_case);
    }
  g_test_add_func ("/simulator/scenario/morning", test_meaning);
  g_test_add_func ("/simulator/scenario/no file", test_no_file);
  return g_test_run ();
}
