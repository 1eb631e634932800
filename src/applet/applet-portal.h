/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define APPLET_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define APPLET_PORTAL_PATH "/org/freedesktop/portal/desktop"
#define APPLET_PORTAL_BACKGROUND "org.freedesktop.portal.Background"
#define APPLET_PORTAL_OPEN_URI "org.freedesktop.portal.OpenURI"

/* Whether this process runs in a Flatpak. */
gboolean applet_portal_is_sandboxed (void);
/* Whether a call failed because there is no portal, or one without this interface or method. */
gboolean applet_portal_is_missing (const GError *error);

G_END_DECLS
