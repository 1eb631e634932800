/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-autostart.h"
#include "applet-session.h"

G_BEGIN_DECLS

#define APPLET_OBJECT_PATH "/io/github/spacestray/SpacesTray"
#define APPLET_INTERFACE "io.github.spacestray.SpacesTray1"

#define APPLET_TYPE_SERVICE (applet_service_get_type ())
/**
 * AppletService: the interface io.github.spacestray.SpacesTray1 on the session bus. Values are made
 * when they are asked for; Changed and PropertiesChanged are sent when they are really different.
 *
 * Signals:
 *  activated (char *action, char *target (nullable), char *activation_token (nullable)): somebody
 *    asked by a method for one of the actions of TrayEntry
 */
G_DECLARE_FINAL_TYPE (AppletService, applet_service, APPLET, SERVICE, GObject)

AppletService *applet_service_new (const char *profile, const char *history_file);
/* Once; until then the status is offline, starting. */
void applet_service_set_session (AppletService *self, AppletSession *session);
/* Once; until then it does not start with the session, and cannot be asked to. */
void applet_service_set_autostart (AppletService *self, AppletAutostart *autostart);
gboolean applet_service_export (AppletService *self, GDBusConnection *connection, GError **error);
void applet_service_unexport (AppletService *self);

G_END_DECLS
