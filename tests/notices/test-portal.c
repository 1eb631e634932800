/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "notice-portal-presenter.h"

#include "mock-portal.h"
#include "notice-portal-card.h"
#include "presenter-log.h"

#define PORTAL "org.freedesktop.portal.Desktop"
/* Far beyond any wait that ends well. */
#define DEADLINE_SECONDS 60
/* Longer than any test. */
#define NEVER_MS G_MAXUINT
#define MOST_KEPT 32

/**
 * Fixture: a presenter on a bus of its own with a mock portal, and what it told.
 */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *session;
  MockPortal *portal;
  NoticePresenter *presenter;
  GString *told;
} Fixture;

static void
use (Fixture *fixture, const char *profile, guint linger_ms, guint patience_ms)
{
  if (fixture->presenter != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->presenter));
  fixture->presenter
      = notice_portal_presenter_new_full (fixture->session, profile, linger_ms, patience_ms);
  presenter_log_listen (fixture->presenter, fixture->told);
}

static void
appear (Fixture *fixture)
{
  mock_portal_appear (fixture->portal, g_test_dbus_get_bus_address (fixture->bus));
}

/* The portal is not there. @data: its version. */
static void
set_up_absent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->portal = mock_portal_new (GPOINTER_TO_UINT (data));
  fixture->told = g_string_new (NULL);
  use (fixture, "", NEVER_MS, NEVER_MS);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_absent (fixture, data);
  appear (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->presenter != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->presenter));
  /* Calls that were called off let go of the connection. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&fixture->portal, mock_portal_free);
  g_string_free (fixture->told, TRUE);
  g_clear_object (&fixture->session);
  /* Complains when anyone still holds the connection. */
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

static gboolean
on_deadline (gpointer user_data)
{
  const Fixture *fixture = user_data;

  g_test_message ("Told: %s Asked: %s", fixture->told->str, fixture->portal->asked->str);
  g_assert_not_reached ();
}

/* Runs the main loop until it is told @line, and forgets what was told so far. */
static void
wait (Fixture *fixture, const char *line)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, fixture);

  while (strstr (fixture->told->str, line) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_string_truncate (fixture->told, 0);
}

static void
wait_asked (Fixture *fixture, const char *asked)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, fixture);

  while (!g_str_equal (fixture->portal->asked->str, asked))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
wait_held (Fixture *fixture, guint n)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, fixture);

  while (fixture->portal->held.length < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_clear_pointer (&reply, g_variant_unref);
  *(gboolean *)user_data = TRUE;
}

/* Whatever was asked of the bus and the portal before has been served when this was: messages of
 * one connection keep their order. For what must not happen. */
static void
settle (Fixture *fixture)
{
  static const char *const names[] = { "org.freedesktop.DBus", PORTAL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gboolean answered = FALSE;

      g_dbus_connection_call (fixture->session,
                              names[i],
                              "/",
                              "org.freedesktop.DBus.Peer",
                              "Ping",
                              NULL,
                              NULL,
                              G_DBUS_CALL_FLAGS_NONE,
                              -1,
                              NULL,
                              on_answered,
                              &answered);
      while (!answered)
        g_main_context_iteration (NULL, TRUE);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
show_card (Fixture *fixture, const char *key, const char *body, gboolean update)
{
  NoticeAction join
      = { (char *)NOTICE_ACTION_DEFAULT, (char *)"Join", (char *)"join", (char *)"s1" };
  NoticeCard card = {
    .key = (char *)key,
    .title = (char *)"Title",
    .body = (char *)body,
    .icon_name = (char *)"io.example.Test-live",
    .category = (char *)"im.received",
    .urgency = NOTICE_URGENCY_NORMAL,
    .update = update,
    .transient = update,
    .actions = g_ptr_array_new (),
  };

  g_ptr_array_add (card.actions, &join);
  notice_presenter_show (fixture->presenter, &card);
  g_ptr_array_unref (card.actions);
}

static void
show (Fixture *fixture, const char *key, const char *body)
{
  show_card (fixture, key, body, FALSE);
}

static void
update (Fixture *fixture, const char *key, const char *body)
{
  show_card (fixture, key, body, TRUE);
}

static void
withdraw (Fixture *fixture, const char *key)
{
  notice_presenter_withdraw (fixture->presenter, key);
}

static void
show_and_wait (Fixture *fixture, const char *key)
{
  g_autofree char *line = g_strdup_printf ("shown %s 0 " PORTAL ";", key);

  show (fixture, key, "Body");
  wait (fixture, line);
  g_string_truncate (fixture->portal->asked, 0);
}

#define ASSERT_ASKED(expected) g_assert_cmpstr (fixture->portal->asked->str, ==, expected)
#define ASSERT_TOLD(expected) g_assert_cmpstr (fixture->told->str, ==, expected)

static void
assert_last (Fixture *fixture, const char *key, const char *expected)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (fixture->portal->last, key, NULL);
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);

  show (fixture, "a", "<Ana>");
  wait_asked (fixture, "add a;");
  wait (fixture, "available;shown a 0 " PORTAL ";");
  assert_last (fixture, "title", "'Title'");
  assert_last (fixture, "body", version == 1 ? "'‹Ana›'" : "'<Ana>'");
  assert_last (fixture, "default-action", "'app.join'");
  assert_last (fixture, "default-action-target", "'s1'");
  assert_last (fixture, "icon", "('themed', <['io.example.Test-live']>)");
  assert_last (fixture, "category", version == 1 ? NULL : "'im.received'");
  g_assert_true (notice_presenter_has_own_ids (fixture->presenter));
}

static void
test_profile (Fixture *fixture, gconstpointer data)
{
  use (fixture, "demo", NEVER_MS, NEVER_MS);
  show_and_wait (fixture, "a");
  assert_last (fixture, "default-action", "'app.in-profile'");
  assert_last (fixture, "default-action-target", "'demo join s1'");
  withdraw (fixture, "a");
  wait_asked (fixture, "remove demo a;");
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  update (fixture, "a", "More");
  wait (fixture, "shown a");
  ASSERT_ASKED ("add a;");
  assert_last (fixture, "body", "'More'");
  assert_last (fixture, "display-hint", NULL);
}

/* It is not on the screen any more, and may have been dismissed: it does not come back. */
static void
test_late_update (Fixture *fixture, gconstpointer data)
{
  use (fixture, "", 0, NEVER_MS);
  show_and_wait (fixture, "a");
  update (fixture, "a", "More");
  if (GPOINTER_TO_UINT (data) == 1)
    {
      settle (fixture);
      ASSERT_ASKED ("");
      ASSERT_TOLD ("");
      return;
    }
  wait (fixture, "shown a");
  ASSERT_ASKED ("add a;");
  assert_last (fixture, "display-hint", "['tray']");
}

static void
test_update_of_nothing (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  update (fixture, "b", "More");
  withdraw (fixture, "a");
  update (fixture, "a", "More");
  settle (fixture);
  ASSERT_ASKED ("remove a;");
  ASSERT_TOLD ("closed a;");
  update (fixture, "a", "More");
  settle (fixture);
  ASSERT_ASKED ("remove a;");
  show (fixture, "a", "Again");
  wait (fixture, "shown a");
}

static void
test_withdraw (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  show_and_wait (fixture, "b");
  withdraw (fixture, "b");
  ASSERT_TOLD ("closed b;");
  wait_asked (fixture, "remove b;");
  /* Never shown by us: nobody is asked. */
  withdraw (fixture, "c");
  withdraw (fixture, "b");
  settle (fixture);
  ASSERT_ASKED ("remove b;");
}

/* One call at a time for each, the newest last: nothing in between. */
static void
test_newest_wins (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_HOLDS;
  show (fixture, "a", "1");
  show (fixture, "b", "1");
  wait_held (fixture, 2);
  update (fixture, "a", "2");
  update (fixture, "a", "3");
  update (fixture, "b", "2");
  withdraw (fixture, "b");
  settle (fixture);
  g_assert_cmpuint (fixture->portal->held.length, ==, 2);
  mock_portal_answer (fixture->portal);
  wait_asked (fixture, "add a;add b;add a;remove b;");
  assert_last (fixture, "body", "'3'");
  settle (fixture);
  ASSERT_ASKED ("add a;add b;add a;remove b;");
  ASSERT_TOLD ("available;closed b;shown a 0 " PORTAL ";shown a 0 " PORTAL ";");
}

static void
test_shown_again_while_withdrawn (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  fixture->portal->behaviour = MOCK_PORTAL_HOLDS;
  withdraw (fixture, "a");
  wait_held (fixture, 1);
  show (fixture, "a", "Again");
  mock_portal_answer (fixture->portal);
  wait (fixture, "shown a");
  ASSERT_ASKED ("remove a;add a;");
}

static void
test_adopt (Fixture *fixture, gconstpointer data)
{
  notice_presenter_adopt (fixture->presenter, "a", 0, PORTAL);
  notice_presenter_adopt (fixture->presenter, "b", 7, ":1.2");
  ASSERT_TOLD ("closed b;");
  withdraw (fixture, "a");
  wait_asked (fixture, "remove a;");
}

/* Of an earlier run; when it was shown is not known. */
static void
test_adopted_update (Fixture *fixture, gconstpointer data)
{
  notice_presenter_adopt (fixture->presenter, "a", 0, PORTAL);
  update (fixture, "a", "More");
  if (GPOINTER_TO_UINT (data) == 1)
    {
      wait (fixture, "available;");
      settle (fixture);
      ASSERT_ASKED ("");
      return;
    }
  wait (fixture, "shown a");
  assert_last (fixture, "display-hint", "['tray']");
}

/* Shown, as far as anyone knows, by a run that was killed: the same id again. */
static void
test_shown_by_two_runs (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  use (fixture, "", NEVER_MS, NEVER_MS);
  show (fixture, "a", "Body");
  wait (fixture, "shown a");
  ASSERT_ASKED ("add a;");
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a", "1");
  wait (fixture, "failed a no-daemon;");
  update (fixture, "a", "2");
  show (fixture, "b", "1");
  wait (fixture, "failed b no-daemon;");
  show (fixture, "c", "1");
  withdraw (fixture, "c");
  settle (fixture);
  ASSERT_TOLD ("closed c;");
  appear (fixture);
  wait_asked (fixture, "add a;add b;");
  wait (fixture, "shown b");
  ASSERT_ASKED ("add a;add b;");
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < MOST_KEPT + 2; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      show (fixture, key, "Body");
    }
  ASSERT_TOLD ("failed k0 too-many;failed k1 too-many;");
  wait (fixture, "failed k33 no-daemon;");
  appear (fixture);
  wait (fixture, "shown k33");
  g_assert_true (g_str_has_prefix (fixture->portal->asked->str, "add k2;add k3;"));
}

/* A portal, but the desktop has nobody for notifications. */
static void
test_no_interface (Fixture *fixture, gconstpointer data)
{
  fixture->portal->without_interface = TRUE;
  appear (fixture);
  show (fixture, "a", "1");
  wait (fixture, "failed a no-daemon;");
  mock_portal_vanish (fixture->portal);
  fixture->portal->without_interface = FALSE;
  appear (fixture);
  wait (fixture, "shown a");
}

/* Asked once however long it takes, and told of meanwhile. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  use (fixture, "", NEVER_MS, 1);
  fixture->portal->behaviour = MOCK_PORTAL_SILENT;
  show (fixture, "a", "1");
  wait (fixture, "failed a no-daemon;");
  update (fixture, "a", "2");
  show (fixture, "b", "1");
  wait (fixture, "failed b no-daemon;");
  /* Patience may be over before the question has arrived. */
  wait_held (fixture, 1);
  settle (fixture);
  g_assert_cmpuint (fixture->portal->held.length, ==, 1);
  mock_portal_answer (fixture->portal);
  wait (fixture, "shown b");
  ASSERT_ASKED ("add a;add b;");
}

static void
test_falls_silent (Fixture *fixture, gconstpointer data)
{
  use (fixture, "", NEVER_MS, 1);
  show_and_wait (fixture, "a");
  fixture->portal->behaviour = MOCK_PORTAL_SILENT;
  show (fixture, "b", "1");
  wait (fixture, "failed b no-daemon;");
  settle (fixture);
  ASSERT_TOLD ("");
  mock_portal_answer (fixture->portal);
  wait (fixture, "shown b");
  ASSERT_ASKED ("add b;");
}

static void
test_silent_and_replaced (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_SILENT;
  show (fixture, "a", "1");
  wait_held (fixture, 1);
  mock_portal_vanish (fixture->portal);
  fixture->portal->behaviour = MOCK_PORTAL_ANSWERS;
  appear (fixture);
  wait (fixture, "shown a");
  ASSERT_ASKED ("add a;");
}

/* What was under way is shown by the next one, and what was shown is left alone. */
static void
test_restarts (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  fixture->portal->behaviour = MOCK_PORTAL_HOLDS;
  show (fixture, "b", "1");
  wait_held (fixture, 1);
  /* In place of the first, which nobody may have seen. */
  update (fixture, "b", "2");
  mock_portal_vanish (fixture->portal);
  wait (fixture, "failed b no-daemon;");
  withdraw (fixture, "a");
  fixture->portal->behaviour = MOCK_PORTAL_ANSWERS;
  appear (fixture);
  wait (fixture, "shown b");
  wait_asked (fixture, "remove a;add b;");
  assert_last (fixture, "body", "'2'");
  assert_last (fixture, "display-hint", NULL);
  show (fixture, "c", "1");
  wait (fixture, "shown c");
}

/* The next one has the name before the first is gone. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  MockPortal *first = fixture->portal;

  show_and_wait (fixture, "a");
  first->behaviour = MOCK_PORTAL_HOLDS;
  show (fixture, "b", "1");
  wait_held (fixture, 1);
  fixture->portal = mock_portal_new (first->version);
  appear (fixture);
  wait (fixture, "unavailable;");
  settle (fixture);
  mock_portal_free (first);
  wait (fixture, "shown b");
  ASSERT_ASKED ("add b;");
}

/* It is gone, and nobody has heard of it yet. */
static void
test_gone_unheard (Fixture *fixture, gconstpointer data)
{
  show_and_wait (fixture, "a");
  mock_portal_vanish (fixture->portal);
  show (fixture, "b", "1");
  wait (fixture, "failed b no-daemon;");
  appear (fixture);
  wait (fixture, "shown b");
  ASSERT_ASKED ("add b;");
}

/* It is not killed with the same card for ever. */
static void
test_crashes (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_CRASHES;
  show (fixture, "a", "1");
  for (guint i = 0; i < 3; i++)
    {
      while (fixture->portal->connection != NULL)
        g_main_context_iteration (NULL, TRUE);
      settle (fixture);
      if (i == 2)
        fixture->portal->behaviour = MOCK_PORTAL_ANSWERS;
      appear (fixture);
    }
  settle (fixture);
  ASSERT_ASKED ("crash;crash;crash;");
  show (fixture, "b", "1");
  wait (fixture, "shown b");
  ASSERT_ASKED ("crash;crash;crash;add b;");
}

static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_FORBIDS;
  show (fixture, "a", "1");
  wait (fixture, "failed a not-allowed;");
  fixture->portal->behaviour = MOCK_PORTAL_REFUSES;
  show (fixture, "b", "1");
  wait (fixture, "failed b refused;");
  fixture->portal->behaviour = MOCK_PORTAL_ANSWERS;
  show (fixture, "c", "1");
  wait (fixture, "shown c");
  /* Nobody tries again by himself. */
  ASSERT_ASKED ("add a;add b;add c;");
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_HOLDS;
  show (fixture, "a", "1");
  wait_held (fixture, 1);
  notice_presenter_stop (fixture->presenter);
  g_string_truncate (fixture->told, 0);
  show (fixture, "b", "1");
  withdraw (fixture, "a");
  mock_portal_answer (fixture->portal);
  settle (fixture);
  ASSERT_TOLD ("");
  ASSERT_ASKED ("add a;");
}

/* Nothing is asked of anybody before there is something to show. */
static void
test_idle (Fixture *fixture, gconstpointer data)
{
  fixture->portal->behaviour = MOCK_PORTAL_SILENT;
  notice_presenter_adopt (fixture->presenter, "a", 0, PORTAL);
  withdraw (fixture, "b");
  g_assert_finalize_object (g_steal_pointer (&fixture->presenter));
  g_assert_cmpuint (fixture->portal->held.length, ==, 0);
}

typedef struct
{
  const char *name;
  void (*function) (Fixture *, gconstpointer);
  gboolean absent;
} TestCase;

static const TestCase cases[] = {
  { "show", test_show, FALSE },
  { "profile", test_profile, FALSE },
  { "update", test_update, FALSE },
  { "late-update", test_late_update, FALSE },
  { "update-of-nothing", test_update_of_nothing, FALSE },
  { "withdraw", test_withdraw, FALSE },
  { "newest-wins", test_newest_wins, FALSE },
  { "shown-again-while-withdrawn", test_shown_again_while_withdrawn, FALSE },
  { "adopt", test_adopt, FALSE },
  { "adopted-update", test_adopted_update, FALSE },
  { "shown-by-two-runs", test_shown_by_two_runs, FALSE },
  { "absent", test_absent, TRUE },
  { "too-many", test_too_many, TRUE },
  { "no-interface", test_no_interface, TRUE },
  { "silent", test_silent, FALSE },
  { "falls-silent", test_falls_silent, FALSE },
  { "silent-and-replaced", test_silent_and_replaced, FALSE },
  { "restarts", test_restarts, FALSE },
  { "replaced", test_replaced, FALSE },
  { "gone-unheard", test_gone_unheard, FALSE },
  { "crashes", test_crashes, FALSE },
  { "forbidden", test_forbidden, FALSE },
  { "stop", test_stop, FALSE },
  { "idle", test_idle, FALSE },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint version = 1; version <= 2; version++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autofree char *path = g_strdup_printf ("/notices/portal/%u/%s", version, cases[i].name);

        g_test_add (path,
                    Fixture,
                    GUINT_TO_POINTER (version),
                    cases[i].absent ? set_up_absent : set_up,
                    cases[i].function,
                    tear_down);
      }
  return g_test_run ();
}
