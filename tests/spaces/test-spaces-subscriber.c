/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Subscriptions without a socket: every order in which requests and answers can come. */
#include <string.h>

#include "sio-test-clock.h"
#include "spaces-subscriber.h"

typedef struct
{
  SioTestClock *clock;
  SpacesSubscriber *subscriber;
  GString *log;           /* "+a -a subscribed:a failed:a dropped:a" */
  gboolean broken;        /* sending fails */
  gboolean stops_on_send; /* sending tells that the socket is gone */
} Fixture;

static void
add_word (Fixture *f, const char *what, const char *id)
{
  g_string_append_printf (f->log, "%s%s%s", f->log->len > 0 ? " " : "", what, id);
}

static gboolean
on_send (gpointer user_data, gboolean subscribe, const char *id, GError **error)
{
  Fixture *f = user_data;

  add_word (f, subscribe ? "+" : "-", id);
  if (f->stops_on_send)
    spaces_subscriber_stop (f->subscriber);
  if (!f->broken)
    return TRUE;
  g_set_error_literal (error, SPACES_ERROR, SPACES_ERROR_UNREACHABLE, "broken");
  return FALSE;
}

static void
on_subscribed (gpointer user_data, const char *id)
{
  add_word (user_data, "subscribed:", id);
}

static void
on_failed (gpointer user_data, const char *id, const GError *error)
{
  g_assert_true (error->domain == SPACES_ERROR);
  add_word (user_data, "failed:", id);
}

static void
on_dropped (gpointer user_data, const char *id)
{
  add_word (user_data, "dropped:", id);
}

static Fixture *
fixture_new (void)
{
  const SpacesTimes times = { 100, 500, 2000, 6000, 4, 500, 3000, 60000 };
  const SpacesSubscriberFuncs funcs = { on_send, on_subscribed, on_failed, on_dropped };
  Fixture *f = g_new0 (Fixture, 1);

  f->clock = sio_test_clock_new ();
  f->log = g_string_new (NULL);
  f->subscriber = spaces_subscriber_new (&f->clock->clock, &times, &funcs, f);
  return f;
}

static void
fixture_free (Fixture *f)
{
  spaces_subscriber_free (f->subscriber);
  sio_test_clock_free (f->clock);
  g_string_free (f->log, TRUE);
  g_free (f);
}

/* Lets @ms pass and compares what was logged since. */
static void
expect (Fixture *f, guint ms, const char *log)
{
  sio_test_clock_advance (f->clock, ms);
  g_assert_cmpstr (f->log->str, ==, log);
  g_string_truncate (f->log, 0);
}

static void
tell (Fixture *f, void (*take) (SpacesSubscriber *, const SpacesChannelEvent *), const char *id)
{
  g_autofree char *copy = g_strdup (id);
  const SpacesChannelEvent event = { copy, NULL, NULL };

  take (f->subscriber, &event);
}

static Fixture *
make_subscribed (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 100, "+a");
  tell (f, spaces_subscriber_take_subscribed, "a");
  expect (f, 0, "subscribed:a");
  g_assert_true (spaces_subscriber_is_subscribed (f->subscriber, "a"));
  g_assert_cmpuint (spaces_subscriber_get_subscribed (f->subscriber), ==, 1);
  return f;
}

static void
test_not_started (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_add (f->subscriber, "a");
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 10000, "");
  fixture_free (f);
}

static void
test_twice (void)
{
  Fixture *f = make_subscribed ();

  spaces_subscriber_add (f->subscriber, "a");
  tell (f, spaces_subscriber_take_subscribed, "a");
  expect (f, 10000, "");
  g_assert_cmpuint (spaces_subscriber_get_subscribed (f->subscriber), ==, 1);
  fixture_free (f);
}

/* Much later the pace is long kept: no delay. */
static void
test_added_later (void)
{
  Fixture *f = make_subscribed ();

  sio_test_clock_advance (f->clock, 10000);
  spaces_subscriber_add (f->subscriber, "b");
  spaces_subscriber_add (f->subscriber, "c");
  expect (f, 0, "+b");
  expect (f, 499, "");
  expect (f, 1, "+c");
  fixture_free (f);
}

static void
test_removed (void)
{
  Fixture *f = make_subscribed ();

  spaces_subscriber_remove (f->subscriber, "a");
  g_assert_false (spaces_subscriber_is_subscribed (f->subscriber, "a"));
  g_assert_cmpuint (spaces_subscriber_get_subscribed (f->subscriber), ==, 0);
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 500, "-a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 10000, "");
  fixture_free (f);
}

/* Nothing is sent for what was never asked. */
static void
test_removed_in_queue (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  spaces_subscriber_add (f->subscriber, "b");
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 600, "+b");
  fixture_free (f);
}

/* The answer to a subscription that is no longer wanted. */
static void
test_removed_unanswered (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 100, "+a");
  spaces_subscriber_remove (f->subscriber, "a");
  tell (f, spaces_subscriber_take_subscribed, "a");
  expect (f, 500, "-a");
  tell (f, spaces_subscriber_take_subscribed, "a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  expect (f, 10000, "");
  g_assert_cmpuint (spaces_subscriber_get_subscribed (f->subscriber), ==, 0);
  fixture_free (f);
}

static void
test_removed_while_waiting (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 100, "+a");
  tell (f, spaces_subscriber_take_failed, "a");
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 10000, "");
  fixture_free (f);
}

/* Gone and back before anything was sent; and after. The answer to the leave is no loss. */
static void
test_removed_and_added (void)
{
  Fixture *f = make_subscribed ();

  spaces_subscriber_remove (f->subscriber, "a");
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 500, "+a");
  tell (f, spaces_subscriber_take_subscribed, "a");
  expect (f, 0, "subscribed:a");
  spaces_subscriber_remove (f->subscriber, "a");
  expect (f, 500, "-a");
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 500, "+a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  expect (f, 0, "");
  tell (f, spaces_subscriber_take_subscribed, "a");
  expect (f, 10000, "subscribed:a");
  /* But the next one is. */
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  expect (f, 0, "dropped:a");
  fixture_free (f);
}

static void
test_dropped_unanswered (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 100, "+a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  expect (f, 0, "dropped:a");
  expect (f, 6000, "+a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  expect (f, 0, "failed:a dropped:a");
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  tell (f, spaces_subscriber_take_failed, "a");
  expect (f, 10000, "");
  fixture_free (f);
}

/* Each start is a new one: two tries again, and nothing left of before. */
static void
test_started_again (void)
{
  Fixture *f = make_subscribed ();

  spaces_subscriber_stop (f->subscriber);
  g_assert_cmpuint (spaces_subscriber_get_subscribed (f->subscriber), ==, 0);
  tell (f, spaces_subscriber_take_unsubscribed, "a");
  spaces_subscriber_start (f->subscriber);
  expect (f, 10000, "");
  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 99, "");
  expect (f, 1, "+a");
  tell (f, spaces_subscriber_take_failed, "a");
  expect (f, 6000, "+a");
  spaces_subscriber_stop (f->subscriber);
  expect (f, 10000, "");
  fixture_free (f);
}

static void
test_send_fails (void)
{
  Fixture *f = fixture_new ();

  f->broken = TRUE;
  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  expect (f, 100, "+a");
  /* As if it had not been answered. */
  expect (f, 8000, "+a");
  expect (f, 2000, "failed:a");
  fixture_free (f);
}

/* The socket says while we send that it is gone. */
static void
test_stopped_by_sending (void)
{
  Fixture *f = fixture_new ();

  f->broken = TRUE;
  f->stops_on_send = TRUE;
  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  spaces_subscriber_add (f->subscriber, "b");
  expect (f, 100000, "+a");
  fixture_free (f);
}

/* The machine slept: what is due is sent, still paced. */
static void
test_slept (void)
{
  Fixture *f = fixture_new ();

  spaces_subscriber_start (f->subscriber);
  spaces_subscriber_add (f->subscriber, "a");
  spaces_subscriber_add (f->subscriber, "b");
  spaces_subscriber_add (f->subscriber, "c");
  expect (f, 100, "+a");
  sio_test_clock_sleep (f->clock, 3600 * 1000);
  expect (f, 500, "+b");
  expect (f, 499, "");
  expect (f, 1, "+c");
  fixture_free (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subscriber/not-started", test_not_started);
  g_test_add_func ("/subscriber/twice", test_twice);
  g_test_add_func ("/subscriber/added-later", test_added_later);
  g_test_add_func ("/subscriber/removed", test_removed);
  g_test_add_func ("/subscriber/removed-in-queue", test_removed_in_queue);
  g_test_add_func ("/subscriber/removed-unanswered", test_removed_unanswered);
  g_test_add_func ("/subscriber/removed-while-waiting", test_removed_while_waiting);
  g_test_add_func ("/subscriber/removed-and-added", test_removed_and_added);
  g_test_add_func ("/subscriber/dropped-unanswered", test_dropped_unanswered);
  g_test_add_func ("/subscriber/started-again", test_started_again);
  g_test_add_func ("/subscriber/send-fails", test_send_fails);
  g_test_add_func ("/subscriber/stopped-by-sending", test_stopped_by_sending);
  g_test_add_func ("/subscriber/slept", test_slept);
  return g_test_run ();
}
