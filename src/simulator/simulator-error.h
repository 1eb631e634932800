/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimulatorError: what can be wrong with a scenario, a control line or the start of the server. The
 * message names the place: "line 12: timeline[3].space: ...".
 */
typedef enum
{
  SIMULATOR_ERROR_FILE,    /* cannot be read */
  SIMULATOR_ERROR_JSON,    /* no JSON, nested too deep, or no object where one must be */
  SIMULATOR_ERROR_MISSING, /* a needed member is not there */
  SIMULATOR_ERROR_TYPE,    /* a member is of another JSON type */
  SIMULATOR_ERROR_VALUE,   /* a member's value is outside of its range, or given twice */
  SIMULATOR_ERROR_UNKNOWN, /* a member, keyword, person or space nobody knows */
  SIMULATOR_ERROR_ORDER,   /* a step that cannot happen now: somebody leaves who is not there */
  SIMULATOR_ERROR_LISTEN,  /* the port cannot be had */
} SimulatorError;

#define SIMULATOR_ERROR (simulator_error_quark ())
GQuark simulator_error_quark (void);

G_END_DECLS
