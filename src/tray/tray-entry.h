/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "tray-view.h"

G_BEGIN_DECLS

/* Entries of the menu for @model, from "Meetings…" to "Quit".
 * (element-type TrayEntry) (transfer full) */
GPtrArray *tray_entries_new (const TrayModel *model);

/* The cleaned name of a space of @model. (transfer full) */
char *tray_model_dup_space_name (const TrayModel *model, const char *space_id);

/* The newest recordings worth an entry: not those running now.
 * (element-type MeetingRecording) (transfer container) */
GPtrArray *tray_model_pick_recordings (const TrayModel *model);

/* "23 min · 4 people: Ana, Bo and 2 more", with a mark while recorded. (transfer full) */
char *tray_model_dup_meeting_line (const TrayModel *model, const Meeting *meeting);

/* Where statuses are shown: TRUE when meetings are only remembered, not heard of now. */
gboolean tray_model_is_unconfirmed (const TrayModel *model);

G_END_DECLS
