/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-pacer.h"

struct _NoticePacer
{
  GObject parent_instance;

  NoticePresenter *inner;
  guint gap_ms;
  GQueue waiting; /* (element-type NoticeCard) updates, one a key, the longest waiting first */
  GSource *gap;   /* while one runs, updates wait */
};

static void notice_pacer_iface_init (NoticePresenterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NoticePacer,
                               notice_pacer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      notice_pacer_iface_init))

static void
stop_gap (NoticePacer *self)
{
  if (self->gap != NULL)
    g_source_destroy (self->gap);
  g_clear_pointer (&self->gap, g_source_unref);
}

static void
notice_pacer_dispose (GObject *object)
{
  NoticePacer *self = NOTICE_PACER (object);

  stop_gap (self);
  g_queue_clear_full (&self->waiting, (GDestroyNotify)notice_card_free);
  if (self->inner != NULL)
    g_signal_handlers_disconnect_by_data (self->inner, self);
  g_clear_object (&self->inner);

  G_OBJECT_CLASS (notice_pacer_parent_class)->dispose (object);
}

static void
notice_pacer_class_init (NoticePacerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = notice_pacer_dispose;
}

static void
notice_pacer_init (NoticePacer *self)
{
  g_queue_init (&self->waiting);
}

static gboolean
on_gap_over (gpointer user_data)
{
  NoticePacer *self = user_data;
  g_autoptr (NoticeCard) card = g_queue_pop_head (&self->waiting);

  if (card == NULL)
    {
      g_clear_pointer (&self->gap, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  notice_presenter_show (self->inner, card);
  return G_SOURCE_CONTINUE;
}

static void
start_gap (NoticePacer *self)
{
  if (self->gap != NULL)
    return;
  self->gap = g_timeout_source_new (self->gap_ms);
  g_source_set_static_name (self->gap, "notice-pacer gap");
  g_source_set_callback (self->gap, on_gap_over, self, NULL);
  g_source_attach (self->gap, g_main_context_get_thread_default ());
}

static GList *
find_waiting (NoticePacer *self, const char *key)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (g_str_equal (((NoticeCard *)link->data)->key, key))
      return link;
  return NULL;
}

static void
drop_waiting (NoticePacer *self, const char *key)
{
  GList *link = find_waiting (self, key);

  if (link == NULL)
    return;
  notice_card_free (link->data);
  g_queue_delete_link (&self->waiting, link);
}

static void
notice_pacer_show (NoticePresenter *presenter, const NoticeCard *card)
{
  NoticePacer *self = NOTICE_PACER (presenter);
  GList *link;

  if (card->update && self->gap != NULL)
    {
      link = find_waiting (self, card->key);
      if (link == NULL)
        {
          g_queue_push_tail (&self->waiting, notice_card_copy (card));
          return;
        }
      notice_card_free (link->data);
      link->data = notice_card_copy (card);
      return;
    }
  drop_waiting (self, card->key);
  start_gap (self);
  notice_presenter_show (self->inner, card);
}

static void
notice_pacer_withdraw (NoticePresenter *presenter, const char *key)
{
  NoticePacer *self = NOTICE_PACER (presenter);

  drop_waiting (self, key);
  notice_presenter_withdraw (self->inner, key);
}

static void
notice_pacer_adopt (NoticePresenter *presenter,
                    const char *key,
                    guint daemon_id,
                    const char *daemon)
{
  notice_presenter_adopt (NOTICE_PACER (presenter)->inner, key, daemon_id, daemon);
}

static gboolean
notice_pacer_has_own_ids (NoticePresenter *presenter)
{
  return notice_presenter_has_own_ids (NOTICE_PACER (presenter)->inner);
}

static void
notice_pacer_stop (NoticePresenter *presenter)
{
  NoticePacer *self = NOTICE_PACER (presenter);

  stop_gap (self);
  g_queue_clear_full (&self->waiting, (GDestroyNotify)notice_card_free);
  notice_presenter_stop (self->inner);
}

static void
notice_pacer_iface_init (NoticePresenterInterface *iface)
{
  iface->show = notice_pacer_show;
  iface->withdraw = notice_pacer_withdraw;
  iface->adopt = notice_pacer_adopt;
  iface->has_own_ids = notice_pacer_has_own_ids;
  iface->stop = notice_pacer_stop;
}

static void
on_shown (NoticePresenter *inner,
          const char *key,
          guint daemon_id,
          const char *daemon,
          NoticePacer *self)
{
  g_signal_emit_by_name (self, "shown", key, daemon_id, daemon);
}

static void
on_failed (NoticePresenter *inner, const char *key, GError *error, NoticePacer *self)
{
  g_signal_emit_by_name (self, "failed", key, error);
}

static void
on_closed (NoticePresenter *inner, const char *key, NoticePacer *self)
{
  /* Whoever closed it does not want it back in newer words. */
  drop_waiting (self, key);
  g_signal_emit_by_name (self, "closed", key);
}

static void
on_action (NoticePresenter *inner,
           const char *key,
           const char *action_id,
           const char *activation_token,
           NoticePacer *self)
{
  g_signal_emit_by_name (self, "action", key, action_id, activation_token);
}

static void
on_available_changed (NoticePresenter *inner, gboolean available, NoticePacer *self)
{
  g_signal_emit_by_name (self, "available-changed", available);
}

NoticePresenter *
notice_pacer_new (NoticePresenter *inner, guint gap_ms)
{
  NoticePacer *self;

  g_return_val_if_fail (NOTICE_IS_PRESENTER (inner), NULL);
  g_return_val_if_fail (gap_ms > 0, NULL);

  self = g_object_new (NOTICE_TYPE_PACER, NULL);
  self->inner = g_object_ref (inner);
  self->gap_ms = gap_ms;
  g_signal_connect (inner, "shown", G_CALLBACK (on_shown), self);
  g_signal_connect (inner, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect (inner, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (inner, "action", G_CALLBACK (on_action), self);
  g_signal_connect (inner, "available-changed", G_CALLBACK (on_available_changed), self);
  return NOTICE_PRESENTER (self);
}
