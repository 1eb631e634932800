/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SioBackoff: how long to wait before the next attempt: base, twice that, and so on up to a cap,
 * and of that a random part between a half and the whole. The jitter comes after the cap: the
 * official clients do it before, so all clients of a server that restarts return in lock-step.
 * A plain value without a clock: the caller hands in the randomness.
 */
typedef struct
{
  guint base_ms;
  guint attempts; /* waits given out since the last reset */
} SioBackoff;

void sio_backoff_init (SioBackoff *backoff, guint base_ms);
void sio_backoff_reset (SioBackoff *backoff);

/* The next wait in milliseconds, at most @cap_ms. @random: in [0, 1). */
guint sio_backoff_next (SioBackoff *backoff, guint cap_ms, double random);

G_END_DECLS
