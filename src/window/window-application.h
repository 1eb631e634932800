/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WINDOW_TYPE_APPLICATION (window_application_get_type ())
/**
 * WindowApplication: one process a profile; a second start shows the first one's window. Ends when
 * its last window closes.
 */
G_DECLARE_FINAL_TYPE (WindowApplication, window_application, WINDOW, APPLICATION, GtkApplication)

/* @profile: "" for the default one. */
WindowApplication *window_application_new (const char *profile);
/* @note: (nullable) what the window says on top: "no-tray", that the desktop shows no tray icons,
 * "not-opened", that a page could not be opened, or "no-portal", that it was for want of a portal.
 * Returns the exit status. */
int window_application_execute (WindowApplication *self, const char *note);

G_END_DECLS
