/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SioClock: time and chance as the client sees them, so that a test can hold both in its hand.
 * The struct and its @data must outlive every client made with it.
 */
typedef struct
{
  gint64 (*boot_time) (gpointer data);         /* microseconds; runs on while the machine sleeps */
  gint64 (*monotonic_time) (gpointer data);    /* microseconds; stands still meanwhile */
  gint64 (*real_time) (gpointer data);         /* microseconds since 1970, UTC */
  double (*random) (gpointer data);            /* in [0, 1) */
  GSource *(*timer) (guint ms, gpointer data); /* (transfer full): a source that fires after @ms */
  gpointer data;
} SioClock;

const SioClock *sio_clock_get_system (void);

static inline gint64
sio_clock_boot_time (const SioClock *clock)
{
  return clock->boot_time (clock->data);
}

static inline gint64
sio_clock_real_time (const SioClock *clock)
{
  return clock->real_time (clock->data);
}

/* Runs @func in the thread-default main context after @ms. (transfer full): end it with
 * sio_clock_clear_timer(). */
GSource *sio_clock_add_timer (const SioClock *clock, guint ms, GSourceFunc func, gpointer data);
void sio_clock_clear_timer (GSource **timer);

/* Milliseconds from now until @boot_time, rounded up; 0 when it is over. */
guint sio_clock_ms_until (const SioClock *clock, gint64 boot_time);

G_END_DECLS
