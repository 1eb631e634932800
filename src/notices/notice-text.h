/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-attendee.h"

G_BEGIN_DECLS

/* Characters of a name that are shown. */
#define NOTICE_NAME_MAX 64

/* "Ana", "Ana and Bo", "Ana, Bo and Cy", "Ana, Bo and 3 more", cleaned and isolated; @attendees is
 * not empty. (transfer full) */
char *notice_text_list_names (GPtrArray *attendees);
/* "43 min", "1 h 05 min". @microseconds: less than a minute counts as one. (transfer
 * full) */
char *notice_text_duration (gint64 microseconds);
/* Time of day, with the day when it is not the day of @now, local. (transfer full) */
char *notice_text_moment (MeetingTime time, MeetingTime now);

G_END_DECLS
