/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AppletBrowser: a page in the person's web browser; from inside a sandbox through the desktop
 * (org.freedesktop.portal.OpenURI, version 1). Not by GLib there: 2.84 aborts when there is no
 * portal.
 */

/* @portal: (nullable) the session bus inside a sandbox, NULL outside. @activation_token: (nullable)
 * lets the browser come to the front. */
void applet_browser_open_async (GDBusConnection *portal,
                                const char *url,
                                const char *activation_token,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Also TRUE when the person was asked with which program, and chose none. Error G_IO_ERROR with a
 * sentence that says what to do: NOT_SUPPORTED without a portal, FAILED otherwise. */
gboolean applet_browser_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
