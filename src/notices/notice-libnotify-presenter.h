/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

#define NOTICE_TYPE_LIBNOTIFY_PRESENTER (notice_libnotify_presenter_get_type ())
/**
 * NoticeLibnotifyPresenter: libnotify on a thread of its own, since notify_notification_show()
 * waits for the daemon. The thread starts with the first card. Before anything is shown the daemon
 * is asked for its capabilities: body text is escaped only for one that reads markup, and buttons
 * go only to one that has them.
 *
 * A card that finds no daemon has "failed", and is shown when one comes within ten minutes. After
 * "action" the card is closed, and "closed" follows.
 *
 * Signal, besides the interface's:
 *  finished (): after notice_presenter_stop(), when the thread has ended; never when none was
 *   started. libnotify's state is the process's, so another presenter starts after this.
 */
G_DECLARE_FINAL_TYPE (NoticeLibnotifyPresenter,
                      notice_libnotify_presenter,
                      NOTICE,
                      LIBNOTIFY_PRESENTER,
                      GObject)

/* @application_name: what daemons show; @desktop_entry: name of the desktop file without suffix. */
NoticePresenter *
notice_libnotify_presenter_new (const char *application_name, const char *desktop_entry);
/* @keep_seconds: how long a card waits for a daemon to come. @answer_timeout_ms: how long a daemon
 * is given to tell its capabilities; -1 for as long as GDBus waits (25 s). */
NoticePresenter *notice_libnotify_presenter_new_full (const char *application_name,
                                                      const char *desktop_entry,
                                                      guint keep_seconds,
                                                      int answer_timeout_ms);

G_END_DECLS
