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

/* Parses a text frame ("b..." base64 messages included) or a binary frame. The encoding of a text
 * payload is checked where the payload is parsed. SIO_ERROR_ENGINE_TYPE: empty, unknown type, or a
 * binary frame that is no message; SIO_ERROR_ATTACHMENTS: broken base64. On failure @packet holds
 * nothing to clear. */
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
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SioEnginePacket, sio_engine_packet_clear)

/* Base64 of a binary message as a text frame, for peers that asked for it with b64=1: "b4..." in
 * revision 3, "b..." in revision 4. (transfer full) */
char *sio_engine_serialize_base64 (SioGeneration generation, GBytes *payload);
/* Text frame of @type with @payload (nullable). (transfer full) */
char *sio_engine_serialize (SioEngineType type, const char *payload);
/* Binary frame: revision 3 puts the type byte 0x04 before the payload, revision 4 does not. (transfer full) */
GBytes *sio_engine_serialize_binary (SioGeneration generation, GBytes *payload);

#define SIO_PING_SHORTEST_MS 1000
#define SIO_PING_LONGEST_MS 120000

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

/* SIO_ERROR_HANDSHAKE: not an object, no sid, or a ping figure that is no integer above 0. Whatever
 * else the object holds, "upgrades" included, is ignored. On failure there is nothing to clear. */
gboolean sio_handshake_parse (const char *json, gsize length, SioHandshake *handshake, GError **error);
/* The same with a lower bound for the ping figures other than 1 s, so that tests need not wait. */
gboolean sio_handshake_parse_limited (const char *json,
                                      gsize length,
                                      guint ping_limit_ms,
                                      SioHandshake *handshake,
                                      GError **error);
void sio_handshake_clear (SioHandshake *handshake);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SioHandshake, sio_handshake_clear)

G_END_DECLS
