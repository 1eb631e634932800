/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "notice-fallback.h"

#include "presenter-log.h"
#include "stub-presenter.h"

#define PORTAL "org.freedesktop.portal.Desktop"

typedef struct
{
  StubPresenter *portal;
  StubPresenter *second;
  NoticePresenter *fallback;
  GString *told;
  guint handler;
  guint n_messages;
} Fixture;

static void
on_message (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  g_assert_cmpstr (message,
                   ==,
                   "Notifications cannot go through the portal: no. They go to the notification "
                   "daemon, if the sandbox may talk to it.");
  ((Fixture *)user_data)->n_messages++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->portal = g_object_new (STUB_TYPE_PRESENTER, NULL);
  fixture->second = g_object_new (STUB_TYPE_PRESENTER, NULL);
  fixture->fallback = notice_fallback_new (NOTICE_PRESENTER (fixture->portal),
                                           NOTICE_PRESENTER (fixture->second));
  fixture->told = g_string_new (NULL);
  presenter_log_listen (fixture->fallback, fixture->told);
  fixture->handler = g_log_set_handler ("notices", G_LOG_LEVEL_MESSAGE, on_message, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->fallback));
  g_assert_finalize_object (g_steal_pointer (&fixture->portal));
  g_assert_finalize_object (g_steal_pointer (&fixture->second));
  g_string_free (fixture->told, TRUE);
  g_log_remove_handler ("notices", fixture->handler);
}

/* What each was asked and what was told, since the last time. */
#define ASSERT(portal_, second_, told_)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr (fixture->portal->asked->str, ==, portal_);                                    \
    g_assert_cmpstr (fixture->second->asked->str, ==, second_);                                    \
    g_assert_cmpstr (fixture->told->str, ==, told_);                                               \
    g_string_truncate (fixture->portal->asked, 0);                                                 \
    g_string_truncate (fixture->second->asked, 0);                                                 \
    g_string_truncate (fixture->told, 0);                                                          \
  }                                                                                                \
  G_STMT_END

static void
show (Fixture *fixture, const char *key, gboolean update)
{
  NoticeCard card = {
    .key = (char *)key,
    .title = (char *)"Title",
    .body = (char *)"x",
    .update = update,
    .actions = g_ptr_array_new (),
  };

  notice_presenter_show (fixture->fallback, &card);
  g_ptr_array_unref (card.actions);
}

static void
fail (StubPresenter *presenter, const char *key, NoticeError code)
{
  g_autoptr (GError) error = g_error_new (NOTICE_ERROR, code, "no");

  g_signal_emit_by_name (presenter, "failed", key, error);
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  g_signal_emit_by_name (fixture->portal, "available-changed", TRUE);
  g_signal_emit_by_name (fixture->portal, "shown", "a", 0, PORTAL);
  ASSERT ("show a x", "withdraw a", "available;shown a 0 " PORTAL ";");
  show (fixture, "a", TRUE);
  notice_presenter_withdraw (fixture->fallback, "a");
  g_signal_emit_by_name (fixture->portal, "closed", "a");
  ASSERT ("update a x;withdraw a", "withdraw a", "closed a;");
}

/* The second shows it: from then on it is the second's. */
static void
test_no_portal (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  fail (fixture->portal, "a", NOTICE_ERROR_NO_DAEMON);
  ASSERT ("show a x", "show a x", "");
  g_signal_emit_by_name (fixture->second, "shown", "a", 7, ":1.2");
  g_signal_emit_by_name (fixture->portal, "closed", "a");
  ASSERT ("withdraw a", "", "shown a 7 :1.2;");
  show (fixture, "a", TRUE);
  g_signal_emit_by_name (fixture->second, "action", "a", "default", "t");
  g_signal_emit_by_name (fixture->second, "closed", "a");
  ASSERT ("", "update a x", "action a default t;closed a;");
  show (fixture, "b", FALSE);
  fail (fixture->portal, "b", NOTICE_ERROR_NO_DAEMON);
  ASSERT ("show b x", "show b x", "");
  g_assert_cmpuint (fixture->n_messages, ==, 1);
}

/* Neither can: it is told, and the portal that comes later shows it, once. */
static void
test_neither (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  fail (fixture->portal, "a", NOTICE_ERROR_NO_DAEMON);
  fail (fixture->second, "a", NOTICE_ERROR_NO_DAEMON);
  ASSERT ("show a x", "show a x", "failed a no-daemon;");
  g_signal_emit_by_name (fixture->portal, "available-changed", TRUE);
  g_signal_emit_by_name (fixture->portal, "shown", "a", 0, PORTAL);
  g_signal_emit_by_name (fixture->second, "closed", "a");
  ASSERT ("", "withdraw a", "available;shown a 0 " PORTAL ";");
}

/* Both at the same moment: the portal's stays. */
static void
test_both (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  fail (fixture->portal, "a", NOTICE_ERROR_NO_DAEMON);
  g_signal_emit_by_name (fixture->second, "shown", "a", 7, ":1.2");
  g_signal_emit_by_name (fixture->portal, "shown", "a", 0, PORTAL);
  g_signal_emit_by_name (fixture->second, "closed", "a");
  ASSERT ("show a x;withdraw a", "show a x;withdraw a", "shown a 7 :1.2;shown a 0 " PORTAL ";");
}

/* What a portal that was there loses waits for it. */
static void
test_portal_gone (Fixture *fixture, gconstpointer data)
{
  g_signal_emit_by_name (fixture->portal, "available-changed", TRUE);
  g_signal_emit_by_name (fixture->portal, "available-changed", FALSE);
  show (fixture, "a", FALSE);
  fail (fixture->portal, "a", NOTICE_ERROR_NO_DAEMON);
  ASSERT ("show a x", "", "available;unavailable;failed a no-daemon;");
}

/* It came while a card waited for it, and lost it. */
static void
test_portal_gone_with_card (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  g_signal_emit_by_name (fixture->portal, "available-changed", TRUE);
  fail (fixture->portal, "a", NOTICE_ERROR_NO_DAEMON);
  ASSERT ("show a x", "", "available;failed a no-daemon;");
  g_assert_cmpuint (fixture->n_messages, ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", FALSE);
  fail (fixture->portal, "a", NOTICE_ERROR_REFUSED);
  ASSERT ("show a x", "", "failed a refused;");
}

static void
test_adopt (Fixture *fixture, gconstpointer data)
{
  notice_presenter_adopt (fixture->fallback, "a", 0, PORTAL);
  notice_presenter_adopt (fixture->fallback, "b", 7, ":1.2");
  show (fixture, "a", TRUE);
  show (fixture, "b", TRUE);
  ASSERT ("adopt a " PORTAL ";update a x", "adopt b :1.2;update b x", "");
  g_signal_emit_by_name (fixture->second, "closed", "b");
  ASSERT ("", "", "closed b;");
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  notice_presenter_stop (fixture->fallback);
  ASSERT ("stop", "stop", "");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*function) (Fixture *, gconstpointer);
  } tests[] = {
    { "/notices/fallback/portal", test_portal },
    { "/notices/fallback/no-portal", test_no_portal },
    { "/notices/fallback/neither", test_neither },
    { "/notices/fallback/both", test_both },
    { "/notices/fallback/portal-gone", test_portal_gone },
    { "/notices/fallback/portal-gone-with-card", test_portal_gone_with_card },
    { "/notices/fallback/refused", test_refused },
    { "/notices/fallback/adopt", test_adopt },
    { "/notices/fallback/stop", test_stop },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].function, tear_down);
  return g_test_run ();
}
