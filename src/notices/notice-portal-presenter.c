/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-portal-presenter.h"

#include "notice-portal-call.h"
#include "notice-portal-card.h"
#include "notice-portal-queue.h"

/* Daemons show a notification for five to ten seconds. */
#define LINGER_MS 10000
#define PATIENCE_MS 25000
#define MOST_KEPT 32
/* A portal that dies of a card must not be killed with it for ever. */
#define MOST_ATTEMPTS 3
#define VERSION_WITH_LIST 2

typedef enum
{
  STATE_UNKNOWN, /* nothing asked yet, or what was there is gone */
  STATE_ASKED,   /* for its version */
  STATE_READY,
  STATE_STOPPED,
} State;

struct _NoticePortalPresenter
{
  GObject parent_instance;

  GDBusConnection *connection;
  char *profile;
  guint linger_ms;
  guint patience_ms;

  State state;
  guint version;
  char *owner; /* unique name of the portal; NULL while there is none */
  guint watch;
  gboolean available;
  GCancellable *cancellable;
  NoticePortalQueue *queue;
  GSource *patience;
};

static void notice_portal_presenter_iface_init (NoticePresenterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NoticePortalPresenter,
                               notice_portal_presenter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      notice_portal_presenter_iface_init))

static void ask_version (NoticePortalPresenter *self);
static void start_patience (NoticePortalPresenter *self);

static void
emit_failed (NoticePortalPresenter *self, const char *key, NoticeError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (NOTICE_ERROR, code, message);
  g_autofree char *copy = g_strdup (key);

  g_signal_emit_by_name (self, "failed", copy, error);
}

/* Everything that waits and was not told of yet. */
static void
tell_waiting (NoticePortalPresenter *self, const char *message)
{
  g_auto (GStrv) keys = notice_portal_queue_take_untold (self->queue);

  for (char **key = keys; *key != NULL; key++)
    emit_failed (self, *key, NOTICE_ERROR_NO_DAEMON, message);
}

static void
set_available (NoticePortalPresenter *self, gboolean available)
{
  if (self->available == available)
    return;
  self->available = available;
  g_signal_emit_by_name (self, "available-changed", available);
}

/* Takes @parameters, floating. */
static void
call_portal (NoticePortalPresenter *self,
             const char *interface,
             const char *method,
             GVariant *parameters,
             const char *key,
             NoticePortalAnswerFunc func)
{
  notice_portal_call (self->connection,
                      interface,
                      method,
                      parameters,
                      key,
                      self->owner,
                      self->cancellable,
                      func,
                      self);
}

static void
lose_portal (NoticePortalPresenter *self, const NoticePortalAnswer *answer)
{
  if (self->state == STATE_READY)
    self->state = STATE_UNKNOWN;
  tell_waiting (self,
                "the desktop’s notification portal is not there; it is shown when that comes");
  /* Another one came before the loss of the first was heard of. */
  if (self->state == STATE_UNKNOWN && self->owner != NULL
      && g_strcmp0 (self->owner, answer->owner) != 0 && notice_portal_queue_wants (self->queue))
    ask_version (self);
}

static void go_on (NoticePortalPresenter *self, NoticePortalEntry *entry);

static void
on_added (const NoticePortalAnswer *answer, gpointer user_data)
{
  g_autoptr (NoticePortalPresenter) self = g_object_ref (user_data);
  NoticePortalEntry *entry = notice_portal_queue_find (self->queue, answer->key);

  entry->busy = FALSE;
  if (answer->reply != NULL)
    {
      g_clear_pointer (&entry->sent, notice_card_free);
      entry->attempts = 0;
      entry->told = FALSE;
      entry->shown_at = g_get_monotonic_time ();
      if (!entry->withdrawn)
        g_signal_emit_by_name (self, "shown", answer->key, 0, NOTICE_PORTAL_BUS_NAME);
    }
  else if (answer->lost)
    {
      notice_portal_entry_take_back (entry, MOST_ATTEMPTS);
      lose_portal (self, answer);
    }
  else
    {
      g_clear_pointer (&entry->sent, notice_card_free);
      if (!entry->withdrawn)
        emit_failed (self,
                     answer->key,
                     answer->not_allowed ? NOTICE_ERROR_NOT_ALLOWED : NOTICE_ERROR_REFUSED,
                     answer->refusal);
    }
  entry = notice_portal_queue_find (self->queue, answer->key);
  if (entry != NULL)
    go_on (self, entry);
  start_patience (self);
}

static void
on_removed (const NoticePortalAnswer *answer, gpointer user_data)
{
  g_autoptr (NoticePortalPresenter) self = g_object_ref (user_data);
  NoticePortalEntry *entry = notice_portal_queue_find (self->queue, answer->key);

  entry->busy = FALSE;
  if (answer->lost && entry->attempts < MOST_ATTEMPTS)
    {
      lose_portal (self, answer);
    }
  else
    {
      entry->known = FALSE;
      if (entry->card == NULL)
        notice_portal_queue_remove (self->queue, entry);
    }
  entry = notice_portal_queue_find (self->queue, answer->key);
  if (entry != NULL)
    go_on (self, entry);
  start_patience (self);
}

static void
show_on_portal (NoticePortalPresenter *self, NoticePortalEntry *entry)
{
  gboolean late = entry->card->update
                  && (entry->shown_at == 0
                      || g_get_monotonic_time () - entry->shown_at
                             > self->linger_ms * G_TIME_SPAN_MILLISECOND);
  g_autofree char *id = notice_portal_dup_id (self->profile, entry->key);

  if (late && self->version < VERSION_WITH_LIST)
    {
      g_debug ("An update came too late to be one");
      g_clear_pointer (&entry->card, notice_card_free);
      return;
    }
  entry->sent = g_steal_pointer (&entry->card);
  entry->busy = TRUE;
  entry->known = TRUE;
  entry->attempts++;
  call_portal (self,
               NOTICE_PORTAL_INTERFACE,
               "AddNotification",
               g_variant_new (
                   "(s@a{sv})",
                   id,
                   notice_portal_card_to_variant (entry->sent, self->profile, self->version, late)),
               entry->key,
               on_added);
}

static void
withdraw_from_portal (NoticePortalPresenter *self, NoticePortalEntry *entry)
{
  g_autofree char *id = notice_portal_dup_id (self->profile, entry->key);

  entry->busy = TRUE;
  entry->attempts++;
  call_portal (self,
               NOTICE_PORTAL_INTERFACE,
               "RemoveNotification",
               g_variant_new ("(s)", id),
               entry->key,
               on_removed);
}

/* What is wanted next of it, as far as there is somebody to ask. */
static void
go_on (NoticePortalPresenter *self, NoticePortalEntry *entry)
{
  if (entry->busy || !notice_portal_entry_wants (entry))
    return;
  switch (self->state)
    {
    case STATE_UNKNOWN:
    case STATE_ASKED:
    case STATE_STOPPED:
      break;
    case STATE_READY:
      if (entry->withdrawn)
        withdraw_from_portal (self, entry);
      else
        show_on_portal (self, entry);
      break;
    }
}

static void
go_on_with_all (NoticePortalPresenter *self)
{
  for (guint i = 0; i < notice_portal_queue_get_length (self->queue); i++)
    go_on (self, notice_portal_queue_get (self->queue, i));
}

static void
on_version (const NoticePortalAnswer *answer, gpointer user_data)
{
  g_autoptr (NoticePortalPresenter) self = g_object_ref (user_data);

  if (answer->reply != NULL)
    {
      g_autoptr (GVariant) value = NULL;

      self->state = STATE_READY;
      self->version = 1;
      if (g_variant_is_of_type (answer->reply, G_VARIANT_TYPE ("(v)")))
        g_variant_get (answer->reply, "(v)", &value);
      if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
        self->version = g_variant_get_uint32 (value);
      set_available (self, TRUE);
      go_on_with_all (self);
    }
  else
    {
      self->state = STATE_UNKNOWN;
      lose_portal (self, answer);
    }
  start_patience (self);
}

static void
on_portal_appeared (GDBusConnection *connection,
                    const char *name,
                    const char *owner,
                    gpointer user_data)
{
  NoticePortalPresenter *self = user_data;

  g_free (self->owner);
  self->owner = g_strdup (owner);
  if (self->state == STATE_UNKNOWN && notice_portal_queue_wants (self->queue))
    ask_version (self);
}

static void
on_portal_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  NoticePortalPresenter *self = user_data;

  g_clear_pointer (&self->owner, g_free);
  if (self->state != STATE_READY)
    return;
  self->state = STATE_UNKNOWN;
  set_available (self, FALSE);
}

/* This also starts a portal that is there to be started. */
static void
ask_version (NoticePortalPresenter *self)
{
  if (self->watch == 0)
    self->watch = g_bus_watch_name_on_connection (self->connection,
                                                  NOTICE_PORTAL_BUS_NAME,
                                                  G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                  on_portal_appeared,
                                                  on_portal_vanished,
                                                  self,
                                                  NULL);
  self->state = STATE_ASKED;
  call_portal (self,
               "org.freedesktop.DBus.Properties",
               "Get",
               g_variant_new ("(ss)", NOTICE_PORTAL_INTERFACE, "version"),
               NULL,
               on_version);
  start_patience (self);
}

static void
stop_patience (NoticePortalPresenter *self)
{
  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static gboolean
on_patience_over (gpointer user_data)
{
  g_autoptr (NoticePortalPresenter) self = g_object_ref (user_data);

  stop_patience (self);
  tell_waiting (self,
                "the desktop’s notification portal does not answer; it is shown when that does");
  return G_SOURCE_REMOVE;
}

/* Runs while an answer is awaited for something that was not told of yet. */
static void
start_patience (NoticePortalPresenter *self)
{
  gboolean waits = FALSE;

  for (guint i = 0; i < notice_portal_queue_get_length (self->queue) && !waits; i++)
    {
      const NoticePortalEntry *entry = notice_portal_queue_get (self->queue, i);

      waits = !entry->told
              && (entry->sent != NULL || (self->state == STATE_ASKED && entry->card != NULL));
    }
  if (!waits)
    {
      stop_patience (self);
      return;
    }
  if (self->patience != NULL)
    return;
  self->patience = g_timeout_source_new (self->patience_ms);
  g_source_set_static_name (self->patience, "notification portal patience");
  g_source_set_callback (self->patience, on_patience_over, self, NULL);
  g_source_attach (self->patience, g_main_context_get_thread_default ());
}

/* Asks whoever is there to be asked. */
static void
serve (NoticePortalPresenter *self, NoticePortalEntry *entry)
{
  if (self->state == STATE_UNKNOWN)
    ask_version (self);
  else
    go_on (self, entry);
  start_patience (self);
}

static void
notice_portal_presenter_show (NoticePresenter *presenter, const NoticeCard *card)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (presenter);
  NoticePortalEntry *entry = notice_portal_queue_find (self->queue, card->key);
  g_autofree char *dropped = NULL;

  if (self->state == STATE_STOPPED)
    return;
  /* An update of what is withdrawn or was never shown. */
  if (card->update && (entry == NULL || entry->withdrawn))
    return;
  if (entry == NULL)
    entry = notice_portal_queue_add (self->queue, card->key);
  notice_portal_entry_set_card (entry, notice_card_copy (card));
  entry->withdrawn = FALSE;
  entry->attempts = 0;
  dropped = notice_portal_queue_limit (self->queue, MOST_KEPT);
  if (dropped != NULL)
    emit_failed (self, dropped, NOTICE_ERROR_TOO_MANY, "too many are waiting");
  serve (self, entry);
}

static void
notice_portal_presenter_withdraw (NoticePresenter *presenter, const char *key)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (presenter);
  NoticePortalEntry *entry = notice_portal_queue_find (self->queue, key);

  if (entry == NULL || self->state == STATE_STOPPED)
    return;
  g_clear_pointer (&entry->card, notice_card_free);
  if (!entry->known)
    {
      notice_portal_queue_remove (self->queue, entry);
    }
  else
    {
      entry->withdrawn = TRUE;
      entry->attempts = 0;
      serve (self, entry);
    }
  g_signal_emit_by_name (self, "closed", key);
}

static void
notice_portal_presenter_adopt (NoticePresenter *presenter,
                               const char *key,
                               guint daemon_id,
                               const char *daemon)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (presenter);

  if (g_strcmp0 (daemon, NOTICE_PORTAL_BUS_NAME) != 0)
    g_signal_emit_by_name (self, "closed", key);
  else if (notice_portal_queue_find (self->queue, key) == NULL)
    notice_portal_queue_add (self->queue, key)->known = TRUE;
}

static gboolean
notice_portal_presenter_has_own_ids (NoticePresenter *presenter)
{
  return TRUE;
}

static void
notice_portal_presenter_stop (NoticePresenter *presenter)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (presenter);

  self->state = STATE_STOPPED;
  g_cancellable_cancel (self->cancellable);
  stop_patience (self);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
}

static void
notice_portal_presenter_iface_init (NoticePresenterInterface *iface)
{
  iface->show = notice_portal_presenter_show;
  iface->withdraw = notice_portal_presenter_withdraw;
  iface->adopt = notice_portal_presenter_adopt;
  iface->has_own_ids = notice_portal_presenter_has_own_ids;
  iface->stop = notice_portal_presenter_stop;
}

static void
notice_portal_presenter_dispose (GObject *object)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (object);

  notice_portal_presenter_stop (NOTICE_PRESENTER (self));
  G_OBJECT_CLASS (notice_portal_presenter_parent_class)->dispose (object);
}

static void
notice_portal_presenter_finalize (GObject *object)
{
  NoticePortalPresenter *self = NOTICE_PORTAL_PRESENTER (object);

  notice_portal_queue_free (self->queue);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_free (self->owner);
  g_free (self->profile);
  G_OBJECT_CLASS (notice_portal_presenter_parent_class)->finalize (object);
}

static void
notice_portal_presenter_class_init (NoticePortalPresenterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = notice_portal_presenter_dispose;
  object_class->finalize = notice_portal_presenter_finalize;
}

static void
notice_portal_presenter_init (NoticePortalPresenter *self)
{
  self->cancellable = g_cancellable_new ();
  self->queue = notice_portal_queue_new ();
}

NoticePresenter *
notice_portal_presenter_new (GDBusConnection *connection, const char *profile)
{
  return notice_portal_presenter_new_full (connection, profile, LINGER_MS, PATIENCE_MS);
}

NoticePresenter *
notice_portal_presenter_new_full (GDBusConnection *connection,
                                  const char *profile,
                                  guint linger_ms,
                                  guint patience_ms)
{
  NoticePortalPresenter *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (NOTICE_TYPE_PORTAL_PRESENTER, NULL);
  self->connection = g_object_ref (connection);
  self->profile = g_strdup (profile);
  self->linger_ms = linger_ms;
  self->patience_ms = patience_ms;
  return NOTICE_PRESENTER (self);
}
