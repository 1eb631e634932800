/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What xdg-desktop-portal says to a notification: FALSE with an error (its code is of no meaning)
 * when it refuses it. Version 1 (1.14 to 1.18) refuses any key it does not know, version 2 (since
 * 1.20) ignores that, but looks into more of them. */
gboolean portal_rules_accept (GVariant *notification, guint version, GError **error);

G_END_DECLS
