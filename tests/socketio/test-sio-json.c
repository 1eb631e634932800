/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * The tree that is made of scanned JSON; json-glib's parser is the judge where it can be one.
 */
#include "sio-packet-json.h"

#include <string.h>

static JsonNode *
take (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  g_autoptr (GError) error = NULL;
  const SioLimits limits = SIO_LIMITS_DEFAULT;

  sio_json_scan (copy, strlen (copy), &limits, &error);
  g_assert_no_error (error);
  return sio_json_take (copy);
}

static void
test_same_as_json_glib (void)
{
  static const char *const texts[] = {
    "null",
    "true",
    "false",
    "\"\"",
    "\"Ånne ☕\"",
    "0",
    "-0",
    "-7",
    "12345678901",
    "9223372036854775807",
    "-9223372036854775808",
    "0.5",
    "-2.5e3",
    "1E2",
    "1e+2",
    "[]",
    "{}",
    " [ ] ",
    "\t{\n}\r",
    "[[],{},[[]],[{}],{\"a\":[]}]",
    "[null , true,false ,\"x\", 1 ,2.5]",
    "{\"a\":null,\"b\" : true , \"c\":\"x\" ,\"d\":{\"e\":[1]}}",
    "{\"a\":1,\"b\":2,\"a\":3}",
    "{\"\":1}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"b\\nb\\\\nf\\/u0041\"",
    "\"\\u0041\\u00e9\\u2615\\ud83d\\ude00 end\"",
    "{\"a\\u0041\\n\":\"\\u007f\",\"\\\"\":{}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) taken = take (texts[i]);
      g_autoptr (JsonNode) parsed = json_from_string (texts[i], NULL);
      g_autofree char *taken_text = json_to_string (taken, FALSE);
      g_autofree char *parsed_text = json_to_string (parsed, FALSE);

      g_assert_true (json_node_equal (taken, parsed));
      /* The order of members too. */
      g_assert_cmpstr (taken_text, ==, parsed_text);
    }
}

/* json-glib makes -1 of the longest one here. */
static void
test_large_integers (void)
{
  static const struct
  {
    const char *text;
    double value;
  } cases[] = {
    { "9223372036854775808", 9223372036854775808.0 },
    { "-9223372036854775809", -9223372036854775808.0 },
    { "99999999999999999999999", 1e23 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) taken = take (cases[i].text);

      g_assert_cmpuint (json_node_get_value_type (taken), ==, G_TYPE_DOUBLE);
      g_assert_cmpfloat (json_node_get_double (taken), ==, cases[i].value);
    }
}

static void
test_deepest (void)
{
  guint depth = SIO_JSON_DEPTH_MAX - 1;
  g_autofree char *text = g_strnfill (2 * depth, ']');
  g_autoptr (JsonNode) root = NULL;
  const SioLimits limits = { .max_depth = depth, .max_values = depth };
  JsonNode *node;

  memset (text, '[', depth);
  g_assert_true (sio_json_scan (text, 2 * depth, &limits, NULL));
  root = sio_json_take (text);
  node = root;
  for (guint i = 1; i < depth; i++)
    node = json_array_get_element (json_node_get_array (node), 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sio/json/same-as-json-glib", test_same_as_json_glib);
  g_test_add_func ("/sio/json/large-integers", test_large_integers);
  g_test_add_func ("/sio/json/deepest", test_deepest);
  return g_test_run ();
}
