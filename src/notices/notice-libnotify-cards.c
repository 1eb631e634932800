/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-libnotify-cards.h"

#include <libnotify/notify.h>

#define MOST_DISMISSED 1024

struct _NoticeLibnotifyCards
{
  NoticeChannel *channel;
  char *application_name;
  char *desktop_entry;
  NoticeCapabilities capabilities;

  GHashTable *live;      /* (element-type utf8 Live) */
  GPtrArray *clicked;    /* (element-type NotifyNotification) to be closed */
  GHashTable *dismissed; /* (element-type utf8) keys closed by the person: an update that was on its
                          * way must not bring them back */

  GDBusConnection *connection; /* while cards are adopted */
  guint subscription;
};

/* A card that is up. Counted (in this thread): libnotify keeps one for each action. */
typedef struct
{
  NoticeLibnotifyCards *cards;
  char *key;
  NotifyNotification *notification; /* NULL once it is gone */
  gulong closed_id;
  gboolean adopted; /* not shown by libnotify yet, so it does not hear its signals */
  guint id;         /* of an adopted one */
  char *token;      /* of an adopted one, just before its action */
} Live;

static void
live_clear (Live *live)
{
  g_free (live->key);
  g_free (live->token);
}

static void
live_unref (Live *live)
{
  g_rc_box_release_full (live, (GDestroyNotify)live_clear);
}

static void
report (NoticeLibnotifyCards *self, NoticeReportKind kind, const char *key)
{
  notice_channel_report (self->channel, notice_report_new (kind, key));
}

/* Takes the card out of those that are up. (transfer full): to be closed or only let go. */
static NotifyNotification *
live_end (Live *live)
{
  NotifyNotification *notification = g_steal_pointer (&live->notification);

  g_signal_handler_disconnect (notification, live->closed_id);
  g_hash_table_remove (live->cards->live, live->key);
  return notification;
}

static void
remember_dismissed (NoticeLibnotifyCards *self, const char *key)
{
  if (g_hash_table_size (self->dismissed) >= MOST_DISMISSED)
    g_hash_table_remove_all (self->dismissed);
  g_hash_table_add (self->dismissed, g_strdup (key));
}

static void
on_closed (NotifyNotification *notification, gpointer user_data)
{
  Live *live = user_data;

  remember_dismissed (live->cards, live->key);
  report (live->cards, NOTICE_REPORT_CLOSED, live->key);
  g_object_unref (live_end (live));
}

/* It is gone then, whether the daemon says so (most) or leaves it up (LXQt's). */
static void
invoke_action (Live *live, const char *action_id, const char *token)
{
  NoticeLibnotifyCards *self = live->cards;
  NoticeReport *clicked;

  if (live->notification == NULL)
    return;
  clicked = notice_report_new (NOTICE_REPORT_ACTION, live->key);
  clicked->text = g_strdup (action_id);
  clicked->token = g_strdup (token);
  notice_channel_report (self->channel, clicked);
  report (self, NOTICE_REPORT_CLOSED, live->key);
  remember_dismissed (self, live->key);
  /* Closing waits for the daemon: not from within its signal. */
  g_ptr_array_add (self->clicked, live_end (live));
}

static void
on_action (NotifyNotification *notification, char *action_id, gpointer user_data)
{
  invoke_action (user_data, action_id, notify_notification_get_activation_token (notification));
}

static Live *
add_live (NoticeLibnotifyCards *self, const char *key, NotifyNotification *notification)
{
  Live *live = g_rc_box_new0 (Live);

  live->cards = self;
  live->key = g_strdup (key);
  live->notification = notification;
  live->closed_id = g_signal_connect (notification, "closed", G_CALLBACK (on_closed), live);
  g_hash_table_insert (self->live, live->key, live);
  return live;
}

/* Signals of cards that libnotify does not listen for, because an earlier run showed them. */
static void
on_daemon_signal (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *name,
                  GVariant *parameters,
                  gpointer user_data)
{
  NoticeLibnotifyCards *self = user_data;
  g_autofree char *text = NULL;
  GHashTableIter iter;
  Live *live = NULL;
  gpointer value;
  guint32 id;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    g_variant_get (parameters, "(us)", &id, &text);
  else if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    g_variant_get (parameters, "(uu)", &id, NULL);
  else
    return;

  g_hash_table_iter_init (&iter, self->live);
  while (live == NULL && g_hash_table_iter_next (&iter, NULL, &value))
    if (((Live *)value)->adopted && ((Live *)value)->id == id)
      live = value;
  if (live == NULL)
    return;
  if (g_str_equal (name, "ActivationToken") && text != NULL)
    {
      g_free (live->token);
      live->token = g_steal_pointer (&text);
    }
  else if (g_str_equal (name, "ActionInvoked") && text != NULL)
    {
      g_autofree char *token = g_steal_pointer (&live->token);

      invoke_action (live, text, token);
    }
  else if (g_str_equal (name, "NotificationClosed"))
    {
      on_closed (live->notification, live);
    }
}

static void
set_words (NoticeLibnotifyCards *self, NotifyNotification *notification, const NoticeCard *card)
{
  const char *title = card->title[0] != '\0' ? card->title : self->application_name;
  g_autofree char *whole = NULL;
  g_autofree char *body = NULL;

  if ((self->capabilities & NOTICE_CAPABILITY_BODY) == 0 && card->body != NULL
      && card->body[0] != '\0')
    {
      /* The title is never markup. */
      whole = g_strconcat (title, ": ", card->body, NULL);
      g_strdelimit (whole, "\n", ' ');
      title = whole;
    }
  else if (card->body != NULL)
    {
      body = (self->capabilities & NOTICE_CAPABILITY_BODY_MARKUP) != 0
                 ? g_markup_escape_text (card->body, -1)
                 : g_strdup (card->body);
    }
  notify_notification_update (notification, title, body, card->icon_name);
}

static void
set_hints (NoticeLibnotifyCards *self, NotifyNotification *notification, const NoticeCard *card)
{
  static const NotifyUrgency urgencies[] = {
    [NOTICE_URGENCY_LOW] = NOTIFY_URGENCY_LOW,
    [NOTICE_URGENCY_NORMAL] = NOTIFY_URGENCY_NORMAL,
    [NOTICE_URGENCY_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
  };

  notify_notification_set_urgency (notification, urgencies[card->urgency]);
  notify_notification_set_category (notification, card->category);
  notify_notification_set_hint (
      notification, "desktop-entry", g_variant_new_string (self->desktop_entry));
  notify_notification_set_hint (
      notification, "transient", card->transient ? g_variant_new_boolean (TRUE) : NULL);
}

static void
set_actions (NoticeLibnotifyCards *self, Live *live, const NoticeCard *card)
{
  notify_notification_clear_actions (live->notification);
  if ((self->capabilities & NOTICE_CAPABILITY_ACTIONS) == 0)
    return;
  for (guint i = 0; i < card->actions->len; i++)
    {
      const NoticeAction *action = g_ptr_array_index (card->actions, i);

      notify_notification_add_action (live->notification,
                                      action->id,
                                      action->label,
                                      on_action,
                                      g_rc_box_acquire (live),
                                      (GFreeFunc)live_unref);
    }
}

NoticeOutcome
notice_libnotify_cards_show (NoticeLibnotifyCards *self,
                             const NoticeCard *card,
                             guint *daemon_id,
                             GError **error)
{
  Live *live = g_hash_table_lookup (self->live, card->key);
  gboolean fresh = live == NULL;
  int id;

  if (fresh && card->update && g_hash_table_contains (self->dismissed, card->key))
    return NOTICE_OUTCOME_UNWANTED;
  g_hash_table_remove (self->dismissed, card->key);
  if (fresh)
    live = add_live (self, card->key, notify_notification_new (self->application_name, NULL, NULL));
  set_words (self, live->notification, card);
  set_hints (self, live->notification, card);
  set_actions (self, live, card);
  if (!notify_notification_show (live->notification, error))
    {
      if (fresh)
        g_object_unref (live_end (live));
      return NOTICE_OUTCOME_FAILED;
    }
  live->adopted = FALSE;
  g_object_get (live->notification, "id", &id, NULL);
  *daemon_id = (guint)id;
  return NOTICE_OUTCOME_SHOWN;
}

gboolean
notice_libnotify_cards_withdraw (NoticeLibnotifyCards *self, const char *key)
{
  Live *live = g_hash_table_lookup (self->live, key);
  g_autoptr (GError) error = NULL;
  NotifyNotification *notification;

  if (live == NULL)
    return FALSE;
  notification = live_end (live);
  if (!notify_notification_close (notification, &error))
    g_debug ("Not withdrawn: %s", error->message);
  g_object_unref (notification);
  return TRUE;
}

void
notice_libnotify_cards_adopt (NoticeLibnotifyCards *self,
                              GDBusConnection *connection,
                              const char *owner,
                              const char *key,
                              guint daemon_id)
{
  NotifyNotification *notification;
  Live *live;

  if (g_hash_table_contains (self->live, key))
    return;
  if (self->subscription == 0)
    {
      self->connection = g_object_ref (connection);
      self->subscription = g_dbus_connection_signal_subscribe (connection,
                                                               owner,
                                                               NOTICE_INTERFACE,
                                                               NULL,
                                                               NOTICE_OBJECT_PATH,
                                                               NULL,
                                                               G_DBUS_SIGNAL_FLAGS_NONE,
                                                               on_daemon_signal,
                                                               self,
                                                               NULL);
    }
  notification = g_object_new (
      NOTIFY_TYPE_NOTIFICATION, "summary", self->application_name, "id", (int)daemon_id, NULL);
  live = add_live (self, key, notification);
  live->adopted = TRUE;
  live->id = daemon_id;
}

gboolean
notice_libnotify_cards_close_clicked (NoticeLibnotifyCards *self)
{
  if (self->clicked->len == 0)
    return FALSE;
  while (self->clicked->len > 0)
    {
      NotifyNotification *notification = g_ptr_array_steal_index (self->clicked, 0);

      notify_notification_close (notification, NULL);
      g_object_unref (notification);
    }
  return TRUE;
}

static void
unsubscribe (NoticeLibnotifyCards *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->connection);
}

void
notice_libnotify_cards_forget (NoticeLibnotifyCards *self)
{
  g_autoptr (GList) gone = g_hash_table_get_values (self->live);

  for (GList *link = gone; link != NULL; link = link->next)
    {
      Live *live = link->data;

      report (self, NOTICE_REPORT_CLOSED, live->key);
      g_object_unref (live_end (live));
    }
  g_ptr_array_set_size (self->clicked, 0);
  unsubscribe (self);
}

void
notice_libnotify_cards_set_capabilities (NoticeLibnotifyCards *self,
                                         NoticeCapabilities capabilities)
{
  self->capabilities = capabilities;
}

NoticeLibnotifyCards *
notice_libnotify_cards_new (NoticeChannel *channel,
                            const char *application_name,
                            const char *desktop_entry)
{
  NoticeLibnotifyCards *self = g_new0 (NoticeLibnotifyCards, 1);

  self->channel = notice_channel_ref (channel);
  self->application_name = g_strdup (application_name);
  self->desktop_entry = g_strdup (desktop_entry);
  self->live = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)live_unref);
  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->clicked = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
notice_libnotify_cards_free (NoticeLibnotifyCards *self)
{
  g_autoptr (GList) rest = g_hash_table_get_values (self->live);

  for (GList *link = rest; link != NULL; link = link->next)
    g_object_unref (live_end (link->data));
  unsubscribe (self);
  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_pointer (&self->clicked, g_ptr_array_unref);
  g_clear_pointer (&self->dismissed, g_hash_table_unref);
  notice_channel_unref (self->channel);
  g_free (self->application_name);
  g_free (self->desktop_entry);
  g_free (self);
}
