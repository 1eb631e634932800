/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-clock-watch.h"
#include "sio-test-clock.h"

static void
remember (gint64 slept_us, gpointer data)
{
  GArray *sleeps = data;

  g_array_append_val (sleeps, slept_us);
}

static void
test_sleeps (void)
{
  g_autoptr (SioTestClock) clock = sio_test_clock_new ();
  g_autoptr (GArray) sleeps = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SioClockWatch) watch = sio_clock_watch_new (&clock->clock, remember, sleeps);

  g_assert_nonnull (watch);
  /* Time passes: no sleep. */
  sio_test_clock_advance (clock, 3600 * 1000);
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 0), ==, 0);
  /* The wall clock is set: no sleep. */
  clock->real += G_TIME_SPAN_DAY;
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 1), ==, 0);
  /* Each sleep is told once, and for what it was. */
  sio_test_clock_sleep (clock, 90 * 1000);
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 2), ==, 90 * G_TIME_SPAN_SECOND);
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 3), ==, 0);
  sio_test_clock_sleep (clock, 1000);
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 4), ==, G_TIME_SPAN_SECOND);
}

/* Clocks that are read one after the other are never quite even. */
static void
test_no_sleep (void)
{
  g_autoptr (SioTestClock) clock = sio_test_clock_new ();
  g_autoptr (GArray) sleeps = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SioClockWatch) watch = sio_clock_watch_new (&clock->clock, remember, sleeps);

  clock->boot += 99 * G_TIME_SPAN_MILLISECOND;
  sio_clock_watch_check (watch);
  clock->boot -= 50 * G_TIME_SPAN_MILLISECOND;
  sio_clock_watch_check (watch);
  g_assert_cmpint (g_array_index (sleeps, gint64, 0), ==, 0);
  g_assert_cmpint (g_array_index (sleeps, gint64, 1), ==, 0);
}

/* It asks for no turn of the main loop while nothing happens. */
static void
test_rests (void)
{
  g_autoptr (GArray) sleeps = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SioClockWatch) watch = sio_clock_watch_new (sio_clock_get_system (), remember, sleeps);

  g_assert_nonnull (watch);
  for (guint i = 0; i < 10; i++)
    g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (sleeps->len, ==, 0);
}

static void
test_system_clock (void)
{
  const SioClock *clock = sio_clock_get_system ();
  gint64 boot = sio_clock_boot_time (clock);

  g_assert_cmpint (sio_clock_boot_time (clock), >=, boot);
  g_assert_cmpint (boot, >=, clock->monotonic_time (clock->data) - G_TIME_SPAN_SECOND);
  g_assert_cmpint (ABS (sio_clock_real_time (clock) - g_get_real_time ()), <, G_TIME_SPAN_MINUTE);
  for (guint i = 0; i < 1000; i++)
    {
      double chance = clock->random (clock->data);

      g_assert_cmpfloat (chance, >=, 0.0);
      g_assert_cmpfloat (chance, <, 1.0);
    }
  g_assert_cmpuint (sio_clock_ms_until (clock, boot - 1), ==, 0);
  g_assert_cmpuint (sio_clock_ms_until (clock, G_MAXINT64 / 2), ==, G_MAXINT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-watch/sleeps", test_sleeps);
  g_test_add_func ("/clock-watch/no-sleep", test_no_sleep);
  g_test_add_func ("/clock-watch/rests", test_rests);
  g_test_add_func ("/clock/system", test_system_clock);
  return g_test_run ();
}
