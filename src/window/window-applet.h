/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  WINDOW_APPLET_ASKED, /* the bus has not answered yet */
  WINDOW_APPLET_AWAY,
  WINDOW_APPLET_RUNNING,
} WindowAppletPresence;

#define WINDOW_TYPE_APPLET (window_applet_get_type ())
/**
 * WindowApplet: the running applet, seen over the session bus (interface
 * io.github.spacestray.SpacesTray1), whether it runs, goes or comes back.
 *
 * Signal "changed" (no arguments): anything below may be different now.
 */
G_DECLARE_FINAL_TYPE (WindowApplet, window_applet, WINDOW, APPLET, GObject)

/* @profile: "" for the default one. */
WindowApplet *window_applet_new (GDBusConnection *connection, const char *profile);
WindowAppletPresence window_applet_get_presence (WindowApplet *self);
/* Starts the program when it is not running; FALSE with an error when it cannot be started. */
gboolean window_applet_start (WindowApplet *self, GError **error);

/* Properties as the interface tells them; of the right type, possibly empty. (transfer full) */
GVariant *window_applet_dup_status (WindowApplet *self);     /* a{sv} */
GVariant *window_applet_dup_meetings (WindowApplet *self);   /* aa{sv} */
GVariant *window_applet_dup_recordings (WindowApplet *self); /* aa{sv} */
/* A text of a dictionary, "" when missing; valid as long as @dictionary. */
const char *window_applet_lookup (GVariant *dictionary, const char *key);

void window_applet_join (WindowApplet *self, const char *space_id);
void window_applet_view_recording (WindowApplet *self, const char *key);
void window_applet_reconnect (WindowApplet *self);

G_END_DECLS
