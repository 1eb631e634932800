/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "tray-view.h"

G_BEGIN_DECLS

#define TRAY_TYPE_ITEM (tray_item_get_type ())
/**
 * TrayItem: the StatusNotifierItem and its com.canonical.dbusmenu, exported with GDBus and
 * registered by unique name with org.kde.StatusNotifierWatcher, again each time one appears.
 * One item a connection: hosts look for it at one path.
 *
 * Property "host-available" (boolean): an item is registered with a watcher that has a host.
 * Signals:
 *  activate (char *activation_token (nullable)): left click
 *  entry-activated (char *action, char *target (nullable), char *activation_token (nullable))
 *  menu-about-to-show (): ages in the menu may be made fresh now (tray_item_set_view())
 */
G_DECLARE_FINAL_TYPE (TrayItem, tray_item, TRAY, ITEM, GObject)

/* Exports at once, hidden until the first view. @id: unique in the session, stable over runs.
 * @icon_theme_path: (nullable) a folder with hicolor/ in it, for a run from the build tree. */
TrayItem *tray_item_new (GDBusConnection *connection,
                         const char *id,
                         const char *icon_theme_path,
                         GError **error);
/* Shows @view: only what differs is told to the host. @view stays the caller's. */
void tray_item_set_view (TrayItem *self, const TrayView *view);
gboolean tray_item_get_host_available (TrayItem *self);
/* Takes the item from the tray, for good. */
void tray_item_remove (TrayItem *self);

G_END_DECLS
