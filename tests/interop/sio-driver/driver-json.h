/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "sio-packet.h"

G_BEGIN_DECLS

/* Binary values cross the JSON lines as {"$b": base64} and the wire as placeholders. */

/* The array @values for the wire: its binary values are moved into @attachments, of GBytes.
 * (transfer full) */
JsonNode *driver_json_to_wire (JsonArray *values, GPtrArray *attachments);

/* The payload of @packet, an array, with its attachments put back. (transfer full) */
JsonArray *driver_json_from_wire (SioPacket *packet, JsonNode *payload);

/* An object of names and values as "a=b&c=d", each encoded as encodeURIComponent() does; a string
 * as it is; NULL for everything else. (transfer full) (nullable) */
char *driver_json_to_query (JsonNode *value);

/* One line to stdout: {"e": @event, @id_name: @id, ...}. */
JsonObject *driver_report_new (const char *event, const char *id_name, gint64 id);
/* @report: (transfer full) */
void driver_report_send (JsonObject *report);

G_END_DECLS
