/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "driver-manager.h"

G_BEGIN_DECLS

/**
 * DriverSocket: one namespace of a DriverManager, as the official clients have it: it keeps what
 * is emitted while it is down, waits for acknowledgements, and on revision 4 asks the server for
 * what it missed (connection state recovery).
 */
struct _DriverSocket
{
  gint64 id;
  DriverManager *manager; /* unowned */
  char *name_space;
  char *query;            /* revision 3 (nullable) */
  JsonNode *auth;         /* revision 4 (nullable) */
  gboolean asks_for_auth; /* for each join anew */
  gint64 ack_timeout_ms;  /* -1 for none */

  gboolean active; /* wants to be connected */
  gboolean connected;
  gint64 next_ack;
  GHashTable *acks; /* of DriverAck by packet's ack id */
  gint64 next_reply;
  GHashTable *replies; /* ack id of the server's packet by the id we reported it with */
  GQueue received;     /* of SioPacket: events that came before the namespace was joined */
  GQueue outgoing;     /* of DriverOutgoing: emitted while down */
  char *recovery_id;   /* nullable */
  char *recovery_offset;
};

/* @options as in the JSON line. */
DriverSocket *
driver_socket_new (DriverManager *manager, gint64 id, const char *name_space, JsonObject *options);
void driver_socket_free (DriverSocket *socket);

void driver_socket_connect (DriverSocket *socket);
void driver_socket_disconnect (DriverSocket *socket);
/* @command: the JSON line. */
void driver_socket_emit (DriverSocket *socket, JsonObject *command);
void driver_socket_reply (DriverSocket *socket, gint64 reply, JsonArray *values);
void driver_socket_take_auth (DriverSocket *socket, JsonNode *auth);

/* What the manager tells. */
void driver_socket_handle_open (DriverSocket *socket);
void driver_socket_handle_packet (DriverSocket *socket, SioPacket *packet);
void driver_socket_handle_failure (DriverSocket *socket, const char *message);
void driver_socket_handle_close (DriverSocket *socket, const char *reason);

G_END_DECLS
