/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-fallback.h"

#include <glib/gi18n.h>

#include "notice-portal-call.h"

struct _NoticeFallback
{
  GObject parent_instance;

  NoticePresenter *portal;
  NoticePresenter *second;
  GHashTable *waiting;   /* key -> NoticeCard: shown by neither yet, and there was no portal */
  GHashTable *of_second; /* (element-type utf8): keys of what the second has shown */
  gboolean portal_seen;
  gboolean told;
};

static void notice_fallback_iface_init (NoticePresenterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NoticeFallback,
                               notice_fallback,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      notice_fallback_iface_init))

static void
notice_fallback_show (NoticePresenter *presenter, const NoticeCard *card)
{
  NoticeFallback *self = NOTICE_FALLBACK (presenter);

  if (g_hash_table_contains (self->of_second, card->key))
    {
      notice_presenter_show (self->second, card);
      return;
    }
  if (!self->portal_seen)
    g_hash_table_replace (self->waiting, g_strdup (card->key), notice_card_copy (card));
  notice_presenter_show (self->portal, card);
}

static void
notice_fallback_withdraw (NoticePresenter *presenter, const char *key)
{
  NoticeFallback *self = NOTICE_FALLBACK (presenter);

  g_hash_table_remove (self->waiting, key);
  notice_presenter_withdraw (self->second, key);
  notice_presenter_withdraw (self->portal, key);
}

static void
notice_fallback_adopt (NoticePresenter *presenter,
                       const char *key,
                       guint daemon_id,
                       const char *daemon)
{
  NoticeFallback *self = NOTICE_FALLBACK (presenter);

  if (g_strcmp0 (daemon, NOTICE_PORTAL_BUS_NAME) == 0)
    {
      notice_presenter_adopt (self->portal, key, daemon_id, daemon);
      return;
    }
  g_hash_table_add (self->of_second, g_strdup (key));
  notice_presenter_adopt (self->second, key, daemon_id, daemon);
}

static gboolean
notice_fallback_has_own_ids (NoticePresenter *presenter)
{
  return notice_presenter_has_own_ids (NOTICE_FALLBACK (presenter)->portal);
}

static void
notice_fallback_stop (NoticePresenter *presenter)
{
  NoticeFallback *self = NOTICE_FALLBACK (presenter);

  notice_presenter_stop (self->portal);
  notice_presenter_stop (self->second);
}

static void
notice_fallback_iface_init (NoticePresenterInterface *iface)
{
  iface->show = notice_fallback_show;
  iface->withdraw = notice_fallback_withdraw;
  iface->adopt = notice_fallback_adopt;
  iface->has_own_ids = notice_fallback_has_own_ids;
  iface->stop = notice_fallback_stop;
}

static void
on_shown (NoticePresenter *presenter,
          const char *key,
          guint daemon_id,
          const char *daemon,
          NoticeFallback *self)
{
  g_hash_table_remove (self->waiting, key);
  if (presenter == self->portal)
    {
      /* Where it waits for a daemon, or was shown at the same moment. */
      g_hash_table_remove (self->of_second, key);
      notice_presenter_withdraw (self->second, key);
    }
  else
    {
      g_hash_table_add (self->of_second, g_strdup (key));
      notice_presenter_withdraw (self->portal, key);
    }
  g_signal_emit_by_name (self, "shown", key, daemon_id, daemon);
}

static void
on_portal_failed (NoticePresenter *portal, const char *key, GError *error, NoticeFallback *self)
{
  const NoticeCard *card = g_hash_table_lookup (self->waiting, key);

  if (card == NULL || !g_error_matches (error, NOTICE_ERROR, NOTICE_ERROR_NO_DAEMON))
    {
      g_hash_table_remove (self->waiting, key);
      g_signal_emit_by_name (self, "failed", key, error);
      return;
    }
  if (!self->told)
    g_message (
        /* Translators: in the log; %s is what went wrong. */
        _ ("Notifications cannot go through the portal: %s. They go to the notification daemon, "
           "if the sandbox may talk to it."),
        error->message);
  self->told = TRUE;
  notice_presenter_show (self->second, card);
}

static void
on_second_failed (NoticePresenter *second, const char *key, GError *error, NoticeFallback *self)
{
  g_signal_emit_by_name (self, "failed", key, error);
}

static void
on_portal_closed (NoticePresenter *portal, const char *key, NoticeFallback *self)
{
  if (!g_hash_table_contains (self->of_second, key))
    g_signal_emit_by_name (self, "closed", key);
}

static void
on_second_closed (NoticePresenter *second, const char *key, NoticeFallback *self)
{
  if (g_hash_table_remove (self->of_second, key))
    g_signal_emit_by_name (self, "closed", key);
}

static void
on_action (NoticePresenter *presenter,
           const char *key,
           const char *action_id,
           const char *activation_token,
           NoticeFallback *self)
{
  g_signal_emit_by_name (self, "action", key, action_id, activation_token);
}

static void
on_available_changed (NoticePresenter *presenter, gboolean available, NoticeFallback *self)
{
  if (presenter == self->portal && available)
    {
      self->portal_seen = TRUE;
      g_hash_table_remove_all (self->waiting);
    }
  g_signal_emit_by_name (self, "available-changed", available);
}

static void
notice_fallback_dispose (GObject *object)
{
  NoticeFallback *self = NOTICE_FALLBACK (object);

  if (self->portal != NULL)
    g_signal_handlers_disconnect_by_data (self->portal, self);
  if (self->second != NULL)
    g_signal_handlers_disconnect_by_data (self->second, self);
  g_clear_object (&self->portal);
  g_clear_object (&self->second);
  G_OBJECT_CLASS (notice_fallback_parent_class)->dispose (object);
}

static void
notice_fallback_finalize (GObject *object)
{
  NoticeFallback *self = NOTICE_FALLBACK (object);

  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->of_second);
  G_OBJECT_CLASS (notice_fallback_parent_class)->finalize (object);
}

static void
notice_fallback_class_init (NoticeFallbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = notice_fallback_dispose;
  object_class->finalize = notice_fallback_finalize;
}

static void
notice_fallback_init (NoticeFallback *self)
{
  self->waiting
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)notice_card_free);
  self->of_second = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
listen (NoticeFallback *self, NoticePresenter *presenter, GCallback on_failed, GCallback on_closed)
{
  g_signal_connect (presenter, "shown", G_CALLBACK (on_shown), self);
  g_signal_connect (presenter, "failed", on_failed, self);
  g_signal_connect (presenter, "closed", on_closed, self);
  g_signal_connect (presenter, "action", G_CALLBACK (on_action), self);
  g_signal_connect (presenter, "available-changed", G_CALLBACK (on_available_changed), self);
}

NoticePresenter *
notice_fallback_new (NoticePresenter *portal, NoticePresenter *second)
{
  NoticeFallback *self;

  g_return_val_if_fail (NOTICE_IS_PRESENTER (portal), NULL);
  g_return_val_if_fail (NOTICE_IS_PRESENTER (second), NULL);

  self = g_object_new (NOTICE_TYPE_FALLBACK, NULL);
  self->portal = g_object_ref (portal);
  self->second = g_object_ref (second);
  listen (self, portal, G_CALLBACK (on_portal_failed), G_CALLBACK (on_portal_closed));
  listen (self, second, G_CALLBACK (on_second_failed), G_CALLBACK (on_second_closed));
  return NOTICE_PRESENTER (self);
}
