/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

/* What shows notifications, updates kept apart: in a sandbox the portal, and without one what is
 * used elsewhere, libnotify. @profile: "" for the default one. (transfer full) */
NoticePresenter *
applet_presenter_new (GDBusConnection *connection, const char *profile, gboolean sandboxed);

G_END_DECLS
