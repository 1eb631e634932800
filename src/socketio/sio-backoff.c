/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-backoff.h"

/* Doubling further could only overflow: a base of one millisecond is past 49 days by then. */
#define MAX_DOUBLINGS 32

void
sio_backoff_init (SioBackoff *backoff, guint base_ms)
{
  backoff->base_ms = base_ms;
  backoff->attempts = 0;
}

void
sio_backoff_reset (SioBackoff *backoff)
{
  backoff->attempts = 0;
}

guint
sio_backoff_next (SioBackoff *backoff, guint cap_ms, double random)
{
  guint doublings = MIN (backoff->attempts, MAX_DOUBLINGS);
  guint64 whole = MIN ((guint64)backoff->base_ms << doublings, cap_ms);

  if (backoff->attempts < G_MAXUINT)
    backoff->attempts++;

  return (guint)((double)whole * (0.5 + 0.5 * CLAMP (random, 0.0, 1.0)));
}
