/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The watcher as a whole: a real socket and a real REST server on loopback, time moved by hand. */
#include <string.h>

#include "spaces-test-watch.h"

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
  spaces_test_watch_assert_sent (watch, "+a +b +c");
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
  spaces_test_watch_assert_sent (watch, "");
  spaces_test_watch_pass (watch, 1);
  spaces_test_watch_assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 499);
  spaces_test_watch_assert_sent (watch, "+a");
  spaces_test_watch_pass (watch, 1);
  spaces_test_watch_assert_sent (watch, "+a +b");
  spaces_test_watch_pass (watch, 499);
  spaces_test_watch_assert_sent (watch, "+a +b");
  spaces_test_watch_pass (watch, 1);
  spaces_test_watch_assert_sent (watch, "+a +b +c");
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
  spaces_test_watch_assert_sent (watch, "+b +x");
  g_assert_null (strstr (watch->told->str, "listed"));
  spaces_test_service_release (watch->service);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == 3);
  g_assert_cmpuint (spaces_test_watch_count_told (watch, "listed a b=My own name x=-"), ==, 1);
  spaces_test_watch_pass (watch, 500);
  spaces_test_watch_assert_sent (watch, "+b +x +a");
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

/* The list again */

static void
test_relist (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_listed ("a b c", 3);
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
  spaces_test_watch_assert_sent (watch, "+a +b +c -a +d");
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
  spaces_test_watch_assert_sent (watch, expected->str);
  g_string_free (expected, TRUE);
  spaces_test_watch_free (watch);
}

/* Leaving */

/* Nothing that was asked before the connection was lost is told after it; all is asked anew. */
static void
test_lost (void)
{
  SpacesTestWatch *watch = spaces_test_watch_new_listed ("a b", 2);
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
  spaces_test_watch_assert_sent (watch, "+a +b");
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
  spaces_test_watch_assert_sent (watch, "+a");
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
  g_test_add_func ("/watcher/list/again", test_relist);
  g_test_add_func ("/watcher/list/fails", test_list_fails);
  g_test_add_func ("/watcher/list/without-own-id", test_without_own_id);
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
