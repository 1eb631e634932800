/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TRAY_TYPE_REGISTRATION (tray_registration_get_type ())
/**
 * TrayRegistration: keeps the connection's unique name registered with
 * org.kde.StatusNotifierWatcher for as long as it lives, again each time a watcher appears.
 *
 * Property "host-available" (boolean): registered with a watcher that has a host.
 */
G_DECLARE_FINAL_TYPE (TrayRegistration, tray_registration, TRAY, REGISTRATION, GObject)

TrayRegistration *tray_registration_new (GDBusConnection *connection);
gboolean tray_registration_get_host_available (TrayRegistration *self);

G_END_DECLS
