/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-packet.h"

G_BEGIN_DECLS

/**
 * SioAssembly: puts packets and the attachments that follow them together (socket.io-protocol,
 * "Binary"): the attachments of a packet are the next binary messages, in order, with nothing but
 * Engine.IO control packets between them. One for each connection; begins as { 0 }.
 */
typedef struct
{
  SioPacket *pending; /* waits for attachments, or NULL */
} SioAssembly;

/**
 * sio_assembly_add: takes one Engine.IO packet of type SIO_ENGINE_MESSAGE, text or binary.
 *
 * @limits: (nullable)
 * @packet: (out) (transfer full) (nullable): the packet that is complete now, NULL while attachments
 *   are missing.
 *
 * Returns: FALSE with an error of sio_packet_parse(), or SIO_ERROR_ATTACHMENTS for a text message
 * while attachments are missing and for a binary one while none is. The connection is then to be
 * closed; nothing is left of a packet that was not complete.
 */
gboolean sio_assembly_add (SioAssembly *self,
                           SioGeneration generation,
                           const SioEnginePacket *message,
                           const SioLimits *limits,
                           SioPacket **packet,
                           GError **error);

/* Forgets what was not complete. */
void sio_assembly_clear (SioAssembly *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SioAssembly, sio_assembly_clear)

G_END_DECLS
