/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "simulator-packet.h"
#include "simulator-scenario.h"

G_BEGIN_DECLS

/**
 * SimulatorSocketOptions: how one connection is served.
 */
typedef struct
{
  guint generation;      /* of Engine.IO that is spoken: 3 or 4 */
  gboolean mismatch;     /* the client asked for 4 and gets 3: it may find out by itself */
  guint ping_interval;   /* milliseconds */
  guint ping_timeout;    /* milliseconds */
  const char *token;     /* the one that is accepted */
  const char *url_token; /* the one in the URL; nullable */
  const SimulatorVariants *variants;
} SimulatorSocketOptions;

#define SIMULATOR_TYPE_SOCKET (simulator_socket_get_type ())
/**
 * SimulatorSocket: the server's end of one connection: Engine.IO 3 or 4 with its heartbeat, and
 * Socket.IO with the namespaces "/" and "/chat" (engine.io-protocol v3 and v4, socket.io-protocol
 * v4 and v5).
 *
 * Signals:
 *  joining () -> gboolean: TRUE to refuse it although the token is right
 *  joined ()
 *  refused (char *why): 44 was sent
 *  event (char *name, JsonNode *argument): on /chat; @argument may be NULL
 *  closed (char *why): nothing more will come; always last, once
 */
G_DECLARE_FINAL_TYPE (SimulatorSocket, simulator_socket, SIMULATOR, SOCKET, GObject)

/* Takes over @connection and @socket below it; sends the open packet. */
SimulatorSocket *simulator_socket_new (SoupWebsocketConnection *connection,
                                       GSocket *socket,
                                       const SimulatorSocketOptions *options);
const char *simulator_socket_get_id (SimulatorSocket *self);
guint simulator_socket_get_generation (SimulatorSocket *self);
gboolean simulator_socket_is_joined (SimulatorSocket *self);

/* Which spaces it hears of. */
void simulator_socket_subscribe (SimulatorSocket *self, const char *space_id);
gboolean simulator_socket_unsubscribe (SimulatorSocket *self, const char *space_id);
gboolean simulator_socket_is_subscribed (SimulatorSocket *self, const char *space_id);

/* @event: [name, payload]. Lost while not joined or stalled. */
void simulator_socket_emit (SimulatorSocket *self, JsonNode *event);
/* A frame as it stands. */
void
simulator_socket_send_raw (SimulatorSocket *self, const char *text, gssize length, gboolean binary);
/* Nothing is read or sent any more, heartbeats included, until it is set back. */
void simulator_socket_set_stalled (SimulatorSocket *self, gboolean stalled);
/* Ends /chat with 41. */
void simulator_socket_kick (SimulatorSocket *self);
/* A close frame; @code 0: without a code, as the official server does when it is shut down. */
void simulator_socket_close (SimulatorSocket *self, guint code);
/* The end without a word. */
void simulator_socket_cut (SimulatorSocket *self);

G_END_DECLS
