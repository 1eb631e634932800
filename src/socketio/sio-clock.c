/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-clock.h"

#include <time.h>

/* From here on a timer may be a second late, so that GLib can wake up once for several. */
#define COARSE_FROM_MS 5000

static gint64
system_boot_time (gpointer data)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
system_monotonic_time (gpointer data)
{
  return g_get_monotonic_time ();
}

static gint64
system_real_time (gpointer data)
{
  return g_get_real_time ();
}

static double
system_random (gpointer data)
{
  return g_random_double ();
}

static GSource *
system_timer (guint ms, gpointer data)
{
  if (ms >= COARSE_FROM_MS)
    return g_timeout_source_new_seconds (ms / 1000 + (ms % 1000 > 0 ? 1 : 0));
  return g_timeout_source_new (ms);
}

static const SioClock system_clock = { system_boot_time, system_monotonic_time, system_real_time,
                                       system_random,    system_timer,          NULL };

const SioClock *
sio_clock_get_system (void)
{
  return &system_clock;
}

GSource *
sio_clock_add_timer (const SioClock *clock, guint ms, GSourceFunc func, gpointer data)
{
  GSource *timer = clock->timer (ms, clock->data);

  g_source_set_callback (timer, func, data, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

void
sio_clock_clear_timer (GSource **timer)
{
  if (*timer == NULL)
    return;
  g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

guint
sio_clock_ms_until (const SioClock *clock, gint64 boot_time)
{
  gint64 left = boot_time - sio_clock_boot_time (clock);

  return left <= 0 ? 0 : (guint)MIN ((left + 999) / 1000, G_MAXINT);
}
