/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "sio-packet.h"

G_BEGIN_DECLS

/**
 * DriverEngine: one Engine.IO connection, for any number of namespaces: the project's codec and
 * heartbeat on a WebSocket. It ends once and is never used again.
 */
typedef struct _DriverEngine DriverEngine;

typedef struct
{
  void (*opened) (gpointer owner);
  void (*packet) (SioPacket *packet, gpointer owner); /* complete with its attachments */
  void (*ping) (gpointer owner);                      /* sent on revision 3, received on 4 */
  void (*pong) (guint ms, gpointer owner);            /* revision 3 only */
  /* Last call. @reason in the words of the official clients. */
  void (*ended) (const char *reason, gpointer owner);
} DriverEngineHandlers;

/* Begins at once. */
DriverEngine *driver_engine_new (SoupSession *session,
                                 const char *url,
                                 SioGeneration generation,
                                 const DriverEngineHandlers *handlers,
                                 gpointer owner);
/* Ends it without a word to the owner, and gives up the reference. */
void driver_engine_drop (DriverEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DriverEngine, driver_engine_drop)

/* NULL before it has opened. */
const char *driver_engine_get_id (DriverEngine *engine);

/* A serialized packet and the binary frames behind it (of GBytes, nullable). */
void driver_engine_send (DriverEngine *engine, const char *packet, GPtrArray *attachments);

G_END_DECLS
