/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-options.h"

G_BEGIN_DECLS

#define APPLET_TYPE_APPLICATION (applet_application_get_type ())
/**
 * AppletApplication: one process a profile and desktop session: a second start talks to the first.
 * Owns the session and the surfaces (tray, notices, bus interface) and hands things between them.
 */
G_DECLARE_FINAL_TYPE (AppletApplication, applet_application, APPLET, APPLICATION, GApplication)

/* @options: (transfer full) */
AppletApplication *applet_application_new (AppletOptions *options);
/* Runs until it is told to quit. Returns the exit status. */
int applet_application_execute (AppletApplication *self);

G_END_DECLS
