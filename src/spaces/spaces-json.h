/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "meeting-attendee.h"

G_BEGIN_DECLS

/* Reading JSON of which nothing may be taken for granted: whatever is missing or of another type is not
 * there. @object may be NULL, and then nothing is. */

JsonObject *spaces_json_get_object (JsonObject *object, const char *member); /* nullable */
JsonArray *spaces_json_get_array (JsonObject *object, const char *member);   /* nullable */
/* Text of the node or member; NULL when it is empty, not text, longer than 4096 bytes or not valid UTF-8. */
const char *spaces_json_node_get_text (JsonNode *node);
const char *spaces_json_get_text (JsonObject *object, const char *member);
/* Likewise, and at most 256 bytes: ids are kept and compared. */
const char *spaces_json_get_id (JsonObject *object, const char *member);
/* spaces_time_decode() of the member. */
MeetingTime spaces_json_get_time (JsonObject *object, const char *member);
/* A person's name fit to be shown in a line: valid UTF-8, no control characters, at most 256
 * characters, not blank; else NULL. (transfer full) */
char *spaces_json_dup_name (JsonObject *object, const char *member);

G_END_DECLS
