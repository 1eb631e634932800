/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "applet-session.h"

G_BEGIN_DECLS

/* RFC 3339 in UTC with whole seconds, or "" for MEETING_TIME_UNKNOWN. (transfer full) */
char *applet_report_dup_time (MeetingTime time);

/* What a session knows, as the values of the D-Bus properties (see the interface's XML).
 * (transfer floating) */
GVariant *applet_report_new_status (AppletSession *session);
/* The status before there is a session. */
GVariant *applet_report_new_starting (void);
GVariant *applet_report_new_meetings (AppletSession *session);
GVariant *applet_report_new_recordings (AppletSession *session);
/* The object that "status --json" prints, from the values of the properties; both NULL when no
 * applet runs. Every key is always there; times are RFC 3339 or null. (transfer full) */
char *applet_report_dup_json (GVariant *status, GVariant *meetings);
/* The same in words, for a person. (transfer full) */
char *applet_report_dup_text (GVariant *status, GVariant *meetings, MeetingTime now);

G_END_DECLS
