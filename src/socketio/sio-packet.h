/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "sio-engine.h"

G_BEGIN_DECLS

typedef enum
{
  SIO_PACKET_CONNECT,
  SIO_PACKET_DISCONNECT,
  SIO_PACKET_EVENT,
  SIO_PACKET_ACK,
  SIO_PACKET_ERROR, /* CONNECT_ERROR in protocol 5 */
  SIO_PACKET_BINARY_EVENT,
  SIO_PACKET_BINARY_ACK,
} SioPacketType;

/**
 * SioLimits: what is accepted from a peer.
 */
typedef struct
{
  gsize max_message;     /* bytes of one message, text or one attachment; default 1 MiB */
  guint max_depth;       /* of JSON; default 32 (json-glib recurses without a limit of its own) */
  guint max_attachments; /* of one packet; default 10, at most SIO_ATTACHMENTS_MAX */
  gsize max_attached;    /* bytes of all attachments of one packet; default 1 MiB */
  guint max_values;      /* of JSON in one packet, containers included; default 32768 (a message of
                          * nothing but {} would keep json-glib busy for 0.4 s) */
} SioLimits;
#define SIO_LIMITS_DEFAULT                                                                         \
  {                                                                                                \
    1024 * 1024, 32, 10, 1024 * 1024, 32768                                                        \
  }

#define SIO_ATTACHMENTS_MAX 32

#define SIO_ACK_ID_NONE ((gint64)-1)

typedef struct _SioPacket SioPacket;

/**
 * sio_packet_parse: one Socket.IO packet from the payload of an Engine.IO text message:
 * type, attachments-, /namespace, ack id, JSON (socket.io-protocol, "Packet encoding").
 *
 * The JSON is scanned for syntax and depth, and of an event the name is read; the rest of an event
 * is parsed when first asked for, so that an event nobody listens to costs no parsing. What the
 * other types carry, and binary events for their placeholders, is parsed and checked at once. A
 * packet that ends with its namespace ("0/chat") and one with a comma behind it ("0/chat,") are the
 * same. The escapes \u0000 and lone surrogates in JSON strings become U+FFFD. Unknown members of
 * objects are ignored; of duplicate ones the last wins.
 *
 * @text: any bytes, need not be terminated. @limits: (nullable): NULL for the defaults.
 * Errors: SIO_ERROR_LIMIT, _UTF8, _PACKET_TYPE, _ATTACHMENTS, _ACK_ID, _JSON, _PAYLOAD. No message
 * quotes the text: it may hold a token.
 *
 * Returns: (transfer full): the packet, or NULL with an error of domain SIO_ERROR.
 */
SioPacket *sio_packet_parse (SioGeneration generation,
                             const char *text,
                             gsize length,
                             const SioLimits *limits,
                             GError **error);
SioPacket *sio_packet_ref (SioPacket *packet);
void sio_packet_unref (SioPacket *packet);

SioPacketType sio_packet_get_packet_type (SioPacket *packet);
const char *sio_packet_get_namespace (SioPacket *packet); /* "/" for the root; without a query */
const char *
sio_packet_get_query (SioPacket *packet);         /* behind "?" of a revision 3 CONNECT; nullable */
gint64 sio_packet_get_ack_id (SioPacket *packet); /* or SIO_ACK_ID_NONE */
const char *
sio_packet_get_event_name (SioPacket *packet); /* of an event (a number as its text); else NULL */
guint sio_packet_get_attachments_pending (SioPacket *packet);

/* The next binary attachment. FALSE with an error when none is pending or a limit is passed. */
gboolean sio_packet_add_attachment (SioPacket *packet,
                                    GBytes *attachment,
                                    const SioLimits *limits,
                                    GError **error);
/* Attachment @index of a complete packet. (transfer none) (nullable) */
GBytes *sio_packet_get_attachment (SioPacket *packet, guint index);

/* The whole JSON payload; NULL when the packet carries none. Placeholders of binary data stay as
 * they are: {"_placeholder":true,"num":index}. (transfer none) (nullable) */
JsonNode *sio_packet_get_payload (SioPacket *packet);
/* The arguments of an event behind its name, or those of an ack: element @index of them.
 * (transfer none) (nullable) */
JsonNode *sio_packet_get_argument (SioPacket *packet, guint index);

/* Serializing. @name_space NULL or "/" for the root; @payload NULL for none. A comma in a namespace
 * or query must have been encoded: it ends them. @payload must not hold numbers of 1e17 or more
 * that are no integers: json-glib 1.6 writes them as "1e+17.0", which is no JSON. (transfer full)
 */
char *sio_packet_serialize (SioPacketType type,
                            const char *name_space,
                            guint attachments,
                            gint64 ack_id,
                            JsonNode *payload);
/* Revision 3 CONNECT with a query already encoded: "0/chat?token=a%2Fb,". (transfer full) */
char *sio_packet_serialize_connect (const char *name_space, const char *query, JsonNode *auth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioPacket, sio_packet_unref)

G_END_DECLS
