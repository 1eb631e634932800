/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Subscriptions on a real socket, and spaces that are known by their events alone. */
#include "spaces-test-watch.h"

static void
test_subscription_refused (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (FALSE);

  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "other");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "a");
  spaces_test_watch_pass (watch, 5999);
  spaces_test_watch_assert_sent (watch, "+a");
  g_assert_cmpstr (watch->told->str, ==, "\n");
  spaces_test_watch_pass (watch, 1);
  spaces_test_watch_assert_sent (watch, "+a +a");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "a");
  spaces_test_watch_pass (watch, 100000);
  spaces_test_watch_assert_sent (watch, "+a +a");
  g_assert_cmpstr (watch->told->str, ==, "\nfailed a 3\n");
  g_assert_cmpint (SPACES_ERROR_FORBIDDEN, ==, 3);
  spaces_test_watch_free (watch);
}

static void
test_subscription_unanswered (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (FALSE);

  spaces_test_watch_pass (watch, 2000 + 5999);
  spaces_test_watch_assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 1);
  spaces_test_watch_assert_sent (watch, "+a +a");
  spaces_test_watch_pass (watch, 1999);
  g_assert_cmpstr (watch->told->str, ==, "\n");
  spaces_test_watch_pass (watch, 1);
  g_assert_cmpstr (watch->told->str, ==, "\nfailed a 8\n");
  g_assert_cmpint (SPACES_ERROR_TIMED_OUT, ==, 8);
  spaces_test_watch_pass (watch, 100000);
  spaces_test_watch_assert_sent (watch, "+a +a");
  /* Better late than never. */
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  spaces_test_watch_free (watch);
}

/* An answer that comes after the time-out ends the matter. */
static void
test_subscription_late (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (FALSE);

  spaces_test_watch_pass (watch, 2000);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  spaces_test_watch_pass (watch, 20000);
  spaces_test_watch_assert_sent (watch, "+a");
  spaces_test_watch_free (watch);
}

static void
test_subscription_of_others (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (FALSE);

  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "b");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "b");
  spaces_test_watch_settle (watch);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 0);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  spaces_test_watch_settle (watch);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 1);
  spaces_test_watch_free (watch);
}

/* Removed from a space: the others stay, and the list says that it is gone. */
static void
test_dropped (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_listed ("a b", 2);

  spaces_test_watch_list (watch, "b");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed b") == 1);
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 1);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 1);
  g_assert_cmpuint (spaces_watcher_get_asked (watch->watcher), ==, 1);
  spaces_test_watch_pass (watch, 20000);
  spaces_test_watch_assert_sent (watch, "+a +b");
  spaces_test_watch_free (watch);
}

/* The list says that it is still ours: once more later, and then no more. */
static void
test_dropped_but_listed (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_listed ("a b", 2);

  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 2);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 1);
  spaces_test_watch_pass (watch, 6000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2);
  spaces_test_watch_assert_sent (watch, "+a +b +a");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 3);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "failed a 3"), ==, 1);
  spaces_test_watch_pass (watch, 20000);
  spaces_test_watch_assert_sent (watch, "+a +b +a");
  spaces_test_watch_free (watch);
}

/* Removed while the list is under way, which may be older: it is listed once more. */
static void
test_dropped_while_listing (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_listed ("a b", 2);

  spaces_test_service_withhold (watch->service, SPACES_TEST_LIST);
  sio_test_clock_advance (watch->socket->clock, 60000);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 3);
  spaces_test_watch_settle (watch);
  g_assert_cmpuint (spaces_test_service_count (watch->service, SPACES_TEST_LIST), ==, 3);
  spaces_test_watch_free (watch);
}

static void
test_known_without_api (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (FALSE);

  g_assert_cmpstr (watch->told->str, ==, "\n");
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpstr (watch->told->str, ==, "\nknown a\n");
  g_assert_null (spaces_watcher_get_own_id (watch->watcher));
  spaces_test_watch_lose (watch);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  spaces_test_watch_free (watch);
}

/* A refusal is final enough; a later answer makes up for it. */
static void
test_known_when_forbidden (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_watch_list (watch, "b");
  spaces_test_service_answer (watch->service, "/spaces/a/activemeeting", 403, NULL);
  spaces_test_service_answer (watch->service, "/spaces/b/activemeeting", 403, NULL);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "a") == 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "b") == 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known a"), ==, 0);
  spaces_test_watch_pass (watch, 600);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known a"), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known b"), ==, 0);
  spaces_test_watch_meet (watch, "a", "m1");
  /* That of b alone: of a there are events. */
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 1);
  spaces_test_watch_pass (watch, 3000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "event found a") == 1);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 1);
  spaces_test_watch_free (watch);
}

/* One failure may be chance, two are not; and what holds for one space holds for all. */
static void
test_known_when_unreachable (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_watch_fix (watch, "b", NULL);
  soup_server_disconnect (watch->service->server);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "list-failed 7") == 1);
  g_assert_cmpint (SPACES_ERROR_UNREACHABLE, ==, 7);
  spaces_test_watch_pass (watch, 600);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  spaces_test_watch_pass (watch, 2500);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "known a") == 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "known b") == 1);
  g_assert_true (spaces_watcher_get_events_only (watch->watcher));
  spaces_test_watch_free (watch);
}

/* An answered space is never known by events alone. */
static void
test_answered_is_not_events_only (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_fixed (TRUE);

  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known a"), ==, 0);
  spaces_test_watch_free (watch);
}

/* Who is refused for the token, or asks too much, is not told that events must do. */
static void
test_unauthorized_is_not_events_only (gconstpointer data)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_service_answer (
      watch->service, "/spaces/a/activemeeting", GPOINTER_TO_UINT (data), NULL);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "a") == 1);
  spaces_test_watch_pass (watch, 100);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  for (guint i = 2; i <= 3; i++)
    {
      spaces_test_watch_pass (watch, 60000);
      SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "a") >= i);
    }
  spaces_test_watch_settle (watch);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known a"), ==, 0);
  spaces_test_watch_free (watch);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  g_test_add_func ("/watcher/subscription/refused", test_subscription_refused);
  g_test_add_func ("/watcher/subscription/unanswered", test_subscription_unanswered);
  g_test_add_func ("/watcher/subscription/late", test_subscription_late);
  g_test_add_func ("/watcher/subscription/of-others", test_subscription_of_others);
  g_test_add_func ("/watcher/dropped/gone", test_dropped);
  g_test_add_func ("/watcher/dropped/but-listed", test_dropped_but_listed);
  g_test_add_func ("/watcher/dropped/while-listing", test_dropped_while_listing);
  g_test_add_data_func ("/watcher/known/not-when-unauthorized",
                        GUINT_TO_POINTER (401),
                        test_unauthorized_is_not_events_only);
  g_test_add_data_func ("/watcher/known/not-when-rate-limited",
                        GUINT_TO_POINTER (429),
                        test_unauthorized_is_not_events_only);
  g_test_add_func ("/watcher/known/without-api", test_known_without_api);
  g_test_add_func ("/watcher/known/when-forbidden", test_known_when_forbidden);
  g_test_add_func ("/watcher/known/when-unreachable", test_known_when_unreachable);
  g_test_add_func ("/watcher/known/not-when-answered", test_answered_is_not_events_only);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
