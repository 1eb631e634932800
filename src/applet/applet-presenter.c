/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-presenter.h"

#include <glib/gi18n.h>

#include "notice-fallback.h"
#include "notice-libnotify-presenter.h"
#include "notice-pacer.h"
#include "notice-portal-presenter.h"

NoticePresenter *
applet_presenter_new (GDBusConnection *connection, const char *profile, gboolean sandboxed)
{
  g_autoptr (NoticePresenter) libnotify
      = notice_libnotify_presenter_new (_ ("Spaces Tray"), APPLICATION_ID);
  g_autoptr (NoticePresenter) portal = NULL;
  g_autoptr (NoticePresenter) both = NULL;

  if (!sandboxed)
    return notice_pacer_new (libnotify, NOTICE_PACER_GAP_MS);
  portal = notice_portal_presenter_new (connection, profile);
  both = notice_fallback_new (portal, libnotify);
  return notice_pacer_new (both, NOTICE_PACER_GAP_MS);
}
