/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"
#include "config.h"

#include "sio-packet-assembly.h"

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, SIO_ERROR, SIO_ERROR_ATTACHMENTS, what);
  return FALSE;
}

static gboolean
add_text (SioAssembly *self,
          SioGeneration generation,
          const SioEnginePacket *message,
          const SioLimits *limits,
          GError **error)
{
  if (self->pending != NULL)
    return fail (error, "A text message between attachments");

  self->pending = sio_packet_parse (generation, message->text, message->length, limits, error);
  return self->pending != NULL;
}

static gboolean
add_binary (SioAssembly *self, GBytes *attachment, const SioLimits *limits, GError **error)
{
  if (self->pending == NULL)
    return fail (error, "A binary message that belongs to no packet");

  return sio_packet_add_attachment (self->pending, attachment, limits, error);
}

gboolean
sio_assembly_add (SioAssembly *self,
                  SioGeneration generation,
                  const SioEnginePacket *message,
                  const SioLimits *limits,
                  SioPacket **packet,
                  GError **error)
{
  gboolean added = message->binary != NULL ? add_binary (self, message->binary, limits, error)
                                           : add_text (self, generation, message, limits, error);

  *packet = NULL;
  if (!added)
    {
      sio_assembly_clear (self);
      return FALSE;
    }

  if (sio_packet_get_attachments_pending (self->pending) == 0)
    *packet = g_steal_pointer (&self->pending);
  return TRUE;
}

void
sio_assembly_clear (SioAssembly *self)
{
  g_clear_pointer (&self->pending, sio_packet_unref);
}
