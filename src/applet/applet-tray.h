/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-session.h"
#include "notice-presenter.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define APPLET_TYPE_TRAY (applet_tray_get_type ())
/**
 * AppletTray: keeps the tray item equal to the view of the session.
 *
 * Signals:
 *  activated (char *action, char *target (nullable), char *activation_token (nullable)): see
 *    TrayEntry; a left click is the action "meetings"
 */
G_DECLARE_FINAL_TYPE (AppletTray, applet_tray, APPLET, TRAY, GObject)

AppletTray *applet_tray_new (AppletSession *session,
                             GDBusConnection *connection,
                             const char *profile,
                             GError **error);
/* From now on the menu says when a notification was not shown or not allowed, until one is shown.
 */
void applet_tray_watch_notices (AppletTray *self, NoticePresenter *presenter);
gboolean applet_tray_get_host_available (AppletTray *self);
/* Takes the icon away, for good. */
void applet_tray_remove (AppletTray *self);

G_END_DECLS
