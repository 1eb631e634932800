/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-json.h"

#include <stdio.h>
#include <string.h>

void
simulator_reader_init (SimulatorReader *reader, JsonObject *object, char *place, guint line)
{
  *reader = (SimulatorReader){
    .object = object,
    .place = place,
    .line = line,
    .asked = g_hash_table_new (g_str_hash, g_str_equal),
  };
  g_hash_table_add (reader->asked, (gpointer) "comment");
}

void
simulator_reader_clear (SimulatorReader *reader)
{
  g_clear_pointer (&reader->place, g_free);
  g_clear_pointer (&reader->asked, g_hash_table_unref);
  g_clear_error (&reader->error);
}

void
simulator_reader_fail (SimulatorReader *reader,
                       SimulatorError code,
                       const char *name,
                       const char *format,
                       ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) message = NULL;
  va_list arguments;

  if (reader->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  message = g_string_new (NULL);
  if (reader->line > 0)
    g_string_append_printf (message, "line %u: ", reader->line);
  g_string_append (message, reader->place);
  if (name != NULL)
    g_string_append_printf (message, "%s%s", *reader->place != '\0' ? "." : "", name);
  if (name != NULL || *reader->place != '\0')
    g_string_append (message, ": ");
  g_string_append (message, text);
  reader->error = g_error_new_literal (SIMULATOR_ERROR, code, message->str);
}

JsonNode *
simulator_reader_get_node (SimulatorReader *reader, const char *name)
{
  g_hash_table_add (reader->asked, (gpointer)name);
  return json_object_get_member (reader->object, name);
}

gboolean
simulator_reader_has (SimulatorReader *reader, const char *name)
{
  return json_object_has_member (reader->object, name);
}

static JsonNode *
get_value (SimulatorReader *reader, const char *name, GType type)
{
  JsonNode *node = simulator_reader_get_node (reader, name);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node)
      && (json_node_get_value_type (node) == type
          || (type == G_TYPE_DOUBLE && json_node_get_value_type (node) == G_TYPE_INT64)))
    return node;
  simulator_reader_fail (reader,
                         SIMULATOR_ERROR_TYPE,
                         name,
                         "must be %s",
                         type == G_TYPE_STRING    ? "a text"
                         : type == G_TYPE_BOOLEAN ? "true or false"
                                                  : "a number");
  return NULL;
}

const char *
simulator_reader_get_string (SimulatorReader *reader, const char *name)
{
  JsonNode *node = get_value (reader, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

const char *
simulator_reader_need_string (SimulatorReader *reader, const char *name)
{
  const char *text = simulator_reader_get_string (reader, name);

  if (text == NULL)
    simulator_reader_fail (reader, SIMULATOR_ERROR_MISSING, name, "is missing");
  else if (*text == '\0')
    simulator_reader_fail (reader, SIMULATOR_ERROR_VALUE, name, "is empty");
  return text;
}

double
simulator_reader_get_number (SimulatorReader *reader,
                             const char *name,
                             double fallback,
                             double least,
                             double most)
{
  JsonNode *node = get_value (reader, name, G_TYPE_DOUBLE);
  double number;

  if (node == NULL)
    return fallback;
  number = json_node_get_double (node);
  if (number >= least && number <= most)
    return number;
  simulator_reader_fail (
      reader, SIMULATOR_ERROR_VALUE, name, "%g is not between %g and %g", number, least, most);
  return fallback;
}

gboolean
simulator_reader_get_boolean (SimulatorReader *reader, const char *name, gboolean fallback)
{
  JsonNode *node = get_value (reader, name, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

int
simulator_reader_get_keyword (SimulatorReader *reader,
                              const char *name,
                              const char *const *keywords,
                              int fallback)
{
  const char *text = simulator_reader_get_string (reader, name);
  g_autofree char *choice = NULL;

  if (text == NULL)
    return fallback;
  for (int i = 0; keywords[i] != NULL; i++)
    if (strcmp (text, keywords[i]) == 0)
      return i;
  choice = g_strjoinv (", ", (char **)keywords);
  simulator_reader_fail (
      reader, SIMULATOR_ERROR_UNKNOWN, name, "\"%s\" is none of: %s", text, choice);
  return fallback;
}

char **
simulator_reader_get_strings (SimulatorReader *reader, const char *name)
{
  JsonNode *node = simulator_reader_get_node (reader, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      const char *text = simulator_reader_get_string (reader, name);

      if (text != NULL)
        g_strv_builder_add (builder, text);
      return g_strv_builder_end (builder);
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (element));
      else
        simulator_reader_fail (reader, SIMULATOR_ERROR_TYPE, name, "[%u] must be a text", i);
    }
  return g_strv_builder_end (builder);
}

JsonArray *
simulator_reader_get_objects (SimulatorReader *reader, const char *name)
{
  JsonNode *node = simulator_reader_get_node (reader, name);
  JsonArray *array;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simulator_reader_fail (reader, SIMULATOR_ERROR_TYPE, name, "must be an array of objects");
      return NULL;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      {
        simulator_reader_fail (reader, SIMULATOR_ERROR_TYPE, name, "[%u] must be an object", i);
        return NULL;
      }
  return array;
}

JsonObject *
simulator_reader_get_object (SimulatorReader *reader, const char *name)
{
  JsonNode *node = simulator_reader_get_node (reader, name);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  simulator_reader_fail (reader, SIMULATOR_ERROR_TYPE, name, "must be an object");
  return NULL;
}

gboolean
simulator_reader_finish (SimulatorReader *reader, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, reader->object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_hash_table_contains (reader->asked, name))
      simulator_reader_fail (reader, SIMULATOR_ERROR_UNKNOWN, name, "is not known here");
  if (reader->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

gboolean
simulator_json_depth_ok (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (quoted)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            quoted = FALSE;
        }
      else if (c == '"')
        quoted = TRUE;
      else if ((c == '[' || c == '{') && ++depth > SIMULATOR_JSON_MAX_DEPTH)
        return FALSE;
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

void
simulator_json_propagate_error (const GError *inner, GError **error)
{
  guint line, column;
  int skip = 0;

  if (sscanf (inner->message, "<data>:%u:%u: %n", &line, &column, &skip) == 2 && skip > 0)
    g_set_error (
        error, SIMULATOR_ERROR, SIMULATOR_ERROR_JSON, "line %u: %s", line, inner->message + skip);
  else
    g_set_error_literal (error, SIMULATOR_ERROR, SIMULATOR_ERROR_JSON, inner->message);
}

JsonNode *
simulator_json_parse_object (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) inner = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  JsonNode *root;

  if (!simulator_json_depth_ok (text, size))
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_JSON,
                   "nested deeper than %d",
                   SIMULATOR_JSON_MAX_DEPTH);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, (gssize)size, &inner))
    {
      simulator_json_propagate_error (inner, error);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SIMULATOR_ERROR, SIMULATOR_ERROR_JSON, "is no JSON object");
      return NULL;
    }
  return json_node_copy (root);
}

char *
simulator_json_to_text (JsonNode *node)
{
  return json_to_string (node, FALSE);
}
