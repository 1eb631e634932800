/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "notice-pacer.h"

#include "presenter-log.h"
#include "stub-presenter.h"

/* Longer than any test: what waits for it is not shown in one. */
#define NEVER_MS G_MAXINT

typedef struct
{
  StubPresenter *inner;
  NoticePresenter *pacer;
  GString *told;
} Fixture;

static void
use_gap (Fixture *fixture, guint gap_ms)
{
  g_clear_object (&fixture->pacer);
  fixture->pacer = notice_pacer_new (NOTICE_PRESENTER (fixture->inner), gap_ms);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->inner = g_object_new (STUB_TYPE_PRESENTER, NULL);
  fixture->told = g_string_new (NULL);
  use_gap (fixture, NEVER_MS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->pacer));
  g_assert_finalize_object (g_steal_pointer (&fixture->inner));
  g_string_free (fixture->told, TRUE);
}

static void
ask (Fixture *fixture, const char *key, const char *body, gboolean update)
{
  NoticeCard card = {
    .key = (char *)key,
    .title = (char *)"Title",
    .body = (char *)body,
    .update = update,
    .actions = g_ptr_array_new (),
  };

  notice_presenter_show (fixture->pacer, &card);
  g_ptr_array_unref (card.actions);
}

static void
test_first_update_is_not_delayed (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "a", "1", TRUE);
  g_assert_cmpstr (fixture->inner->asked->str, ==, "update a 1");
}

static void
test_new_cards_are_not_delayed (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "b", "1", FALSE);
  ask (fixture, "b", "2", TRUE);
  /* A new card takes the place of an update that waits. */
  ask (fixture, "b", "3", FALSE);
  g_assert_cmpstr (fixture->inner->asked->str, ==, "show a 1;show b 1;show b 3");
}

static void
test_newest_words_after_the_gap (Fixture *fixture, gconstpointer data)
{
  use_gap (fixture, 1);
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "a", "2", TRUE);
  ask (fixture, "b", "1", TRUE);
  ask (fixture, "a", "3", TRUE);
  g_assert_cmpstr (fixture->inner->asked->str, ==, "show a 1");
  while (fixture->inner->n_shows < 3)
    g_main_context_iteration (NULL, TRUE);
  /* In the order in which they began to wait. */
  g_assert_cmpstr (fixture->inner->asked->str, ==, "show a 1;update a 3;update b 1");
}

static void
test_no_timer_when_quiet (Fixture *fixture, gconstpointer data)
{
  use_gap (fixture, 1);
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "a", "2", TRUE);
  /* The two gaps end, the second with nothing to show; then nothing wakes the program. */
  g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->inner->n_shows, ==, 2);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  ask (fixture, "a", "3", TRUE);
  g_assert_cmpuint (fixture->inner->n_shows, ==, 3);
}

static void
test_burst_is_few_calls (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);
      g_autofree char *key = g_strdup_printf ("meeting-%u", i % 3);

      ask (fixture, key, body, TRUE);
    }
  g_assert_cmpuint (fixture->inner->n_shows, ==, 1);
}

static void
test_withdrawn_while_waiting (Fixture *fixture, gconstpointer data)
{
  use_gap (fixture, 1);
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "a", "2", TRUE);
  notice_presenter_withdraw (fixture->pacer, "a");
  ask (fixture, "b", "1", TRUE);
  while (fixture->inner->n_shows < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->inner->asked->str, ==, "show a 1;withdraw a;update b 1");
}

static void
on_told (NoticePresenter *presenter, const char *key, Fixture *fixture)
{
  g_string_append_printf (fixture->told, "closed %s;", key);
}

static void
test_closed_while_waiting (Fixture *fixture, gconstpointer data)
{
  use_gap (fixture, 1);
  g_signal_connect (fixture->pacer, "closed", G_CALLBACK (on_told), fixture);
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "a", "2", TRUE);
  ask (fixture, "b", "1", TRUE);
  g_signal_emit_by_name (fixture->inner, "closed", "a");
  while (fixture->inner->n_shows < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->inner->asked->str, ==, "show a 1;update b 1");
  g_assert_cmpstr (fixture->told->str, ==, "closed a;");
}

static void
test_signals_pass (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (NOTICE_ERROR, NOTICE_ERROR_REFUSED, "no");

  presenter_log_listen (fixture->pacer, fixture->told);
  g_signal_emit_by_name (fixture->inner, "shown", "a", 7, ":1.2");
  g_signal_emit_by_name (fixture->inner, "failed", "a", error);
  g_signal_emit_by_name (fixture->inner, "action", "a", "join", "token");
  g_signal_emit_by_name (fixture->inner, "available-changed", TRUE);
  g_assert_cmpstr (
      fixture->told->str, ==, "shown a 7 :1.2;failed a refused;action a join token;available;");
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  use_gap (fixture, 1);
  notice_presenter_adopt (fixture->pacer, "z", 3, ":1.2");
  ask (fixture, "a", "1", FALSE);
  ask (fixture, "a", "2", TRUE);
  notice_presenter_stop (fixture->pacer);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpstr (fixture->inner->asked->str, ==, "adopt z :1.2;show a 1;stop");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/notices/pacer/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("first-update-is-not-delayed", test_first_update_is_not_delayed);
  ADD ("new-cards-are-not-delayed", test_new_cards_are_not_delayed);
  ADD ("newest-words-after-the-gap", test_newest_words_after_the_gap);
  ADD ("no-timer-when-quiet", test_no_timer_when_quiet);
  ADD ("burst-is-few-calls", test_burst_is_few_calls);
  ADD ("withdrawn-while-waiting", test_withdrawn_while_waiting);
  ADD ("closed-while-waiting", test_closed_while_waiting);
  ADD ("signals-pass", test_signals_pass);
  ADD ("stop", test_stop);
  return g_test_run ();
}
