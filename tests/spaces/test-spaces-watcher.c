/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The watcher as a whole: a real socket and a real REST server on loopback, time moved by hand. */
#include <string.h>

#include "spaces-test-watch.h"

static void
assert_sent (SpacesTestWatch *watch, const char *expected)
{
  g_autofree char *sent = spaces_test_watch_dup_sent (watch);

  g_assert_cmpstr (sent, ==, expected);
}

static void
test_join (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a b c");
  spaces_test_watch_meet (watch, "b", "m1");
  spaces_test_watch_make (watch, TRUE);
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 0);
  g_assert_null (spaces_watcher_get_own_id (watch->watcher));
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  g_assert_cmpstr (spaces_watcher_get_own_id (watch->watcher), ==, "me");
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 3);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 0);
  g_assert_true (g_str_has_prefix (watch->told->str, "\nlisted a b c\n"));
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event none a"), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event found b"), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event none c"), ==, 1);
  spaces_test_watch_pass (watch, 1100);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 3);
  assert_sent (watch, "+a +b +c");
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (watch->progress, >=, 3 + 3 + 1);
  spaces_test_watch_free (watch);
}

/* The first one 100 ms after the join, then two a second. */
static void
test_pace (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a b c");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  spaces_test_watch_pass (watch, 99);
  assert_sent (watch, "");
  spaces_test_watch_pass (watch, 1);
  assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 499);
  assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 1);
  assert_sent (watch, "+a +b");
  spaces_test_watch_pass (watch, 499);
  assert_sent (watch, "+a +b");
  spaces_test_watch_pass (watch, 1);
  assert_sent (watch, "+a +b +c");
  spaces_test_watch_free (watch);
}

/* Already joined when the watcher is made. */
static void
test_made_late (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_watch_join (watch);
  spaces_test_watch_make (watch, TRUE);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  spaces_test_watch_free (watch);
}

/* A space the person gave waits for no list, and keeps the name it was given. */
static void
test_fixed (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "b", "My own name");
  spaces_test_watch_fix (watch, "x", NULL);
  spaces_test_watch_fix (watch, "x", "twice");
  spaces_test_watch_list (watch, "a b");
  spaces_test_service_withhold (watch->service, SPACES_TEST_LIST);
  spaces_test_watch_make (watch, TRUE);
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 2);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 2);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_pass (watch, 600);
  assert_sent (watch, "+b +x");
  g_assert_null (strstr (watch->told->str, "listed"));
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "listed a b=My own name x=-"), ==, 1);
  spaces_test_watch_pass (watch, 500);
  assert_sent (watch, "+b +x +a");
  spaces_test_watch_free (watch);
}

static void
test_events (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed") == 1);
  spaces_test_watch_tell_event (watch, "tracksstatus", "a");
  spaces_test_watch_tell_event (watch, "app.event.something.new", "a");
  sio_test_peer_send (watch->socket->peer, "42/chat,[\"MEDIA_SESSION_RESPONSE\"]");
  sio_test_peer_send (watch->socket->peer, "42/chat,[\"MEDIA_SESSION_RESPONSE\",7]");
  sio_test_peer_send (watch->socket->peer, "42/chat,[\"MEDIA_SESSION_RESPONSE\",null]");
  sio_test_peer_send (watch->socket->peer, "42/chat,[\"CHANNEL_SUBSCRIBED\",{\"channel\":[]}]");
  sio_test_peer_send (watch->socket->peer, "42/chat,[\"SUBSCRIBE_CHANNEL_FAILED\",\"x\"]");
  spaces_test_watch_tell_event (watch, "app.event.meeting.started", "never-seen");
  SPACES_TEST_WATCH_WAIT (watch,
                          spaces_test_watch_count_told (watch, "event started never-seen") == 1);
  g_assert_cmpstr (watch->told->str, ==, "\nlisted\nevent started never-seen\n");
  g_assert_cmpint (sio_client_get_state (watch->socket->client), ==, SIO_STATE_JOINED);
  spaces_test_watch_free (watch);
}

/* Subscriptions */

static SpacesTestWatch *
make_one_fixed (gboolean with_api)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "a", "A");
  spaces_test_watch_list (watch, "");
  spaces_test_watch_make (watch, with_api);
  watch->answering = FALSE;
  spaces_test_watch_join (watch);
  spaces_test_watch_pass (watch, 100);
  SPACES_TEST_WATCH_WAIT (watch, watch->sent->len == 1);
  return watch;
}

static void
test_subscription_refused (void)
{
  SpacesTestWatch *watch = make_one_fixed (FALSE);

  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "other");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "a");
  spaces_test_watch_pass (watch, 5999);
  assert_sent (watch, "+a");
  g_assert_cmpstr (watch->told->str, ==, "\n");
  spaces_test_watch_pass (watch, 1);
  assert_sent (watch, "+a +a");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBE_FAILED, "a");
  spaces_test_watch_pass (watch, 100000);
  assert_sent (watch, "+a +a");
  g_assert_cmpstr (watch->told->str, ==, "\nfailed a 3\n");
  g_assert_cmpint (SPACES_ERROR_FORBIDDEN, ==, 3);
  spaces_test_watch_free (watch);
}

static void
test_subscription_unanswered (void)
{
  SpacesTestWatch *watch = make_one_fixed (FALSE);

  spaces_test_watch_pass (watch, 2000 + 5999);
  assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 1);
  assert_sent (watch, "+a +a");
  spaces_test_watch_pass (watch, 1999);
  g_assert_cmpstr (watch->told->str, ==, "\n");
  spaces_test_watch_pass (watch, 1);
  g_assert_cmpstr (watch->told->str, ==, "\nfailed a 8\n");
  g_assert_cmpint (SPACES_ERROR_TIMED_OUT, ==, 8);
  spaces_test_watch_pass (watch, 100000);
  assert_sent (watch, "+a +a");
  /* Better late than never. */
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  spaces_test_watch_free (watch);
}

/* An answer that comes after the time-out ends the matter. */
static void
test_subscription_late (void)
{
  SpacesTestWatch *watch = make_one_fixed (FALSE);

  spaces_test_watch_pass (watch, 2000);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  spaces_test_watch_pass (watch, 20000);
  assert_sent (watch, "+a");
  spaces_test_watch_free (watch);
}

static void
test_subscription_of_others (void)
{
  SpacesTestWatch *watch = make_one_fixed (FALSE);

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

static SpacesTestWatch *
make_listed (const char *ids, guint n)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, ids);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == n);
  spaces_test_watch_pass (watch, 100 + n * 500);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == n);
  return watch;
}

/* Removed from a space: the others stay, and the list says that it is gone. */
static void
test_dropped (void)
{
  SpacesTestWatch *watch = make_listed ("a b", 2);

  spaces_test_watch_list (watch, "b");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed b") == 1);
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 1);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 1);
  g_assert_cmpuint (spaces_watcher_get_asked (watch->watcher), ==, 1);
  spaces_test_watch_pass (watch, 20000);
  assert_sent (watch, "+a +b");
  spaces_test_watch_free (watch);
}

/* The list says that it is still ours: once more later, and then no more. */
static void
test_dropped_but_listed (void)
{
  SpacesTestWatch *watch = make_listed ("a b", 2);

  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 2);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 1);
  spaces_test_watch_pass (watch, 6000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2);
  assert_sent (watch, "+a +b +a");
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_UNSUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 3);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "failed a 3"), ==, 1);
  spaces_test_watch_pass (watch, 20000);
  assert_sent (watch, "+a +b +a");
  spaces_test_watch_free (watch);
}

/* Removed while the list is under way, which may be older: it is listed once more. */
static void
test_dropped_while_listing (void)
{
  SpacesTestWatch *watch = make_listed ("a b", 2);

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

/* The list again */

static void
test_relist (void)
{
  SpacesTestWatch *watch = make_listed ("a b c", 3);
  guint lists;

  spaces_test_watch_list (watch, "d b c");
  sio_test_clock_advance (watch->socket->clock, 60000 - 1600 - 1);
  spaces_test_watch_settle (watch);
  g_assert_cmpuint (spaces_test_service_count (watch->service, SPACES_TEST_LIST), ==, 1);
  sio_test_clock_advance (watch->socket->clock, 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed d b c") == 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  spaces_test_watch_pass (watch, 1000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 3);
  assert_sent (watch, "+a +b +c -a +d");
  /* The answer to our own leave is no reason to list. */
  lists = spaces_test_service_count (watch->service, SPACES_TEST_LIST);
  g_assert_cmpuint (lists, ==, 2);
  g_assert_cmpuint (spaces_test_service_count (watch->service, "/users/me"), ==, 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event none d"), ==, 2);
  spaces_test_watch_free (watch);
}

static void
test_list_fails (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_service_answer (watch->service, SPACES_TEST_LIST, 500, NULL);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "list-failed 6") == 1);
  g_assert_cmpint (SPACES_ERROR_SERVER, ==, 6);
  spaces_test_watch_pass (watch, 2999);
  g_assert_cmpuint (spaces_test_service_count (watch->service, SPACES_TEST_LIST), ==, 1);
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "list-failed 6") == 2);
  spaces_test_watch_pass (watch, 5999);
  g_assert_cmpuint (spaces_test_service_count (watch->service, SPACES_TEST_LIST), ==, 2);
  spaces_test_watch_list (watch, "a");
  spaces_test_watch_pass (watch, 1);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a") == 1);
  spaces_test_watch_free (watch);
}

static void
test_without_own_id (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_service_answer (watch->service, "/users/me", 500, NULL);
  spaces_test_watch_list (watch, "a");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  g_assert_null (spaces_watcher_get_own_id (watch->watcher));
  spaces_test_watch_free (watch);
}

/* Questions */

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
  assert_sent (watch, "+e +c +a +b +d");
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

/* Known by events alone */

static void
test_known_without_api (void)
{
  SpacesTestWatch *watch = make_one_fixed (FALSE);

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
  SpacesTestWatch *watch = make_one_fixed (TRUE);

  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 1);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 1);
  g_assert_false (spaces_watcher_get_events_only (watch->watcher));
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "known a"), ==, 0);
  spaces_test_watch_free (watch);
}

/* Two thousand spaces: all listed, all subscribed in their order, two a second; and of those of
 * which there is news, that comes at once. */
static void
test_two_thousand (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();
  GString *expected = g_string_new (NULL);
  gint64 begin;

  watch->times.relist = 10000000;
  /* Forty pages. */
  for (guint page = 0; page < 40; page++)
    {
      g_autofree char *path = g_strdup_printf ("/users/me/spaces?page=%u", page);
      GString *body = g_string_new ("{\"data\":[");

      for (guint i = 0; i < 50; i++)
        {
          g_string_append_printf (body, "%s{\"_id\":\"s%04u\"}", i > 0 ? "," : "", page * 50 + i);
          g_string_append_printf (expected, "%s+s%04u", page + i > 0 ? " " : "", page * 50 + i);
        }
      g_string_append_printf (body, "]%c", page < 39 ? ',' : '}');
      if (page < 39)
        g_string_append_printf (
            body, "\"nextPageUrl\":\"/api/users/me/spaces?page=%u\"}", page + 1);
      spaces_test_service_answer (
          watch->service, page == 0 ? SPACES_TEST_LIST : path, 200, body->str);
      g_string_free (body, TRUE);
    }
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_watched (watch->watcher) == 2000);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 20);
  begin = watch->socket->clock->boot;
  sio_test_clock_advance (watch->socket->clock, 100);
  for (guint i = 1; i <= 2000; i++)
    {
      SPACES_TEST_WATCH_WAIT (watch, watch->sent->len == i);
      sio_test_clock_advance (watch->socket->clock, 500);
      if (i % 200 == 0)
        sio_test_peer_send (watch->socket->peer, "42/chat,[\"still-here\"]");
    }
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2000);
  g_assert_cmpint (
      watch->socket->clock->boot - begin, ==, (100 + 2000 * 500) * G_TIME_SPAN_MILLISECOND);
  assert_sent (watch, expected->str);
  g_string_free (expected, TRUE);
  spaces_test_watch_free (watch);
}

/* Leaving */

/* Nothing that was asked before the connection was lost is told after it; all is asked anew. */
static void
test_lost (void)
{
  SpacesTestWatch *watch = make_listed ("a b", 2);
  char *told;

  spaces_test_watch_pass (watch, 100);
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  spaces_test_watch_lose (watch);
  g_assert_cmpuint (spaces_watcher_get_subscribed (watch->watcher), ==, 0);
  g_assert_cmpuint (spaces_watcher_get_asked (watch->watcher), ==, 0);
  g_assert_cmpuint (spaces_watcher_get_watched (watch->watcher), ==, 2);
  spaces_test_watch_come_back (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_lose (watch);
  told = g_strdup (watch->told->str);
  spaces_test_watch_meet (watch, "a", "m-of-the-old-join");
  spaces_test_service_release (watch->service);
  sio_test_clock_advance (watch->socket->clock, 10);
  g_assert_cmpstr (watch->told->str, ==, told);
  g_free (told);
  spaces_test_watch_meet (watch, "a", NULL);
  g_string_assign (watch->told, "\n");
  g_ptr_array_set_size (watch->sent, 0);
  spaces_test_watch_come_back (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 2);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed a b") == 1);
  spaces_test_watch_pass (watch, 600);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == 2);
  assert_sent (watch, "+a +b");
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "event found a"), ==, 0);
  /* We are still the same. */
  g_assert_cmpuint (spaces_test_service_count (watch->service, "/users/me"), ==, 1);
  spaces_test_watch_free (watch);
}

/* A list that was asked for before the connection was lost is not told after it. */
static void
test_lost_while_listing (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, "a");
  spaces_test_service_withhold (watch->service, SPACES_TEST_LIST);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 1);
  spaces_test_watch_lose (watch);
  spaces_test_service_release (watch->service);
  spaces_test_watch_list (watch, "b");
  spaces_test_watch_come_back (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_told (watch, "listed b") == 1);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "listed a"), ==, 0);
  spaces_test_watch_free (watch);
}

/* The watcher goes while everything is under way. */
static void
test_finalized_under_way (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  watch->answering = FALSE;
  spaces_test_watch_fix (watch, "a", NULL);
  spaces_test_watch_fix (watch, "b", NULL);
  spaces_test_service_withhold (watch->service, "/spaces/a/activemeeting");
  spaces_test_service_answer (watch->service, "/spaces/b/activemeeting", 500, NULL);
  spaces_test_service_withhold (watch->service, "/users/me");
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, watch->service->waiting->len == 2);
  SPACES_TEST_WATCH_WAIT (watch, spaces_test_watch_count_asks (watch, "b") == 1);
  spaces_test_watch_pass (watch, 100);
  assert_sent (watch, "+a");
  g_assert_finalize_object (watch->watcher);
  watch->watcher = NULL;
  spaces_test_service_release (watch->service);
  spaces_test_service_release (watch->service);
  spaces_test_watch_tell_channel (watch, SPACES_EVENT_SUBSCRIBED, "a");
  spaces_test_watch_settle (watch);
  sio_test_clock_advance (watch->socket->clock, 20000);
  g_assert_cmpstr (watch->told->str, ==, "\n");
  spaces_test_watch_free (watch);
}

static void
drop_watcher (SpacesWatcher *watcher, MeetingEvent *event, gpointer data)
{
  SpacesTestWatch *watch = data;

  g_signal_handlers_disconnect_by_data (watcher, watch);
  g_clear_object (&watch->watcher);
}

/* Its owner lets it go in the middle of what it tells. */
static void
test_finalized_by_its_own_signal (gconstpointer data)
{
  gboolean asked = GPOINTER_TO_INT (data);
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, asked ? "a" : "");
  spaces_test_watch_make (watch, TRUE);
  g_signal_connect (watch->watcher, "event", G_CALLBACK (drop_watcher), watch);
  spaces_test_watch_join (watch);
  if (!asked)
    spaces_test_watch_tell_event (watch, "app.event.meeting.started", "a");
  SPACES_TEST_WATCH_WAIT (watch, watch->watcher == NULL);
  spaces_test_watch_settle (watch);
  spaces_test_watch_free (watch);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  g_test_add_func ("/watcher/join", test_join);
  g_test_add_func ("/watcher/pace", test_pace);
  g_test_add_func ("/watcher/made-late", test_made_late);
  g_test_add_func ("/watcher/fixed", test_fixed);
  g_test_add_func ("/watcher/events", test_events);
  g_test_add_func ("/watcher/subscription/refused", test_subscription_refused);
  g_test_add_func ("/watcher/subscription/unanswered", test_subscription_unanswered);
  g_test_add_func ("/watcher/subscription/late", test_subscription_late);
  g_test_add_func ("/watcher/subscription/of-others", test_subscription_of_others);
  g_test_add_func ("/watcher/dropped/gone", test_dropped);
  g_test_add_func ("/watcher/dropped/but-listed", test_dropped_but_listed);
  g_test_add_func ("/watcher/dropped/while-listing", test_dropped_while_listing);
  g_test_add_func ("/watcher/list/again", test_relist);
  g_test_add_func ("/watcher/list/fails", test_list_fails);
  g_test_add_func ("/watcher/list/without-own-id", test_without_own_id);
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
  g_test_add_func ("/watcher/two-thousand", test_two_thousand);
  g_test_add_func ("/watcher/lost", test_lost);
  g_test_add_func ("/watcher/lost/while-listing", test_lost_while_listing);
  g_test_add_func ("/watcher/finalized/under-way", test_finalized_under_way);
  g_test_add_data_func ("/watcher/finalized/by-its-own-answer",
                        GINT_TO_POINTER (TRUE),
                        test_finalized_by_its_own_signal);
  g_test_add_data_func ("/watcher/finalized/by-its-own-event",
                        GINT_TO_POINTER (FALSE),
                        test_finalized_by_its_own_signal);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
