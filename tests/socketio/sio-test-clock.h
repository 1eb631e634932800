/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"

G_BEGIN_DECLS

/**
 * SioTestClock: a clock that stands still until it is moved, so that minutes pass in no time and to
 * the millisecond.
 */
typedef struct
{
  SioClock clock;
  gint64 boot; /* microseconds */
  gint64 monotonic;
  gint64 real;
  double random;
  GPtrArray *timers; /* not owned */
} SioTestClock;

SioTestClock *sio_test_clock_new (void);
void sio_test_clock_free (SioTestClock *clock);

/* Time passes: each timer fires at its own moment, and what it causes happens then. */
void sio_test_clock_advance (SioTestClock *clock, guint ms);
/* The machine sleeps: boot time and the wall clock go on, timers do not. */
void sio_test_clock_sleep (SioTestClock *clock, guint ms);
/* Milliseconds until the next timer, -1 without one. */
int sio_test_clock_next (SioTestClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioTestClock, sio_test_clock_free)

G_END_DECLS
