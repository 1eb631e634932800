/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-server.h"
#include "simulator-socket.h"
#include "simulator-timeline.h"

G_BEGIN_DECLS

/* Shared by the three files of the server: the object with its timeline (simulator-server.c), what
 * it answers (simulator-routes.c) and how it misbehaves (simulator-server-faults.c). */
struct _SimulatorServer
{
  GObject parent_instance;
  SimulatorScenario *scenario;
  SimulatorOptions options; /* its texts are in token and run */
  char *token;
  char *run;
  char *origin;
  guint16 port;
  SimulatorState *state;
  SimulatorFaults *faults;
  SimulatorTimeline *timeline;
  SoupServer *soup;   /* NULL while the port is shut */
  GPtrArray *sockets; /* (element-type SimulatorSocket) */
  GPtrArray *late;    /* answers that are held back */
  GHashTable *counts; /* report -> number */
  guint timeline_source;
  guint restart_source;
  guint stall_source;
};

gint64 simulator_server_get_monotonic_ms (SimulatorServer *self);
gint64 simulator_server_get_real_ms (SimulatorServer *self);
/* Times of faults are divided by this. */
double simulator_server_get_fault_speed (SimulatorServer *self);

JsonObject *simulator_server_begin_report (const char *name);
/* @report: (transfer full) */
void simulator_server_tell (SimulatorServer *self, JsonObject *report);
void simulator_server_tell_socket (SimulatorServer *self,
                                   const char *name,
                                   SimulatorSocket *socket,
                                   const char *space);

/* A client has joined or subscribed: perhaps the timeline begins. */
void simulator_server_consider_beginning (SimulatorServer *self, SimulatorSocket *socket);

gboolean simulator_server_open_port (SimulatorServer *self, guint16 port, GError **error);
void simulator_server_close_port (SimulatorServer *self);

/* simulator-routes.c: adds the handlers to the SoupServer of @self. */
void simulator_routes_add (SimulatorServer *self);
/* simulator-routes.c: the array of answers held back; forgets them when it is emptied. */
GPtrArray *simulator_routes_late_new (void);

/* simulator-server-faults.c */
void simulator_server_apply_fault (SimulatorServer *self, const SimulatorFault *fault);

G_END_DECLS
