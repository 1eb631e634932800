/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "bench"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sio-packet.h"

/* Processor time of the codec for an event of about 1.5 KB with five attendees, nanoseconds each:
 * "unwanted" is recognised by its name and dropped, "wanted" has its argument parsed. "json-glib"
 * is the parsing alone, which "wanted" cannot be below. */

#define EVENTS 20000
#define ROUNDS 5

static char *
make_frame (void)
{
  static const char *names[]
      = { "Zoë Ångström", "Łukasz Wiśniewski", "Ada Lovelace", "Renée Dupont", "José Núñez" };
  GString *text = g_string_new ("42/chat,[\"MEDIA_SESSION_RESPONSE\",");

  g_string_append (
      text,
      "{\"_id\":\"64f0c0ffee0000000000a001\",\"category\":\"meeting.attendees.added\","
      "\"topicId\":\"64f0c0ffee0000000000b002\",\"created\":\"2026-03-02T09:15:30.123Z\","
      "\"sender\":{\"_id\":\"64f0c0ffee0000000000c003\",\"type\":\"user\"},"
      "\"content\":{\"mediaSession\":null,\"startTime\":1772442930123,\"attendees\":[");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (
        text,
        "%s{\"_id\":\"64f0c0ffee0000000000d%03u\",\"type\":\"user\",\"displayname\":\"%s\","
        "\"username\":\"person%u@example.com\",\"picture_url\":\"https://example.com/p/%u.png\","
        "\"role\":\"member\",\"joinTime\":\"2026-03-02T09:15:%02u.000Z\",\"isAnonymous\":false,"
        "\"mediaMode\":[\"audio\",\"video\"]}",
        i > 0 ? "," : "",
        i,
        names[i],
        i,
        i,
        30 + i);
  g_string_append (text,
                   "],\"recordings\":[],\"endTime\":null,\"data\":{\"a\":[1,2.5,true]}},\"v\":7}]");

  return g_string_free (text, FALSE);
}

static gint64
cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
receive (const char *frame, gsize length, gboolean wanted)
{
  SioEnginePacket engine;
  g_autoptr (SioPacket) packet = NULL;

  if (!sio_engine_parse_text (SIO_GENERATION_3, frame, length, &engine, NULL))
    g_error ("The frame was refused");
  packet = sio_packet_parse (SIO_GENERATION_3, engine.text, engine.length, NULL, NULL);
  if (packet == NULL || sio_packet_get_event_name (packet) == NULL)
    g_error ("The event was refused");
  if (wanted && sio_packet_get_argument (packet, 0) == NULL)
    g_error ("The event has no argument");
  sio_engine_packet_clear (&engine);
}

static void
receive_unwanted (const char *frame, gsize length)
{
  receive (frame, length, FALSE);
}

static void
receive_wanted (const char *frame, gsize length)
{
  receive (frame, length, TRUE);
}

static void
receive_bare (const char *frame, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, frame + 8, (gssize)length - 8, NULL))
    g_error ("The JSON was refused");
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
measure (const char *name, void (*func) (const char *, gsize), const char *frame, gsize length)
{
  double rounds[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = cpu_ns ();

      for (guint n = 0; n < EVENTS; n++)
        func (frame, length);
      rounds[i] = (double)(cpu_ns () - start) / EVENTS;
    }

  qsort (rounds, ROUNDS, sizeof rounds[0], compare);
  g_print ("%-10s %8.0f ns per event (median of %d; %.0f to %.0f)\n",
           name,
           rounds[ROUNDS / 2],
           ROUNDS,
           rounds[0],
           rounds[ROUNDS - 1]);
}

int
main (void)
{
  g_autofree char *frame = make_frame ();
  gsize length = strlen (frame);

  g_print ("%" G_GSIZE_FORMAT " bytes, %d events a round\n", length, EVENTS);
  measure ("unwanted", receive_unwanted, frame, length);
  measure ("json-glib", receive_bare, frame, length);
  measure ("wanted", receive_wanted, frame, length);
  return 0;
}
