/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-store.h"
#include "meeting-list.h"

G_BEGIN_DECLS

/**
 * AppletHistory: what the applet takes from the history when it starts.
 */

/* What goes wrong is a message in the log. @anew: what was in @file is thrown away, as the
 * demonstration does. (transfer full) (nullable) */
HistoryStore *applet_history_open (const char *file, gboolean anew);
/* The meetings that were on, the newest recordings and the events that were seen, into @list. */
void applet_history_restore (HistoryStore *store, MeetingList *list);

G_END_DECLS
