/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WINDOW_TYPE_ROW (window_row_get_type ())
/**
 * WindowRow: a meeting or a recording: an icon, a title, lines of words, a main button and "Copy
 * link". The buttons activate the window's actions with the row's key and link.
 */
G_DECLARE_FINAL_TYPE (WindowRow, window_row, WINDOW, ROW, GtkListBoxRow)

/* @meeting, @recording: a dictionary of the bus interface. @now: microseconds since 1970. */
GtkWidget *window_row_new_for_meeting (GVariant *meeting, gint64 now);
GtkWidget *window_row_new_for_recording (GVariant *recording, gint64 now);

G_END_DECLS
