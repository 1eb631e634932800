/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-state.h"

G_BEGIN_DECLS

/* The HTML page at @path: "/", "/spaces/ID", "/recordings/ID"; for any other a page that says so.
 * Complete and without scripts, with everything escaped. @now_ms: milliseconds since 1970.
 * @status: (out) HTTP status. Pure. (transfer full) */
char *
simulator_pages_render (SimulatorState *state, const char *path, gint64 now_ms, guint *status);

G_END_DECLS
