/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NOTICE_PORTAL_BUS_NAME "org.freedesktop.portal.Desktop"
#define NOTICE_PORTAL_OBJECT_PATH "/org/freedesktop/portal/desktop"
#define NOTICE_PORTAL_INTERFACE "org.freedesktop.portal.Notification"

/**
 * NoticePortalAnswer: what came of a call to the portal: one of reply, lost and refusal.
 */
typedef struct
{
  const char *key;   /* as the caller gave it */
  const char *owner; /* likewise */
  GVariant *reply;
  gboolean lost;        /* there was no portal, or it went away before it answered */
  const char *refusal;  /* in plain words */
  gboolean not_allowed; /* with a refusal: the person has switched notifications off */
} NoticePortalAnswer;

typedef void (*NoticePortalAnswerFunc) (const NoticePortalAnswer *answer, gpointer user_data);

/* Calls @method of the portal, and starts a portal that is there to be started. It is waited for as
 * long as it lives: one that wakes up late still answers, and is never asked twice. @parameters:
 * floating. @key and @owner: nullable, for the caller's own use. After @cancellable is cancelled
 * @func is not called. */
void notice_portal_call (GDBusConnection *connection,
                         const char *interface,
                         const char *method,
                         GVariant *parameters,
                         const char *key,
                         const char *owner,
                         GCancellable *cancellable,
                         NoticePortalAnswerFunc func,
                         gpointer user_data);

G_END_DECLS
