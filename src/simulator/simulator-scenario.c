/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-scenario.h"

#include <string.h>

#include "simulator-state.h"

/* json-glib keeps no places of what it parsed: the line where each object ended is noted meanwhile.
 */
typedef struct
{
  SimulatorScenario *scenario;
  GHashTable *lines; /* JsonObject (not owned) -> line number */
} Parse;

static void
free_person (SimulatorPerson *person)
{
  g_free (person->key);
  g_free (person->id);
  g_free (person->name);
  g_free (person->username);
  g_free (person);
}

static void
free_space (SimulatorSpace *space)
{
  g_free (space->key);
  g_free (space->id);
  g_free (space->title);
  g_free (space->description);
  g_strfreev (space->members);
  g_free (space);
}

static void
clear_scenario (SimulatorScenario *scenario)
{
  g_free (scenario->title);
  g_free (scenario->variants.link_name);
  g_ptr_array_unref (scenario->people);
  g_ptr_array_unref (scenario->spaces);
  g_ptr_array_unref (scenario->timeline);
}

SimulatorScenario *
simulator_scenario_ref (SimulatorScenario *scenario)
{
  return g_rc_box_acquire (scenario);
}

void
simulator_scenario_unref (SimulatorScenario *scenario)
{
  g_rc_box_release_full (scenario, (GDestroyNotify)clear_scenario);
}

const SimulatorPerson *
simulator_scenario_find_person (const SimulatorScenario *scenario, const char *key)
{
  for (guint i = 0; i < scenario->people->len; i++)
    {
      const SimulatorPerson *person = g_ptr_array_index (scenario->people, i);

      if (strcmp (person->key, key) == 0 || strcmp (person->id, key) == 0)
        return person;
    }
  return NULL;
}

const SimulatorSpace *
simulator_scenario_find_space (const SimulatorScenario *scenario, const char *key)
{
  for (guint i = 0; i < scenario->spaces->len; i++)
    {
      const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);

      if (strcmp (space->key, key) == 0 || strcmp (space->id, key) == 0)
        return space;
    }
  return NULL;
}

static void
note_line (JsonParser *parser, JsonObject *object, gpointer data)
{
  g_hash_table_insert (data, object, GUINT_TO_POINTER (json_parser_get_current_line (parser)));
}

static void
begin_reading (Parse *parse, SimulatorReader *reader, JsonObject *object, char *place)
{
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (parse->lines, object));

  simulator_reader_init (reader, object, place, line);
}

static gboolean
read_person (Parse *parse, JsonObject *object, guint index, GError **error)
{
  static const char *const kinds[] = { "user", "anonymous", "phone", NULL };
  g_auto (SimulatorReader) reader = { 0 };
  SimulatorPerson *person = g_new0 (SimulatorPerson, 1);

  g_ptr_array_add (parse->scenario->people, person);
  begin_reading (parse, &reader, object, g_strdup_printf ("people[%u]", index));
  person->key = g_strdup (simulator_reader_need_string (&reader, "key"));
  person->id = g_strdup (simulator_reader_need_string (&reader, "id"));
  person->name = g_strdup (simulator_reader_need_string (&reader, "name"));
  person->kind = (SimulatorPersonKind)simulator_reader_get_keyword (&reader, "kind", kinds, 0);
  person->username = g_strdup (simulator_reader_get_string (&reader, "username"));
  if (reader.error == NULL)
    for (guint i = 0; i + 1 < parse->scenario->people->len; i++)
      {
        const SimulatorPerson *other = g_ptr_array_index (parse->scenario->people, i);

        if (strcmp (other->key, person->key) == 0 || strcmp (other->id, person->id) == 0)
          simulator_reader_fail (
              &reader, SIMULATOR_ERROR_VALUE, "key", "is given twice, or the id");
      }
  return simulator_reader_finish (&reader, error);
}

static gboolean
read_space (Parse *parse, JsonObject *object, guint index, GError **error)
{
  static const char *const kinds[] = { "group", "direct", "personal", NULL };
  g_auto (SimulatorReader) reader = { 0 };
  SimulatorSpace *space = g_new0 (SimulatorSpace, 1);
  const SimulatorSpace *other;

  begin_reading (parse, &reader, object, g_strdup_printf ("spaces[%u]", index));
  space->key = g_strdup (simulator_reader_need_string (&reader, "key"));
  space->id = g_strdup (simulator_reader_need_string (&reader, "id"));
  space->title = g_strdup (simulator_reader_get_string (&reader, "title"));
  space->description = g_strdup (simulator_reader_get_string (&reader, "description"));
  space->kind = (SimulatorSpaceKind)simulator_reader_get_keyword (&reader, "type", kinds, 0);
  space->members = simulator_reader_get_strings (&reader, "members");
  space->listed = simulator_reader_get_boolean (&reader, "listed", TRUE);
  space->refuses = simulator_reader_get_boolean (&reader, "refuses", FALSE);
  space->archived = simulator_reader_get_boolean (&reader, "archived", FALSE);
  for (guint i = 0; space->members != NULL && space->members[i] != NULL; i++)
    if (simulator_scenario_find_person (parse->scenario, space->members[i]) == NULL)
      simulator_reader_fail (&reader,
                             SIMULATOR_ERROR_UNKNOWN,
                             "members",
                             "nobody is called \"%s\"",
                             space->members[i]);
  if (reader.error == NULL)
    {
      other = simulator_scenario_find_space (parse->scenario, space->key);
      if (other == NULL)
        other = simulator_scenario_find_space (parse->scenario, space->id);
      if (other != NULL)
        simulator_reader_fail (&reader, SIMULATOR_ERROR_VALUE, "key", "is given twice, or the id");
    }
  if (space->title == NULL)
    space->title = g_strdup ("");
  g_ptr_array_add (parse->scenario->spaces, space);
  return simulator_reader_finish (&reader, error);
}

static gboolean
read_variants (Parse *parse, JsonObject *object, GError **error)
{
  static const char *const times[] = { "iso", "ms", "ms-text", NULL };
  static const char *const senders[] = { "object", "string", "null", NULL };
  static const char *const overs[] = { "ended", "stopped", NULL };
  static const char *const refusals[] = { "text", "object", NULL };
  static const char *const acks[] = { "comma", "bare", NULL };
  static const char *const link_places[] = { "recordings", "data", NULL };
  static const char *const link_names[] = { "url", "link", "path", NULL };
  SimulatorVariants *variants = &parse->scenario->variants;
  g_auto (SimulatorReader) reader = { 0 };
  int link_name;

  begin_reading (parse, &reader, object, g_strdup ("variants"));
  variants->times = (guint)simulator_reader_get_keyword (&reader, "times", times, 0);
  variants->sender = (guint)simulator_reader_get_keyword (&reader, "sender", senders, 0);
  variants->recording_over
      = (guint)simulator_reader_get_keyword (&reader, "recordingOver", overs, 0);
  variants->refusal = (guint)simulator_reader_get_keyword (&reader, "refusal", refusals, 0);
  variants->bare_ack = simulator_reader_get_keyword (&reader, "acknowledgement", acks, 0) == 1;
  variants->root_connect = simulator_reader_get_boolean (&reader, "rootConnect", TRUE);
  variants->attendee_lists = simulator_reader_get_boolean (&reader, "attendeeLists", TRUE);
  variants->link_in_data = simulator_reader_get_keyword (&reader, "linkIn", link_places, 0) == 1;
  link_name = simulator_reader_get_keyword (&reader, "linkName", link_names, 0);
  g_free (variants->link_name);
  variants->link_name = g_strdup (link_names[link_name]);
  variants->noise = simulator_reader_get_boolean (&reader, "noise", FALSE);
  return simulator_reader_finish (&reader, error);
}

typedef gboolean (*ReadElement) (Parse *parse, JsonObject *object, guint index, GError **error);

static gboolean
read_array (Parse *parse, JsonArray *array, ReadElement read, GError **error)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read (parse, json_array_get_object_element (array, i), i, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_step (Parse *parse, JsonObject *object, guint index, GError **error)
{
  g_autofree char *place = g_strdup_printf ("timeline[%u]", index);
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (parse->lines, object));
  SimulatorStep *step = simulator_step_read (object, place, line, TRUE, error);

  if (step == NULL)
    return FALSE;
  g_ptr_array_add (parse->scenario->timeline, step);
  return TRUE;
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const SimulatorStep *first = *(const SimulatorStep *const *)a;
  const SimulatorStep *second = *(const SimulatorStep *const *)b;

  return (first->at > second->at) - (first->at < second->at);
}

static void
add_generated (SimulatorScenario *scenario, guint count)
{
  for (guint i = 1; i <= count; i++)
    {
      SimulatorSpace *space = g_new0 (SimulatorSpace, 1);

      space->key = g_strdup_printf ("generated-%u", i);
      space->id = g_strdup_printf ("5eed00000000000000%06x", i);
      space->title = g_strdup_printf ("Room %u", i);
      space->listed = TRUE;
      g_ptr_array_add (scenario->spaces, space);
    }
}

/* Everything but the steps' sense. */
static gboolean
read_root (Parse *parse, JsonObject *root, guint generated, GError **error)
{
  static const char *const begins[] = { "subscribed", "joined", "start", NULL };
  SimulatorScenario *scenario = parse->scenario;
  g_auto (SimulatorReader) reader = { 0 };
  JsonArray *people, *spaces, *timeline;
  JsonObject *variants;
  const char *me;

  begin_reading (parse, &reader, root, g_strdup (""));
  scenario->title = g_strdup (simulator_reader_need_string (&reader, "title"));
  scenario->begin = (SimulatorBegin)simulator_reader_get_keyword (&reader, "begin", begins, 0);
  scenario->repeat = simulator_reader_get_number (&reader, "repeat", 0, 0, 86400);
  me = simulator_reader_need_string (&reader, "me");
  variants = simulator_reader_get_object (&reader, "variants");
  people = simulator_reader_get_objects (&reader, "people");
  spaces = simulator_reader_get_objects (&reader, "spaces");
  timeline = simulator_reader_get_objects (&reader, "timeline");
  if (!simulator_reader_finish (&reader, error))
    return FALSE;
  if ((variants != NULL && !read_variants (parse, variants, error))
      || !read_array (parse, people, read_person, error)
      || !read_array (parse, spaces, read_space, error))
    return FALSE;
  scenario->me = simulator_scenario_find_person (scenario, me);
  if (scenario->me == NULL)
    {
      g_set_error (
          error, SIMULATOR_ERROR, SIMULATOR_ERROR_UNKNOWN, "me: nobody is called \"%s\"", me);
      return FALSE;
    }
  add_generated (scenario, generated);
  return read_array (parse, timeline, read_step, error);
}

/* The story told once, as fast as possible, to nobody: what cannot happen is found here. */
static gboolean
try_out (SimulatorScenario *scenario, GError **error)
{
  g_autoptr (SimulatorState) state
      = simulator_state_new (scenario, "http://127.0.0.1", "0000000000");
  guint rounds = scenario->repeat > 0 ? 2 : 1;

  for (guint round = 0; round < rounds; round++)
    for (guint i = 0; i < scenario->timeline->len; i++)
      {
        SimulatorStep *step = g_ptr_array_index (scenario->timeline, i);
        g_autoptr (GPtrArray) events = NULL;

        if (round > 0 && step->at < 0)
          continue;
        events = simulator_state_apply (state, step, 0, error);
        if (events == NULL)
          return FALSE;
      }
  return TRUE;
}

SimulatorScenario *
simulator_scenario_parse (const char *text, gssize length, guint generated, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) lines = g_hash_table_new (NULL, NULL);
  g_autoptr (SimulatorScenario) scenario = g_rc_box_new0 (SimulatorScenario);
  g_autoptr (GError) inner = NULL;
  Parse parse = { scenario, lines };
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  JsonNode *root;

  scenario->people = g_ptr_array_new_with_free_func ((GDestroyNotify)free_person);
  scenario->spaces = g_ptr_array_new_with_free_func ((GDestroyNotify)free_space);
  scenario->timeline = g_ptr_array_new_with_free_func ((GDestroyNotify)simulator_step_unref);
  scenario->variants.root_connect = TRUE;
  scenario->variants.attendee_lists = TRUE;
  scenario->variants.link_name = g_strdup ("url");

  if (!simulator_json_depth_ok (text, size))
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_JSON,
                   "nested deeper than %d",
                   SIMULATOR_JSON_MAX_DEPTH);
      return NULL;
    }
  g_signal_connect (parser, "object-end", G_CALLBACK (note_line), lines);
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
  if (!read_root (&parse, json_node_get_object (root), generated, error))
    return NULL;
  g_ptr_array_sort (scenario->timeline, compare_steps);
  if (!try_out (scenario, error))
    return NULL;
  return g_steal_pointer (&scenario);
}
