/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-notifier.h"

#include <glib/gstdio.h>

#define SPACE "64c0a71be2d94f0012ab3401"

/* A presenter that writes down what it is told. */
#define TEST_TYPE_PRESENTER (test_presenter_get_type ())
G_DECLARE_FINAL_TYPE (TestPresenter, test_presenter, TEST, PRESENTER, GObject)

struct _TestPresenter
{
  GObject parent_instance;
  GPtrArray *shown;     /* NoticeCard */
  GPtrArray *withdrawn; /* char */
  char *adopted;
  const char *path;    /* (unowned): of the history, when it is to be looked at */
  guint found_on_disk; /* cards of which it had the intention and the meeting when they came */
};

static void test_presenter_iface_init (NoticePresenterInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestPresenter,
                               test_presenter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      test_presenter_iface_init))

/* With the eyes of another process: what is not written yet is not there. */
static void
look_at_history (TestPresenter *self, const NoticeCard *card)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HistoryStore) reader = history_store_open_read_only (self->path, &error);
  g_autoptr (HistoryNotice) notice = NULL;
  g_autoptr (GPtrArray) meetings = NULL;

  g_assert_no_error (error);
  notice = history_store_dup_notice (reader, card->key, &error);
  g_assert_no_error (error);
  meetings = history_store_dup_open_meetings (reader, &error);
  g_assert_no_error (error);
  if (notice != NULL && notice->state == HISTORY_NOTICE_INTENDED && meetings->len == 1)
    self->found_on_disk++;
}

static void
test_presenter_show (NoticePresenter *presenter, const NoticeCard *card)
{
  if (TEST_PRESENTER (presenter)->path != NULL)
    look_at_history (TEST_PRESENTER (presenter), card);
  g_ptr_array_add (TEST_PRESENTER (presenter)->shown, notice_card_copy (card));
}

static void
test_presenter_withdraw (NoticePresenter *presenter, const char *key)
{
  g_ptr_array_add (TEST_PRESENTER (presenter)->withdrawn, g_strdup (key));
}

static void
test_presenter_adopt (NoticePresenter *presenter,
                      const char *key,
                      guint daemon_id,
                      const char *daemon)
{
  TestPresenter *self = TEST_PRESENTER (presenter);

  g_free (self->adopted);
  self->adopted = g_strdup_printf ("%s %u %s", key, daemon_id, daemon);
}

static void
test_presenter_stop (NoticePresenter *presenter)
{
}

static void
test_presenter_iface_init (NoticePresenterInterface *iface)
{
  iface->show = test_presenter_show;
  iface->withdraw = test_presenter_withdraw;
  iface->adopt = test_presenter_adopt;
  iface->stop = test_presenter_stop;
}

static void
test_presenter_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_PRESENTER (object)->shown);
  g_ptr_array_unref (TEST_PRESENTER (object)->withdrawn);
  g_free (TEST_PRESENTER (object)->adopted);
  G_OBJECT_CLASS (test_presenter_parent_class)->finalize (object);
}

static void
test_presenter_class_init (TestPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_presenter_finalize;
}

static void
test_presenter_init (TestPresenter *self)
{
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify)notice_card_free);
  self->withdrawn = g_ptr_array_new_with_free_func (g_free);
}

typedef struct
{
  char *directory;
  char *path;
  HistoryStore *store;
  SpacesLinks *links;
  AppletSession *session;
  TestPresenter *presenter;
  AppletNotifier *notifier;
  guint number;
  gboolean forgetful; /* the session starts without what the history knows */
} Fixture;

static void
start (Fixture *self)
{
  AppletSessionConfig config = { 0 };
  g_autoptr (GError) error = NULL;

  self->store = history_store_open (self->path, NULL, &error);
  g_assert_no_error (error);
  config.links = self->links;
  config.store = self->forgetful ? NULL : self->store;
  self->session = applet_session_new (&config);
  self->presenter = g_object_new (TEST_TYPE_PRESENTER, NULL);
  self->notifier
      = applet_notifier_new (self->session, NOTICE_PRESENTER (self->presenter), self->store);
}

static void
stop (Fixture *self)
{
  g_assert_finalize_object (self->notifier);
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->presenter);
  history_store_close (self->store);
  g_assert_finalize_object (self->store);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->directory = g_dir_make_tmp ("spaces-tray-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->directory, "history.db", NULL);
  self->links = spaces_links_new ("https://spaces.avayacloud.com", NULL, NULL);
  start (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) directory = NULL;
  const char *name;

  stop (self);
  directory = g_dir_open (self->directory, 0, NULL);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->directory);
  spaces_links_free (self->links);
  g_free (self->directory);
  g_free (self->path);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static MeetingEvent *
new_event (Fixture *self, MeetingEventKind kind)
{
  MeetingEvent *event = meeting_event_new (kind, SPACE, g_get_real_time () + ++self->number);

  event->id = g_strdup_printf ("event%u", self->number);
  event->meeting_id = g_strdup ("meeting1");
  return event;
}

static void
add_recording (MeetingEvent *event, const char *id, MeetingRecordingState state)
{
  if (event->recordings == NULL)
    event->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_recording_unref);
  g_ptr_array_add (event->recordings, meeting_recording_new (id, SPACE, state));
}

/* An event goes the way it goes in the program: list, history, notice. */
static void
hear_event (Fixture *self, MeetingEvent *event)
{
  g_autoptr (MeetingChange) change
      = meeting_list_apply (applet_session_get_list (self->session), event);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (change);
  g_assert_true (history_store_record_change (self->store, change, "Weekly", &error));
  g_signal_emit_by_name (self->session, "meeting-changed", change);
}

static void
hear (Fixture *self, MeetingEventKind kind, const char *person)
{
  g_autoptr (MeetingEvent) event = new_event (self, kind);

  if (person != NULL)
    event->attendee
        = meeting_attendee_new (person, person, MEETING_ATTENDEE_USER, MEETING_TIME_UNKNOWN, NULL);
  if (kind == MEETING_EVENT_RECORDING_READY)
    add_recording (event, "recording1", MEETING_RECORDING_READY);
  hear_event (self, event);
}

static void
assert_state (Fixture *self, const char *key, HistoryNoticeState state)
{
  g_autoptr (GError) error = NULL;
  HistoryNotice *notice = history_store_dup_notice (self->store, key, &error);

  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_cmpint (notice->state, ==, state);
  history_notice_free (notice);
}

static const char *
shown_key (Fixture *self, guint index)
{
  g_assert_cmpuint (index, <, self->presenter->shown->len);
  return ((NoticeCard *)g_ptr_array_index (self->presenter->shown, index))->key;
}

static void
test_intended_before_shown (Fixture *self, gconstpointer data)
{
  self->presenter->path = self->path;
  hear (self, MEETING_EVENT_STARTED, "ana");
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_assert_cmpuint (self->presenter->found_on_disk, ==, 1);
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_INTENDED);
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_SHOWN);
}

static void
test_burst_is_one_card (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, NULL);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *person = g_strdup_printf ("person%u", i);

      hear (self, MEETING_EVENT_ATTENDEE_ADDED, person);
    }
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_assert_false (((NoticeCard *)g_ptr_array_index (self->presenter->shown, 0))->update);
}

static void
test_ended_is_withdrawn (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  hear (self, MEETING_EVENT_ENDED, NULL);
  settle ();
  g_assert_cmpuint (self->presenter->withdrawn->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (self->presenter->withdrawn, 0), ==, shown_key (self, 0));
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_DONE);
}

static void
test_ended_before_shown_says_nothing (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  hear (self, MEETING_EVENT_ENDED, NULL);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
}

/* What is found after an outage may be much at once. */
static void
test_all_of_one_change_is_told (Fixture *self, gconstpointer data)
{
  g_autoptr (MeetingEvent) first = new_event (self, MEETING_EVENT_RECORDING_STOPPED);
  g_autoptr (MeetingEvent) second = new_event (self, MEETING_EVENT_RECORDING_STOPPED);
  g_autoptr (MeetingEvent) found = new_event (self, MEETING_EVENT_FOUND);

  add_recording (first, "recording1", MEETING_RECORDING_STOPPED);
  hear_event (self, first);
  add_recording (second, "recording2", MEETING_RECORDING_STOPPED);
  hear_event (self, second);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);

  add_recording (found, "recording1", MEETING_RECORDING_READY);
  add_recording (found, "recording2", MEETING_RECORDING_READY);
  add_recording (found, "recording3", MEETING_RECORDING_RUNNING);
  hear_event (self, found);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 3);
  g_assert_cmpstr (shown_key (self, 0), ==, "meeting:meeting1");
  g_assert_cmpstr (shown_key (self, 1), ==, "recording:recording1");
  g_assert_cmpstr (shown_key (self, 2), ==, "recording:recording2");
}

static void
test_told_once_over_restart (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  hear (self, MEETING_EVENT_RECORDING_READY, NULL);
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 1), 8u, ":1.7");
  stop (self);

  start (self);
  applet_notifier_tell_unknown (self->notifier);
  hear (self, MEETING_EVENT_ATTENDEE_ADDED, "bo");
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
}

/* A meeting that is heard of as if for the first time: what was told of it is in the ledger all the
 * same. */
static void
test_told_once_though_forgotten (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  hear (self, MEETING_EVENT_RECORDING_READY, NULL);
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 1), 8u, ":1.7");
  stop (self);

  self->forgetful = TRUE;
  start (self);
  hear (self, MEETING_EVENT_STARTED, "ana");
  hear (self, MEETING_EVENT_RECORDING_READY, NULL);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
}

static void
test_unknown_outcome_goes_into_digest (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  /* No word from the daemon before the end. */
  stop (self);

  start (self);
  applet_notifier_tell_unknown (self->notifier);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_assert_cmpstr (shown_key (self, 0), ==, "digest");
  g_signal_emit_by_name (self->presenter, "shown", "digest", 9u, ":1.7");
  stop (self);

  start (self);
  applet_notifier_tell_unknown (self->notifier);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
}

static void
fail (Fixture *self, const char *key, NoticeError code)
{
  g_autofree char *copy = g_strdup (key);
  g_autoptr (GError) error = g_error_new_literal (NOTICE_ERROR, code, "not shown");

  g_signal_emit_by_name (self->presenter, "failed", copy, error);
}

/* Nobody saw it: the next run tells it, once, and not beside the digest. */
static void
test_failed_goes_into_digest (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_RECORDING_READY, NULL);
  settle ();
  fail (self, shown_key (self, 0), NOTICE_ERROR_NO_DAEMON);
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_FAILED);
  stop (self);

  start (self);
  applet_notifier_tell_unknown (self->notifier);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_assert_cmpstr (shown_key (self, 0), ==, "digest");
  g_signal_emit_by_name (self->presenter, "shown", "digest", 9u, ":1.7");
  stop (self);

  start (self);
  applet_notifier_tell_unknown (self->notifier);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 0);
}

/* What was given to a daemon that never answered is told by the next daemon. */
static void
test_unanswered_is_told_by_another_daemon (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  fail (self, shown_key (self, 0), NOTICE_ERROR_TIMED_OUT);
  g_signal_emit_by_name (self->presenter, "available-changed", FALSE);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_signal_emit_by_name (self->presenter, "available-changed", TRUE);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 2);
  g_assert_cmpstr (shown_key (self, 1), ==, "digest");
  g_signal_emit_by_name (self->presenter, "shown", "digest", 9u, ":1.8");
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_DONE);
  g_signal_emit_by_name (self->presenter, "available-changed", TRUE);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 2);
}

static void
test_unanswered_and_over_says_nothing (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  fail (self, shown_key (self, 0), NOTICE_ERROR_TIMED_OUT);
  hear (self, MEETING_EVENT_ENDED, NULL);
  g_signal_emit_by_name (self->presenter, "available-changed", TRUE);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
}

/* The daemon was asked to show it, and the meeting ended before it answered. */
static void
test_failed_after_the_end_says_nothing (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  hear (self, MEETING_EVENT_ENDED, NULL);
  fail (self, shown_key (self, 0), NOTICE_ERROR_TIMED_OUT);
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_DONE);
  g_signal_emit_by_name (self->presenter, "available-changed", TRUE);
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
}

static void
test_shown_after_the_end_is_not_adopted (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  hear (self, MEETING_EVENT_ENDED, NULL);
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  g_signal_emit_by_name (self->presenter, "closed", shown_key (self, 0));
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_DONE);
  stop (self);

  start (self);
  applet_notifier_adopt_shown (self->notifier);
  g_assert_null (self->presenter->adopted);
}

/* What an update has to say is not worth telling again: the notice itself was shown. */
static void
test_failed_update_is_no_failure (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  hear (self, MEETING_EVENT_ATTENDEE_ADDED, "bo");
  settle ();
  fail (self, shown_key (self, 0), NOTICE_ERROR_TIMED_OUT);
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_SHOWN);
}

static void
on_action (AppletNotifier *notifier,
           const char *action,
           const char *space_id,
           MeetingRecording *recording,
           const char *token,
           char **heard)
{
  g_free (*heard);
  *heard = g_strdup_printf (
      "%s %s %s %s", action, space_id, recording != NULL ? recording->id : "-", token);
}

static void
test_action_names_its_object (Fixture *self, gconstpointer data)
{
  g_autofree char *heard = NULL;

  g_signal_connect (self->notifier, "action", G_CALLBACK (on_action), &heard);
  hear (self, MEETING_EVENT_RECORDING_READY, NULL);
  settle ();
  g_signal_emit_by_name (self->presenter, "action", shown_key (self, 0), "view", "token1");
  g_assert_cmpstr (heard, ==, "view " SPACE " recording1 token1");
}

static void
test_closed_by_person_stays_closed (Fixture *self, gconstpointer data)
{
  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  g_signal_emit_by_name (self->presenter, "shown", shown_key (self, 0), 7u, ":1.7");
  g_signal_emit_by_name (self->presenter, "closed", shown_key (self, 0));
  assert_state (self, shown_key (self, 0), HISTORY_NOTICE_DONE);
  hear (self, MEETING_EVENT_ATTENDEE_ADDED, "bo");
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
}

static void
test_adopted_after_restart (Fixture *self, gconstpointer data)
{
  g_autofree char *heard = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *key = NULL;

  hear (self, MEETING_EVENT_STARTED, "ana");
  settle ();
  key = g_strdup (shown_key (self, 0));
  g_signal_emit_by_name (self->presenter, "shown", key, 7u, ":1.7");
  stop (self);

  start (self);
  applet_notifier_adopt_shown (self->notifier);
  expected = g_strconcat (key, " 7 :1.7", NULL);
  g_assert_cmpstr (self->presenter->adopted, ==, expected);
  g_signal_connect (self->notifier, "action", G_CALLBACK (on_action), &heard);
  g_signal_emit_by_name (self->presenter, "action", key, "join", "token1");
  g_assert_cmpstr (heard, ==, "join " SPACE " - token1");
  hear (self, MEETING_EVENT_ATTENDEE_ADDED, "bo");
  settle ();
  g_assert_cmpuint (self->presenter->shown->len, ==, 1);
  g_assert_true (((NoticeCard *)g_ptr_array_index (self->presenter->shown, 0))->update);
  hear (self, MEETING_EVENT_ENDED, NULL);
  settle ();
  g_assert_cmpuint (self->presenter->withdrawn->len, ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/applet/notifier/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("intended-before-shown", test_intended_before_shown);
  ADD ("burst-is-one-card", test_burst_is_one_card);
  ADD ("ended-is-withdrawn", test_ended_is_withdrawn);
  ADD ("ended-before-shown-says-nothing", test_ended_before_shown_says_nothing);
  ADD ("all-of-one-change-is-told", test_all_of_one_change_is_told);
  ADD ("told-once-over-restart", test_told_once_over_restart);
  ADD ("told-once-though-forgotten", test_told_once_though_forgotten);
  ADD ("unknown-outcome-goes-into-digest", test_unknown_outcome_goes_into_digest);
  ADD ("failed-goes-into-digest", test_failed_goes_into_digest);
  ADD ("unanswered-is-told-by-another-daemon", test_unanswered_is_told_by_another_daemon);
  ADD ("unanswered-and-over-says-nothing", test_unanswered_and_over_says_nothing);
  ADD ("failed-after-the-end-says-nothing", test_failed_after_the_end_says_nothing);
  ADD ("shown-after-the-end-is-not-adopted", test_shown_after_the_end_is_not_adopted);
  ADD ("failed-update-is-no-failure", test_failed_update_is_no_failure);
  ADD ("action-names-its-object", test_action_names_its_object);
  ADD ("adopted-after-restart", test_adopted_after_restart);
  ADD ("closed-by-person-stays-closed", test_closed_by_person_stays_closed);
  return g_test_run ();
}
