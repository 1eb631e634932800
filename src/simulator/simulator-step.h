/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-faults.h"

G_BEGIN_DECLS

typedef enum
{
  SIMULATOR_STEP_START,   /* a meeting begins, with @who in it */
  SIMULATOR_STEP_JOIN,    /* @who come in, by @device */
  SIMULATOR_STEP_LEAVE,   /* @who go out, by @device */
  SIMULATOR_STEP_RECORD,  /* a recording begins, started by the first of @who */
  SIMULATOR_STEP_STOP,    /* the running recording stops */
  SIMULATOR_STEP_END,     /* the meeting ends, and a running recording before it */
  SIMULATOR_STEP_READY,   /* the oldest stopped recording of the space can be watched */
  SIMULATOR_STEP_NOISE,   /* @count events that a notifier must ignore */
  SIMULATOR_STEP_EVENT,   /* event @name with @payload, as it stands; alters no state */
  SIMULATOR_STEP_FAULT,   /* @fault */
  SIMULATOR_STEP_COMMENT, /* nothing; @text is told to whoever drives the simulator */
} SimulatorStepKind;

typedef enum
{
  SIMULATOR_MODE_VIDEO,
  SIMULATOR_MODE_AUDIO,
} SimulatorMode;

/**
 * SimulatorStep: one line of a timeline, or one order of whoever drives the simulator. Immutable,
 * reference counted.
 */
typedef struct
{
  SimulatorStepKind kind;
  double at;    /* seconds since the timeline began; negative: that long before it */
  char *place;  /* for messages: "line 12: timeline[3]" */
  char *space;  /* key or id of a space; NULL where none is needed */
  char **who;   /* keys of people; NULL: nobody named */
  char *device; /* "" for the ordinary one */
  SimulatorMode mode;
  char *link;  /* SIMULATOR_STEP_READY: "page", "none" or an address; NULL: "page" */
  char *title; /* SIMULATOR_STEP_RECORD: what the recording is called; nullable */
  guint count;
  char *name;
  JsonNode *payload;
  char *text;
  SimulatorFault *fault;
} SimulatorStep;

/* Reads a step from @object ("do" names it). @place: "timeline[3]", for messages. @line: or 0.
 * @timed: "at" is needed. NULL with an error of SIMULATOR_ERROR. (transfer full) */
SimulatorStep *simulator_step_read (JsonObject *object,
                                    const char *place,
                                    guint line,
                                    gboolean timed,
                                    GError **error);
SimulatorStep *simulator_step_ref (SimulatorStep *step);
void simulator_step_unref (SimulatorStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorStep, simulator_step_unref)
const char *simulator_step_kind_to_string (SimulatorStepKind kind);

G_END_DECLS
