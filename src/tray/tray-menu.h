/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TRAY_TYPE_MENU (tray_menu_get_type ())
/**
 * TrayMenu: a GMenuModel and its actions as com.canonical.dbusmenu, the menu that tray hosts read
 * (libdbusmenu is what they were written against). Every item of the model carries the attribute
 * TRAY_MENU_ATTRIBUTE_ID.
 *
 * Signal "about-to-show" (no arguments): the menu is being opened; tray_menu_set_model() may be
 * called at once.
 */
G_DECLARE_FINAL_TYPE (TrayMenu, tray_menu, TRAY, MENU, GObject)

/* Exports at once. @icon_theme_path: (nullable) where the host finds icons besides the system's. */
TrayMenu *tray_menu_new (GDBusConnection *connection,
                         const char *object_path,
                         const char *icon_theme_path,
                         GError **error);

/* The menu to show from now on, whole. The model is read once: changing it later changes nothing.
 * Hosts hear of other labels as property changes, of other items as a new layout. */
void tray_menu_set_model (TrayMenu *self, GMenuModel *model, GActionGroup *actions);

G_END_DECLS
