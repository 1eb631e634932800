/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-scenario.h"

G_BEGIN_DECLS

/* One person in a meeting from one device; the same person may be there from several. */
typedef struct
{
  const SimulatorPerson *person;
  char *device;
  char *session_id;
  gint64 joined_at; /* milliseconds since 1970, as all times here; 0: not (yet) */
} SimulatorAttendee;

typedef struct
{
  char *id;
  char *title; /* nullable */
  const SimulatorPerson *started_by;
  gint64 started_at;
  gint64 ended_at;
  gint64 ready_at;
  char *link; /* nullable */
} SimulatorRecording;

typedef struct
{
  char *id;
  const SimulatorSpace *space;
  SimulatorMode mode;
  gint64 started_at;
  gint64 ended_at;
  gint64 emptied_at;     /* when the last one went: the wire's virtualEndTime */
  GPtrArray *attendees;  /* (element-type SimulatorAttendee) in the order of their coming */
  GPtrArray *recordings; /* (element-type SimulatorRecording) oldest first */
} SimulatorMeeting;

/**
 * SimulatorState: what is going on in the spaces; the one truth from which both events and REST
 * answers are made, so that they never disagree. Pure: the caller tells the time.
 */
typedef struct _SimulatorState SimulatorState;

/* @origin: "http://127.0.0.1:4711", for links. @run: ten hexadecimal digits that are part of every
 * id made, different from run to run: clients remember what they have told by these ids. */
SimulatorState *
simulator_state_new (SimulatorScenario *scenario, const char *origin, const char *run);
void simulator_state_free (SimulatorState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorState, simulator_state_free)

/* Carries out a step at @now_ms (milliseconds since 1970). Returns the events it gives, each an
 * array [name, payload]; none for faults and comments. NULL with an error when it cannot happen;
 * then nothing has changed. (element-type JsonNode) (transfer full) */
GPtrArray *
simulator_state_apply (SimulatorState *state, SimulatorStep *step, gint64 now_ms, GError **error);

SimulatorScenario *simulator_state_get_scenario (SimulatorState *state);
const char *simulator_state_get_origin (SimulatorState *state);
/* The meeting that is on; NULL when none is. */
SimulatorMeeting *simulator_state_get_active (SimulatorState *state, const SimulatorSpace *space);
/* All meetings of a space, oldest first; NULL when there was none. (element-type SimulatorMeeting)
 */
GPtrArray *simulator_state_get_meetings (SimulatorState *state, const SimulatorSpace *space);
/* NULL when there is none. @meeting: (out) (optional) (transfer none) */
SimulatorRecording *
simulator_state_find_recording (SimulatorState *state, const char *id, SimulatorMeeting **meeting);

G_END_DECLS
