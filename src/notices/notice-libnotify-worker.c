/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-libnotify-cards.h"
#include "notice-libnotify-worker.h"

#include <libnotify/notify.h>

#define MOST_KEPT 32
/* A daemon that dies of a card must not be killed with it for ever. */
#define MOST_ATTEMPTS 3

typedef enum
{
  DAEMON_UNKNOWN, /* nothing asked yet, or nothing answered */
  DAEMON_ASKED,
  DAEMON_READY, /* there, and it has told its capabilities */
} DaemonState;

typedef struct
{
  NoticeChannel *channel;
  char *application_name;
  gint64 keep_us;
  int answer_timeout_ms;

  GDBusConnection *connection; /* NULL while there is no session bus */
  guint watch;
  gboolean watch_answered;
  GCancellable *cancellable;
  DaemonState daemon;
  char *owner; /* unique name of the daemon; NULL while there is none */
  char *asked; /* the owner that was asked last */

  NoticeLibnotifyCards *cards;
  GQueue kept; /* (element-type NoticeRequest) shows that found no daemon, oldest first */
} Worker;

static void
report (Worker *self, NoticeReportKind kind, const char *key)
{
  notice_channel_report (self->channel, notice_report_new (kind, key));
}

static void
report_failed (Worker *self, const char *key, const GError *error)
{
  NoticeReport *failed = notice_report_new (NOTICE_REPORT_FAILED, key);

  failed->error = g_error_copy (error);
  notice_channel_report (self->channel, failed);
}

static NoticeRequest *
take_kept (Worker *self, const char *key)
{
  for (GList *link = self->kept.head; link != NULL; link = link->next)
    {
      NoticeRequest *request = link->data;

      if (g_str_equal (request->key, key))
        {
          g_queue_delete_link (&self->kept, link);
          return request;
        }
    }
  return NULL;
}

/* Takes @request: shown when a daemon comes. */
static void
keep (Worker *self, NoticeRequest *request)
{
  NoticeRequest *older = take_kept (self, request->key);

  /* What an update would replace has not been shown yet: this is the first of it to be seen. */
  if (older != NULL && !older->card->update)
    request->card->update = FALSE;
  g_clear_pointer (&older, notice_request_free);
  g_queue_push_tail (&self->kept, request);
  if (self->kept.length > MOST_KEPT)
    notice_request_free (g_queue_pop_head (&self->kept));
}

/* What a call to the daemon came to. NO_DAEMON: it was surely not shown. */
static GError *
translate_error (const GError *error)
{
  static const struct
  {
    int code;
    NoticeError meaning;
  } codes[] = {
    { G_DBUS_ERROR_SERVICE_UNKNOWN, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_NAME_HAS_NO_OWNER, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_NO_REPLY, NOTICE_ERROR_NO_DAEMON }, /* it went away before it answered */
    { G_DBUS_ERROR_DISCONNECTED, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_NO_SERVER, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_SPAWN_EXEC_FAILED, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_SPAWN_CHILD_EXITED, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_SPAWN_FAILED, NOTICE_ERROR_NO_DAEMON },
    { G_DBUS_ERROR_TIMEOUT, NOTICE_ERROR_TIMED_OUT },
    { G_DBUS_ERROR_TIMED_OUT, NOTICE_ERROR_TIMED_OUT },
  };
  NoticeError meaning = NOTICE_ERROR_REFUSED;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    meaning = NOTICE_ERROR_TIMED_OUT;
  else if (error->domain == G_IO_ERROR && !g_dbus_error_is_remote_error (error))
    meaning = NOTICE_ERROR_NO_DAEMON;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i].code))
      meaning = codes[i].meaning;
  return g_error_new (NOTICE_ERROR, meaning, "Notification not shown: %s", error->message);
}

/* Takes @request. */
static void
fail_show (Worker *self, NoticeRequest *request, const GError *error)
{
  report_failed (self, request->key, error);
  if (g_error_matches (error, NOTICE_ERROR, NOTICE_ERROR_NO_DAEMON)
      && request->attempts < MOST_ATTEMPTS)
    keep (self, request);
  else
    notice_request_free (request);
}

/* Takes @request. Waits for the daemon. */
static void
show (Worker *self, NoticeRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;
  NoticeReport *shown;
  guint id;

  request->attempts++;
  switch (notice_libnotify_cards_show (self->cards, request->card, &id, &error))
    {
    case NOTICE_OUTCOME_SHOWN:
      shown = notice_report_new (NOTICE_REPORT_SHOWN, request->key);
      shown->daemon_id = id;
      shown->text = g_strdup (self->owner);
      notice_channel_report (self->channel, shown);
      break;
    case NOTICE_OUTCOME_UNWANTED:
      break;
    case NOTICE_OUTCOME_FAILED:
      failure = translate_error (error);
      /* It may have fallen silent: it is asked again before anything else is shown. */
      self->daemon = DAEMON_UNKNOWN;
      fail_show (self, request, failure);
      return;
    }
  notice_request_free (request);
}

/* Also without a daemon, then only of what is kept. */
static void
withdraw (Worker *self, const char *key)
{
  g_autoptr (NoticeRequest) kept = take_kept (self, key);

  if (notice_libnotify_cards_withdraw (self->cards, key) || kept != NULL)
    report (self, NOTICE_REPORT_CLOSED, key);
}

static void
adopt (Worker *self, const NoticeRequest *request)
{
  /* When its daemon is gone, its number means nothing to another one. */
  if (request->daemon_id == 0 || g_strcmp0 (request->daemon, self->owner) != 0)
    report (self, NOTICE_REPORT_CLOSED, request->key);
  else
    notice_libnotify_cards_adopt (
        self->cards, self->connection, self->owner, request->key, request->daemon_id);
}

/* Takes @request. */
static void
serve (Worker *self, NoticeRequest *request)
{
  switch (request->kind)
    {
    case NOTICE_REQUEST_SHOW:
      show (self, request);
      return;
    case NOTICE_REQUEST_WITHDRAW:
      withdraw (self, request->key);
      break;
    case NOTICE_REQUEST_ADOPT:
      adopt (self, request);
      break;
    }
  notice_request_free (request);
}

/* Takes @request. */
static void
refuse (Worker *self, NoticeRequest *request, const GError *error)
{
  switch (request->kind)
    {
    case NOTICE_REQUEST_SHOW:
      fail_show (self, request, error);
      return;
    case NOTICE_REQUEST_WITHDRAW:
      withdraw (self, request->key);
      break;
    case NOTICE_REQUEST_ADOPT:
      report (self, NOTICE_REPORT_CLOSED, request->key);
      break;
    }
  notice_request_free (request);
}

static void
refuse_all (Worker *self, const GError *error)
{
  NoticeRequest *request;

  while ((request = notice_channel_take (self->channel)) != NULL)
    refuse (self, request, error);
}

static void on_capabilities (GObject *source, GAsyncResult *result, gpointer user_data);

/* Through GDBus and without waiting: libnotify would wait, and tells no error. It also starts a
 * daemon that is there to be started. */
static void
ask_daemon (Worker *self)
{
  self->daemon = DAEMON_ASKED;
  g_free (self->asked);
  self->asked = g_strdup (self->owner);
  g_dbus_connection_call (self->connection,
                          NOTICE_BUS_NAME,
                          NOTICE_OBJECT_PATH,
                          NOTICE_INTERFACE,
                          "GetCapabilities",
                          NULL,
                          G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          self->answer_timeout_ms,
                          self->cancellable,
                          on_capabilities,
                          self);
}

static void
on_capabilities (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const struct
  {
    const char *name;
    NoticeCapabilities capability;
  } names[] = {
    { "body", NOTICE_CAPABILITY_BODY },
    { "body-markup", NOTICE_CAPABILITY_BODY_MARKUP },
    { "actions", NOTICE_CAPABILITY_ACTIONS },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree const char **names_told = NULL;
  NoticeCapabilities capabilities = 0;
  Worker *self;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  self = user_data;
  if (reply == NULL)
    {
      g_autoptr (GError) failure = translate_error (error);

      /* One that does not even answer this has been given nothing yet: the cards are kept. */
      if (g_error_matches (failure, NOTICE_ERROR, NOTICE_ERROR_TIMED_OUT))
        failure->code = NOTICE_ERROR_NO_DAEMON;
      self->daemon = DAEMON_UNKNOWN;
      refuse_all (self, failure);
      /* The one asked went away, and another came before its failure was heard of. */
      if (self->owner != NULL && self->kept.length > 0 && g_strcmp0 (self->owner, self->asked) != 0
          && !g_cancellable_is_cancelled (self->cancellable))
        ask_daemon (self);
      return;
    }
  self->daemon = DAEMON_READY;
  g_variant_get (reply, "(^a&s)", &names_told);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strv_contains (names_told, names[i].name))
      capabilities |= names[i].capability;
  notice_libnotify_cards_set_capabilities (self->cards, capabilities);
}

static void
set_owner (Worker *self, const char *owner)
{
  NoticeReport *available;

  g_free (self->owner);
  self->owner = g_strdup (owner);
  available = notice_report_new (NOTICE_REPORT_AVAILABLE, NULL);
  available->available = owner != NULL;
  notice_channel_report (self->channel, available);
}

static void
on_daemon_appeared (GDBusConnection *connection,
                    const char *name,
                    const char *owner,
                    gpointer user_data)
{
  Worker *self = user_data;

  self->watch_answered = TRUE;
  set_owner (self, owner);
  if (self->kept.length > 0 && self->daemon == DAEMON_UNKNOWN)
    ask_daemon (self);
}

static void
on_daemon_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Worker *self = user_data;

  self->watch_answered = TRUE;
  if (self->daemon == DAEMON_READY)
    self->daemon = DAEMON_UNKNOWN;
  notice_libnotify_cards_forget (self->cards);
  if (self->owner != NULL)
    set_owner (self, NULL);
}

static gboolean
connect_bus (Worker *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &local_error);
  if (self->connection == NULL)
    {
      g_set_error (error,
                   NOTICE_ERROR,
                   NOTICE_ERROR_NO_DAEMON,
                   "Notification not shown: %s",
                   local_error->message);
      return FALSE;
    }
  self->watch = g_bus_watch_name_on_connection (self->connection,
                                                NOTICE_BUS_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                on_daemon_appeared,
                                                on_daemon_vanished,
                                                self,
                                                NULL);
  return TRUE;
}

static void
show_kept (Worker *self)
{
  while (self->kept.length > 0 && self->daemon == DAEMON_READY
         && !notice_channel_is_stopped (self->channel))
    {
      NoticeRequest *request = g_queue_pop_head (&self->kept);

      if (g_get_monotonic_time () - request->asked_at <= self->keep_us)
        show (self, request);
      else
        notice_request_free (request);
    }
}

/* One thing that may wait for the daemon. FALSE when there is nothing to do. */
static gboolean
take_turn (Worker *self)
{
  g_autoptr (GError) error = NULL;
  NoticeRequest *request;

  if (notice_libnotify_cards_close_clicked (self->cards))
    return TRUE;
  if (self->connection == NULL && notice_channel_has_requests (self->channel)
      && !connect_bus (self, &error))
    {
      refuse_all (self, error);
      return FALSE;
    }
  if (self->daemon == DAEMON_UNKNOWN && notice_channel_has_requests (self->channel))
    ask_daemon (self);
  /* The owner's name follows the capabilities, at the latest: cards are told with it. */
  if (self->daemon != DAEMON_READY || self->owner == NULL)
    return FALSE;
  if (self->kept.length > 0)
    {
      show_kept (self);
      return TRUE;
    }
  request = notice_channel_take (self->channel);
  if (request == NULL)
    return FALSE;
  serve (self, request);
  return TRUE;
}

static void
worker_free (Worker *self)
{
  notice_libnotify_cards_free (self->cards);
  g_queue_clear_full (&self->kept, (GDestroyNotify)notice_request_free);
  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_free (self->owner);
  g_free (self->asked);
  g_free (self->application_name);
  notice_channel_unref (self->channel);
  g_free (self);
}

static gpointer
run (gpointer data)
{
  Worker *self = data;
  g_autoptr (NoticeChannel) channel = notice_channel_ref (self->channel);
  GMainContext *context = notice_channel_get_worker_context (channel);

  g_main_context_push_thread_default (context);
  notify_init (self->application_name);
  while (!notice_channel_is_stopped (channel))
    {
      /* Between two calls to the daemon its signals are heard. */
      if (take_turn (self))
        while (g_main_context_iteration (context, FALSE))
          ;
      else
        g_main_context_iteration (context, TRUE);
    }
  /* An answer under way would come to a worker that is gone: of the daemon it is called off, and
   * the bus always answers. */
  g_cancellable_cancel (self->cancellable);
  while (self->daemon == DAEMON_ASKED || (self->watch != 0 && !self->watch_answered))
    g_main_context_iteration (context, TRUE);
  worker_free (self);
  notify_uninit ();
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  notice_channel_report (channel, notice_report_new (NOTICE_REPORT_FINISHED, NULL));
  return NULL;
}

gboolean
notice_libnotify_worker_start (NoticeChannel *channel,
                               const NoticeWorkerSettings *settings,
                               GError **error)
{
  Worker *self = g_new0 (Worker, 1);
  GThread *thread;

  self->channel = notice_channel_ref (channel);
  self->application_name = g_strdup (settings->application_name);
  self->keep_us = settings->keep_us;
  self->answer_timeout_ms = settings->answer_timeout_ms;
  self->cancellable = g_cancellable_new ();
  self->cards
      = notice_libnotify_cards_new (channel, settings->application_name, settings->desktop_entry);
  g_queue_init (&self->kept);
  thread = g_thread_try_new ("notices", run, self, error);
  if (thread == NULL)
    {
      worker_free (self);
      return FALSE;
    }
  g_thread_unref (thread);
  return TRUE;
}
