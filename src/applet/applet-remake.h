/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-session.h"
#include "history-store.h"
#include "notice.h"

G_BEGIN_DECLS

/**
 * AppletRemake: a notice of an earlier run, made again from what is known now.
 */

/* The recording that a notice of this key is of. (transfer full) (nullable) */
MeetingRecording *applet_remake_find_recording (MeetingList *list, const char *notice_key);
/* The notice as it is now; NULL when that is not news any more. (transfer full) (nullable) */
Notice *applet_remake_notice (AppletSession *session, const HistoryNotice *intended);

G_END_DECLS
