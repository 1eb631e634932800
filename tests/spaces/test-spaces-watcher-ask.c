/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The questions for active meetings: order, pace, failures, and answers that events overtake. */
#include <string.h>

#include "spaces-test-watch.h"

/* The meeting began while the answer "none" was under way: it is asked again, not undone. */
static void
test_event_overtakes_answer (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_watch_meet (watch, "a", NULL);
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_tell_event (watch, "app.event.meeting.started", "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "event started a") == 1);
  /* This answer is from before the event. */
  spaces_test_service_release (watch->service);
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  g_assert_cmpstr (watch->told->str, ==, "\nlisted a\nevent started a\n");
  g_assert_cmpuint (spaces_watcher_get_asked (watch->watcher), ==, 0);
  spaces_test_watch_meet (watch, "a", "m1");
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  g_assert_cmpstr (watch->told->str, ==, "\nlisted a\nevent started a\nevent found a\n");
  spaces_test_watch_free (watch);
}

/* An event of another space is no reason. */
static void
test_event_of_another_space (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_tell_event (watch, "app.event.meeting.started", "b");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "event started b") == 1);
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  g_assert_cmpuint (spaces_test_watch_count_asks (watch, "a"), ==, 1);
  spaces_test_watch_free (watch);
}

/* Three times at once, then after a while. */
static void
test_events_without_end (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  for (guint i = 1; i <= 3; i++)
    {
      SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
      spaces_test_watch_tell_event (watch, "app.event.attendee.added", "a");
      SPACES_TEST_WATCH_WAIT (watch,
                              spaces_test_watch_count_told (watch, "event attendee-added a") == i);
      spaces_test_service_release (watch->service);
      spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
    }
  spaces_test_watch_pass (watch, 2999);
  g_assert_cmpuint (spaces_test_watch_count_asks (watch, "a"), ==, 3);
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  g_assert_cmpuint (spaces_test_watch_count_asks (watch, "a"), ==, 4);
  spaces_test_watch_free (watch);
}

/* What changed between the answer and the subscription was not heard: it is asked once more. */
static void
test_asked_again_once_subscribed (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event none a"), ==, 1);
  spaces_test_watch_meet (watch, "a", "m1");
  spaces_test_watch_pass (watch, 100);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "event found a") == 1);
  g_assert_cmpuint (spaces_watcher_get_asked (watch->watcher), ==, 1);
  spaces_test_watch_free (watch);
}

static void
make_ids (GString *ids, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (ids, "%ss%02u", i > 0 ? " " : "", i);
}

/* Four at once; twenty without a pause, then two a second. */
static void
test_asks_paced (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  g_autoptr (GString) ids = g_string_new (NULL);

  make_ids (ids, 24);
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *path = g_strdup_printf ("/spaces/s%02u/activemeeting", i);

      spaces_test_service_withhold (watch->service, path);
    }
  watch->times.subscribe_delay = 100000;
  spaces_test_watch_list (watch, ids->str);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/spaces/s%02u/activemeeting", i);

      SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == MIN (4, 20 - i));
      g_assert_cmpstr (watch->service->requests->pdata[2 + i], ==, path);
      spaces_test_service_release (watch->service);
      SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == i + 1);
    }
  g_assert_cmpuint (watch->service->under_way_max, ==, 4);
  for (guint i = 20; i < 24; i++)
    {
      spaces_test_watch_pass (watch, 499);
      g_assert_cmpuint (watch->service->requests->len, ==, 2 + i);
      spaces_test_watch_pass (watch, 1);
      SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 3 + i);
    }
  while (watch->service->waiting->len > 0)
    spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 24);
  /* Each join begins anew. */
  spaces_test_watch_lose (watch);
  spaces_test_watch_come_back (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 20);
  spaces_test_watch_free (watch);
}

static void
assert_asked_order (SpacesTestWatch *watch, guint first, const char *ids)
{
  g_auto (GStrv) each = g_strsplit (ids, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/spaces/%s/activemeeting", each[i]);

      g_assert_cmpstr (watch->service->requests->pdata[first + i], ==, path);
    }
}

static void
test_preferred (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  const char *const preferred[] = { "e", "unknown", "c", NULL };

  watch->times.ask_concurrency = 1;
  spaces_test_watch_list (watch, "a b c d e");
  spaces_test_watch_make (watch, TRUE);
  spaces_watcher_prefer (watch->watcher, preferred);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 5);
  assert_asked_order (watch, 2, "e c a b d");
  spaces_test_watch_pass (watch, 100 + 4 * 500);
  spaces_test_watch_assert_sent (watch, "+e +c +a +b +d");
  spaces_test_watch_free (watch);
}

static void
on_joined_prefer (SioClient *client, SioState old, SioState new, gpointer data)
{
  SpacesTestWatch *watch = data;
  const char *const preferred[] = { "b", NULL };

  if (new == SIO_STATE_JOINED)
    spaces_watcher_prefer (watch->watcher, preferred);
}

/* Told only once the socket has joined, and behind the watcher. */
static void
test_preferred_late (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  gulong handler;

  watch->times.ask_concurrency = 1;
  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_watch_fix (watch, "b", NULL);
  spaces_test_watch_make (watch, TRUE);
  handler = g_signal_connect (
      watch->socket->client, "state-changed", G_CALLBACK (on_joined_prefer), watch);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 2);
  g_assert_cmpint (g_str_has_prefix (watch->told->str, "\nevent none b\n"), ==, TRUE);
  g_signal_handler_disconnect (watch->socket->client, handler);
  spaces_test_watch_free (watch);
}

/* 3, 6, 12, 24, 30, 30 s. */
static void
test_ask_fails (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  const guint delays[] = { 3000, 6000, 12000, 24000, 30000, 30000 };

  watch->times.subscribe_delay = 1000000;
  watch->times.relist = 1000000;
  spaces_test_service_answer (watch->service, "/spaces/a/activemeeting", 500, NULL);
  spaces_test_watch_list (watch, "a b");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "a") == i + 1);
      spaces_test_watch_settle (watch);
      g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, i > 0 ? 1 : 0);
      spaces_test_watch_pass (watch, delays[i] - 1);
      g_assert_cmpuint (spaces_test_watch_count_asks (watch, "a"), ==, i + 1);
      spaces_test_watch_pass (watch, 1);
    }
  spaces_test_watch_meet (watch, "a", "m1");
  spaces_test_watch_pass (watch, 30000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 2);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event found a"), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_asks (watch, "b"), ==, 1);
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 0);
  spaces_test_watch_free (watch);
}

/* Too many requests: everything waits as long as the service said. */
static void
test_rate_limited (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  watch->times.ask_concurrency = 1;
  watch->times.subscribe_delay = 1000000;
  spaces_test_service_answer_full (
      watch->service, "/spaces/a/activemeeting", 429, NULL, NULL, "Retry-After", "20");
  spaces_test_watch_list (watch, "a b c");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "a") == 1);
  spaces_test_watch_meet (watch, "a", NULL);
  spaces_test_watch_pass (watch, 19999);
  g_assert_cmpuint (watch->service->requests->len, ==, 3);
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  g_assert_null (strstr (watch->told->str, "unauthorized"));
  spaces_test_watch_free (watch);
}

/* The token is refused: told once a join, tried again by one question at a time. */
static void
test_unauthorized (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  watch->times.subscribe_delay = 1000000;
  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_watch_fix (watch, "b", NULL);
  spaces_test_service_answer (watch->service, "/users/me", 401, NULL);
  spaces_test_service_answer (watch->service, "/spaces/a/activemeeting", 401, NULL);
  spaces_test_service_answer (watch->service, "/spaces/b/activemeeting", 401, NULL);
  spaces_test_watch_list (watch, "a b");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 3);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "unauthorized") == 1);
  spaces_test_watch_settle (watch);
  spaces_test_watch_pass (watch, 5999);
  g_assert_cmpuint (watch->service->requests->len, ==, 3);
  /* Who we are, and one of the two spaces. */
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 5);
  spaces_test_watch_pass (watch, 11999);
  g_assert_cmpuint (watch->service->requests->len, ==, 5);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "unauthorized"), ==, 1);
  spaces_test_watch_lose (watch);
  spaces_test_watch_come_back (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "unauthorized") == 2);
  spaces_test_watch_free (watch);
}

/* The service as a whole is ill: five spaces find that out, and the others wait. */
static void
test_service_fails (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  g_autoptr (GString) ids = g_string_new (NULL);

  make_ids (ids, 6);
  watch->times.subscribe_delay = 1000000;
  watch->times.ask_concurrency = 1;
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *path = g_strdup_printf ("/spaces/s%02u/activemeeting", i);

      spaces_test_service_answer (watch->service, path, 503, NULL);
    }
  spaces_test_watch_list (watch, ids->str);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 2 + 5);
  spaces_test_watch_pass (watch, 2999);
  g_assert_cmpuint (watch->service->requests->len, ==, 2 + 5);
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 2 + 6);
  spaces_test_watch_pass (watch, 5999);
  g_assert_cmpuint (watch->service->requests->len, ==, 2 + 6);
  /* The next in the queue has failed before, and finds the same. */
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->requests->len == 2 + 7);
  spaces_test_watch_pass (watch, 11999);
  g_assert_cmpuint (watch->service->requests->len, ==, 2 + 7);
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 6);
  g_assert_cmpuint (watch->progress, >=, 7);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%02u", i);

      spaces_test_watch_meet (watch, id, NULL);
    }
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 6);
  g_assert_cmpuint (spaces_watcher_get_unanswered (watch->watcher), ==, 0);
  spaces_test_watch_free (watch);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  g_test_add_func ("/watcher/ask/event-overtakes-answer", test_event_overtakes_answer);
  g_test_add_func ("/watcher/ask/event-of-another-space", test_event_of_another_space);
  g_test_add_func ("/watcher/ask/events-without-end", test_events_without_end);
  g_test_add_func ("/watcher/ask/again-once-subscribed", test_asked_again_once_subscribed);
  g_test_add_func ("/watcher/ask/paced", test_asks_paced);
  g_test_add_func ("/watcher/ask/preferred", test_preferred);
  g_test_add_func ("/watcher/ask/preferred-late", test_preferred_late);
  g_test_add_func ("/watcher/ask/fails", test_ask_fails);
  g_test_add_func ("/watcher/ask/rate-limited", test_rate_limited);
  g_test_add_func ("/watcher/ask/unauthorized", test_unauthorized);
  g_test_add_func ("/watcher/ask/service-fails", test_service_fails);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
