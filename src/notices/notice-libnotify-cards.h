/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-channel.h"

G_BEGIN_DECLS

/* Desktop Notifications Specification 1.2, "D-BUS Protocol" */
#define NOTICE_BUS_NAME "org.freedesktop.Notifications"
#define NOTICE_OBJECT_PATH "/org/freedesktop/Notifications"
#define NOTICE_INTERFACE "org.freedesktop.Notifications"

typedef enum
{
  NOTICE_CAPABILITY_BODY = 1 << 0,
  NOTICE_CAPABILITY_BODY_MARKUP = 1 << 1,
  NOTICE_CAPABILITY_ACTIONS = 1 << 2,
} NoticeCapabilities;

typedef enum
{
  NOTICE_OUTCOME_SHOWN,
  NOTICE_OUTCOME_UNWANTED, /* an update of a card that the person has closed meanwhile */
  NOTICE_OUTCOME_FAILED,
} NoticeOutcome;

/**
 * NoticeLibnotifyCards: the cards that are up, each a NotifyNotification. All of it belongs to the
 * worker's thread, and what says so below waits for the daemon. Clicks and closings are reported to
 * the channel.
 */
typedef struct _NoticeLibnotifyCards NoticeLibnotifyCards;

NoticeLibnotifyCards *notice_libnotify_cards_new (NoticeChannel *channel,
                                                  const char *application_name,
                                                  const char *desktop_entry);
/* What is up stays up. */
void notice_libnotify_cards_free (NoticeLibnotifyCards *self);
/* Of the daemon that is there now. */
void notice_libnotify_cards_set_capabilities (NoticeLibnotifyCards *self,
                                              NoticeCapabilities capabilities);

/* Waits. @error, of libnotify, is set with NOTICE_OUTCOME_FAILED, @daemon_id with _SHOWN. */
NoticeOutcome notice_libnotify_cards_show (NoticeLibnotifyCards *self,
                                           const NoticeCard *card,
                                           guint *daemon_id,
                                           GError **error);
/* Waits. FALSE when it is not up. Nothing is reported. */
gboolean notice_libnotify_cards_withdraw (NoticeLibnotifyCards *self, const char *key);
/* A card of an earlier run, shown by the daemon @owner that is there now. */
void notice_libnotify_cards_adopt (NoticeLibnotifyCards *self,
                                   GDBusConnection *connection,
                                   const char *owner,
                                   const char *key,
                                   guint daemon_id);
/* Waits. FALSE when none was clicked. */
gboolean notice_libnotify_cards_close_clicked (NoticeLibnotifyCards *self);
/* The daemon is gone, and all it showed. Another one counts from one again, so nothing of this one
 * may be mistaken for its own. */
void notice_libnotify_cards_forget (NoticeLibnotifyCards *self);

G_END_DECLS
