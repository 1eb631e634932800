/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "presenter-fixture.h"

static void
test_no_thread_before_the_first_card (PresenterFixture *fixture, gconstpointer data)
{
  notice_presenter_withdraw (fixture->presenter, "never shown");
  g_assert_cmpuint (presenter_fixture_count_threads ("notices"), ==, 0);
  presenter_fixture_show_and_wait (fixture, "a");
  g_assert_cmpuint (presenter_fixture_count_threads ("notices"), ==, 1);
}

static void
test_shown (PresenterFixture *fixture, gconstpointer data)
{
  const MockNotify *notify;
  g_autofree char *desktop_entry = NULL;
  g_autofree char *category = NULL;
  guint8 urgency;

  g_assert_cmpuint (presenter_fixture_show_and_wait (fixture, "a"), ==, 1);
  g_assert_cmpstr (fixture->shown_by, ==, mock_daemon_get_name (fixture->daemon));
  notify = mock_daemon_get_last (fixture->daemon);
  g_assert_cmpstr (notify->application_name, ==, "Spaces Tray");
  g_assert_cmpuint (notify->replaces_id, ==, 0);
  g_assert_cmpstr (notify->icon, ==, "io.example.Test-live");
  g_assert_cmpstr (notify->summary, ==, "Title a");
  g_assert_cmpstr (notify->body, ==, "Body");
  g_assert_cmpint (notify->timeout, ==, -1);
  g_assert_cmpuint (g_strv_length (notify->actions), ==, 6);
  g_assert_cmpstr (notify->actions[0], ==, "default");
  g_assert_cmpstr (notify->actions[1], ==, "View recording");
  g_assert_cmpstr (notify->actions[2], ==, "copy-link");
  g_assert_cmpstr (notify->actions[4], ==, "view");
  g_assert_true (g_variant_lookup (notify->hints, "desktop-entry", "s", &desktop_entry));
  g_assert_cmpstr (desktop_entry, ==, "io.example.Test");
  g_assert_true (g_variant_lookup (notify->hints, "category", "s", &category));
  g_assert_cmpstr (category, ==, "call");
  g_assert_true (g_variant_lookup (notify->hints, "urgency", "y", &urgency));
  g_assert_cmpuint (urgency, ==, 1);
  g_assert_null (g_variant_lookup_value (notify->hints, "transient", NULL));
  g_assert_null (g_variant_lookup_value (notify->hints, "x-canonical-append", NULL));
}

static void
test_other_hints (PresenterFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeCard) card = presenter_fixture_new_card ("a", NULL);
  const MockNotify *notify;
  gboolean transient = FALSE;
  guint8 urgency;

  card->urgency = NOTICE_URGENCY_CRITICAL;
  card->transient = TRUE;
  g_clear_pointer (&card->category, g_free);
  g_clear_pointer (&card->icon_name, g_free);
  card->title[0] = '\0';
  fixture->ran = TRUE;
  notice_presenter_show (fixture->presenter, card);
  presenter_fixture_wait (fixture, "shown a");
  notify = mock_daemon_get_last (fixture->daemon);
  g_assert_cmpstr (notify->summary, ==, "Spaces Tray");
  g_assert_cmpstr (notify->body, ==, "");
  g_assert_cmpstr (notify->icon, ==, "");
  g_assert_true (g_variant_lookup (notify->hints, "transient", "b", &transient));
  g_assert_true (transient);
  g_assert_null (g_variant_lookup_value (notify->hints, "category", NULL));
  g_assert_true (g_variant_lookup (notify->hints, "urgency", "y", &urgency));
  g_assert_cmpuint (urgency, ==, 2);
}

static void
test_updated_in_place (PresenterFixture *fixture, gconstpointer data)
{
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  presenter_fixture_show_and_wait (fixture, "b");
  presenter_fixture_update (fixture, "a", "Ana joined");
  presenter_fixture_wait (fixture, "shown a");
  g_assert_cmpuint (mock_daemon_get_last (fixture->daemon)->replaces_id, ==, id);
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->body, ==, "Ana joined");
  g_assert_cmpuint (g_strv_length (mock_daemon_get_last (fixture->daemon)->actions), ==, 6);
}

static void
test_returned_id_is_used (PresenterFixture *fixture, gconstpointer data)
{
  guint second;

  fixture->daemon->forgets_ids = TRUE;
  presenter_fixture_show_and_wait (fixture, "a");
  presenter_fixture_update (fixture, "a", "Ana joined");
  presenter_fixture_wait (fixture, "shown a");
  second = fixture->shown_id;
  g_assert_cmpuint (second, ==, 2);
  presenter_fixture_update (fixture, "a", "Bo joined");
  presenter_fixture_wait (fixture, "shown a");
  g_assert_cmpuint (mock_daemon_get_last (fixture->daemon)->replaces_id, ==, second);
}

static void
test_markup (PresenterFixture *fixture, gconstpointer data)
{
  static const char *const no_markup[] = { "actions", "body", NULL };
  const char *body = "<b>Ana</b> & <a href='https://x'>Bo</a>";

  presenter_fixture_show (fixture, "a", body);
  presenter_fixture_wait (fixture, "shown a");
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->body,
                   ==,
                   "&lt;b&gt;Ana&lt;/b&gt; &amp; &lt;a href=&apos;https://x&apos;&gt;Bo&lt;/a&gt;");

  /* Another daemon, without markup, comes. */
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "closed a");
  fixture->daemon->capabilities = no_markup;
  presenter_fixture_appear (fixture);
  presenter_fixture_show (fixture, "b", body);
  presenter_fixture_wait (fixture, "shown b");
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->body, ==, body);
}

static void
test_no_actions (PresenterFixture *fixture, gconstpointer data)
{
  static const char *const capabilities[] = { "body", NULL };

  fixture->daemon->capabilities = capabilities;
  presenter_fixture_show_and_wait (fixture, "a");
  g_assert_cmpuint (g_strv_length (mock_daemon_get_last (fixture->daemon)->actions), ==, 0);
}

static void
test_no_body (PresenterFixture *fixture, gconstpointer data)
{
  static const char *const capabilities[] = { NULL };

  fixture->daemon->capabilities = capabilities;
  presenter_fixture_show (fixture, "a", "<b> one\ntwo");
  presenter_fixture_wait (fixture, "shown a");
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->summary, ==, "Title a: <b> one two");
  g_assert_cmpstr (mock_daemon_get_last (fixture->daemon)->body, ==, "");
}

static void
test_clicked (PresenterFixture *fixture, gconstpointer data)
{
  guint other = presenter_fixture_show_and_wait (fixture, "b");
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  mock_daemon_click (fixture->daemon, id, "view", "token-7");
  /* Impatient. */
  mock_daemon_click (fixture->daemon, id, "view", "token-8");
  presenter_fixture_wait (fixture, "action a view token-7");
  presenter_fixture_wait (fixture, "closed a");
  presenter_fixture_wait_closed (fixture, 1);
  g_assert_cmpuint (g_array_index (fixture->daemon->closed, guint, 0), ==, id);

  mock_daemon_click (fixture->daemon, other, "default", NULL);
  presenter_fixture_wait (fixture, "action b default -");
  presenter_fixture_wait (fixture, "closed b");
  g_assert_cmpuint (presenter_fixture_count (fixture, "closed a"), ==, 0);
  g_assert_cmpuint (presenter_fixture_count (fixture, "action a view token-8"), ==, 0);
}

static void
test_closed_by_the_person (PresenterFixture *fixture, gconstpointer data)
{
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  mock_daemon_dismiss (fixture->daemon, id);
  presenter_fixture_wait (fixture, "closed a");
  /* An update that was on its way does not bring it back; something new under the same key does. */
  presenter_fixture_update (fixture, "a", "Ana joined");
  presenter_fixture_show_and_wait (fixture, "b");
  g_assert_cmpuint (fixture->daemon->notified->len, ==, 2);
  presenter_fixture_show_and_wait (fixture, "a");
  g_assert_cmpuint (mock_daemon_get_last (fixture->daemon)->replaces_id, ==, 0);
}

static void
test_withdrawn (PresenterFixture *fixture, gconstpointer data)
{
  guint id = presenter_fixture_show_and_wait (fixture, "a");

  notice_presenter_withdraw (fixture->presenter, "unknown");
  notice_presenter_withdraw (fixture->presenter, "a");
  presenter_fixture_wait (fixture, "closed a");
  presenter_fixture_wait_closed (fixture, 1);
  g_assert_cmpuint (g_array_index (fixture->daemon->closed, guint, 0), ==, id);
  presenter_fixture_show_and_wait (fixture, "b");
  g_assert_cmpuint (presenter_fixture_count (fixture, "closed unknown"), ==, 0);
  g_assert_cmpuint (presenter_fixture_count (fixture, "closed a"), ==, 0);
  g_assert_cmpuint (fixture->daemon->closed->len, ==, 1);
}

static void
test_adopted (PresenterFixture *fixture, gconstpointer data)
{
  g_autofree char *daemon = NULL;
  guint a = presenter_fixture_show_and_wait (fixture, "a");
  guint b = presenter_fixture_show_and_wait (fixture, "b");
  guint c = presenter_fixture_show_and_wait (fixture, "c");
  guint d = presenter_fixture_show_and_wait (fixture, "d");

  /* The program ends, what it showed stays up, and it comes again. */
  daemon = g_strdup (fixture->shown_by);
  presenter_fixture_use (fixture, 600, -1);
  g_assert_cmpuint (fixture->daemon->closed->len, ==, 0);
  fixture->ran = TRUE;
  notice_presenter_adopt (fixture->presenter, "a", a, daemon);
  notice_presenter_adopt (fixture->presenter, "b", b, daemon);
  notice_presenter_adopt (fixture->presenter, "c", c, daemon);
  notice_presenter_adopt (fixture->presenter, "d", d, daemon);
  notice_presenter_adopt (fixture->presenter, "e", 1, ":1.999");
  presenter_fixture_wait (fixture, "closed e");

  mock_daemon_click (fixture->daemon, a, "default", "token-9");
  presenter_fixture_wait (fixture, "action a default token-9");
  presenter_fixture_wait (fixture, "closed a");
  presenter_fixture_update (fixture, "b", "Ana joined");
  presenter_fixture_wait (fixture, "shown b");
  g_assert_cmpuint (mock_daemon_get_last (fixture->daemon)->replaces_id, ==, b);
  mock_daemon_click (fixture->daemon, b, "view", NULL);
  presenter_fixture_wait (fixture, "action b view -");
  notice_presenter_withdraw (fixture->presenter, "c");
  presenter_fixture_wait (fixture, "closed c");
  mock_daemon_dismiss (fixture->daemon, d);
  presenter_fixture_wait (fixture, "closed d");
  g_assert_cmpuint (presenter_fixture_count (fixture, "action b view -"), ==, 0);
}

static void
test_availability (PresenterFixture *fixture, gconstpointer data)
{
  presenter_fixture_show_and_wait (fixture, "a");
  presenter_fixture_wait (fixture, "available");
  mock_daemon_vanish (fixture->daemon);
  presenter_fixture_wait (fixture, "unavailable");
  presenter_fixture_appear (fixture);
  presenter_fixture_wait (fixture, "available");
}

static void
test_dropped_without_stop (PresenterFixture *fixture, gconstpointer data)
{
  presenter_fixture_show_and_wait (fixture, "a");
  g_assert_cmpuint (presenter_fixture_count_threads ("notices"), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&fixture->presenter));
  while (presenter_fixture_count_threads ("notices") > 0)
    g_main_context_iteration (NULL, FALSE);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/notices/libnotify/" name,                                                          \
              PresenterFixture,                                                                    \
              NULL,                                                                                \
              presenter_fixture_set_up,                                                            \
              function,                                                                            \
              presenter_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("no-thread-before-the-first-card", test_no_thread_before_the_first_card);
  ADD ("shown", test_shown);
  ADD ("other-hints", test_other_hints);
  ADD ("updated-in-place", test_updated_in_place);
  ADD ("returned-id-is-used", test_returned_id_is_used);
  ADD ("markup", test_markup);
  ADD ("no-actions", test_no_actions);
  ADD ("no-body", test_no_body);
  ADD ("clicked", test_clicked);
  ADD ("closed-by-the-person", test_closed_by_the_person);
  ADD ("withdrawn", test_withdrawn);
  ADD ("adopted", test_adopted);
  ADD ("availability", test_availability);
  ADD ("dropped-without-stop", test_dropped_without_stop);
  return g_test_run ();
}
