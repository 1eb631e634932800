/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The picture of an icon name in every size we have, a(iiay): width, height, ARGB32 in network
 * byte order, smallest first; empty for a name that is not ours. Pictures were drawn when the
 * program was built and are never copied before a host asks. (transfer floating) */
GVariant *tray_pixmaps_lookup (const char *icon_name);

G_END_DECLS
