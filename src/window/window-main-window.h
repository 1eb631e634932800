/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gtk/gtk.h>

#include "window-applet.h"

G_BEGIN_DECLS

#define WINDOW_TYPE_MAIN_WINDOW (window_main_window_get_type ())
/**
 * WindowMainWindow: the live meetings and the recent recordings, always equal to what the applet
 * says; and what to do when it is not running or there is no tray.
 */
G_DECLARE_FINAL_TYPE (WindowMainWindow,
                      window_main_window,
                      WINDOW,
                      MAIN_WINDOW,
                      GtkApplicationWindow)

GtkWidget *window_main_window_new (GtkApplication *application, WindowApplet *applet);
/* Says that the desktop shows no tray icons, and what to do. */
void window_main_window_tell_no_tray (WindowMainWindow *self);
/* Says that a page could not be opened, and what to do. @no_portal: because the desktop has no
 * portal for programs in a sandbox. */
void window_main_window_tell_not_opened (WindowMainWindow *self, gboolean no_portal);
/* Whether "for 23 minutes" is being made fresh, which is so only while the window can be seen. */
gboolean window_main_window_is_aging (WindowMainWindow *self);

G_END_DECLS
