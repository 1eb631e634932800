/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WINDOW_TYPE_ROW (window_row_get_type ())
/**
 * WindowRow: a meeting or a recording: an icon, a title, lines of words, a main button and "Copy
 * link". The buttons activate the window's actions with the row's key and link. A row is made once
 * and then told what is different, so that the keyboard stays where it is.
 */
G_DECLARE_FINAL_TYPE (WindowRow, window_row, WINDOW, ROW, GtkListBoxRow)

/* @key: names what is in the row, for good. */
WindowRow *window_row_new (const char *key);
const char *window_row_get_key (WindowRow *self);
/* @now: microseconds since 1970. @sure: the applet is connected, so that it is so now. */
void window_row_show_meeting (WindowRow *self, GVariant *meeting, gint64 now, gboolean sure);
void window_row_show_recording (WindowRow *self, GVariant *recording, gint64 now, gboolean sure);

G_END_DECLS
