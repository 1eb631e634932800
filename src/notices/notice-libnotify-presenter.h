/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

#define NOTICE_TYPE_LIBNOTIFY_PRESENTER (notice_libnotify_presenter_get_type ())
/**
 * NoticeLibnotifyPresenter: libnotify on a thread of its own, since notify_notification_show()
 * waits for the daemon.
 */
G_DECLARE_FINAL_TYPE (NoticeLibnotifyPresenter, notice_libnotify_presenter, NOTICE, LIBNOTIFY_PRESENTER, GObject)

/* @application_name: what daemons show; @desktop_entry: name of the desktop file without suffix. */
NoticePresenter *notice_libnotify_presenter_new (const char *application_name, const char *desktop_entry);

G_END_DECLS
