/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-packet-assembly.h"

G_BEGIN_DECLS

/* The root of a JSON file under socketio/fixtures/. (transfer full) */
JsonNode *sio_fixture_load (const char *folder, const char *file);

/* The lines of a file under socketio/fixtures/, each one JSON object. (transfer full) (element-type JsonNode) */
GPtrArray *sio_fixture_load_lines (const char *folder, const char *file);

/* Bytes of a text of hexadecimal digits. (transfer full) */
GBytes *sio_fixture_unhex (const char *hex);

/**
 * sio_fixture_parse_frame: makes the frame that @frame describes and hands it to the codec:
 *   "text"                    a text frame
 *   { "raw": hex }            a text frame of these bytes
 *   { "text", "nest": n, "tail" }  the text, n times "[" or "with", n times "]" or "close", the tail
 *   { "attachment": hex }     a binary frame as the generation makes it
 *   { "base64": text }        the same as a text frame
 *   { "binary": hex }         a binary frame of exactly these bytes
 * The bytes are copied without a NUL behind them, so that a sanitizer sees any look past the end;
 * they live in @storage as long as @packet.
 */
gboolean sio_fixture_parse_frame (SioGeneration generation,
                                  JsonNode *frame,
                                  SioEnginePacket *packet,
                                  GBytes **storage,
                                  GError **error);

/* The code that a fixture names, as in SIO_ERROR_ACK_ID: "ack-id". */
SioError sio_fixture_error_code (const char *name);
/* Names as the fixtures have them. */
const char *sio_fixture_type_name (SioPacketType type);
const char *sio_fixture_engine_name (SioEngineType type);

/* The member of @object, or NULL for none. */
const char *sio_fixture_get_string (JsonObject *object, const char *name);

G_END_DECLS
