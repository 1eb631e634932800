/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "tray-view.h"

G_BEGIN_DECLS

/* Attribute (s) of every item of the model: TrayEntry's id. */
#define TRAY_MENU_ATTRIBUTE_ID "entry-id"

/* Entries as GIO knows menus: what lies between separators is a section, named by the id of the
 * separator before it. An item without action is a line of information.
 * @entries: (element-type TrayEntry). (transfer full) */
GMenuModel *tray_menu_model_new (GPtrArray *entries);

/**
 * TrayMenuActivate: an entry was chosen. @target: (nullable).
 */
typedef void (*TrayMenuActivate) (const char *action, const char *target, gpointer data);

/* Every TRAY_ACTION_* as an action that calls @activate. (transfer full) */
GActionGroup *tray_menu_actions_new (TrayMenuActivate activate, gpointer data);

G_END_DECLS
