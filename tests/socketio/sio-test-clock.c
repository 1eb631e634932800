/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-test-clock.h"

typedef struct
{
  GSource source;
  SioTestClock *clock;
  gint64 due; /* monotonic */
} TestTimer;

static gboolean
timer_prepare (GSource *source, int *timeout)
{
  TestTimer *timer = (TestTimer *)source;

  *timeout = -1;
  return timer->clock->monotonic >= timer->due;
}

static gboolean
timer_check (GSource *source)
{
  TestTimer *timer = (TestTimer *)source;

  return timer->clock->monotonic >= timer->due;
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc func, gpointer data)
{
  return func (data);
}

static void
timer_finalize (GSource *source)
{
  TestTimer *timer = (TestTimer *)source;

  g_ptr_array_remove_fast (timer->clock->timers, timer);
}

static GSourceFuncs timer_funcs
    = { timer_prepare, timer_check, timer_dispatch, timer_finalize, NULL, NULL };

static GSource *
make_timer (guint ms, gpointer data)
{
  SioTestClock *clock = data;
  TestTimer *timer = (TestTimer *)g_source_new (&timer_funcs, sizeof (TestTimer));

  timer->clock = clock;
  timer->due = clock->monotonic + (gint64)ms * 1000;
  g_ptr_array_add (clock->timers, timer);
  return (GSource *)timer;
}

static gint64
get_boot (gpointer data)
{
  return ((SioTestClock *)data)->boot;
}

static gint64
get_monotonic (gpointer data)
{
  return ((SioTestClock *)data)->monotonic;
}

static gint64
get_real (gpointer data)
{
  return ((SioTestClock *)data)->real;
}

static double
get_random (gpointer data)
{
  return ((SioTestClock *)data)->random;
}

SioTestClock *
sio_test_clock_new (void)
{
  SioTestClock *clock = g_new0 (SioTestClock, 1);

  clock->clock = (SioClock){ get_boot, get_monotonic, get_real, get_random, make_timer, clock };
  clock->boot = G_GINT64_CONSTANT (5000) * G_USEC_PER_SEC;
  clock->monotonic = G_GINT64_CONSTANT (4000) * G_USEC_PER_SEC;
  clock->real = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  clock->timers = g_ptr_array_new ();
  return clock;
}

void
sio_test_clock_free (SioTestClock *clock)
{
  g_assert_cmpuint (clock->timers->len, ==, 0);
  g_ptr_array_unref (clock->timers);
  g_free (clock);
}

static TestTimer *
find_next (SioTestClock *clock)
{
  TestTimer *next = NULL;

  for (guint i = 0; i < clock->timers->len; i++)
    {
      TestTimer *timer = g_ptr_array_index (clock->timers, i);

      if (!g_source_is_destroyed ((GSource *)timer) && (next == NULL || timer->due < next->due))
        next = timer;
    }
  return next;
}

int
sio_test_clock_next (SioTestClock *clock)
{
  TestTimer *next = find_next (clock);

  return next != NULL ? (int)((next->due - clock->monotonic) / 1000) : -1;
}

static void
move (SioTestClock *clock, gint64 us)
{
  clock->boot += us;
  clock->monotonic += us;
  clock->real += us;
}

static void
let_happen (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
sio_test_clock_advance (SioTestClock *clock, guint ms)
{
  gint64 until = clock->monotonic + (gint64)ms * 1000;
  TestTimer *next;

  let_happen ();
  while ((next = find_next (clock)) != NULL && next->due <= until)
    {
      move (clock, MAX (next->due - clock->monotonic, 0));
      let_happen ();
    }
  move (clock, until - clock->monotonic);
  let_happen ();
}

void
sio_test_clock_sleep (SioTestClock *clock, guint ms)
{
  clock->boot += (gint64)ms * 1000;
  clock->real += (gint64)ms * 1000;
}
