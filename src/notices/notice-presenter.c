/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-presenter.h"

G_DEFINE_QUARK (notice - error - quark, notice_error)
G_DEFINE_INTERFACE (NoticePresenter, notice_presenter, G_TYPE_OBJECT)

static void
add_signal (const char *name, guint n_params, GType first, GType second, GType third)
{
  g_signal_new (name,
                NOTICE_TYPE_PRESENTER,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                n_params,
                first,
                second,
                third);
}

static void
notice_presenter_default_init (NoticePresenterInterface *iface)
{
  add_signal ("shown", 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING);
  add_signal ("failed", 2, G_TYPE_STRING, G_TYPE_ERROR, G_TYPE_NONE);
  add_signal ("closed", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  add_signal ("action", 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  add_signal ("available-changed", 1, G_TYPE_BOOLEAN, G_TYPE_NONE, G_TYPE_NONE);
}

void
notice_presenter_show (NoticePresenter *self, const NoticeCard *card)
{
  g_return_if_fail (NOTICE_IS_PRESENTER (self));
  g_return_if_fail (card != NULL);

  NOTICE_PRESENTER_GET_IFACE (self)->show (self, card);
}

void
notice_presenter_withdraw (NoticePresenter *self, const char *key)
{
  g_return_if_fail (NOTICE_IS_PRESENTER (self));
  g_return_if_fail (key != NULL);

  NOTICE_PRESENTER_GET_IFACE (self)->withdraw (self, key);
}

void
notice_presenter_adopt (NoticePresenter *self, const char *key, guint daemon_id, const char *daemon)
{
  g_return_if_fail (NOTICE_IS_PRESENTER (self));
  g_return_if_fail (key != NULL);

  NOTICE_PRESENTER_GET_IFACE (self)->adopt (self, key, daemon_id, daemon);
}

gboolean
notice_presenter_has_own_ids (NoticePresenter *self)
{
  g_return_val_if_fail (NOTICE_IS_PRESENTER (self), FALSE);

  return NOTICE_PRESENTER_GET_IFACE (self)->has_own_ids != NULL
         && NOTICE_PRESENTER_GET_IFACE (self)->has_own_ids (self);
}

void
notice_presenter_stop (NoticePresenter *self)
{
  g_return_if_fail (NOTICE_IS_PRESENTER (self));

  NOTICE_PRESENTER_GET_IFACE (self)->stop (self);
}
