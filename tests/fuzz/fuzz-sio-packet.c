/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "sio-packet-json.h"
#include "sio-packet.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The input is one Socket.IO packet, its first byte the generation. What is accepted must hold
 * together, and must be accepted again after it was serialized. */

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

/* json-glib 1.6 writes some numbers in a way that is no JSON: 1e999 as inf.0, 1e17 as 1e+17.0. */
static gboolean
is_writable (JsonNode *payload)
{
  const SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *json = payload != NULL ? json_to_string (payload, FALSE) : NULL;

  return json == NULL || sio_json_scan (json, strlen (json), &limits, NULL);
}

static void
check_again (SioGeneration generation, SioPacket *packet)
{
  gboolean connects = sio_packet_get_packet_type (packet) == SIO_PACKET_CONNECT;
  JsonNode *payload = sio_packet_get_payload (packet);
  g_autofree char *text
      = connects ? sio_packet_serialize_connect (
            sio_packet_get_namespace (packet), sio_packet_get_query (packet), payload)
                 : sio_packet_serialize (sio_packet_get_packet_type (packet),
                                         sio_packet_get_namespace (packet),
                                         sio_packet_get_attachments_pending (packet),
                                         sio_packet_get_ack_id (packet),
                                         payload);
  g_autoptr (SioPacket) again = NULL;

  if (!is_writable (payload))
    return;

  again = sio_packet_parse (generation, text, strlen (text), NULL, NULL);
  g_assert_nonnull (again);
  g_assert_cmpint (sio_packet_get_packet_type (again), ==, sio_packet_get_packet_type (packet));
  g_assert_cmpstr (sio_packet_get_namespace (again), ==, sio_packet_get_namespace (packet));
  g_assert_cmpstr (sio_packet_get_query (again), ==, sio_packet_get_query (packet));
  g_assert_cmpint (sio_packet_get_ack_id (again), ==, sio_packet_get_ack_id (packet));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  SioGeneration generation;
  g_autofree char *text = NULL;
  g_autoptr (SioPacket) packet = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *payload;

  if (size == 0)
    return 0;
  generation = data[0] & 1 ? SIO_GENERATION_4 : SIO_GENERATION_3;
  /* An exact copy, so that a look past the end is seen. */
  text = size > 1 ? g_memdup2 (data + 1, size - 1) : NULL;

  packet = sio_packet_parse (generation, text != NULL ? text : "", size - 1, NULL, &error);
  g_assert_true ((packet == NULL) == (error != NULL));
  if (packet == NULL)
    return 0;

  check_text (sio_packet_get_namespace (packet));
  check_text (sio_packet_get_query (packet));
  check_text (sio_packet_get_event_name (packet));
  payload = sio_packet_get_payload (packet);
  if (sio_packet_get_event_name (packet) != NULL)
    g_assert_true (payload != NULL && JSON_NODE_HOLDS_ARRAY (payload));
  sio_packet_get_argument (packet, 0);
  check_again (generation, packet);
  return 0;
}
