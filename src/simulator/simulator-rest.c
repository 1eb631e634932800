/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-rest.h"

#include <string.h>

#include "simulator-wire.h"

#define MAX_PAGE 50
#define DEFAULT_PAGE 10

void
simulator_answer_clear (SimulatorAnswer *answer)
{
  g_clear_pointer (&answer->body, json_node_unref);
}

static SimulatorAnswer
refuse (guint status, const char *message)
{
  return (SimulatorAnswer){ status, simulator_wire_message (message) };
}

/* "jwt TOKEN" or "bearer TOKEN"; the case of the scheme does not matter. */
static gboolean
is_authorized (const char *authorization, const char *token)
{
  const char *space = authorization != NULL ? strchr (authorization, ' ') : NULL;
  g_autofree char *scheme = NULL;

  if (space == NULL)
    return FALSE;
  scheme = g_ascii_strdown (authorization, space - authorization);
  return (strcmp (scheme, "jwt") == 0 || strcmp (scheme, "bearer") == 0)
         && strcmp (space + 1, token) == 0;
}

static guint
query_number (GHashTable *query, const char *name, guint fallback, guint most)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    return fallback;
  return (guint)MIN (number, most);
}

/* topictype: a comma list; "all" is group and direct; without it, group. */
static gboolean
type_wanted (GHashTable *query, const SimulatorSpace *space)
{
  static const char *const names[] = { "group", "direct", "personal" };
  const char *wanted = query != NULL ? g_hash_table_lookup (query, "topictype") : NULL;
  g_auto (GStrv) list = g_strsplit (wanted != NULL ? wanted : "group", ",", -1);

  return g_strv_contains ((const char *const *)list, names[space->kind])
         || (g_strv_contains ((const char *const *)list, "all")
             && space->kind != SIMULATOR_SPACE_PERSONAL);
}

static gboolean
status_wanted (GHashTable *query, const SimulatorSpace *space)
{
  const char *wanted = query != NULL ? g_hash_table_lookup (query, "topicstatus") : NULL;

  if (wanted != NULL && strcmp (wanted, "all") == 0)
    return TRUE;
  return space->archived == (wanted != NULL && strcmp (wanted, "1") == 0);
}

/* Pages are told apart by pageToken, here "from-20"; the deprecated "page" counts pages. */
static SimulatorAnswer
list_spaces (SimulatorState *state, GHashTable *query)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  guint size = MAX (query_number (query, "size", DEFAULT_PAGE, MAX_PAGE), 1);
  const char *page_token = query != NULL ? g_hash_table_lookup (query, "pageToken") : NULL;
  const char *types = query != NULL ? g_hash_table_lookup (query, "topictype") : NULL;
  guint from = query_number (query, "page", 0, 1000000) * size;
  g_autoptr (JsonArray) data = json_array_new ();
  JsonObject *body = json_object_new ();
  JsonNode *root = json_node_init_object (json_node_alloc (), body);
  guint total = 0;

  json_object_unref (body);
  if (page_token != NULL && g_str_has_prefix (page_token, "from-"))
    from = (guint)g_ascii_strtoull (page_token + strlen ("from-"), NULL, 10);
  for (guint i = 0; i < scenario->spaces->len; i++)
    {
      const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);

      if (!space->listed || !type_wanted (query, space) || !status_wanted (query, space))
        continue;
      if (total >= from && total - from < size)
        json_array_add_element (data, simulator_wire_space (scenario, space));
      total++;
    }
  json_object_set_array_member (body, "data", json_array_ref (data));
  json_object_set_int_member (body, "total", total);
  if (total > from && total - from > size)
    {
      g_autofree char *escaped
          = types != NULL ? g_uri_escape_string (types, NULL, FALSE) : g_strdup ("group");
      g_autofree char *next
          = g_strdup_printf ("/api/users/me/spaces?topictype=%s&size=%u&pageToken=from-%u",
                             escaped,
                             size,
                             from + size);

      json_object_set_string_member (body, "nextPageUrl", next);
    }
  else
    json_object_set_null_member (body, "nextPageUrl");
  return (SimulatorAnswer){ 200, root };
}

static SimulatorAnswer
list_meetings (SimulatorState *state, const SimulatorSpace *space)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  GPtrArray *meetings = simulator_state_get_meetings (state, space);
  JsonObject *body = json_object_new ();
  JsonArray *data = json_array_new ();
  JsonNode *root = json_node_init_object (json_node_alloc (), body);

  json_object_unref (body);
  for (guint i = 0; meetings != NULL && i < meetings->len; i++)
    json_array_add_element (
        data, simulator_wire_meeting (&scenario->variants, g_ptr_array_index (meetings, i)));
  json_object_set_int_member (body, "total", json_array_get_length (data));
  json_object_set_array_member (body, "data", data);
  return (SimulatorAnswer){ 200, root };
}

static SimulatorAnswer
answer_space (SimulatorState *state, const char *id, const char *rest)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  const SimulatorSpace *space = simulator_scenario_find_space (scenario, id);
  SimulatorMeeting *meeting;

  if (space == NULL || strcmp (space->id, id) != 0)
    return refuse (404, "space not found");
  if (rest == NULL)
    return (SimulatorAnswer){ 200, simulator_wire_space (scenario, space) };
  if (strcmp (rest, "meetings") == 0)
    return list_meetings (state, space);
  if (strcmp (rest, "activemeeting") != 0)
    return refuse (404, "not found");
  meeting = simulator_state_get_active (state, space);
  if (meeting == NULL)
    return refuse (404, "no active meeting");
  return (SimulatorAnswer){ 200, simulator_wire_meeting (&scenario->variants, meeting) };
}

static SimulatorAnswer
answer_configuration (SimulatorState *state)
{
  static const char *const hosts[] = { "spaces", "store", "accounts" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      json_builder_set_member_name (builder, hosts[i]);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "server_url");
      json_builder_add_string_value (builder, simulator_state_get_origin (state));
      if (i == 0)
        {
          json_builder_set_member_name (builder, "socketio_server_url");
          json_builder_add_string_value (builder, simulator_state_get_origin (state));
        }
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  return (SimulatorAnswer){ 200, json_builder_get_root (builder) };
}

SimulatorAnswer
simulator_rest_answer (SimulatorState *state,
                       const char *method,
                       const char *path,
                       GHashTable *query,
                       const char *authorization,
                       const char *token)
{
  g_auto (GStrv) parts = g_strsplit (*path == '/' ? path + 1 : path, "/", 4);
  guint n = g_strv_length (parts);

  if (strcmp (method, "GET") != 0)
    return refuse (405, "only GET is served here");
  if (n == 1 && strcmp (parts[0], "service-configurations") == 0)
    return answer_configuration (state);
  if (!is_authorized (authorization, token))
    return refuse (401, "Unauthorized");
  if (n >= 2 && strcmp (parts[0], "users") == 0 && strcmp (parts[1], "me") == 0)
    {
      if (n == 2)
        return (SimulatorAnswer){
          200,
          simulator_wire_user (simulator_state_get_scenario (state)->me),
        };
      if (n == 3 && (strcmp (parts[2], "spaces") == 0 || strcmp (parts[2], "topics") == 0))
        return list_spaces (state, query);
    }
  if ((n == 2 || n == 3) && (strcmp (parts[0], "spaces") == 0 || strcmp (parts[0], "topics") == 0))
    return answer_space (state, parts[1], parts[2]);
  return refuse (404, "not found");
}
