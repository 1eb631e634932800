/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-state.h"

#include <string.h>

#include "simulator-wire.h"

struct _SimulatorState
{
  SimulatorScenario *scenario;
  char *origin;
  char *run;
  guint counter;        /* of ids made */
  GHashTable *meetings; /* SimulatorSpace -> GPtrArray of SimulatorMeeting, oldest first */
};

static void
free_attendee (SimulatorAttendee *attendee)
{
  g_free (attendee->device);
  g_free (attendee->session_id);
  g_free (attendee);
}

static void
free_recording (SimulatorRecording *recording)
{
  g_free (recording->id);
  g_free (recording->title);
  g_free (recording->link);
  g_free (recording);
}

static void
free_meeting (SimulatorMeeting *meeting)
{
  g_free (meeting->id);
  g_ptr_array_unref (meeting->attendees);
  g_ptr_array_unref (meeting->recordings);
  g_free (meeting);
}

SimulatorState *
simulator_state_new (SimulatorScenario *scenario, const char *origin, const char *run)
{
  SimulatorState *state = g_new0 (SimulatorState, 1);

  state->scenario = simulator_scenario_ref (scenario);
  state->origin = g_strdup (origin);
  state->run = g_strdup (run);
  state->meetings = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  return state;
}

void
simulator_state_free (SimulatorState *state)
{
  g_hash_table_unref (state->meetings);
  simulator_scenario_unref (state->scenario);
  g_free (state->origin);
  g_free (state->run);
  g_free (state);
}

SimulatorScenario *
simulator_state_get_scenario (SimulatorState *state)
{
  return state->scenario;
}

const char *
simulator_state_get_origin (SimulatorState *state)
{
  return state->origin;
}

GPtrArray *
simulator_state_get_meetings (SimulatorState *state, const SimulatorSpace *space)
{
  return g_hash_table_lookup (state->meetings, space);
}

SimulatorMeeting *
simulator_state_get_active (SimulatorState *state, const SimulatorSpace *space)
{
  GPtrArray *meetings = simulator_state_get_meetings (state, space);
  SimulatorMeeting *last;

  if (meetings == NULL)
    return NULL;
  last = g_ptr_array_index (meetings, meetings->len - 1);
  return last->ended_at == 0 ? last : NULL;
}

SimulatorRecording *
simulator_state_find_recording (SimulatorState *state, const char *id, SimulatorMeeting **meeting)
{
  for (guint i = 0; i < state->scenario->spaces->len; i++)
    {
      gpointer space = g_ptr_array_index (state->scenario->spaces, i);
      GPtrArray *meetings = simulator_state_get_meetings (state, space);

      for (guint j = 0; meetings != NULL && j < meetings->len; j++)
        {
          SimulatorMeeting *candidate = g_ptr_array_index (meetings, j);

          for (guint k = 0; k < candidate->recordings->len; k++)
            {
              SimulatorRecording *recording = g_ptr_array_index (candidate->recordings, k);

              if (strcmp (recording->id, id) != 0)
                continue;
              if (meeting != NULL)
                *meeting = candidate;
              return recording;
            }
        }
    }
  return NULL;
}

/* Like the service's: 24 hexadecimal digits, the first eight of them the time. */
static char *
make_id (SimulatorState *state, gint64 now_ms)
{
  return g_strdup_printf (
      "%08x%s%06x", (guint)(now_ms / 1000), state->run, state->counter++ & 0xffffff);
}

G_GNUC_PRINTF (4, 5)
static gboolean
fail (GError **error, const SimulatorStep *step, SimulatorError code, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, SIMULATOR_ERROR, code, "%s: %s", step->place, text);
  return FALSE;
}

/* The people a step names. (element-type SimulatorPerson) */
static GPtrArray *
find_people (SimulatorState *state, const SimulatorStep *step, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new ();

  for (guint i = 0; step->who != NULL && step->who[i] != NULL; i++)
    {
      const SimulatorPerson *person
          = simulator_scenario_find_person (state->scenario, step->who[i]);

      if (person == NULL)
        {
          fail (error, step, SIMULATOR_ERROR_UNKNOWN, "nobody is called \"%s\"", step->who[i]);
          return NULL;
        }
      g_ptr_array_add (people, (gpointer)person);
    }
  return g_steal_pointer (&people);
}

static SimulatorAttendee *
find_attendee (const SimulatorMeeting *meeting, const SimulatorPerson *person, const char *device)
{
  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      SimulatorAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      if (attendee->person == person && strcmp (attendee->device, device) == 0)
        return attendee;
    }
  return NULL;
}

static SimulatorAttendee *
add_attendee (SimulatorState *state,
              SimulatorMeeting *meeting,
              const SimulatorPerson *person,
              const char *device,
              gint64 now_ms)
{
  SimulatorAttendee *attendee = g_new0 (SimulatorAttendee, 1);

  attendee->person = person;
  attendee->device = g_strdup (device);
  attendee->session_id = make_id (state, now_ms);
  attendee->joined_at = now_ms;
  g_ptr_array_add (meeting->attendees, attendee);
  return attendee;
}

static void
tell (SimulatorState *state,
      GPtrArray *events,
      const char *category,
      const SimulatorMeeting *meeting,
      const SimulatorAttendee *attendee,
      const SimulatorRecording *recording,
      gint64 now_ms)
{
  g_autofree char *id = make_id (state, now_ms);

  g_ptr_array_add (events,
                   simulator_wire_media_session (
                       &state->scenario->variants, category, id, meeting, attendee, recording));
}

static void
tell_presence (SimulatorState *state,
               GPtrArray *events,
               const char *category,
               const SimulatorSpace *space,
               const SimulatorPerson *person)
{
  if (state->scenario->variants.noise)
    g_ptr_array_add (events, simulator_wire_presence (category, space, person));
}

typedef struct
{
  const SimulatorSpace *space;
  SimulatorMeeting *active; /* nullable */
  GPtrArray *people;        /* (element-type SimulatorPerson) */
  gint64 now_ms;
  GPtrArray *events;
} Scene;

static void
start (SimulatorState *state, const SimulatorStep *step, Scene *scene)
{
  SimulatorMeeting *meeting = g_new0 (SimulatorMeeting, 1);
  GPtrArray *meetings = simulator_state_get_meetings (state, scene->space);

  meeting->id = make_id (state, scene->now_ms);
  meeting->space = scene->space;
  meeting->mode = step->mode;
  meeting->started_at = MAX (scene->now_ms, 1);
  meeting->attendees = g_ptr_array_new_with_free_func ((GDestroyNotify)free_attendee);
  meeting->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)free_recording);
  if (meetings == NULL)
    {
      meetings = g_ptr_array_new_with_free_func ((GDestroyNotify)free_meeting);
      g_hash_table_insert (state->meetings, (gpointer)scene->space, meetings);
    }
  g_ptr_array_add (meetings, meeting);
  for (guint i = 0; i < scene->people->len; i++)
    add_attendee (state, meeting, g_ptr_array_index (scene->people, i), "", scene->now_ms);
  tell (state, scene->events, "app.event.meeting.started", meeting, NULL, NULL, scene->now_ms);
}

static gboolean
join (SimulatorState *state, const SimulatorStep *step, Scene *scene, GError **error)
{
  for (guint i = 0; i < scene->people->len; i++)
    {
      const SimulatorPerson *person = g_ptr_array_index (scene->people, i);

      if (find_attendee (scene->active, person, step->device) != NULL)
        return fail (error, step, SIMULATOR_ERROR_ORDER, "\"%s\" is in already", person->key);
    }
  for (guint i = 0; i < scene->people->len; i++)
    {
      const SimulatorPerson *person = g_ptr_array_index (scene->people, i);
      SimulatorAttendee *attendee
          = add_attendee (state, scene->active, person, step->device, scene->now_ms);

      scene->active->emptied_at = 0;
      tell_presence (state, scene->events, "app.event.presence.party.online", scene->space, person);
      tell (state,
            scene->events,
            "app.event.attendee.added",
            scene->active,
            attendee,
            NULL,
            scene->now_ms);
    }
  return TRUE;
}

static gboolean
leave (SimulatorState *state, const SimulatorStep *step, Scene *scene, GError **error)
{
  GPtrArray *attendees = scene->active->attendees;

  for (guint i = 0; i < scene->people->len; i++)
    {
      const SimulatorPerson *person = g_ptr_array_index (scene->people, i);

      if (find_attendee (scene->active, person, step->device) == NULL)
        return fail (error, step, SIMULATOR_ERROR_ORDER, "\"%s\" is not in", person->key);
    }
  for (guint i = 0; i < scene->people->len; i++)
    {
      const SimulatorPerson *person = g_ptr_array_index (scene->people, i);
      SimulatorAttendee *attendee = find_attendee (scene->active, person, step->device);
      guint position;

      if (attendee == NULL || !g_ptr_array_find (attendees, attendee, &position))
        continue;
      attendee = g_ptr_array_steal_index (attendees, position);
      if (attendees->len == 0)
        scene->active->emptied_at = scene->now_ms;
      tell (state,
            scene->events,
            "app.event.attendee.left",
            scene->active,
            attendee,
            NULL,
            scene->now_ms);
      tell_presence (state, scene->events, "app.event.presence.party.leaves", scene->space, person);
      free_attendee (attendee);
    }
  return TRUE;
}

static SimulatorRecording *
get_running (const SimulatorMeeting *meeting)
{
  SimulatorRecording *last;

  if (meeting->recordings->len == 0)
    return NULL;
  last = g_ptr_array_index (meeting->recordings, meeting->recordings->len - 1);
  return last->ended_at == 0 ? last : NULL;
}

static gboolean
record (SimulatorState *state, const SimulatorStep *step, Scene *scene, GError **error)
{
  SimulatorRecording *recording;

  if (get_running (scene->active) != NULL)
    return fail (error, step, SIMULATOR_ERROR_ORDER, "is being recorded already");
  recording = g_new0 (SimulatorRecording, 1);
  recording->id = make_id (state, scene->now_ms);
  recording->title = g_strdup (step->title);
  recording->started_by
      = scene->people->len > 0 ? g_ptr_array_index (scene->people, 0) : state->scenario->me;
  recording->started_at = MAX (scene->now_ms, 1);
  g_ptr_array_add (scene->active->recordings, recording);
  tell (state,
        scene->events,
        "app.event.recording.started",
        scene->active,
        NULL,
        recording,
        scene->now_ms);
  return TRUE;
}

static void
stop (SimulatorState *state, Scene *scene, SimulatorRecording *recording)
{
  recording->ended_at = MAX (scene->now_ms, 1);
  tell (state,
        scene->events,
        state->scenario->variants.recording_over == SIMULATOR_RECORDING_OVER_STOPPED
            ? "app.event.recording.stopped"
            : "app.event.recording.ended",
        scene->active,
        NULL,
        recording,
        scene->now_ms);
}

static void
end (SimulatorState *state, Scene *scene)
{
  SimulatorRecording *running = get_running (scene->active);

  if (running != NULL)
    stop (state, scene, running);
  scene->active->ended_at = MAX (scene->now_ms, 1);
  tell (state, scene->events, "app.event.meeting.ended", scene->active, NULL, NULL, scene->now_ms);
}

static gboolean
ready (SimulatorState *state, const SimulatorStep *step, Scene *scene, GError **error)
{
  GPtrArray *meetings = simulator_state_get_meetings (state, scene->space);

  for (guint i = 0; meetings != NULL && i < meetings->len; i++)
    {
      SimulatorMeeting *meeting = g_ptr_array_index (meetings, i);

      for (guint j = 0; j < meeting->recordings->len; j++)
        {
          SimulatorRecording *recording = g_ptr_array_index (meeting->recordings, j);

          if (recording->ended_at == 0 || recording->ready_at != 0)
            continue;
          recording->ready_at = MAX (scene->now_ms, 1);
          if (step->link == NULL || strcmp (step->link, "page") == 0)
            recording->link = g_strdup_printf ("%s/recordings/%s", state->origin, recording->id);
          else if (strcmp (step->link, "none") != 0)
            recording->link = g_strdup (step->link);
          tell (state,
                scene->events,
                "app.event.recording.ready",
                meeting,
                NULL,
                recording,
                scene->now_ms);
          return TRUE;
        }
    }
  return fail (error, step, SIMULATOR_ERROR_ORDER, "no stopped recording waits to be ready");
}

static void
make_noise (SimulatorState *state, const SimulatorStep *step, Scene *scene)
{
  for (guint i = 0; i < step->count; i++)
    {
      const SimulatorPerson *person
          = g_ptr_array_index (state->scenario->people, i % state->scenario->people->len);
      g_autofree char *id = make_id (state, scene->now_ms);
      JsonNode *event;

      if (i % 3 == 0)
        event = simulator_wire_chat (id, scene->space, person, scene->now_ms);
      else if (i % 3 == 1)
        event = simulator_wire_presence ("app.event.presence.party.online", scene->space, person);
      else
        event = simulator_wire_tracks (id, scene->space, person);
      g_ptr_array_add (scene->events, event);
    }
}

static void
pass_event (const SimulatorStep *step, Scene *scene)
{
  g_autoptr (JsonNode) event = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_sized_new (2);

  json_array_add_string_element (array, step->name);
  json_array_add_element (array, json_node_copy (step->payload));
  json_node_take_array (event, array);
  g_ptr_array_add (scene->events, g_steal_pointer (&event));
}

/* Finds what the step speaks of, so that the functions above need not look again. */
static gboolean
set_scene (SimulatorState *state, const SimulatorStep *step, Scene *scene, GError **error)
{
  if (step->space != NULL)
    {
      scene->space = simulator_scenario_find_space (state->scenario, step->space);
      if (scene->space == NULL && step->kind != SIMULATOR_STEP_EVENT)
        return fail (error, step, SIMULATOR_ERROR_UNKNOWN, "no space \"%s\"", step->space);
    }
  scene->people = find_people (state, step, error);
  if (scene->people == NULL)
    return FALSE;
  if (scene->space != NULL)
    scene->active = simulator_state_get_active (state, scene->space);
  switch (step->kind)
    {
    case SIMULATOR_STEP_START:
      if (scene->active != NULL)
        return fail (error, step, SIMULATOR_ERROR_ORDER, "a meeting is on already");
      return TRUE;
    case SIMULATOR_STEP_JOIN:
    case SIMULATOR_STEP_LEAVE:
    case SIMULATOR_STEP_RECORD:
    case SIMULATOR_STEP_STOP:
    case SIMULATOR_STEP_END:
      if (scene->active == NULL)
        return fail (error, step, SIMULATOR_ERROR_ORDER, "no meeting is on");
      return TRUE;
    case SIMULATOR_STEP_READY:
    case SIMULATOR_STEP_NOISE:
    case SIMULATOR_STEP_EVENT:
    case SIMULATOR_STEP_FAULT:
    case SIMULATOR_STEP_COMMENT:
      return TRUE;
    }
  return TRUE;
}

GPtrArray *
simulator_state_apply (SimulatorState *state, SimulatorStep *step, gint64 now_ms, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);
  Scene scene = { .now_ms = now_ms, .events = events };
  g_autoptr (GPtrArray) people = NULL;
  gboolean done = set_scene (state, step, &scene, error);

  people = scene.people;
  if (!done)
    return NULL;
  switch (step->kind)
    {
    case SIMULATOR_STEP_START:
      start (state, step, &scene);
      break;
    case SIMULATOR_STEP_JOIN:
      done = join (state, step, &scene, error);
      break;
    case SIMULATOR_STEP_LEAVE:
      done = leave (state, step, &scene, error);
      break;
    case SIMULATOR_STEP_RECORD:
      done = record (state, step, &scene, error);
      break;
    case SIMULATOR_STEP_STOP:
      if (get_running (scene.active) == NULL)
        done = fail (error, step, SIMULATOR_ERROR_ORDER, "nothing is being recorded");
      else
        stop (state, &scene, get_running (scene.active));
      break;
    case SIMULATOR_STEP_END:
      end (state, &scene);
      break;
    case SIMULATOR_STEP_READY:
      done = ready (state, step, &scene, error);
      break;
    case SIMULATOR_STEP_NOISE:
      make_noise (state, step, &scene);
      break;
    case SIMULATOR_STEP_EVENT:
      pass_event (step, &scene);
      break;
    case SIMULATOR_STEP_FAULT:
    case SIMULATOR_STEP_COMMENT:
      break;
    }
  return done ? g_steal_pointer (&events) : NULL;
}
