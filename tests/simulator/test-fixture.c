/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "test-fixture.h"

JsonArray *
test_fixture_load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "simulator", "fixtures", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  return json_array_ref (json_object_get_array_member (root, "cases"));
}

const char *
test_error_keyword (int code)
{
  switch ((SimulatorError)code)
    {
    case SIMULATOR_ERROR_FILE:
      return "file";
    case SIMULATOR_ERROR_JSON:
      return "json";
    case SIMULATOR_ERROR_MISSING:
      return "missing";
    case SIMULATOR_ERROR_TYPE:
      return "type";
    case SIMULATOR_ERROR_VALUE:
      return "value";
    case SIMULATOR_ERROR_UNKNOWN:
      return "unknown";
    case SIMULATOR_ERROR_ORDER:
      return "order";
    case SIMULATOR_ERROR_LISTEN:
      return "listen";
    }
  return "another domain";
}

static gboolean
object_contains (JsonObject *actual, JsonObject *expected)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, expected);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!json_object_has_member (actual, name)
        || !test_json_contains (json_object_get_member (actual, name), node))
      return FALSE;
  return TRUE;
}

static gboolean
array_contains (JsonArray *actual, JsonArray *expected)
{
  if (json_array_get_length (actual) != json_array_get_length (expected))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (expected); i++)
    if (!test_json_contains (json_array_get_element (actual, i),
                             json_array_get_element (expected, i)))
      return FALSE;
  return TRUE;
}

gboolean
test_json_contains (JsonNode *actual, JsonNode *expected)
{
  if (JSON_NODE_HOLDS_OBJECT (expected))
    return JSON_NODE_HOLDS_OBJECT (actual)
           && object_contains (json_node_get_object (actual), json_node_get_object (expected));
  if (JSON_NODE_HOLDS_ARRAY (expected))
    return JSON_NODE_HOLDS_ARRAY (actual)
           && array_contains (json_node_get_array (actual), json_node_get_array (expected));
  return json_node_equal (actual, expected);
}
