/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a portal answers (org.freedesktop.portal.Request, Response). */
typedef enum
{
  APPLET_PORTAL_DONE = 0,
  APPLET_PORTAL_DECLINED = 1, /* by the person */
  APPLET_PORTAL_ENDED = 2,    /* in some other way */
} AppletPortalResponse;

/**
 * AppletPortalRequest: a call of a desktop portal that may ask the person, so that its answer comes
 * later, as a signal of a request object (org.freedesktop.portal.Request, version 1).
 */

/* @arguments: (transfer floating) a tuple of all arguments before the options. @options: those, to
 * which the token of the request is added; cleared. @patience_ms: so long an answer is waited for,
 * from the call on. */
void applet_portal_request_async (GDBusConnection *connection,
                                  const char *interface,
                                  const char *method,
                                  GVariant *arguments,
                                  GVariantDict *options,
                                  guint patience_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* TRUE with the answer; anything that is none counts as APPLET_PORTAL_ENDED. @results: (out)
 * (optional) (transfer full) of type a{sv}. Error: the portal's own without its D-Bus name,
 * G_IO_ERROR TIMED_OUT or CANCELLED. */
gboolean applet_portal_request_finish (GAsyncResult *result,
                                       AppletPortalResponse *response,
                                       GVariant **results,
                                       GError **error);

G_END_DECLS
