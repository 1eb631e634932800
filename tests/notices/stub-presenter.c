/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "stub-presenter.h"

static void stub_presenter_iface_init (NoticePresenterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StubPresenter,
                               stub_presenter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      stub_presenter_iface_init))

static void
write_down (NoticePresenter *presenter, const char *verb, const char *key, const char *more)
{
  StubPresenter *self = STUB_PRESENTER (presenter);

  g_string_append_printf (self->asked, "%s%s", self->asked->len > 0 ? ";" : "", verb);
  if (key != NULL)
    g_string_append_printf (self->asked, " %s", key);
  if (more != NULL)
    g_string_append_printf (self->asked, " %s", more);
}

static void
show (NoticePresenter *presenter, const NoticeCard *card)
{
  write_down (presenter, card->update ? "update" : "show", card->key, card->body);
  STUB_PRESENTER (presenter)->n_shows++;
}

static void
withdraw (NoticePresenter *presenter, const char *key)
{
  write_down (presenter, "withdraw", key, NULL);
}

static void
adopt (NoticePresenter *presenter, const char *key, guint daemon_id, const char *daemon)
{
  write_down (presenter, "adopt", key, daemon);
}

static void
stop (NoticePresenter *presenter)
{
  write_down (presenter, "stop", NULL, NULL);
}

static void
stub_presenter_iface_init (NoticePresenterInterface *iface)
{
  iface->show = show;
  iface->withdraw = withdraw;
  iface->adopt = adopt;
  iface->stop = stop;
}

static void
stub_presenter_finalize (GObject *object)
{
  g_string_free (STUB_PRESENTER (object)->asked, TRUE);
  G_OBJECT_CLASS (stub_presenter_parent_class)->finalize (object);
}

static void
stub_presenter_class_init (StubPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stub_presenter_finalize;
}

static void
stub_presenter_init (StubPresenter *self)
{
  self->asked = g_string_new (NULL);
}
