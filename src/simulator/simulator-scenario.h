/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-step.h"

G_BEGIN_DECLS

typedef enum
{
  SIMULATOR_PERSON_USER,
  SIMULATOR_PERSON_ANONYMOUS, /* a guest: has no username */
  SIMULATOR_PERSON_PHONE,
} SimulatorPersonKind;

typedef struct
{
  char *key; /* what steps call the person */
  char *id;
  char *name;
  char *username;
  SimulatorPersonKind kind;
} SimulatorPerson;

typedef enum
{
  SIMULATOR_SPACE_GROUP,
  SIMULATOR_SPACE_DIRECT,
  SIMULATOR_SPACE_PERSONAL,
} SimulatorSpaceKind;

typedef struct
{
  char *key;
  char *id;
  char *title; /* "" for a space without one */
  char *description;
  SimulatorSpaceKind kind;
  char **members;   /* keys of people */
  gboolean listed;  /* in the list of spaces; if not, it can be subscribed all the same */
  gboolean refuses; /* subscribing fails */
  gboolean archived;
} SimulatorSpace;

/**
 * SimulatorVariants: spellings in which sources and servers differ.
 */
typedef struct
{
  enum
  {
    SIMULATOR_TIMES_ISO,
    SIMULATOR_TIMES_MS,      /* number */
    SIMULATOR_TIMES_MS_TEXT, /* digits in text */
  } times;
  enum
  {
    SIMULATOR_SENDER_OBJECT,
    SIMULATOR_SENDER_STRING,
    SIMULATOR_SENDER_NULL,
  } sender;
  enum
  {
    SIMULATOR_RECORDING_OVER_ENDED,   /* app.event.recording.ended */
    SIMULATOR_RECORDING_OVER_STOPPED, /* app.event.recording.stopped */
  } recording_over;
  enum
  {
    SIMULATOR_REFUSAL_TEXT,
    SIMULATOR_REFUSAL_OBJECT,
  } refusal;               /* the JSON behind 44/chat, in the older generation */
  gboolean bare_ack;       /* "40/chat" instead of "40/chat," (older generation) */
  gboolean root_connect;   /* "40" unasked (older generation) */
  gboolean attendee_lists; /* attendee events carry the list of all */
  gboolean link_in_data;   /* a recording's link in content.data instead of content.recordings */
  char *link_name;         /* its member: "url", "link" or "path" */
  gboolean noise;          /* presence events beside every coming and going */
} SimulatorVariants;

typedef enum
{
  SIMULATOR_BEGIN_SUBSCRIBED, /* the timeline begins once a client hears of every space in it */
  SIMULATOR_BEGIN_JOINED,     /* once a client has joined */
  SIMULATOR_BEGIN_START,      /* at once */
} SimulatorBegin;

/**
 * SimulatorScenario: who and what there is, and what happens when. Immutable once read, counted.
 */
typedef struct
{
  char *title;
  const SimulatorPerson *me;
  GPtrArray *people;   /* (element-type SimulatorPerson) */
  GPtrArray *spaces;   /* (element-type SimulatorSpace) in the order of the list */
  GPtrArray *timeline; /* (element-type SimulatorStep) by time */
  SimulatorVariants variants;
  SimulatorBegin begin;
  double repeat; /* seconds after which the timeline begins again; 0: never */
} SimulatorScenario;

/* Reads and checks a scenario; its steps are tried out, so that what cannot happen is told here.
 * @generated: so many more spaces without a story. (transfer full) */
SimulatorScenario *
simulator_scenario_parse (const char *text, gssize length, guint generated, GError **error);
SimulatorScenario *simulator_scenario_ref (SimulatorScenario *scenario);
void simulator_scenario_unref (SimulatorScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorScenario, simulator_scenario_unref)

/* By key or id; NULL when there is none. */
const SimulatorPerson *
simulator_scenario_find_person (const SimulatorScenario *scenario, const char *key);
const SimulatorSpace *
simulator_scenario_find_space (const SimulatorScenario *scenario, const char *key);

G_END_DECLS
