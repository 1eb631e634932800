/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The settings of a profile ("" for the default one), or NULL when their schema is not installed
 * (a run from the build tree without its environment): then the defaults hold. (transfer full) */
GSettings *applet_settings_new (const char *profile);

/* The Engine.IO revision that @host was last seen to speak; 3 when never. @settings: nullable. */
SioGeneration applet_settings_get_generation (GSettings *settings, const char *host);
void
applet_settings_set_generation (GSettings *settings, const char *host, SioGeneration generation);
/* Hosts, besides the service's own, whose recordings may be opened. (transfer full) (nullable) */
char **applet_settings_dup_link_hosts (GSettings *settings);

G_END_DECLS
