/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "presenter-fixture.h"

static void
test_refused (PresenterFixture *fixture, gconstpointer data)
{
  fixture->daemon->behaviour = MOCK_REFUSES;
  presenter_fixture_show (fixture, "a", "Body");
  presenter_fixture_wait (fixture, "failed a refused");
  fixture->daemon->behaviour = MOCK_ANSWERS;
  presenter_fixture_show_and_wait (fixture, "b");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 2);
}

/* What is up stays ours when the daemon refuses new words for it. */
static void
test_refused_update (PresenterFixture *fixture, gconstpointer data)
{
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  fixture->daemon->behaviour = MOCK_REFUSES;
  presenter_fixture_update (fixture, "a", "Ana joined");
  presenter_fixture_wait (fixture, "failed a refused");
  fixture->daemon->behaviour = MOCK_ANSWERS;
  notice_presenter_withdraw (fixture->presenter, "a");
  presenter_fixture_wait (fixture, "closed a");
  presenter_fixture_wait_closed (fixture, 1);
  g_assert_cmpuint (g_array_index (fixture->daemon->closed, guint, 0), ==, id);
}

static void
test_absent_then_there (PresenterFixture *fixture, gconstpointer data)
{
  presenter_fixture_show (fixture, "a", "Old words");
  presenter_fixture_wait (fixture, "failed a no-daemon");
  presenter_fixture_update (fixture, "a", "New words");
  presenter_fixture_wait (fixture, "failed a no-daemon");
  presenter_fixture_show (fixture, "withdrawn", "Body");
  presenter_fixture_wait (fixture, "failed withdrawn no-daemon");
  notice_presenter_withdraw (fixture->presenter, "withdrawn");
  presenter_fixture_wait (fixture, "closed withdrawn");

  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "shown a");
  presenter_fixture_show_and_wait (fixture, "b");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 2);
  g_assert_cmpstr (
      ((MockNotify *)g_ptr_array_index (fixture->daemon->notified, 0))->body, ==, "New words");
}

static void
test_absent_for_too_long (PresenterFixture *fixture, gconstpointer data)
{
  presenter_fixture_use (fixture, 0, -1);
  presenter_fixture_show (fixture, "old", "Body");
  presenter_fixture_wait (fixture, "failed old no-daemon");
  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "available");
  presenter_fixture_show_and_wait (fixture, "new");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 1);
}

static void
test_vanishes_and_comes_back (PresenterFixture *fixture, gconstpointer data)
{
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  presenter_fixture_show_and_wait (fixture, "b");
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "closed a");
  presenter_fixture_wait (fixture, "closed b");
  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "available");

  /* An update is a new card there, and numbers of the old daemon mean nothing. */
  presenter_fixture_update (fixture, "b", "Ana joined");
  presenter_fixture_wait (fixture, "shown b");
  g_assert_cmpuint (mock_daemon_get_last (fixture->daemon)->replaces_id, ==, 0);
  g_assert_cmpuint (fixture->shown_id, ==, id);
  g_assert_cmpstr (fixture->shown_by, ==, mock_daemon_get_name (fixture->daemon));
  mock_daemon_click (fixture->daemon, id, "default", NULL);
  presenter_fixture_wait (fixture, "action b default -");
  g_assert_cmpuint (presenter_fixture_count (fixture, "action a default -"), ==, 0);
}

/* What the person closed stays closed over the daemon's restart, unless it is new. */
static void
test_closed_then_vanishes (PresenterFixture *fixture, gconstpointer data)
{
  mock_daemon_dismiss (fixture->daemon, presenter_fixture_show_and_wait (fixture, "a"));
  presenter_fixture_wait (fixture, "closed a");
  mock_daemon_dismiss (fixture->daemon, presenter_fixture_show_and_wait (fixture, "b"));
  presenter_fixture_wait (fixture, "closed b");
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "unavailable");
  presenter_fixture_update (fixture, "a", "Ana joined");
  presenter_fixture_wait (fixture, "failed a no-daemon");
  presenter_fixture_show (fixture, "b", "Another one");
  presenter_fixture_wait (fixture, "failed b no-daemon");
  presenter_fixture_update (fixture, "b", "Bo joined");
  presenter_fixture_wait (fixture, "failed b no-daemon");

  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "shown b");
  presenter_fixture_show_and_wait (fixture, "c");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 4);
  g_assert_cmpuint (presenter_fixture_count (fixture, "shown a"), ==, 0);
}

static void
test_dies_while_showing (PresenterFixture *fixture, gconstpointer data)
{
  fixture->daemon->behaviour = MOCK_HOLDS;
  presenter_fixture_show (fixture, "a", "Body");
  presenter_fixture_wait_notified (fixture, 1);
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "failed a no-daemon");
  fixture->daemon->behaviour = MOCK_ANSWERS;
  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "shown a");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 2);
}

static void
test_dies_of_a_card (PresenterFixture *fixture, gconstpointer data)
{
  fixture->daemon->behaviour = MOCK_HOLDS;
  presenter_fixture_show (fixture, "a", "Body");
  for (guint i = 1; i <= 3; i++)
    {
      presenter_fixture_wait_notified (fixture, i);
      mock_daemon_vanish (fixture->daemon);
      presenter_fixture_wait (fixture, "failed a no-daemon");
      presenter_fixture_appear (fixture);
    }
  fixture->daemon->behaviour = MOCK_ANSWERS;
  presenter_fixture_show_and_wait (fixture, "b");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 4);
  g_assert_cmpuint (presenter_fixture_count (fixture, "shown a"), ==, 0);
}

static gboolean
count_turn (gpointer user_data)
{
  (*(guint *)user_data)++;
  return G_SOURCE_CONTINUE;
}

/* The thread waits, the main loop does not. */
static void
test_silent (PresenterFixture *fixture, gconstpointer data)
{
  guint turns = 0, source;

  presenter_fixture_show_and_wait (fixture, "a");
  fixture->daemon->behaviour = MOCK_SILENT;
  presenter_fixture_update (fixture, "a", "Ana joined");
  while (fixture->daemon->held->len == 0)
    g_main_context_iteration (NULL, TRUE);

  source = g_idle_add (count_turn, &turns);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i % 10);

      presenter_fixture_update (fixture, key, "Someone joined");
      g_main_context_iteration (NULL, TRUE);
    }
  notice_presenter_withdraw (fixture->presenter, "a");
  g_source_remove (source);
  g_assert_cmpuint (turns, >, 0);
  g_assert_cmpuint (fixture->daemon->held->len, ==, 1);
  g_assert_cmpuint (fixture->told->len, ==, 1); /* "available" */

  /* It is restarted, and each card appears once. */
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "failed a no-daemon");
  fixture->daemon->behaviour = MOCK_ANSWERS;
  presenter_fixture_appear (fixture);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *line = g_strdup_printf ("shown key-%u", i);

      presenter_fixture_wait (fixture, line);
    }
  presenter_fixture_wait (fixture, "closed a");
}

static void
test_silent_from_the_start (PresenterFixture *fixture, gconstpointer data)
{
  /* The answer after it must not be too late where the machine is busy. */
  presenter_fixture_use (fixture, 600, 1000);
  fixture->daemon->behaviour = MOCK_SILENT;
  presenter_fixture_show (fixture, "a", "Body");
  presenter_fixture_wait (fixture, "failed a no-daemon");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 0);

  /* It was given nothing yet, so nothing is lost with it. */
  mock_daemon_vanish (fixture->daemon);
  fixture->daemon->behaviour = MOCK_ANSWERS;
  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "shown a");
}

static void
test_slow (PresenterFixture *fixture, gconstpointer data)
{
  /* Closed by the person once, so that only something new under its key comes back. */
  mock_daemon_dismiss (fixture->daemon, presenter_fixture_show_and_wait (fixture, "b"));
  presenter_fixture_wait (fixture, "closed b");
  presenter_fixture_show_and_wait (fixture, "a");
  fixture->daemon->behaviour = MOCK_HOLDS;
  presenter_fixture_update (fixture, "a", "First");
  presenter_fixture_wait_notified (fixture, 3);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *body = g_strdup_printf ("Update %u", i);

      presenter_fixture_update (fixture, "a", body);
    }
  presenter_fixture_show (fixture, "b", "Not shown yet");
  presenter_fixture_update (fixture, "b", "But newer already");
  mock_daemon_answer (fixture->daemon);
  presenter_fixture_wait (fixture, "shown b");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 5);
  g_assert_cmpstr (
      ((MockNotify *)g_ptr_array_index (fixture->daemon->notified, 3))->body, ==, "Update 499");
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->body, ==, "But newer already");
}

static void
test_too_many (PresenterFixture *fixture, gconstpointer data)
{
  fixture->daemon->behaviour = MOCK_HOLDS;
  presenter_fixture_show (fixture, "first", "Body");
  presenter_fixture_wait_notified (fixture, 1);
  for (guint i = 0; i < 80; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);

      presenter_fixture_show (fixture, key, "Body");
    }
  /* The oldest go. */
  presenter_fixture_wait (fixture, "failed key-0 too-many");
  presenter_fixture_wait (fixture, "failed key-15 too-many");
  mock_daemon_answer (fixture->daemon);
  presenter_fixture_wait (fixture, "shown key-16");
  presenter_fixture_wait (fixture, "shown key-79");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 65);
}

static void
test_stopped_while_waiting (PresenterFixture *fixture, gconstpointer data)
{
  fixture->daemon->behaviour = MOCK_HOLDS;
  presenter_fixture_show (fixture, "a", "Body");
  presenter_fixture_wait_notified (fixture, 1);
  presenter_fixture_show (fixture, "b", "Body");
  notice_presenter_stop (fixture->presenter);
  presenter_fixture_show (fixture, "c", "Body");
  g_assert_false (fixture->finished);
  mock_daemon_answer (fixture->daemon);
  presenter_fixture_stop (fixture);
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 1);
  g_assert_cmpuint (presenter_fixture_count (fixture, "shown a"), ==, 0);
}

#define ADD_WITH(name, set_up, function)                                                           \
  g_test_add ("/notices/libnotify-faults/" name,                                                   \
              PresenterFixture,                                                                    \
              NULL,                                                                                \
              set_up,                                                                              \
              function,                                                                            \
              presenter_fixture_tear_down)
#define ADD(name, function) ADD_WITH (name, presenter_fixture_set_up, function)
#define ADD_ABSENT(name, function) ADD_WITH (name, presenter_fixture_set_up_absent, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("refused", test_refused);
  ADD ("refused-update", test_refused_update);
  ADD_ABSENT ("absent-then-there", test_absent_then_there);
  ADD_ABSENT ("absent-for-too-long", test_absent_for_too_long);
  ADD ("vanishes-and-comes-back", test_vanishes_and_comes_back);
  ADD ("closed-then-vanishes", test_closed_then_vanishes);
  ADD ("dies-while-showing", test_dies_while_showing);
  ADD ("dies-of-a-card", test_dies_of_a_card);
  ADD ("silent", test_silent);
  ADD ("silent-from-the-start", test_silent_from_the_start);
  ADD ("slow", test_slow);
  ADD ("too-many", test_too_many);
  ADD ("stopped-while-waiting", test_stopped_while_waiting);
  return g_test_run ();
}
