/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "sio-packet-assembly.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The input is a list of frames: a byte of flags, the length as a byte, that many bytes. Bit 0: a
 * binary frame; otherwise text. They go the client's way, with the attachments of packets between
 * them. The first byte of all chooses the generation. */

static void
receive (SioAssembly *assembly, SioGeneration generation, SioEnginePacket *engine)
{
  g_autoptr (SioPacket) packet = NULL;

  if (engine->type == SIO_ENGINE_OPEN)
    {
      g_auto (SioHandshake) handshake = { 0 };

      if (sio_handshake_parse (engine->text, engine->length, &handshake, NULL))
        g_assert_true (handshake.sid != NULL && handshake.ping_interval_ms >= SIO_PING_SHORTEST_MS
                       && handshake.ping_timeout_ms <= SIO_PING_LONGEST_MS);
    }
  else if (engine->type == SIO_ENGINE_MESSAGE
           && sio_assembly_add (assembly, generation, engine, NULL, &packet, NULL))
    g_assert_true (packet == NULL || sio_packet_get_attachments_pending (packet) == 0);
}

/* An exact copy, so that a look past the end is seen. */
static gboolean
parse (SioGeneration generation, gboolean binary, GBytes *frame, SioEnginePacket *engine)
{
  gsize length;
  const char *text = g_bytes_get_data (frame, &length);

  return binary ? sio_engine_parse_binary (generation, frame, engine, NULL)
                : sio_engine_parse_text (generation, length > 0 ? text : "", length, engine, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (SioAssembly) assembly = { 0 };
  SioGeneration generation;

  if (size == 0)
    return 0;
  generation = data[0] & 1 ? SIO_GENERATION_4 : SIO_GENERATION_3;
  data++;
  size--;

  while (size >= 2)
    {
      gsize length = MIN ((gsize)data[1], size - 2);
      g_autoptr (GBytes) frame = g_bytes_new (data + 2, length);
      g_auto (SioEnginePacket) engine = { 0 };

      if (parse (generation, data[0] & 1, frame, &engine))
        receive (&assembly, generation, &engine);
      data += 2 + length;
      size -= 2 + length;
    }

  return 0;
}
