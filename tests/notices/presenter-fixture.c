/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "presenter-fixture.h"

/* Far beyond any wait that ends well. */
#define DEADLINE_SECONDS 60

static void
tell (PresenterFixture *fixture, char *line)
{
  g_ptr_array_add (fixture->told, line);
}

static void
on_shown (NoticePresenter *presenter,
          const char *key,
          guint daemon_id,
          const char *daemon,
          PresenterFixture *fixture)
{
  fixture->shown_id = daemon_id;
  g_free (fixture->shown_by);
  fixture->shown_by = g_strdup (daemon);
  tell (fixture, g_strdup_printf ("shown %s", key));
}

static void
on_failed (NoticePresenter *presenter, const char *key, GError *error, PresenterFixture *fixture)
{
  static const char *const words[] = {
    [NOTICE_ERROR_NO_DAEMON] = "no-daemon",     [NOTICE_ERROR_REFUSED] = "refused",
    [NOTICE_ERROR_NOT_ALLOWED] = "not-allowed", [NOTICE_ERROR_TIMED_OUT] = "timed-out",
    [NOTICE_ERROR_TOO_MANY] = "too-many",
  };

  g_assert_true (error->domain == NOTICE_ERROR);
  tell (fixture, g_strdup_printf ("failed %s %s", key, words[error->code]));
}

static void
on_closed (NoticePresenter *presenter, const char *key, PresenterFixture *fixture)
{
  tell (fixture, g_strdup_printf ("closed %s", key));
}

static void
on_action (NoticePresenter *presenter,
           const char *key,
           const char *action_id,
           const char *token,
           PresenterFixture *fixture)
{
  tell (fixture, g_strdup_printf ("action %s %s %s", key, action_id, token != NULL ? token : "-"));
}

static void
on_available (NoticePresenter *presenter, gboolean available, PresenterFixture *fixture)
{
  tell (fixture, g_strdup (available ? "available" : "unavailable"));
}

static void
on_finished (NoticePresenter *presenter, PresenterFixture *fixture)
{
  fixture->finished = TRUE;
}

static void
use (PresenterFixture *fixture, NoticePresenter *presenter)
{
  fixture->presenter = presenter;
  fixture->ran = FALSE;
  fixture->finished = FALSE;
  g_signal_connect (presenter, "shown", G_CALLBACK (on_shown), fixture);
  g_signal_connect (presenter, "failed", G_CALLBACK (on_failed), fixture);
  g_signal_connect (presenter, "closed", G_CALLBACK (on_closed), fixture);
  g_signal_connect (presenter, "action", G_CALLBACK (on_action), fixture);
  g_signal_connect (presenter, "available-changed", G_CALLBACK (on_available), fixture);
  g_signal_connect (presenter, "finished", G_CALLBACK (on_finished), fixture);
}

void
presenter_fixture_use (PresenterFixture *fixture, guint keep_seconds, int answer_timeout_ms)
{
  if (fixture->presenter != NULL)
    presenter_fixture_stop (fixture);
  use (fixture,
       notice_libnotify_presenter_new_full (
           "Spaces Tray", "io.example.Test", keep_seconds, answer_timeout_ms));
}

void
presenter_fixture_set_up_absent (PresenterFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  /* The program has the session bus before its first notice, and in its main thread. */
  fixture->session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->daemon = mock_daemon_new ();
  fixture->told = g_ptr_array_new_with_free_func (g_free);
  use (fixture, notice_libnotify_presenter_new ("Spaces Tray", "io.example.Test"));
}

void
presenter_fixture_appear (PresenterFixture *fixture)
{
  mock_daemon_appear (fixture->daemon, g_test_dbus_get_bus_address (fixture->bus));
}

void
presenter_fixture_set_up (PresenterFixture *fixture, gconstpointer data)
{
  presenter_fixture_set_up_absent (fixture, data);
  presenter_fixture_appear (fixture);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_assert_not_reached ();
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, NULL);                  \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline);                                                                    \
  }                                                                                                \
  G_STMT_END

void
presenter_fixture_stop (PresenterFixture *fixture)
{
  notice_presenter_stop (fixture->presenter);
  if (fixture->ran)
    WAIT_UNTIL (fixture->finished);
  g_assert_finalize_object (g_steal_pointer (&fixture->presenter));
}

void
presenter_fixture_tear_down (PresenterFixture *fixture, gconstpointer data)
{
  /* First, so that nothing waits for its answer. */
  mock_daemon_vanish (fixture->daemon);
  if (fixture->presenter != NULL)
    presenter_fixture_stop (fixture);
  g_clear_pointer (&fixture->daemon, mock_daemon_free);
  g_clear_pointer (&fixture->told, g_ptr_array_unref);
  g_clear_pointer (&fixture->shown_by, g_free);
  g_clear_object (&fixture->session);
  /* Complains when anyone still holds the connection. */
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

guint
presenter_fixture_count (PresenterFixture *fixture, const char *line)
{
  guint n = 0;

  for (guint i = 0; i < fixture->told->len; i++)
    if (g_str_equal (g_ptr_array_index (fixture->told, i), line))
      n++;
  return n;
}

void
presenter_fixture_wait (PresenterFixture *fixture, const char *line)
{
  WAIT_UNTIL (presenter_fixture_count (fixture, line) > 0);
  for (guint i = 0; i < fixture->told->len; i++)
    if (g_str_equal (g_ptr_array_index (fixture->told, i), line))
      {
        g_ptr_array_remove_index (fixture->told, i);
        return;
      }
}

void
presenter_fixture_wait_notified (PresenterFixture *fixture, guint n)
{
  WAIT_UNTIL (fixture->daemon->notified->len >= n);
}

void
presenter_fixture_wait_closed (PresenterFixture *fixture, guint n)
{
  WAIT_UNTIL (fixture->daemon->closed->len >= n);
}

static void
action_free (gpointer data)
{
  NoticeAction *action = data;

  g_free (action->id);
  g_free (action->label);
  g_free (action);
}

static void
add_action (NoticeCard *card, const char *id, const char *label)
{
  NoticeAction *action = g_new0 (NoticeAction, 1);

  action->id = g_strdup (id);
  action->label = g_strdup (label);
  g_ptr_array_add (card->actions, action);
}

NoticeCard *
presenter_fixture_new_card (const char *key, const char *body)
{
  NoticeCard *card = g_new0 (NoticeCard, 1);

  card->key = g_strdup (key);
  card->title = g_strdup_printf ("Title %s", key);
  card->body = g_strdup (body);
  card->icon_name = g_strdup ("io.example.Test-live");
  card->category = g_strdup ("call");
  card->urgency = NOTICE_URGENCY_NORMAL;
  card->actions = g_ptr_array_new_with_free_func (action_free);
  add_action (card, NOTICE_ACTION_DEFAULT, "View recording");
  add_action (card, NOTICE_ACTION_COPY_LINK, "Copy link");
  add_action (card, "view", "View recording");
  return card;
}

void
presenter_fixture_show (PresenterFixture *fixture, const char *key, const char *body)
{
  g_autoptr (NoticeCard) card = presenter_fixture_new_card (key, body);

  fixture->ran = TRUE;
  notice_presenter_show (fixture->presenter, card);
}

void
presenter_fixture_update (PresenterFixture *fixture, const char *key, const char *body)
{
  g_autoptr (NoticeCard) card = presenter_fixture_new_card (key, body);

  fixture->ran = TRUE;
  card->update = TRUE;
  notice_presenter_show (fixture->presenter, card);
}

guint
presenter_fixture_show_and_wait (PresenterFixture *fixture, const char *key)
{
  g_autofree char *line = g_strdup_printf ("shown %s", key);

  presenter_fixture_show (fixture, key, "Body");
  presenter_fixture_wait (fixture, line);
  return fixture->shown_id;
}

guint
presenter_fixture_count_threads (const char *name)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint n = 0;

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (path, &comm, NULL, NULL) && g_str_equal (g_strstrip (comm), name))
        n++;
    }
  return n;
}
