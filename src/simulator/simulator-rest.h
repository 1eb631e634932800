/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-state.h"

G_BEGIN_DECLS

typedef struct
{
  guint status;   /* HTTP */
  JsonNode *body; /* nullable */
} SimulatorAnswer;

/* Answers a request below /api. @path: behind "/api", e.g. "/users/me". @query: (nullable) decoded.
 * @authorization: (nullable) the header. @token: the one that is right. Pure.
 * Served: GET users/me, users/me/spaces, spaces/ID, spaces/ID/activemeeting, spaces/ID/meetings,
 * and service-configurations without authorization. */
SimulatorAnswer simulator_rest_answer (SimulatorState *state,
                                       const char *method,
                                       const char *path,
                                       GHashTable *query,
                                       const char *authorization,
                                       const char *token);
void simulator_answer_clear (SimulatorAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimulatorAnswer, simulator_answer_clear)

G_END_DECLS
