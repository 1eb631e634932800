/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-heartbeat.h"

static gboolean on_due (gpointer data);

/* A timer may fire a little early (GLib rounds whole seconds) or, after a sleep, late. */
static void
arm (SioHeartbeat *heartbeat, gint64 due)
{
  sio_clock_clear_timer (&heartbeat->timer);
  heartbeat->due = due;
  heartbeat->timer = sio_clock_add_timer (
      heartbeat->clock, sio_clock_ms_until (heartbeat->clock, due), on_due, heartbeat);
}

static gint64
silence_limit (SioHeartbeat *heartbeat)
{
  return heartbeat->heard
         + ((gint64)heartbeat->interval_ms + heartbeat->timeout_ms) * G_TIME_SPAN_MILLISECOND;
}

static void
rest (SioHeartbeat *heartbeat)
{
  gint64 now = sio_clock_boot_time (heartbeat->clock);

  heartbeat->asked = 0;
  heartbeat->if_silent = SIO_REASON_PING_TIMEOUT;
  if (heartbeat->generation == SIO_GENERATION_3)
    arm (heartbeat, now + (gint64)heartbeat->interval_ms * G_TIME_SPAN_MILLISECOND);
  else
    arm (heartbeat, silence_limit (heartbeat));
}

/* Waits for an answer, but never beyond the limit of silence. */
static void
ask (SioHeartbeat *heartbeat, guint timeout_ms)
{
  gint64 now = sio_clock_boot_time (heartbeat->clock);
  gint64 until = now + (gint64)timeout_ms * G_TIME_SPAN_MILLISECOND;

  heartbeat->asked = now;
  arm (heartbeat, MIN (until, MAX (silence_limit (heartbeat), now)));
  heartbeat->ping (heartbeat->owner);
}

static void
die (SioHeartbeat *heartbeat, SioReason reason)
{
  sio_heartbeat_stop (heartbeat);
  heartbeat->dead (reason, heartbeat->owner);
}

static gboolean
on_due (gpointer data)
{
  SioHeartbeat *heartbeat = data;
  gboolean answered = heartbeat->asked != 0 && heartbeat->heard > heartbeat->asked;

  if (sio_clock_ms_until (heartbeat->clock, heartbeat->due) > 0)
    arm (heartbeat, heartbeat->due);
  else if (heartbeat->asked != 0 && !answered)
    die (heartbeat, heartbeat->if_silent);
  else if (sio_heartbeat_is_overdue (heartbeat))
    die (heartbeat, SIO_REASON_PING_TIMEOUT);
  else if (heartbeat->generation == SIO_GENERATION_4)
    rest (heartbeat);
  else
    {
      /* The interval is over; or there was traffic but no pong, then the server wants its ping. */
      heartbeat->if_silent = SIO_REASON_PING_TIMEOUT;
      ask (heartbeat, heartbeat->timeout_ms);
    }
  return G_SOURCE_REMOVE;
}

void
sio_heartbeat_start (SioHeartbeat *heartbeat)
{
  heartbeat->heard = sio_clock_boot_time (heartbeat->clock);
  rest (heartbeat);
}

void
sio_heartbeat_stop (SioHeartbeat *heartbeat)
{
  sio_clock_clear_timer (&heartbeat->timer);
}

void
sio_heartbeat_answered (SioHeartbeat *heartbeat)
{
  if (heartbeat->timer == NULL)
    return;
  if (heartbeat->asked != 0 || heartbeat->generation == SIO_GENERATION_4)
    rest (heartbeat);
}

void
sio_heartbeat_probe (SioHeartbeat *heartbeat, guint timeout_ms, SioReason reason)
{
  if (heartbeat->timer == NULL || heartbeat->if_silent != SIO_REASON_PING_TIMEOUT)
    return;
  heartbeat->if_silent = reason;
  ask (heartbeat, timeout_ms);
}

gboolean
sio_heartbeat_is_overdue (SioHeartbeat *heartbeat)
{
  return heartbeat->timer != NULL
         && sio_clock_ms_until (heartbeat->clock, silence_limit (heartbeat)) == 0;
}
