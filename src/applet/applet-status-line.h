/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Desktops show it in a list of what runs in the background; nobody reads along. */
#define APPLET_STATUS_LINE_GAP_MS 5000
/* What the portal takes, in characters. */
#define APPLET_STATUS_LINE_MAX 96

#define APPLET_TYPE_STATUS_LINE (applet_status_line_get_type ())
/**
 * AppletStatusLine: tells the desktop, from inside a sandbox, in a line what the program is doing
 * (org.freedesktop.portal.Background, SetStatus of version 2). A desktop that does not know it is
 * not asked again.
 */
G_DECLARE_FINAL_TYPE (AppletStatusLine, applet_status_line, APPLET, STATUS_LINE, GObject)

/* @gap_ms: between two lines, at least; the newest one follows. */
AppletStatusLine *applet_status_line_new (GDBusConnection *connection, guint gap_ms);
/* Sends nothing when it is the line that was sent. */
void applet_status_line_set (AppletStatusLine *self, const char *text);

/* @text as the portal takes it: one line, cut to what fits. Pure. (transfer full) */
char *applet_status_line_dup_message (const char *text);

G_END_DECLS
