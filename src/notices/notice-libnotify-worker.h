/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-channel.h"

G_BEGIN_DECLS

typedef struct
{
  const char *application_name; /* what daemons show */
  const char *desktop_entry;    /* name of the desktop file, without suffix */
  gint64 keep_us;               /* how long a card waits for a daemon to come */
  int answer_timeout_ms;        /* for the first question to a daemon; -1: as long as GDBus waits */
} NoticeWorkerSettings;

/* Starts a thread that does what @channel asks until that is stopped; nobody ever joins it, since
 * libnotify waits for the daemon up to 25 s. libnotify's state is the process's: the next worker
 * may start once this one has reported NOTICE_REPORT_FINISHED. @settings are copied. */
gboolean notice_libnotify_worker_start (NoticeChannel *channel,
                                        const NoticeWorkerSettings *settings,
                                        GError **error);

G_END_DECLS
