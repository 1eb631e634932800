/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include "simulator-control.h"

#include <string.h>

#include "simulator-wire.h"

struct _SimulatorControl
{
  GObject parent_instance;
  SimulatorServer *server;
  GDataInputStream *input;
  GOutputStream *output; /* nullable */
  GCancellable *cancellable;
  GPtrArray *waits; /* (element-type Wait) */
};

/* An order to wait that is not answered yet. */
typedef struct
{
  JsonNode *id; /* nullable */
  char *report;
  guint count;
} Wait;

enum
{
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimulatorControl, simulator_control, G_TYPE_OBJECT)

static void read_next (SimulatorControl *self);

static void
wait_free (Wait *wait)
{
  g_clear_pointer (&wait->id, json_node_unref);
  g_free (wait->report);
  g_free (wait);
}

static void
write_node (SimulatorControl *self, JsonNode *node)
{
  g_autofree char *text = simulator_json_to_text (node);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  if (self->output != NULL)
    g_output_stream_write_all (self->output, line, strlen (line), NULL, NULL, NULL);
}

/* {"answer": what the order had as its id, "ok": ...}. @error: nullable; @extra: (transfer full).
 */
static void
answer (SimulatorControl *self, JsonNode *id, const GError *error, JsonObject *extra)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = extra != NULL ? extra : json_object_new ();

  json_object_set_member (
      object, "answer", id != NULL ? json_node_copy (id) : json_node_new (JSON_NODE_NULL));
  json_object_set_boolean_member (object, "ok", error == NULL);
  if (error != NULL)
    json_object_set_string_member (object, "error", error->message);
  json_node_take_object (node, object);
  write_node (self, node);
}

static void
look_at_waits (SimulatorControl *self)
{
  for (guint i = 0; i < self->waits->len;)
    {
      Wait *wait = g_ptr_array_index (self->waits, i);

      if (simulator_server_count (self->server, wait->report) < wait->count)
        {
          i++;
          continue;
        }
      answer (self, wait->id, NULL, NULL);
      g_ptr_array_remove_index (self->waits, i);
    }
}

static void
on_report (SimulatorServer *server, JsonNode *report, gpointer data)
{
  SimulatorControl *self = data;

  write_node (self, report);
  look_at_waits (self);
}

/* {"meetings":{"SPACE ID":{...}},"open":1,"joined":1} */
static JsonObject *
describe_state (SimulatorControl *self)
{
  SimulatorState *state = simulator_server_get_state (self->server);
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  JsonObject *object = json_object_new ();
  JsonObject *meetings = json_object_new ();

  for (guint i = 0; i < scenario->spaces->len; i++)
    {
      const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);
      SimulatorMeeting *meeting = simulator_state_get_active (state, space);

      if (meeting != NULL)
        json_object_set_member (
            meetings, space->id, simulator_wire_meeting (&scenario->variants, meeting));
    }
  json_object_set_object_member (object, "meetings", meetings);
  json_object_set_int_member (object, "open", simulator_server_count_open (self->server));
  json_object_set_int_member (object, "joined", simulator_server_count_joined (self->server));
  return object;
}

static void
add_wait (SimulatorControl *self, SimulatorReader *reader, JsonNode *id)
{
  const char *report = simulator_reader_get_string (reader, "report");
  guint count = (guint)simulator_reader_get_number (reader, "count", 1, 1, 1e9);
  g_autoptr (GError) error = NULL;
  Wait *wait;

  if (!simulator_reader_finish (reader, &error))
    {
      answer (self, id, error, NULL);
      return;
    }
  wait = g_new0 (Wait, 1);
  wait->id = id != NULL ? json_node_ref (id) : NULL;
  wait->report = g_strdup (report != NULL ? report : "end");
  wait->count = count;
  g_ptr_array_add (self->waits, wait);
  look_at_waits (self);
}

static void
set_speed (SimulatorControl *self, SimulatorReader *reader, JsonNode *id)
{
  double speed = simulator_reader_get_number (reader, "speed", 1, 0, 10000);
  g_autoptr (GError) error = NULL;

  if (simulator_reader_finish (reader, &error))
    simulator_server_set_speed (self->server, speed);
  answer (self, id, error, NULL);
}

static void
advance (SimulatorControl *self, SimulatorReader *reader, JsonNode *id)
{
  double seconds = simulator_reader_get_number (reader, "seconds", 0, 0, 86400);
  g_autoptr (GError) error = NULL;

  if (simulator_reader_finish (reader, &error))
    simulator_server_advance (self->server, seconds);
  answer (self, id, error, NULL);
}

static void
carry_out_step (SimulatorControl *self, JsonObject *object, JsonNode *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorStep) step = simulator_step_read (object, "step", 0, FALSE, &error);

  if (step != NULL)
    simulator_server_apply (self->server, step, &error);
  answer (self, id, error, NULL);
}

/* FALSE: it was the order to quit. */
static gboolean
carry_out (SimulatorControl *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = simulator_json_parse_object (line, -1, &error);
  g_autoptr (JsonNode) id = NULL;
  g_auto (SimulatorReader) reader = { 0 };
  JsonObject *object;
  const char *order;

  if (node == NULL)
    {
      answer (self, NULL, error, NULL);
      return TRUE;
    }
  object = json_node_get_object (node);
  id = json_object_dup_member (object, "id");
  json_object_remove_member (object, "id");
  simulator_reader_init (&reader, object, g_strdup (""), 0);
  order = simulator_reader_get_string (&reader, "do");
  if (g_strcmp0 (order, "wait") == 0)
    add_wait (self, &reader, id);
  else if (g_strcmp0 (order, "speed") == 0)
    set_speed (self, &reader, id);
  else if (g_strcmp0 (order, "advance") == 0)
    advance (self, &reader, id);
  else if (g_strcmp0 (order, "state") == 0)
    answer (self, id, NULL, describe_state (self));
  else if (g_strcmp0 (order, "quit") == 0)
    {
      answer (self, id, NULL, NULL);
      return FALSE;
    }
  else
    carry_out_step (self, object, id);
  return TRUE;
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (
      G_DATA_INPUT_STREAM (source), result, NULL, &error);
  SimulatorControl *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = data;
  if (line == NULL && g_error_matches (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE))
    {
      answer (self, NULL, error, NULL);
      read_next (self);
      return;
    }
  if (line == NULL || (self->output != NULL && *line != '\0' && !carry_out (self, line)))
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  else
    read_next (self);
}

static void
read_next (SimulatorControl *self)
{
  g_data_input_stream_read_line_async (
      self->input, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);
}

SimulatorControl *
simulator_control_new (SimulatorServer *server, GInputStream *input, GOutputStream *output)
{
  SimulatorControl *self = g_object_new (SIMULATOR_TYPE_CONTROL, NULL);

  self->server = g_object_ref (server);
  self->input = g_data_input_stream_new (input);
  self->output = output != NULL ? g_object_ref (output) : NULL;
  if (output != NULL)
    g_signal_connect (server, "report", G_CALLBACK (on_report), self);
  read_next (self);
  return self;
}

static void
simulator_control_dispose (GObject *object)
{
  SimulatorControl *self = SIMULATOR_CONTROL (object);

  g_cancellable_cancel (self->cancellable);
  if (self->server != NULL)
    g_signal_handlers_disconnect_by_data (self->server, self);
  g_clear_object (&self->server);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  G_OBJECT_CLASS (simulator_control_parent_class)->dispose (object);
}

static void
simulator_control_finalize (GObject *object)
{
  SimulatorControl *self = SIMULATOR_CONTROL (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->waits);
  G_OBJECT_CLASS (simulator_control_parent_class)->finalize (object);
}

static void
simulator_control_class_init (SimulatorControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simulator_control_dispose;
  G_OBJECT_CLASS (klass)->finalize = simulator_control_finalize;
  signals[SIGNAL_ENDED] = g_signal_new (
      "ended", SIMULATOR_TYPE_CONTROL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simulator_control_init (SimulatorControl *self)
{
  self->cancellable = g_cancellable_new ();
  self->waits = g_ptr_array_new_with_free_func ((GDestroyNotify)wait_free);
}
