/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long the desktop has, which may have to ask the person. */
#define APPLET_AUTOSTART_PATIENCE_MS 60000

#define APPLET_TYPE_AUTOSTART (applet_autostart_get_type ())
/**
 * AppletAutostart: whether the program starts with the session. The setting start-with-session is
 * the wish; the truth is the desktop's: its autostart entry, or in a sandbox what its portal last
 * answered. A change of the setting, whoever made it, is carried out.
 *
 * Signals: changed (): the truth or what is to be said about it may be different now.
 */
G_DECLARE_FINAL_TYPE (AppletAutostart, applet_autostart, APPLET, AUTOSTART, GObject)

/* @profile: "" for the default one. @settings: (nullable). @connection: the session bus, asked only
 * when @sandboxed; (nullable) otherwise. */
AppletAutostart *applet_autostart_new (const char *profile,
                                       GSettings *settings,
                                       GDBusConnection *connection,
                                       gboolean sandboxed,
                                       guint patience_ms);

/* What the desktop does, and what it was asked for. */
gboolean applet_autostart_get_on (AppletAutostart *self);
gboolean applet_autostart_get_wanted (AppletAutostart *self);
/* Why the two differ, and what to do, as a sentence; "" when they agree. (transfer full) */
char *applet_autostart_dup_detail (AppletAutostart *self);

/* Keeps the wish and carries it out, over what a person changed in the desktop's own settings. */
void applet_autostart_set_async (AppletAutostart *self,
                                 gboolean on,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Finds out the truth. In a sandbox this tells the portal the wish again, as each start must:
 * silence would take the entry away. */
void applet_autostart_refresh_async (AppletAutostart *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Of both: FALSE with G_IO_ERROR and a sentence when it is not as wished. */
gboolean applet_autostart_finish (AppletAutostart *self, GAsyncResult *result, GError **error);

G_END_DECLS
