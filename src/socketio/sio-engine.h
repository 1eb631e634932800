/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-error.h"

G_BEGIN_DECLS

/**
 * SioGeneration: the Engine.IO protocol revision; 3 carries Socket.IO protocol 4 (servers 1.x and
 * 2.x), 4 carries Socket.IO protocol 5 (servers 3.x and 4.x).
 */
typedef enum
{
  SIO_GENERATION_3 = 3,
  SIO_GENERATION_4 = 4,
} SioGeneration;

/* Engine.IO protocol, "Packet": the first character of a text frame. */
typedef enum
{
  SIO_ENGINE_OPEN,
  SIO_ENGINE_CLOSE,
  SIO_ENGINE_PING,
  SIO_ENGINE_PONG,
  SIO_ENGINE_MESSAGE,
  SIO_ENGINE_UPGRADE,
  SIO_ENGINE_NOOP,
} SioEngineType;

/**
 * SioEnginePacket: a view into a frame; nothing is copied but decoded base64.
 */
typedef struct
{
  SioEngineType type;
  const char *text; /* the payload of a text packet, not necessarily terminated; NULL for a binary one */
  gsize length;     /* of text, in bytes */
  GBytes *binary;   /* (transfer full) the payload of a binary packet (frame or base64 text), else NULL */
} SioEnginePacket;

/* Parses a text frame ("b..." base64 messages included) or a binary frame. */
gboolean sio_engine_parse_text (SioGeneration generation,
                                const char *text,
                                gsize length,
                                SioEnginePacket *packet,
                                GError **error);
gboolean sio_engine_parse_binary (SioGeneration generation,
                                  GBytes *frame,
                                  SioEnginePacket *packet,
                                  GError **error);
void sio_engine_packet_clear (SioEnginePacket *packet);

/* Text frame of @type with @payload (nullable). (transfer full) */
char *sio_engine_serialize (SioEngineType type, const char *payload);
/* Binary frame: revision 3 puts the type byte 0x04 before the payload, revision 4 does not. (transfer full) */
GBytes *sio_engine_serialize_binary (SioGeneration generation, GBytes *payload);

/**
 * SioHandshake: the payload of the open packet. Times are clamped to 1...120 s.
 */
typedef struct
{
  char *sid;
  guint ping_interval_ms;
  guint ping_timeout_ms;
  guint64 max_payload; /* bytes the server takes in one message; 0 when it did not say (revision 3) */
} SioHandshake;

gboolean sio_handshake_parse (const char *json, gsize length, SioHandshake *handshake, GError **error);
void sio_handshake_clear (SioHandshake *handshake);

G_END_DECLS
