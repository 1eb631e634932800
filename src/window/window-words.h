/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words of a row, from the dictionaries of the bus interface. @now: in microseconds since 1970.
 * (transfer full) */
char *window_words_dup_meeting_details (GVariant *meeting, gint64 now, gboolean sure);
char *window_words_dup_people (GVariant *meeting);
char *window_words_dup_recording_details (GVariant *recording, gint64 now);
char *window_words_dup_heading (GVariant *status, gint64 now, gboolean sure);

G_END_DECLS
