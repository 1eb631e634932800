/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * The whole way from the server's words to the status, against the stand-in server in this process.
 */
#include "applet-session.h"

#include <glib/gstdio.h>

#include "simulator-scenario.h"
#include "simulator-server.h"

#define WEEKLY "64c0a71be2d94f0012ab3401"
#define ROOF "64c0a71be2d94f0012ab3402"
#define DEADLINE_S 30

static const char scenario_text[]
    = "{ \"title\": \"test\", \"begin\": \"start\", \"me\": \"maren\", \"people\": ["
      " {\"key\": \"maren\", \"id\": \"p1\", \"name\": \"Maren Okafor\", \"username\": "
      "\"m@example.com\"},"
      " {\"key\": \"tobias\", \"id\": \"p2\", \"name\": \"Tobias Lind\", \"username\": "
      "\"t@example.com\"},"
      " {\"key\": \"aiko\", \"id\": \"p3\", \"name\": \"Aiko Brandt\", \"username\": "
      "\"a@example.com\"}],"
      " \"spaces\": ["
      " {\"key\": \"weekly\", \"id\": \"" WEEKLY "\", \"title\": \"Weekly\","
      "  \"members\": [\"maren\", \"tobias\"]},"
      " {\"key\": \"roof\", \"id\": \"" ROOF "\", \"title\": \"Roof\","
      "  \"members\": [\"maren\", \"aiko\"]}],"
      " \"timeline\": [] }";

static const SioTimes sio_times = {
  .connect_timeout = 5000,
  .join_timeout = 5000,
  .ping_limit = 10,
  .probe_timeout = 200,
  .retry_base = 20,
  .retry_cap = 100,
  .refused_cap = 200,
  .stable_after = 30000,
  .network_retry_limit = 10,
  .credentials_timeout = 5000,
};
static const SpacesTimes spaces_times = { 1, 1, 2000, 50, 4, 1, 50, 900000 };

typedef struct
{
  SimulatorServer *server;
  SpacesLinks *links;
  SpacesTokenSource *tokens;
  GPtrArray *fixed;
  char *directory;
  HistoryStore *store;
  AppletSession *session;
  GString *changes; /* flags of each, in order */
} Fixture;

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("nothing happened within %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline_ = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);                       \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline_);                                                                   \
  }                                                                                                \
  G_STMT_END

#define WAIT_FOR_STATUS(self, kind_)                                                               \
  WAIT_FOR (applet_session_get_status ((self)->session)->kind == (kind_))

static void
on_meeting_changed (AppletSession *session, MeetingChange *change, Fixture *self)
{
  g_autofree char *flags = meeting_change_flags_to_string (change->flags);

  g_string_append_printf (self->changes, "%s ", flags);
}

static void
make_session (Fixture *self, const char *token)
{
  g_autofree char *api = g_strconcat (simulator_server_get_origin (self->server), "/api", NULL);
  AppletSessionConfig config = {
    .api_url = api,
    .socket_url = simulator_server_get_origin (self->server),
    .links = self->links,
    .spaces = self->fixed,
    .store = self->store,
    .generation = SIO_GENERATION_3,
    .sio_times = &sio_times,
    .spaces_times = &spaces_times,
  };

  self->tokens = spaces_token_source_new_for_text (token, SPACES_TOKEN_JWT);
  config.tokens = self->tokens;
  self->session = applet_session_new (&config);
  g_signal_connect (self->session, "meeting-changed", G_CALLBACK (on_meeting_changed), self);
}

static void
free_session (Fixture *self)
{
  applet_session_stop (self->session);
  g_assert_finalize_object (self->session);
  g_clear_object (&self->tokens);
}

static void
start (Fixture *self)
{
  make_session (self, simulator_server_get_token (self->server));
  applet_session_start (self->session);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimulatorScenario) scenario = simulator_scenario_parse (scenario_text, -1, 0, &error);
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;

  g_assert_no_error (error);
  if (data != NULL)
    options.engines = SIMULATOR_ENGINE_4;
  self->server = simulator_server_new (scenario, &options);
  g_assert_true (simulator_server_start (self->server, &error));
  self->links = spaces_links_new ("https://spaces.avayacloud.com", NULL, NULL);
  self->changes = g_string_new (NULL);
}

/* The store leaves its log beside its file. */
static void
remove_directory (const char *directory)
{
  const char *const names[] = { "history.db", "history.db-wal", "history.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_unlink (path);
    }
  g_assert_no_errno (g_rmdir (directory));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  free_session (self);
  if (self->store != NULL)
    {
      history_store_close (self->store);
      g_assert_finalize_object (self->store);
    }
  simulator_server_stop (self->server);
  g_clear_object (&self->server);
  if (self->directory != NULL)
    remove_directory (self->directory);
  spaces_links_free (self->links);
  g_string_free (self->changes, TRUE);
  g_clear_pointer (&self->fixed, g_ptr_array_unref);
  g_free (self->directory);
}

static void
open_store (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (self->directory == NULL)
    self->directory = g_dir_make_tmp ("spaces-tray-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->directory, "history.db", NULL);
  self->store = history_store_open (path, NULL, &error);
  g_assert_no_error (error);
}

static void
tell (Fixture *self, const char *step)
{
  g_autoptr (GError) error = NULL;

  simulator_server_apply_text (self->server, step, &error);
  g_assert_no_error (error);
}

static const char *
reason (Fixture *self)
{
  return meeting_status_reason_to_string (applet_session_get_status (self->session)->reason);
}

static guint
people (Fixture *self)
{
  return applet_session_get_status (self->session)->people;
}

static void
test_starts_offline (Fixture *self, gconstpointer data)
{
  make_session (self, "any");
  g_assert_cmpint (applet_session_get_status (self->session)->kind, ==, MEETING_STATUS_OFFLINE);
  g_assert_cmpstr (reason (self), ==, "starting");
}

static void
test_idle_when_every_space_answered (Fixture *self, gconstpointer data)
{
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_cmpuint (applet_session_get_status (self->session)->watched, ==, 2);
  g_assert_cmpuint (applet_session_get_status (self->session)->known, ==, 2);
  g_assert_cmpstr (reason (self), ==, "none");
  g_assert_cmpint (applet_session_get_last_heard (self->session), >, 0);
}

static void
test_meeting_from_start_to_ready (Fixture *self, gconstpointer data)
{
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  tell (self, "{\"do\": \"join\", \"space\": \"weekly\", \"who\": \"aiko\"}");
  WAIT_FOR (people (self) == 2);
  tell (self, "{\"do\": \"record\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_RECORDING);
  tell (self, "{\"do\": \"join\", \"space\": \"weekly\", \"who\": \"maren\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_JOINED);
  tell (self, "{\"do\": \"leave\", \"space\": \"weekly\", \"who\": \"maren\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_RECORDING);
  tell (self, "{\"do\": \"stop\", \"space\": \"weekly\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  tell (self, "{\"do\": \"end\", \"space\": \"weekly\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  tell (self, "{\"do\": \"ready\", \"space\": \"weekly\"}");
  WAIT_FOR (strstr (self->changes->str, "recording-ready") != NULL);
  g_assert_cmpstr (applet_session_get_space_name (self->session, WEEKLY), ==, "Weekly");
}

static void
test_found_running (Fixture *self, gconstpointer data)
{
  Meeting *meeting;

  tell (self, "{\"do\": \"start\", \"space\": \"roof\", \"who\": [\"aiko\", \"tobias\"]}");
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  meeting = meeting_list_get_meeting (applet_session_get_list (self->session), ROOF);
  g_assert_true (meeting->found);
  g_assert_cmpuint (people (self), ==, 2);
  g_assert_cmpstr (self->changes->str, ==, "started ");
}

static void
test_comes_back_after (Fixture *self, const char *fault, const char *expected_reason)
{
  guint joins;

  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  joins = simulator_server_count (self->server, "join");
  tell (self, fault);
  WAIT_FOR_STATUS (self, MEETING_STATUS_OFFLINE);
  g_assert_cmpstr (reason (self), ==, expected_reason);
  /* What happens meanwhile is known afterwards. */
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  g_assert_cmpuint (simulator_server_count (self->server, "join"), >, joins);
  g_assert_cmpstr (self->changes->str, ==, "started ");
}

static void
test_drop (Fixture *self, gconstpointer data)
{
  test_comes_back_after (self, "{\"do\": \"fault\", \"fault\": \"drop\"}", "server-closed");
}

static void
test_kick (Fixture *self, gconstpointer data)
{
  test_comes_back_after (self, "{\"do\": \"fault\", \"fault\": \"kick\"}", "kicked");
}

static void
test_garbage (Fixture *self, gconstpointer data)
{
  test_comes_back_after (
      self, "{\"do\": \"fault\", \"fault\": \"garbage\", \"text\": \"42/chat,{\"}", "protocol");
}

static void
test_oversize (Fixture *self, gconstpointer data)
{
  test_comes_back_after (
      self, "{\"do\": \"fault\", \"fault\": \"oversize\", \"bytes\": 2000000}", "too-big");
}

static void
test_ended_while_away (Fixture *self, gconstpointer data)
{
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  tell (self, "{\"do\": \"fault\", \"fault\": \"drop\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_OFFLINE);
  tell (self, "{\"do\": \"end\", \"space\": \"weekly\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_cmpstr (self->changes->str, ==, "started ended ");
}

static void
test_ended_while_not_running (Fixture *self, gconstpointer data)
{
  open_store (self);
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  free_session (self);
  history_store_close (self->store);
  g_assert_finalize_object (self->store);
  tell (self, "{\"do\": \"end\", \"space\": \"weekly\"}");
  g_string_truncate (self->changes, 0);

  open_store (self);
  make_session (self, simulator_server_get_token (self->server));
  g_assert_nonnull (meeting_list_get_meeting (applet_session_get_list (self->session), WEEKLY));
  applet_session_start (self->session);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_cmpstr (self->changes->str, ==, "ended ");
}

static void
test_still_on_after_restart_is_no_change (Fixture *self, gconstpointer data)
{
  open_store (self);
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  free_session (self);
  history_store_close (self->store);
  g_assert_finalize_object (self->store);
  g_string_truncate (self->changes, 0);

  open_store (self);
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  g_assert_null (strstr (self->changes->str, "started"));
  g_assert_null (strstr (self->changes->str, "ended"));
}

static MeetingChange *
new_change (MeetingChangeFlags flags, const char *space_id, const char *event_id)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (MEETING_EVENT_STARTED, space_id, 1000);

  event->id = g_strdup (event_id);
  return meeting_change_new (flags, event);
}

/* It was on when the program ended, and by now the space is not ours any more: nobody will ever say
 * that it is over. */
static void
test_meeting_of_a_gone_space_is_over (Fixture *self, gconstpointer data)
{
  g_autoptr (MeetingChange) change = new_change (MEETING_CHANGE_STARTED, "left-long-ago", "e1");
  g_autoptr (GPtrArray) open = NULL;

  open_store (self);
  change->meeting = meeting_new ("m1", "left-long-ago", 1000);
  g_assert_true (history_store_record_change (self->store, change, "Long ago", NULL));
  make_session (self, simulator_server_get_token (self->server));
  g_assert_nonnull (
      meeting_list_get_meeting (applet_session_get_list (self->session), "left-long-ago"));
  applet_session_start (self->session);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_null (
      meeting_list_get_meeting (applet_session_get_list (self->session), "left-long-ago"));
  g_assert_cmpstr (self->changes->str, ==, "ended ");
  open = history_store_dup_open_meetings (self->store, NULL);
  g_assert_cmpuint (open->len, ==, 0);
}

/* Of what is remembered the newest is what a server may say again. */
static void
test_newest_events_of_before_are_known (Fixture *self, gconstpointer data)
{
  MeetingList *list;
  g_autoptr (MeetingChange) fresh = new_change (MEETING_CHANGE_DETAILS, ROOF, "fresh");
  g_autoptr (MeetingChange) newest = new_change (MEETING_CHANGE_DETAILS, WEEKLY, "e4099");
  g_autoptr (MeetingChange) heard = NULL;

  open_store (self);
  for (guint i = 0; i < 4100; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%u", i);
      g_autoptr (MeetingChange) change = new_change (MEETING_CHANGE_DETAILS, WEEKLY, id);

      g_assert_true (history_store_record_change (self->store, change, NULL, NULL));
    }
  make_session (self, simulator_server_get_token (self->server));
  list = applet_session_get_list (self->session);
  heard = meeting_list_apply (list, fresh->event);
  g_assert_nonnull (heard);
  g_assert_null (meeting_list_apply (list, newest->event));
}

/* What the list of spaces brought is on disk, and nothing holds the history's write lock. */
static void
test_list_is_written_at_once (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autoptr (HistoryStore) reader = NULL;
  g_autoptr (GError) error = NULL;

  open_store (self);
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  path = g_build_filename (self->directory, "history.db", NULL);
  reader = history_store_open_read_only (path, &error);
  g_assert_no_error (error);
  name = history_store_dup_space_name (reader, WEEKLY);
  g_assert_cmpstr (name, ==, "Weekly");
}

static void
test_refused_token (Fixture *self, gconstpointer data)
{
  make_session (self, "wrong");
  applet_session_start (self->session);
  WAIT_FOR_STATUS (self, MEETING_STATUS_SIGNED_OUT);
  g_assert_cmpstr (reason (self), ==, "token-refused");
}

static void
test_no_account (Fixture *self, gconstpointer data)
{
  AppletSessionConfig config = { .links = self->links };

  self->session = applet_session_new (&config);
  applet_session_start (self->session);
  g_assert_cmpint (applet_session_get_status (self->session)->kind, ==, MEETING_STATUS_SIGNED_OUT);
  g_assert_cmpstr (reason (self), ==, "no-account");
}

static void
test_events_only (Fixture *self, gconstpointer data)
{
  self->fixed = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  g_ptr_array_add (self->fixed, spaces_space_new (WEEKLY, "My weekly", SPACES_SPACE_GROUP));
  tell (self, "{\"do\": \"fault\", \"fault\": \"rest\", \"status\": 503}");
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_cmpstr (reason (self), ==, "events-only");
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  g_assert_cmpstr (applet_session_get_space_name (self->session, WEEKLY), ==, "My weekly");
}

static void
test_stale_while_asking_fails (Fixture *self, gconstpointer data)
{
  tell (self, "{\"do\": \"fault\", \"fault\": \"rest\", \"status\": 503}");
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_STALE);
  g_assert_true (g_str_equal (reason (self), "checking")
                 || g_str_equal (reason (self), "partly-unknown"));
}

static void
test_duplicates_and_noise_change_nothing (Fixture *self, gconstpointer data)
{
  start (self);
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  WAIT_FOR (simulator_server_count (self->server, "subscribe") == 2);
  tell (self, "{\"do\": \"fault\", \"fault\": \"duplicate\"}");
  tell (self, "{\"do\": \"start\", \"space\": \"weekly\", \"who\": \"tobias\"}");
  tell (self, "{\"do\": \"noise\", \"space\": \"weekly\", \"count\": 20}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_LIVE);
  tell (self, "{\"do\": \"end\", \"space\": \"weekly\"}");
  WAIT_FOR_STATUS (self, MEETING_STATUS_IDLE);
  g_assert_cmpstr (self->changes->str, ==, "started ended ");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/applet/session/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("starts-offline", test_starts_offline);
  ADD ("idle-when-every-space-answered", test_idle_when_every_space_answered);
  ADD ("meeting-from-start-to-ready", test_meeting_from_start_to_ready);
  g_test_add ("/applet/session/meeting-from-start-to-ready-engine-4",
              Fixture,
              "4",
              set_up,
              test_meeting_from_start_to_ready,
              tear_down);
  ADD ("found-running", test_found_running);
  ADD ("drop", test_drop);
  ADD ("kick", test_kick);
  ADD ("garbage", test_garbage);
  ADD ("oversize", test_oversize);
  ADD ("ended-while-away", test_ended_while_away);
  ADD ("ended-while-not-running", test_ended_while_not_running);
  ADD ("still-on-after-restart-is-no-change", test_still_on_after_restart_is_no_change);
  ADD ("meeting-of-a-gone-space-is-over", test_meeting_of_a_gone_space_is_over);
  ADD ("newest-events-of-before-are-known", test_newest_events_of_before_are_known);
  ADD ("list-is-written-at-once", test_list_is_written_at_once);
  ADD ("refused-token", test_refused_token);
  ADD ("no-account", test_no_account);
  ADD ("events-only", test_events_only);
  ADD ("stale-while-asking-fails", test_stale_while_asking_fails);
  ADD ("duplicates-and-noise-change-nothing", test_duplicates_and_noise_change_nothing);
  return g_test_run ();
}
