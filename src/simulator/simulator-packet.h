/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-json.h"

G_BEGIN_DECLS

/* Socket.IO types (socket.io-protocol, "Packet types"). */
typedef enum
{
  SIMULATOR_PACKET_CONNECT,
  SIMULATOR_PACKET_DISCONNECT,
  SIMULATOR_PACKET_EVENT,
  SIMULATOR_PACKET_ACK,
  SIMULATOR_PACKET_REFUSED,
} SimulatorPacketType;

/**
 * SimulatorPacket: a packet from a client, as far as a server without binary events and acks of its
 * own needs it.
 */
typedef struct
{
  SimulatorPacketType type;
  char *name_space;  /* "/" for the root */
  char *query;       /* behind "?" of a CONNECT; nullable */
  JsonNode *payload; /* nullable */
} SimulatorPacket;

/* @text: behind the "4" of the Engine.IO message. An error of SIMULATOR_ERROR_JSON or _VALUE. */
gboolean simulator_packet_parse (const char *text, SimulatorPacket *packet, GError **error);
void simulator_packet_clear (SimulatorPacket *packet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimulatorPacket, simulator_packet_clear)

/* A whole frame: "42/chat,[...]". @payload: nullable. @bare: no comma behind a namespace without
 * payload, as Socket.IO 1.7 writes it. (transfer full) */
char *simulator_packet_format (SimulatorPacketType type,
                               const char *name_space,
                               JsonNode *payload,
                               gboolean bare);

/* The name of an event and its first argument; FALSE when the payload is none.
 * @argument: NULL when there is none. (transfer none) */
gboolean
simulator_packet_get_event (const SimulatorPacket *packet, const char **name, JsonNode **argument);
/* The value of @name in a query, decoded; NULL when it is not there. (transfer full) */
char *simulator_packet_query_value (const char *query, const char *name);

G_END_DECLS
