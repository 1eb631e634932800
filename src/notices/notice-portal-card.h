/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-wording.h"

G_BEGIN_DECLS

/* A click on a notification of a profile other than the default one: the portal knows only the
 * application, so the default profile's program is asked to pass the action on. Its target has the
 * profile, the name of the action and that action's target, each followed by a space but the last.
 */
#define NOTICE_PORTAL_ACTION_IN_PROFILE "in-profile"

/**
 * A card as org.freedesktop.portal.Notification.AddNotification takes it, pure. Version 1 refuses a
 * notification with any key it does not know; version 2 one with a category that is not its own.
 */

/* The id of the notification of a card: a card of the same key has the same id in every run. All
 * profiles share the ids of the application. @profile: "" for the default one. (transfer full) */
char *notice_portal_dup_id (const char *profile, const char *key);

/* @version: of the portal's interface. @quiet: is to change what is listed, without coming to the
 * front again (since version 2). (transfer floating) */
GVariant *notice_portal_card_to_variant (const NoticeCard *card,
                                         const char *profile,
                                         guint version,
                                         gboolean quiet);

G_END_DECLS
