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
 *
 * Property "host-available" (boolean): an item is registered with a watcher that has a host.
 * Signals:
 *  activate (char *activation_token (nullable)): left click
 *  entry-activated (char *action, char *target (nullable), char *activation_token (nullable))
 *  menu-about-to-show (): ages in the menu may be made fresh now (tray_item_set_view())
 */
G_DECLARE_FINAL_TYPE (TrayItem, tray_item, TRAY, ITEM, GObject)

/* @id: unique in the session, stable over runs. Exports at once. */
TrayItem *tray_item_new (GDBusConnection *connection, const char *id, const char *icon_theme_path, GError **error);
/* Shows @view: only what differs is told to the host. */
void tray_item_set_view (TrayItem *self, const TrayView *view);
gboolean tray_item_get_host_available (TrayItem *self);
/* Takes the item from the tray. */
void tray_item_remove (TrayItem *self);

G_END_DECLS
