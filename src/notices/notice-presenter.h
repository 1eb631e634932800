/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "notice-wording.h"

G_BEGIN_DECLS

#define NOTICE_ERROR (notice_error_quark ())
GQuark notice_error_quark (void);
typedef enum
{
  NOTICE_ERROR_NO_DAEMON,   /* none, or none that answers at all; the card is shown when one comes
                               within a while */
  NOTICE_ERROR_REFUSED,     /* the daemon answered with an error */
  NOTICE_ERROR_NOT_ALLOWED, /* the person has switched notifications of this program off */
  NOTICE_ERROR_TIMED_OUT, /* the daemon did not answer to the card: it may or may not show the card
                           */
  NOTICE_ERROR_TOO_MANY,  /* more cards wait than are kept */
} NoticeError;

#define NOTICE_TYPE_PRESENTER (notice_presenter_get_type ())
/**
 * NoticePresenter: shows cards. Never blocks; the newest card of a key wins while the daemon is
 * slow.
 *
 * Signals, in the main context it was made in:
 *  shown (char *key, guint daemon_id, char *daemon): the daemon took it; 0 from one that has no
 *    numbers
 *  failed (char *key, GError *error)
 *  closed (char *key): gone: dismissed, expired, withdrawn, clicked
 *  action (char *key, char *action_id, char *activation_token (nullable))
 *  available-changed (gboolean available): a daemon came or went
 */
G_DECLARE_INTERFACE (NoticePresenter, notice_presenter, NOTICE, PRESENTER, GObject)
struct _NoticePresenterInterface
{
  GTypeInterface parent_iface;
  void (*show) (NoticePresenter *self, const NoticeCard *card);
  void (*withdraw) (NoticePresenter *self, const char *key);
  void (*adopt) (NoticePresenter *self, const char *key, guint daemon_id, const char *daemon);
  gboolean (*has_own_ids) (NoticePresenter *self); /* nullable: it has not */
  void (*stop) (NoticePresenter *self);
};
void notice_presenter_show (NoticePresenter *self, const NoticeCard *card);
void notice_presenter_withdraw (NoticePresenter *self, const char *key);
/* A card of an earlier run that may still be up, as its "shown" told: from now on it is updated,
 * withdrawn and clicked like any other; "closed" follows when it is gone with its daemon. */
void notice_presenter_adopt (NoticePresenter *self,
                             const char *key,
                             guint daemon_id,
                             const char *daemon);
/* TRUE when a card of a key is one notification for good: one of which nobody knows whether it was
 * shown can be shown again, and is not there twice. */
gboolean notice_presenter_has_own_ids (NoticePresenter *self);
/* Before quitting: nothing is shown any more; returns at once, never joins a thread. */
void notice_presenter_stop (NoticePresenter *self);

G_END_DECLS
