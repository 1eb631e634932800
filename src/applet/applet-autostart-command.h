/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-options.h"

G_BEGIN_DECLS

/* "spaces-tray autostart [on|off]": carries it out, whether the applet runs or not, and prints to
 * standard output how it is. The exit status: 0, or 1 when it is not as asked for, which is told as
 * a sentence on standard error. */
int applet_autostart_command_run (const AppletOptions *options);

G_END_DECLS
