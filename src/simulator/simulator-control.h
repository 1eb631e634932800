/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "simulator-server.h"

G_BEGIN_DECLS

#define SIMULATOR_TYPE_CONTROL (simulator_control_get_type ())
/**
 * SimulatorControl: drives a simulator by lines of JSON (--control): reads orders, writes an answer
 * to each and a line for everything that happens. data/scenarios/README.md tells the orders.
 *
 * Signals:
 *  ended (): the input ended, or the order to quit came
 */
G_DECLARE_FINAL_TYPE (SimulatorControl, simulator_control, SIMULATOR, CONTROL, GObject)

/* @output: written to blockingly, a line at a time; NULL: nothing is written, and orders are not
 * carried out: only the end of @input is waited for. */
SimulatorControl *
simulator_control_new (SimulatorServer *server, GInputStream *input, GOutputStream *output);

G_END_DECLS
