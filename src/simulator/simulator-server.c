/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include "simulator-server-private.h"

#include <string.h>

enum
{
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimulatorServer, simulator_server, G_TYPE_OBJECT)

gint64
simulator_server_get_monotonic_ms (SimulatorServer *self)
{
  const SimulatorClock *clock = &self->options.clock;

  return clock->monotonic_ms != NULL ? clock->monotonic_ms (clock->data)
                                     : g_get_monotonic_time () / 1000;
}

gint64
simulator_server_get_real_ms (SimulatorServer *self)
{
  const SimulatorClock *clock = &self->options.clock;

  return clock->real_ms != NULL ? clock->real_ms (clock->data) : g_get_real_time () / 1000;
}

double
simulator_server_get_fault_speed (SimulatorServer *self)
{
  double speed = simulator_timeline_get_speed (self->timeline);

  return speed > 0 ? speed : 1;
}

JsonObject *
simulator_server_begin_report (const char *name)
{
  JsonObject *report = json_object_new ();

  json_object_set_string_member (report, "report", name);
  return report;
}

void
simulator_server_tell (SimulatorServer *self, JsonObject *report)
{
  const char *name = json_object_get_string_member (report, "report");
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, name));
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_hash_table_insert (self->counts, g_strdup (name), GUINT_TO_POINTER (count + 1));
  json_node_take_object (node, report);
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, node);
}

void
simulator_server_tell_socket (SimulatorServer *self,
                              const char *name,
                              SimulatorSocket *socket,
                              const char *space)
{
  JsonObject *report = simulator_server_begin_report (name);

  json_object_set_string_member (report, "socket", simulator_socket_get_id (socket));
  if (space != NULL)
    json_object_set_string_member (report, "space", space);
  simulator_server_tell (self, report);
}

guint
simulator_server_count (SimulatorServer *self, const char *report)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, report));
}

guint
simulator_server_count_open (SimulatorServer *self)
{
  return self->sockets->len;
}

guint
simulator_server_count_joined (SimulatorServer *self)
{
  guint joined = 0;

  for (guint i = 0; i < self->sockets->len; i++)
    joined += simulator_socket_is_joined (g_ptr_array_index (self->sockets, i)) ? 1 : 0;
  return joined;
}

const char *
simulator_server_get_origin (SimulatorServer *self)
{
  return self->origin;
}

const char *
simulator_server_get_token (SimulatorServer *self)
{
  return self->token;
}

SimulatorState *
simulator_server_get_state (SimulatorServer *self)
{
  return self->state;
}

/* The space an event is about: named by @step (nullable), else by the payload; NULL: all hear it.
 */
static const char *
get_space_of (SimulatorServer *self, SimulatorStep *step, JsonNode *event)
{
  JsonNode *payload = json_array_get_element (json_node_get_array (event), 1);
  const SimulatorSpace *space;

  if (step != NULL && step->space != NULL)
    {
      space = simulator_scenario_find_space (self->scenario, step->space);
      return space != NULL ? space->id : step->space;
    }
  if (!JSON_NODE_HOLDS_OBJECT (payload))
    return NULL;
  return json_object_get_string_member_with_default (
      json_node_get_object (payload), "topicId", NULL);
}

static void
send_event (SimulatorServer *self, const char *space, JsonNode *event)
{
  for (guint i = 0; i < self->sockets->len; i++)
    {
      SimulatorSocket *socket = g_ptr_array_index (self->sockets, i);

      if (space == NULL || simulator_socket_is_subscribed (socket, space))
        simulator_socket_emit (socket, event);
    }
}

static void
tell_step (SimulatorServer *self, SimulatorStep *step)
{
  JsonObject *report = simulator_server_begin_report ("step");

  json_object_set_string_member (report, "do", simulator_step_kind_to_string (step->kind));
  json_object_set_double_member (report, "at", step->at);
  if (step->space != NULL)
    json_object_set_string_member (report, "space", step->space);
  if (step->text != NULL)
    json_object_set_string_member (report, "text", step->text);
  simulator_server_tell (self, report);
}

static gboolean
apply_at (SimulatorServer *self, SimulatorStep *step, gint64 now_ms, GError **error)
{
  g_autoptr (GPtrArray) events = simulator_state_apply (self->state, step, now_ms, error);

  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);
      g_autoptr (GPtrArray) passed = simulator_faults_pass_event (self->faults, event);

      for (guint j = 0; j < passed->len; j++)
        {
          JsonNode *out = g_ptr_array_index (passed, j);

          /* One that was held back is not this step's. */
          send_event (self, get_space_of (self, out == event ? step : NULL, out), out);
        }
    }
  if (step->kind == SIMULATOR_STEP_FAULT)
    simulator_server_apply_fault (self, step->fault);
  tell_step (self, step);
  return TRUE;
}

gboolean
simulator_server_apply (SimulatorServer *self, SimulatorStep *step, GError **error)
{
  return apply_at (self, step, simulator_server_get_real_ms (self), error);
}

gboolean
simulator_server_apply_text (SimulatorServer *self, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = simulator_json_parse_object (json, -1, error);
  g_autoptr (SimulatorStep) step = NULL;

  if (node == NULL)
    return FALSE;
  step = simulator_step_read (json_node_get_object (node), "step", 0, FALSE, error);
  return step != NULL && simulator_server_apply (self, step, error);
}

static gboolean on_timeline (gpointer data);

/* Tells what is due, and waits for what is next. */
static void
run_timeline (SimulatorServer *self)
{
  gboolean ended = simulator_timeline_has_ended (self->timeline);
  SimulatorStep *step;
  gint64 wait;

  while ((step
          = simulator_timeline_take_due (self->timeline, simulator_server_get_monotonic_ms (self)))
         != NULL)
    {
      g_autoptr (GError) error = NULL;

      /* The scenario was tried out; only orders given meanwhile can have made a step impossible. */
      if (!simulator_server_apply (self, step, &error))
        g_message ("left out: %s", error->message);
    }
  if (!ended && simulator_timeline_has_ended (self->timeline))
    simulator_server_tell (self, simulator_server_begin_report ("end"));
  g_clear_handle_id (&self->timeline_source, g_source_remove);
  wait = simulator_timeline_get_wait (self->timeline, simulator_server_get_monotonic_ms (self));
  if (wait >= 0)
    self->timeline_source = g_timeout_add ((guint)MIN (wait, 3600 * 1000), on_timeline, self);
}

static gboolean
on_timeline (gpointer data)
{
  SimulatorServer *self = data;

  self->timeline_source = 0;
  run_timeline (self);
  return G_SOURCE_REMOVE;
}

static void
begin_timeline (SimulatorServer *self)
{
  if (simulator_timeline_has_begun (self->timeline))
    return;
  simulator_timeline_begin (self->timeline, simulator_server_get_monotonic_ms (self));
  simulator_server_tell (self, simulator_server_begin_report ("begin"));
  run_timeline (self);
}

static gboolean
hears_everything (SimulatorServer *self, SimulatorSocket *socket)
{
  for (guint i = 0; i < self->scenario->timeline->len; i++)
    {
      const SimulatorStep *step = g_ptr_array_index (self->scenario->timeline, i);
      const SimulatorSpace *space
          = step->space != NULL ? simulator_scenario_find_space (self->scenario, step->space)
                                : NULL;

      if (space != NULL && space->listed && !space->refuses
          && !simulator_socket_is_subscribed (socket, space->id))
        return FALSE;
    }
  return TRUE;
}

void
simulator_server_consider_beginning (SimulatorServer *self, SimulatorSocket *socket)
{
  switch (self->scenario->begin)
    {
    case SIMULATOR_BEGIN_SUBSCRIBED:
      if (hears_everything (self, socket))
        begin_timeline (self);
      break;
    case SIMULATOR_BEGIN_JOINED:
      begin_timeline (self);
      break;
    case SIMULATOR_BEGIN_START:
      break;
    }
}

void
simulator_server_set_speed (SimulatorServer *self, double speed)
{
  simulator_timeline_set_speed (self->timeline, speed, simulator_server_get_monotonic_ms (self));
  run_timeline (self);
}

double
simulator_server_get_speed (SimulatorServer *self)
{
  return simulator_timeline_get_speed (self->timeline);
}

void
simulator_server_advance (SimulatorServer *self, double seconds)
{
  begin_timeline (self);
  simulator_timeline_advance (self->timeline, seconds);
  run_timeline (self);
}

gboolean
simulator_server_has_ended (SimulatorServer *self)
{
  return simulator_timeline_has_ended (self->timeline);
}

gboolean
simulator_server_open_port (SimulatorServer *self, guint16 port, GError **error)
{
  g_autoptr (SoupServer) soup = soup_server_new ("server-header", "spaces-tray-simulator", NULL);
  g_autoptr (GError) inner = NULL;
  GSList *uris;

  if (!soup_server_listen_local (soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &inner))
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_LISTEN,
                   "cannot listen on port %u: %s",
                   port,
                   inner->message);
      return FALSE;
    }
  uris = soup_server_get_uris (soup);
  self->port = (guint16)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  self->soup = g_steal_pointer (&soup);
  simulator_routes_add (self);
  return TRUE;
}

void
simulator_server_close_port (SimulatorServer *self)
{
  g_ptr_array_set_size (self->late, 0);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
}

gboolean
simulator_server_start (SimulatorServer *self, GError **error)
{
  SimulatorStep *step;

  if (!simulator_server_open_port (self, self->options.port, error))
    return FALSE;
  g_free (self->origin);
  self->origin = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  g_clear_pointer (&self->state, simulator_state_free);
  self->state = simulator_state_new (self->scenario, self->origin, self->run);
  while ((step = simulator_timeline_take_past (self->timeline)) != NULL)
    if (!apply_at (
            self, step, simulator_server_get_real_ms (self) + (gint64)(step->at * 1000), error))
      return FALSE;
  if (self->scenario->begin == SIMULATOR_BEGIN_START)
    begin_timeline (self);
  return TRUE;
}

void
simulator_server_stop (SimulatorServer *self)
{
  g_clear_handle_id (&self->timeline_source, g_source_remove);
  g_clear_handle_id (&self->restart_source, g_source_remove);
  g_clear_handle_id (&self->stall_source, g_source_remove);
  while (self->sockets->len > 0)
    {
      g_autoptr (SimulatorSocket) socket
          = g_object_ref (g_ptr_array_index (self->sockets, self->sockets->len - 1));

      simulator_socket_cut (socket);
    }
  simulator_server_close_port (self);
}

/* Ten hexadecimal digits. */
static char *
make_run (void)
{
  return g_strdup_printf ("%08x%02x", g_random_int (), g_random_int () & 0xff);
}

SimulatorServer *
simulator_server_new (SimulatorScenario *scenario, const SimulatorOptions *options)
{
  SimulatorServer *self = g_object_new (SIMULATOR_TYPE_SERVER, NULL);

  self->scenario = simulator_scenario_ref (scenario);
  self->options = *options;
  self->token = options->token != NULL ? g_strdup (options->token) : g_uuid_string_random ();
  self->run = options->run != NULL ? g_strdup (options->run) : make_run ();
  self->options.token = NULL;
  self->options.run = NULL;
  self->timeline = simulator_timeline_new (scenario, options->speed);
  return self;
}

static void
simulator_server_dispose (GObject *object)
{
  simulator_server_stop (SIMULATOR_SERVER (object));
  G_OBJECT_CLASS (simulator_server_parent_class)->dispose (object);
}

static void
simulator_server_finalize (GObject *object)
{
  SimulatorServer *self = SIMULATOR_SERVER (object);

  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->late);
  g_hash_table_unref (self->counts);
  g_clear_pointer (&self->state, simulator_state_free);
  g_clear_pointer (&self->faults, simulator_faults_free);
  g_clear_pointer (&self->timeline, simulator_timeline_free);
  g_clear_pointer (&self->scenario, simulator_scenario_unref);
  g_free (self->token);
  g_free (self->run);
  g_free (self->origin);
  G_OBJECT_CLASS (simulator_server_parent_class)->finalize (object);
}

static void
simulator_server_class_init (SimulatorServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simulator_server_dispose;
  object_class->finalize = simulator_server_finalize;
  signals[SIGNAL_REPORT] = g_signal_new ("report",
                                         SIMULATOR_TYPE_SERVER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         JSON_TYPE_NODE);
}

static void
simulator_server_init (SimulatorServer *self)
{
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->late = simulator_routes_late_new ();
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->faults = simulator_faults_new ();
}
