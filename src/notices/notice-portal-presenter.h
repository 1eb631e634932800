/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

#define NOTICE_TYPE_PORTAL_PRESENTER (notice_portal_presenter_get_type ())
/**
 * NoticePortalPresenter: the notification portal, versions 1 and 2, by asynchronous calls in the
 * main loop. A card's id is its key, so what one run showed, the next one updates and withdraws,
 * and showing it again never shows it twice. "shown" has no number, and the portal's name as
 * daemon.
 *
 * What finds no portal, or one that does not answer, has "failed" (NOTICE_ERROR_NO_DAEMON) and
 * waits, the newest of each key, until there is one that does.
 *
 * Clicks go to the application's actions, not to "action", and the portal never tells that a
 * notification is gone. So that one that was dismissed does not come back with each update, an
 * update that comes when it is surely not on the screen any more is only put on the list (version
 * 2) or nowhere (version 1, which cannot).
 */
G_DECLARE_FINAL_TYPE (NoticePortalPresenter,
                      notice_portal_presenter,
                      NOTICE,
                      PORTAL_PRESENTER,
                      GObject)

/* @profile: "" for the default one. */
NoticePresenter *notice_portal_presenter_new (GDBusConnection *connection, const char *profile);
/* @linger_ms: how long a notification is taken to be on the screen. @patience_ms: how long the
 * portal is waited for before that is a failure. */
NoticePresenter *notice_portal_presenter_new_full (GDBusConnection *connection,
                                                   const char *profile,
                                                   guint linger_ms,
                                                   guint patience_ms);

G_END_DECLS
