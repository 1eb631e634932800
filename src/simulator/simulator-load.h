/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-scenario.h"

G_BEGIN_DECLS

/* Reads a scenario: @name is that of a built-in one ("morning") or a file. @generated: see
 * simulator_scenario_parse(). Errors name the file. Blocks while it reads. (transfer full) */
SimulatorScenario *simulator_scenario_load (const char *name, guint generated, GError **error);

G_END_DECLS
