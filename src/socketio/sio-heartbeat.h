/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client.h"
#include "sio-clock.h"

G_BEGIN_DECLS

/**
 * SioHeartbeat: whether the other side still lives, by the figures of its open packet.
 *
 * Revision 3: we ping every interval; when nothing at all comes within the time-out, it is dead.
 * Our own sending postpones nothing: a half-open connection takes what we send for minutes.
 * Revision 4: it pings us; dead when nothing comes for interval plus time-out.
 *
 * Deadlines are in boot time and are looked at again when a timer fires, so hearing something
 * costs one assignment, and one timer runs at a time.
 */
typedef struct
{
  const SioClock *clock;
  SioGeneration generation;
  guint interval_ms;
  guint timeout_ms;
  void (*ping) (gpointer owner);                   /* send a ping, or on revision 4 a probe */
  void (*dead) (SioReason reason, gpointer owner); /* the heartbeat has stopped by then */
  gpointer owner;

  /* private */
  GSource *timer;
  gint64 due;          /* boot time at which the timer's matter is due */
  gint64 heard;        /* boot time of the last packet */
  gint64 asked;        /* boot time of the ping that waits for an answer, else 0 */
  SioReason if_silent; /* the reason when that answer does not come */
} SioHeartbeat;

/* @heartbeat has its public fields set. */
void sio_heartbeat_start (SioHeartbeat *heartbeat);
void sio_heartbeat_stop (SioHeartbeat *heartbeat);

/* Anything at all came. */
static inline void
sio_heartbeat_heard (SioHeartbeat *heartbeat, gint64 boot_time)
{
  heartbeat->heard = boot_time;
}

/* What ends the wait came: a pong on revision 3; on revision 4 a ping, or the answer to a probe. */
void sio_heartbeat_answered (SioHeartbeat *heartbeat);

/* Asks for a sign of life now, within @timeout_ms; without one it is dead for @reason. */
void sio_heartbeat_probe (SioHeartbeat *heartbeat, guint timeout_ms, SioReason reason);

/* Whether by boot time the other side must be taken for dead, as after a long sleep. */
gboolean sio_heartbeat_is_overdue (SioHeartbeat *heartbeat);

G_END_DECLS
