/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "spaces-tray-window --copy": puts what standard input says on the clipboard and stays, without a
 * window, until something else is copied: a clipboard's text lives with the program it came from.
 * On Wayland only a focused program may do it, so there a small window shows for a moment.
 * Returns the exit status. */
int window_clipboard_run (void);

/* Copies from a running window; the text outlives the window. */
void window_clipboard_copy (GtkWidget *widget, const char *text);

G_END_DECLS
