/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-session.h"
#include "notice-presenter.h"

G_BEGIN_DECLS

#define APPLET_TYPE_NOTIFIER (applet_notifier_get_type ())
/**
 * AppletNotifier: tells a person what changed, once: asks the policy, writes to the ledger what is
 * intended, shows it, and writes what came of it.
 *
 * Signals:
 *  action (char *action_id, char *space_id, MeetingRecording *recording (nullable),
 *          char *activation_token (nullable)): a button or the notification itself was clicked
 */
G_DECLARE_FINAL_TYPE (AppletNotifier, applet_notifier, APPLET, NOTIFIER, GObject)

/* @store: nullable, then each notice is told once a run. */
AppletNotifier *
applet_notifier_new (AppletSession *session, NoticePresenter *presenter, HistoryStore *store);
/* Takes over the notifications that an earlier run left on the screen: they are updated, withdrawn
 * and clicked as if it were the same run. */
void applet_notifier_adopt_shown (AppletNotifier *self);
/* An action of a notification was asked for past the presenter, by name and target
 * (applet-actions.h): the notification is done with. @target: nullable. */
void applet_notifier_close_answered (AppletNotifier *self, const char *action, const char *target);
/* One digest of those whose outcome an earlier run could not tell. */
void applet_notifier_tell_unknown (AppletNotifier *self);

G_END_DECLS
