/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-step.h"

static const char *const step_names[] = {
  [SIMULATOR_STEP_START] = "start",     [SIMULATOR_STEP_JOIN] = "join",
  [SIMULATOR_STEP_LEAVE] = "leave",     [SIMULATOR_STEP_RECORD] = "record",
  [SIMULATOR_STEP_STOP] = "stop",       [SIMULATOR_STEP_END] = "end",
  [SIMULATOR_STEP_READY] = "ready",     [SIMULATOR_STEP_NOISE] = "noise",
  [SIMULATOR_STEP_EVENT] = "event",     [SIMULATOR_STEP_FAULT] = "fault",
  [SIMULATOR_STEP_COMMENT] = "comment", NULL,
};

const char *
simulator_step_kind_to_string (SimulatorStepKind kind)
{
  return step_names[kind];
}

static void
clear_step (SimulatorStep *step)
{
  g_free (step->place);
  g_free (step->space);
  g_strfreev (step->who);
  g_free (step->device);
  g_free (step->link);
  g_free (step->title);
  g_free (step->name);
  g_clear_pointer (&step->payload, json_node_unref);
  g_free (step->text);
  g_clear_pointer (&step->fault, simulator_fault_free);
}

SimulatorStep *
simulator_step_ref (SimulatorStep *step)
{
  return g_rc_box_acquire (step);
}

void
simulator_step_unref (SimulatorStep *step)
{
  g_rc_box_release_full (step, (GDestroyNotify)clear_step);
}

static void
read_people (SimulatorReader *reader, SimulatorStep *step, gboolean needed)
{
  step->who = simulator_reader_get_strings (reader, "who");
  if (needed && (step->who == NULL || step->who[0] == NULL))
    simulator_reader_fail (reader, SIMULATOR_ERROR_MISSING, "who", "is missing");
}

static void
read_event (SimulatorReader *reader, SimulatorStep *step)
{
  JsonNode *payload = simulator_reader_get_node (reader, "payload");

  step->name = g_strdup (simulator_reader_get_string (reader, "name"));
  step->space = g_strdup (simulator_reader_get_string (reader, "space"));
  if (payload == NULL)
    simulator_reader_fail (reader, SIMULATOR_ERROR_MISSING, "payload", "is missing");
  else
    step->payload = json_node_copy (payload);
  if (step->name == NULL)
    step->name = g_strdup ("MEDIA_SESSION_RESPONSE");
}

static void
read_members (SimulatorReader *reader, SimulatorStep *step)
{
  static const char *const modes[] = { "video", "audio", NULL };

  switch (step->kind)
    {
    case SIMULATOR_STEP_START:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      read_people (reader, step, FALSE);
      step->mode = (SimulatorMode)simulator_reader_get_keyword (reader, "mode", modes, 0);
      break;
    case SIMULATOR_STEP_JOIN:
    case SIMULATOR_STEP_LEAVE:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      read_people (reader, step, TRUE);
      step->device = g_strdup (simulator_reader_get_string (reader, "device"));
      break;
    case SIMULATOR_STEP_RECORD:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      read_people (reader, step, FALSE);
      step->title = g_strdup (simulator_reader_get_string (reader, "title"));
      break;
    case SIMULATOR_STEP_READY:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      step->link = g_strdup (simulator_reader_get_string (reader, "link"));
      break;
    case SIMULATOR_STEP_STOP:
    case SIMULATOR_STEP_END:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      break;
    case SIMULATOR_STEP_NOISE:
      step->space = g_strdup (simulator_reader_need_string (reader, "space"));
      step->count = (guint)simulator_reader_get_number (reader, "count", 1, 1, 1e6);
      break;
    case SIMULATOR_STEP_EVENT:
      read_event (reader, step);
      break;
    case SIMULATOR_STEP_FAULT:
      step->fault = simulator_fault_read (reader);
      break;
    case SIMULATOR_STEP_COMMENT:
      step->text = g_strdup (simulator_reader_need_string (reader, "text"));
      break;
    }
  if (step->device == NULL)
    step->device = g_strdup ("");
}

SimulatorStep *
simulator_step_read (JsonObject *object,
                     const char *place,
                     guint line,
                     gboolean timed,
                     GError **error)
{
  g_autoptr (SimulatorStep) step = g_rc_box_new0 (SimulatorStep);
  g_auto (SimulatorReader) reader = { 0 };

  simulator_reader_init (&reader, object, g_strdup (place), line);
  step->place = line > 0 ? g_strdup_printf ("line %u: %s", line, place) : g_strdup (place);
  if (timed && !simulator_reader_has (&reader, "at"))
    simulator_reader_fail (&reader, SIMULATOR_ERROR_MISSING, "at", "is missing");
  if (timed)
    step->at = simulator_reader_get_number (&reader, "at", 0, -86400, 86400);
  if (simulator_reader_need_string (&reader, "do") != NULL)
    step->kind = (SimulatorStepKind)simulator_reader_get_keyword (&reader, "do", step_names, 0);
  if (reader.error == NULL)
    read_members (&reader, step);
  return simulator_reader_finish (&reader, error) ? g_steal_pointer (&step) : NULL;
}
