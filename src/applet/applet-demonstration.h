/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "spaces-token.h"

G_BEGIN_DECLS

#define APPLET_TYPE_DEMONSTRATION (applet_demonstration_get_type ())
/**
 * AppletDemonstration: spaces-tray-simulator, started for this run and ended with it.
 */
G_DECLARE_FINAL_TYPE (AppletDemonstration, applet_demonstration, APPLET, DEMONSTRATION, GObject)

AppletDemonstration *applet_demonstration_new (double speed);
/* Starts the simulator and waits for its addresses. Error of G_IO_ERROR or G_SPAWN_ERROR. */
void applet_demonstration_start_async (AppletDemonstration *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
applet_demonstration_start_finish (AppletDemonstration *self, GAsyncResult *result, GError **error);
/* Known when started. */
const char *applet_demonstration_get_origin (AppletDemonstration *self);
const char *applet_demonstration_get_api_url (AppletDemonstration *self);
SpacesTokenSource *applet_demonstration_get_tokens (AppletDemonstration *self);

G_END_DECLS
