/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "simulator-state.h"

G_BEGIN_DECLS

typedef enum
{
  SIMULATOR_ENGINE_3 = 1 << 0,
  SIMULATOR_ENGINE_4 = 1 << 1,
  SIMULATOR_ENGINE_BOTH = SIMULATOR_ENGINE_3 | SIMULATOR_ENGINE_4,
} SimulatorEngines;

/**
 * SimulatorClock: where the time comes from. NULL functions: the system's clocks.
 */
typedef struct
{
  gint64 (*monotonic_ms) (gpointer data);
  gint64 (*real_ms) (gpointer data); /* since 1970 */
  gpointer data;
} SimulatorClock;

/**
 * SimulatorOptions: texts are copied.
 */
typedef struct
{
  guint16 port; /* 0: any */
  SimulatorEngines engines;
  guint ping_interval; /* milliseconds */
  guint ping_timeout;  /* milliseconds */
  double speed;        /* of the timeline; 0: it stands still until simulator_server_advance() */
  const char *token;   /* NULL: one is made */
  const char *run;     /* see simulator_state_new(); NULL: a random one */
  SimulatorClock clock;
} SimulatorOptions;
#define SIMULATOR_OPTIONS_DEFAULT                                                                  \
  {                                                                                                \
    0, SIMULATOR_ENGINE_BOTH, 25000, 20000, 1, NULL, NULL, { NULL, NULL, NULL }                    \
  }

#define SIMULATOR_TYPE_SERVER (simulator_server_get_type ())
/**
 * SimulatorServer: a small Avaya Spaces on the loopback interface, in the thread-default main
 * context.
 *
 * Signals:
 *  report (JsonNode *report): something happened; an object whose "report" is one of
 *    connect (socket, engine, open), join (socket), refuse (socket or status), subscribe and
 *    unsubscribe (socket, space), subscribe-failed (socket, space), emit (socket, name, payload):
 *    any other event of a client, disconnect (socket, why, open), rest (method, path, status),
 *    page (path, status), begin, step (do, at), end, fault (fault), restarted
 */
G_DECLARE_FINAL_TYPE (SimulatorServer, simulator_server, SIMULATOR, SERVER, GObject)

SimulatorServer *
simulator_server_new (SimulatorScenario *scenario, const SimulatorOptions *options);
/* Binds the loopback interface. SIMULATOR_ERROR_LISTEN. */
gboolean simulator_server_start (SimulatorServer *self, GError **error);
/* Cuts all connections and shuts the port; for good. */
void simulator_server_stop (SimulatorServer *self);

const char *simulator_server_get_origin (SimulatorServer *self); /* "http://127.0.0.1:4711" */
const char *simulator_server_get_token (SimulatorServer *self);
SimulatorState *simulator_server_get_state (SimulatorServer *self);

/* Carries out a step now. */
gboolean simulator_server_apply (SimulatorServer *self, SimulatorStep *step, GError **error);
/* The same, from JSON: {"do":"start","space":"weekly","who":["maren"]}. */
gboolean simulator_server_apply_text (SimulatorServer *self, const char *json, GError **error);

void simulator_server_set_speed (SimulatorServer *self, double speed);
double simulator_server_get_speed (SimulatorServer *self);
/* Begins the timeline if it has not begun, and lets so many of its seconds pass at once. */
void simulator_server_advance (SimulatorServer *self, double seconds);
/* Whether the timeline has told all its steps. */
gboolean simulator_server_has_ended (SimulatorServer *self);

/* How many reports of this name there were. */
guint simulator_server_count (SimulatorServer *self, const char *report);
/* How many connections are open, and how many of them have joined. */
guint simulator_server_count_open (SimulatorServer *self);
guint simulator_server_count_joined (SimulatorServer *self);

G_END_DECLS
