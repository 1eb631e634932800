/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "history-fixture.h"

#include <sqlite3.h>
#include <sys/resource.h>

#define CHANGES 10000

static double
get_cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* Every change is found again; what they cost is printed, not judged. */
static void
test_ten_thousand_changes (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_change_unref);
  g_autoptr (Meeting) meeting = history_fixture_new_meeting ("m1", "ana");
  double before;

  for (guint i = 0; i < CHANGES; i++)
    {
      MeetingChange *change
          = history_fixture_new_change (MEETING_CHANGE_JOINED, meeting, MORNING + i);
      g_autofree char *id = g_strdup_printf ("person-%u", i);

      history_fixture_add_people (change->joined, id);
      g_ptr_array_add (changes, change);
    }
  before = get_cpu_ms ();
  for (guint i = 0; i < CHANGES; i++)
    {
      history_fixture_record (fixture, g_ptr_array_index (changes, i));
      if (i % 1000 == 999)
        g_assert_true (history_store_flush (fixture->store, NULL));
    }
  g_test_message ("%.1f ms of CPU per 1000 changes, %.0f KiB of SQLite memory at most",
                  (get_cpu_ms () - before) / CHANGES * 1000,
                  sqlite3_memory_highwater (0) / 1024.0);
  g_assert_cmpint (
      history_fixture_get_integer (fixture, "SELECT count(*) FROM events"), ==, CHANGES);
  g_assert_cmpint (
      history_fixture_get_integer (fixture, "SELECT count(*) FROM attendances"), ==, CHANGES);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/history/speed/ten-thousand-changes",
              HistoryFixture,
              NULL,
              history_fixture_set_up,
              test_ten_thousand_changes,
              history_fixture_tear_down);
  return g_test_run ();
}
