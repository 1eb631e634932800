/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-options.h"

G_BEGIN_DECLS

#define APPLET_EXIT_NOT_RUNNING 3

/* The verbs of the command line that talk to a running applet, without starting one. Print to
 * standard output; return the exit status: 0, 1 (no bus, no answer) or APPLET_EXIT_NOT_RUNNING. */
int applet_remote_print_status (const AppletOptions *options);
int applet_remote_quit (const AppletOptions *options);

G_END_DECLS
