/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AppletAutostartPortal: asks the desktop from inside a sandbox to start the program with the
 * session (org.freedesktop.portal.Background, version 1). The desktop may ask the person, so that
 * the answer takes its time.
 */

/* @command_line: what is started, without the sandbox's own part. @patience_ms: so long an answer
 * is waited for. */
void applet_autostart_portal_request_async (GDBusConnection *connection,
                                            const char *const *command_line,
                                            gboolean on,
                                            guint patience_ms,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
/* Whether the desktop does as it was asked. Error G_IO_ERROR with a sentence: PERMISSION_DENIED
 * when it refuses, NOT_SUPPORTED when it has no such portal, TIMED_OUT when it does not answer. */
gboolean applet_autostart_portal_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
