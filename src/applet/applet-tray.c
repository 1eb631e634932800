/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-tray.h"

#include "tray-item.h"

/* How often the "for 23 min" of a live meeting is made fresh; without one, never. */
#define AGE_INTERVAL_S 60

struct _AppletTray
{
  GObject parent_instance;

  AppletSession *session;
  TrayItem *item;
  TrayNotices notices;
  guint age_id;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletTray, applet_tray, G_TYPE_OBJECT)

static const char *
space_name (const char *space_id, gpointer data)
{
  return applet_session_get_space_name (data, space_id);
}

static void update (AppletTray *self);

static gboolean
on_age (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
update_age_timer (AppletTray *self, gboolean live)
{
  if (live && self->age_id == 0)
    self->age_id = g_timeout_add_seconds (AGE_INTERVAL_S, on_age, self);
  else if (!live)
    g_clear_handle_id (&self->age_id, g_source_remove);
}

static void
update (AppletTray *self)
{
  MeetingList *list = applet_session_get_list (self->session);
  g_autoptr (GPtrArray) meetings = meeting_list_get_live (list);
  g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);
  const TrayModel model = {
    .status = *applet_session_get_status (self->session),
    .meetings = meetings,
    .recordings = recordings,
    .space_name = space_name,
    .space_name_data = self->session,
    .now = g_get_real_time (),
    .next_attempt = applet_session_get_next_attempt (self->session),
    .demonstration = applet_session_is_demonstration (self->session),
    .notices = self->notices,
  };
  g_autoptr (TrayView) view = NULL;

  if (self->item == NULL)
    return;
  view = tray_view_new (&model);
  tray_item_set_view (self->item, view);
  update_age_timer (self, meetings->len > 0);
}

static void
on_activate (TrayItem *item, const char *token, AppletTray *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, "meetings", NULL, token);
}

static void
on_entry_activated (TrayItem *item,
                    const char *action,
                    const char *target,
                    const char *token,
                    AppletTray *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, action, target, token);
}

static void
set_notices (AppletTray *self, TrayNotices notices)
{
  if (self->notices == notices)
    return;
  self->notices = notices;
  update (self);
}

static void
on_notice_failed (NoticePresenter *presenter, const char *key, GError *error, AppletTray *self)
{
  set_notices (self,
               g_error_matches (error, NOTICE_ERROR, NOTICE_ERROR_NOT_ALLOWED)
                   ? TRAY_NOTICES_NOT_ALLOWED
                   : TRAY_NOTICES_NOT_SHOWN);
}

static void
on_notice_shown (NoticePresenter *presenter,
                 const char *key,
                 guint daemon_id,
                 const char *daemon,
                 AppletTray *self)
{
  set_notices (self, TRAY_NOTICES_SHOWN);
}

void
applet_tray_watch_notices (AppletTray *self, NoticePresenter *presenter)
{
  g_signal_connect_object (presenter, "failed", G_CALLBACK (on_notice_failed), self, 0);
  g_signal_connect_object (presenter, "shown", G_CALLBACK (on_notice_shown), self, 0);
}

gboolean
applet_tray_get_host_available (AppletTray *self)
{
  return self->item != NULL && tray_item_get_host_available (self->item);
}

void
applet_tray_remove (AppletTray *self)
{
  g_clear_handle_id (&self->age_id, g_source_remove);
  if (self->item != NULL)
    tray_item_remove (self->item);
  g_clear_object (&self->item);
}

AppletTray *
applet_tray_new (AppletSession *session,
                 GDBusConnection *connection,
                 const char *profile,
                 GError **error)
{
  g_autoptr (AppletTray) self = g_object_new (APPLET_TYPE_TRAY, NULL);
  g_autofree char *id
      = profile[0] != '\0' ? g_strconcat ("spaces-tray-", profile, NULL) : g_strdup ("spaces-tray");

  self->session = g_object_ref (session);
  self->item = tray_item_new (connection, id, g_getenv ("SPACES_TRAY_ICON_PATH"), error);
  if (self->item == NULL)
    return NULL;
  g_signal_connect_object (self->item, "activate", G_CALLBACK (on_activate), self, 0);
  g_signal_connect_object (self->item, "entry-activated", G_CALLBACK (on_entry_activated), self, 0);
  g_signal_connect_object (
      self->item, "menu-about-to-show", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return g_steal_pointer (&self);
}

static void
applet_tray_dispose (GObject *object)
{
  AppletTray *self = APPLET_TRAY (object);

  applet_tray_remove (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (applet_tray_parent_class)->dispose (object);
}

static void
applet_tray_class_init (AppletTrayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = applet_tray_dispose;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            3,
                                            G_TYPE_STRING,
                                            G_TYPE_STRING,
                                            G_TYPE_STRING);
}

static void
applet_tray_init (AppletTray *self)
{
}
