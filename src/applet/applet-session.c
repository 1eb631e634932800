/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-session.h"

#include <glib/gi18n.h>

#include "applet-history.h"
#include "applet-link.h"
#include "applet-soup.h"

#define NAME_SPACE "/chat"
#define REQUEST_TIMEOUT_S 20

struct _AppletSession
{
  GObject parent_instance;

  SoupSession *soup;
  SioClient *client;
  SpacesApi *api;
  SpacesWatcher *watcher;
  SpacesTokenSource *tokens;
  SpacesLinks *links;
  HistoryStore *store;
  MeetingList *list;
  GPtrArray *fixed;
  GHashTable *past_names; /* space id -> name of an earlier run, or "" for none */

  MeetingStatus status;
  MeetingTime since;
  gboolean demonstration;
  gboolean listed;         /* the service's list of spaces came, in this run */
  gboolean list_failed;    /* and was refused or unreachable since the last join */
  gboolean history_failed; /* a write failed and was told */
  guint changed_id;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_MEETING_CHANGED,
  SIGNAL_GENERATION_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletSession, applet_session, G_TYPE_OBJECT)

static gboolean
spaces_are_listed (AppletSession *self)
{
  return self->listed || (self->fixed->len > 0 && (self->api == NULL || self->list_failed));
}

static gboolean
is_partly_unknown (AppletSession *self)
{
  return (self->list_failed && !spaces_are_listed (self))
         || spaces_watcher_get_unanswered (self->watcher) > 0;
}

static MeetingStatus
derive_status (AppletSession *self)
{
  AppletLinkFacts facts = { .account = self->client != NULL };
  MeetingLink link;

  if (self->client != NULL)
    {
      facts.state = sio_client_get_state (self->client);
      facts.reason = sio_client_get_reason (self->client);
      facts.events_only = spaces_watcher_get_events_only (self->watcher);
      facts.spaces_listed = spaces_are_listed (self);
      facts.partly_unknown = is_partly_unknown (self);
      facts.own_id = spaces_watcher_get_own_id (self->watcher);
    }
  link = applet_link_derive (&facts);
  return meeting_status_derive (self->list, &link);
}

/* The only writer of status and since. */
static void
update_status (AppletSession *self)
{
  MeetingStatus status = derive_status (self);

  if (status.kind != self->status.kind || status.reason != self->status.reason)
    g_debug ("%s (%s) -> %s (%s)",
             meeting_status_kind_to_string (self->status.kind),
             meeting_status_reason_to_string (self->status.reason),
             meeting_status_kind_to_string (status.kind),
             meeting_status_reason_to_string (status.reason));
  if (status.kind != self->status.kind)
    self->since = g_get_real_time ();
  self->status = status;
}

static gboolean
on_changed_idle (gpointer user_data)
{
  AppletSession *self = user_data;

  self->changed_id = 0;
  update_status (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Many changes, one signal: views are made anew once, however much came in together. */
static void
queue_changed (AppletSession *self)
{
  if (self->changed_id == 0)
    self->changed_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_changed_idle, self, NULL);
}

static void
tell_history_failure (AppletSession *self, const GError *error)
{
  if (!self->history_failed)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be written: %s"), error->message);
  self->history_failed = TRUE;
}

static void
record_change (AppletSession *self, MeetingChange *change)
{
  g_autoptr (GError) error = NULL;
  const char *name = applet_session_get_space_name (self, change->space_id);

  if (self->store == NULL)
    return;
  if (history_store_record_change (self->store, change, name, &error))
    self->history_failed = FALSE;
  else
    tell_history_failure (self, error);
}

static void
take_event (AppletSession *self, MeetingEvent *event)
{
  g_autoptr (MeetingChange) change = meeting_list_apply (self->list, event);

  if (change == NULL)
    return;
  record_change (self, change);
  g_signal_emit (self, signals[SIGNAL_MEETING_CHANGED], 0, change);
}

static void
on_event (SpacesWatcher *watcher, MeetingEvent *event, AppletSession *self)
{
  take_event (self, event);
}

static gboolean
contains_space (GPtrArray *spaces, const char *space_id)
{
  for (guint i = 0; i < spaces->len; i++)
    {
      const SpacesSpace *space = g_ptr_array_index (spaces, i);

      if (g_str_equal (space->id, space_id))
        return TRUE;
    }
  return FALSE;
}

static void
record_space (AppletSession *self, const SpacesSpace *space)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL && space->name != NULL
      && !history_store_record_space (self->store, space->id, space->name, &error))
    tell_history_failure (self, error);
}

/* Nobody will tell us when the meeting of a space ends that is not ours any more: as far as we are
 * concerned it is over, also for the next run. */
static void
forget_space (AppletSession *self, const char *space_id)
{
  g_autoptr (MeetingEvent) none
      = meeting_event_new (MEETING_EVENT_NONE, space_id, g_get_real_time ());

  take_event (self, none);
  meeting_list_unwatch_space (self->list, space_id);
}

/* Of a space that was not watched: when only an earlier run, or an event before the connection was
 * lost, told its meeting. */
static gboolean
is_to_be_forgotten (AppletSession *self, const MeetingSpace *space)
{
  return space->watched
         || (!space->fresh && meeting_list_get_meeting (self->list, space->id) != NULL);
}

/* No write stays open until the next meeting: it would hold the checkpoints off. */
static void
flush_history (AppletSession *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL && !history_store_flush (self->store, &error))
    tell_history_failure (self, error);
}

static void
forget_gone_spaces (AppletSession *self, GPtrArray *listed)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) spaces = meeting_list_get_spaces (self->list);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < listed->len; i++)
    g_hash_table_add (kept, ((SpacesSpace *)g_ptr_array_index (listed, i))->id);
  for (guint i = 0; i < spaces->len; i++)
    {
      const MeetingSpace *space = g_ptr_array_index (spaces, i);

      if (!g_hash_table_contains (kept, space->id) && !contains_space (self->fixed, space->id)
          && is_to_be_forgotten (self, space))
        g_ptr_array_add (gone, g_strdup (space->id));
    }
  for (guint i = 0; i < gone->len; i++)
    forget_space (self, g_ptr_array_index (gone, i));
}

static void
on_spaces_listed (SpacesWatcher *watcher, GPtrArray *spaces, AppletSession *self)
{
  self->listed = TRUE;
  self->list_failed = FALSE;
  forget_gone_spaces (self, spaces);
  for (guint i = 0; i < spaces->len; i++)
    {
      const SpacesSpace *space = g_ptr_array_index (spaces, i);

      meeting_list_watch_space (self->list, space->id, space->name);
      record_space (self, space);
    }
  flush_history (self);
  queue_changed (self);
}

static void
on_list_failed (SpacesWatcher *watcher, GError *error, AppletSession *self)
{
  /* Translators: in the log; %s is what went wrong. */
  g_message (_ ("The list of spaces cannot be had: %s"), error->message);
  self->list_failed = TRUE;
  queue_changed (self);
}

static void
on_space_known (SpacesWatcher *watcher, const char *space_id, AppletSession *self)
{
  meeting_list_mark_known (self->list, space_id);
}

static void
on_space_failed (SpacesWatcher *watcher, const char *space_id, GError *error, AppletSession *self)
{
  const char *name = applet_session_get_space_name (self, space_id);

  if (name == NULL)
    name = space_id;
  /* Translators: in the log; %s is a space, the second %s what went wrong. */
  g_message (_ ("The space %s cannot be watched: %s"), name, error->message);
  queue_changed (self);
}

static void
on_unauthorized (SpacesWatcher *watcher, GError *error, AppletSession *self)
{
  /* Translators: in the log; %s is what went wrong. */
  g_message (_ ("The service refuses the token: %s"), error->message);
  queue_changed (self);
}

/* The meetings that were live are asked for first: theirs is the news that matters. */
static void
prefer_live_spaces (AppletSession *self)
{
  g_autoptr (GPtrArray) live = meeting_list_get_live (self->list);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < live->len; i++)
    g_ptr_array_add (ids, ((Meeting *)g_ptr_array_index (live, i))->space_id);
  g_ptr_array_add (ids, NULL);
  spaces_watcher_prefer (self->watcher, (const char *const *)ids->pdata);
}

static void
on_client_state_changed (SioClient *client, SioState old, SioState new, AppletSession *self)
{
  const char *detail = sio_client_get_detail (client);
  SioReason reason = sio_client_get_reason (client);

  if (old == SIO_STATE_JOINED)
    {
      self->list_failed = FALSE;
      meeting_list_forget (self->list);
      prefer_live_spaces (self);
    }
  if (new == SIO_STATE_JOINED)
    g_message (_ ("Connected"));
  else if (old == SIO_STATE_JOINED && new != SIO_STATE_IDLE)
    /* Translators: in the log; %s is what happened, in technical words. */
    g_message (_ ("Connection lost: %s"), detail != NULL ? detail : sio_reason_to_string (reason));
  queue_changed (self);
}

static void
on_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SpacesTokenSource *tokens = SPACES_TOKEN_SOURCE (source);
  char *token = spaces_token_source_get_finish (tokens, result, &error);
  SioCredentials *credentials;

  if (token == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  credentials = sio_credentials_new ();
  sio_credentials_add (credentials,
                       "tokenType",
                       spaces_token_type_to_string (spaces_token_source_get_token_type (tokens)));
  sio_credentials_add (credentials, "token", token);
  spaces_token_free (token);
  g_task_return_pointer (task, credentials, (GDestroyNotify)sio_credentials_free);
}

static void
on_credentials_wanted (SioClient *client,
                       gboolean previous_refused,
                       GTask *task,
                       gpointer user_data)
{
  AppletSession *self = user_data;

  spaces_token_source_get_async (
      self->tokens, g_task_get_cancellable (task), on_token_ready, g_object_ref (task));
}

static void
on_generation_changed (SioClient *client, GParamSpec *pspec, AppletSession *self)
{
  g_signal_emit (
      self, signals[SIGNAL_GENERATION_CHANGED], 0, (guint)sio_client_get_generation (client));
}

static void
make_connection (AppletSession *self, const AppletSessionConfig *config)
{
  self->tokens = g_object_ref (config->tokens);
  self->soup = applet_soup_new ();
  self->client
      = sio_client_new (self->soup, config->socket_url, NAME_SPACE, config->sio_times, NULL);
  sio_client_set_credentials_func (self->client, on_credentials_wanted, self, NULL);
  sio_client_set_generation (self->client, config->generation);
  self->api = spaces_api_new (self->soup, config->api_url, self->tokens, REQUEST_TIMEOUT_S);
  self->watcher = spaces_watcher_new (self->client, self->api, self->fixed, config->spaces_times);

  g_signal_connect_object (
      self->client, "state-changed", G_CALLBACK (on_client_state_changed), self, 0);
  g_signal_connect_object (
      self->client, "notify::generation", G_CALLBACK (on_generation_changed), self, 0);
  g_signal_connect_object (self->watcher, "event", G_CALLBACK (on_event), self, 0);
  g_signal_connect_object (self->watcher, "spaces-listed", G_CALLBACK (on_spaces_listed), self, 0);
  g_signal_connect_object (self->watcher, "list-failed", G_CALLBACK (on_list_failed), self, 0);
  g_signal_connect_object (self->watcher, "space-known", G_CALLBACK (on_space_known), self, 0);
  g_signal_connect_object (self->watcher, "space-failed", G_CALLBACK (on_space_failed), self, 0);
  g_signal_connect_object (self->watcher, "unauthorized", G_CALLBACK (on_unauthorized), self, 0);
  g_signal_connect_object (
      self->watcher, "progress", G_CALLBACK (queue_changed), self, G_CONNECT_SWAPPED);
}

AppletSession *
applet_session_new (const AppletSessionConfig *config)
{
  AppletSession *self = g_object_new (APPLET_TYPE_SESSION, NULL);

  self->links = config->links;
  g_set_object (&self->store, config->store);
  self->demonstration = config->demonstration;
  for (guint i = 0; config->spaces != NULL && i < config->spaces->len; i++)
    {
      SpacesSpace *space = g_ptr_array_index (config->spaces, i);

      g_ptr_array_add (self->fixed, spaces_space_ref (space));
      meeting_list_watch_space (self->list, space->id, space->name);
    }
  if (self->store != NULL)
    applet_history_restore (self->store, self->list);
  if (config->tokens != NULL)
    make_connection (self, config);
  self->since = g_get_real_time ();
  self->status = derive_status (self);
  g_signal_connect_object (
      self->list, "changed", G_CALLBACK (queue_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
applet_session_start (AppletSession *self)
{
  if (self->client == NULL)
    return;
  prefer_live_spaces (self);
  sio_client_start (self->client);
}

void
applet_session_stop (AppletSession *self)
{
  if (self->client != NULL)
    sio_client_leave (self->client);
  g_clear_handle_id (&self->changed_id, g_source_remove);
}

void
applet_session_reconnect (AppletSession *self)
{
  if (self->client == NULL)
    return;
  if (sio_client_get_state (self->client) == SIO_STATE_JOINED)
    sio_client_leave (self->client);
  sio_client_start (self->client);
}

MeetingList *
applet_session_get_list (AppletSession *self)
{
  return self->list;
}

SpacesLinks *
applet_session_get_links (AppletSession *self)
{
  return self->links;
}

const MeetingStatus *
applet_session_get_status (AppletSession *self)
{
  return &self->status;
}

MeetingTime
applet_session_get_since (AppletSession *self)
{
  return self->since;
}

MeetingTime
applet_session_get_last_heard (AppletSession *self)
{
  return self->client != NULL ? sio_client_get_last_heard (self->client) : MEETING_TIME_UNKNOWN;
}

const char *
applet_session_get_own_id (AppletSession *self)
{
  return self->watcher != NULL ? spaces_watcher_get_own_id (self->watcher) : NULL;
}

gboolean
applet_session_is_demonstration (AppletSession *self)
{
  return self->demonstration;
}

MeetingTime
applet_session_get_next_attempt (AppletSession *self)
{
  return self->client != NULL ? sio_client_get_next_attempt (self->client) : MEETING_TIME_UNKNOWN;
}

const char *
applet_session_get_detail (AppletSession *self)
{
  return self->client != NULL ? sio_client_get_detail (self->client) : NULL;
}

const char *
applet_session_get_space_name (AppletSession *self, const char *space_id)
{
  const MeetingSpace *space = meeting_list_get_space (self->list, space_id);
  char *name;

  if (space != NULL && space->name != NULL)
    return space->name;
  if (self->store == NULL)
    return NULL;
  name = g_hash_table_lookup (self->past_names, space_id);
  if (name == NULL)
    {
      name = history_store_dup_space_name (self->store, space_id);
      if (name == NULL)
        name = g_strdup ("");
      g_hash_table_insert (self->past_names, g_strdup (space_id), name);
    }
  return name[0] != '\0' ? name : NULL;
}

static void
applet_session_dispose (GObject *object)
{
  AppletSession *self = APPLET_SESSION (object);

  g_clear_handle_id (&self->changed_id, g_source_remove);
  if (self->client != NULL)
    sio_client_set_credentials_func (self->client, NULL, NULL, NULL);
  g_clear_object (&self->watcher);
  g_clear_object (&self->api);
  g_clear_object (&self->client);
  g_clear_object (&self->soup);
  g_clear_object (&self->tokens);
  g_clear_object (&self->store);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (applet_session_parent_class)->dispose (object);
}

static void
applet_session_finalize (GObject *object)
{
  AppletSession *self = APPLET_SESSION (object);

  g_ptr_array_unref (self->fixed);
  g_hash_table_unref (self->past_names);
  G_OBJECT_CLASS (applet_session_parent_class)->finalize (object);
}

static void
applet_session_class_init (AppletSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = applet_session_dispose;
  object_class->finalize = applet_session_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MEETING_CHANGED] = g_signal_new ("meeting-changed",
                                                  type,
                                                  G_SIGNAL_RUN_LAST,
                                                  0,
                                                  NULL,
                                                  NULL,
                                                  NULL,
                                                  G_TYPE_NONE,
                                                  1,
                                                  G_TYPE_POINTER);
  signals[SIGNAL_GENERATION_CHANGED] = g_signal_new ("generation-changed",
                                                     type,
                                                     G_SIGNAL_RUN_LAST,
                                                     0,
                                                     NULL,
                                                     NULL,
                                                     NULL,
                                                     G_TYPE_NONE,
                                                     1,
                                                     G_TYPE_UINT);
}

static void
applet_session_init (AppletSession *self)
{
  self->list = meeting_list_new ();
  self->fixed = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  self->past_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
