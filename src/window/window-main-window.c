/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-main-window.h"

#include <glib/gi18n.h>

#include "window-clipboard.h"
#include "window-list.h"
#include "window-words.h"

/* So long the window says that a link was copied. */
#define COPIED_S 3
/* How often "for 23 minutes" is made fresh while the window can be seen. */
#define AGE_INTERVAL_S 60

struct _WindowMainWindow
{
  GtkApplicationWindow parent_instance;

  GtkHeaderBar *header;
  GtkWidget *menu_button;
  GtkInfoBar *no_tray_bar;
  GtkInfoBar *not_opened_bar;
  GtkLabel *not_opened_label;
  GtkStack *pages;
  GtkImage *status_icon;
  GtkLabel *status;
  GtkWidget *reconnect_button;
  GtkLabel *meetings_heading;
  GtkLabel *no_meeting;
  GtkListBox *meetings;
  GtkListBox *recordings;
  GtkLabel *not_running;

  WindowApplet *applet;
  guint age_id;
  guint copied_id;
};

G_DEFINE_FINAL_TYPE (WindowMainWindow, window_main_window, GTK_TYPE_APPLICATION_WINDOW)

/* One meeting: another one in the same space begins at another time. */
static char *
dup_meeting_key (GVariant *meeting)
{
  return g_strconcat (window_applet_lookup (meeting, "spaceId"),
                      " ",
                      window_applet_lookup (meeting, "startedAt"),
                      NULL);
}

static char *
dup_recording_key (GVariant *recording)
{
  return g_strdup (window_applet_lookup (recording, "key"));
}

/* Whether the applet knows what is on now: else it tells what it heard last. */
static gboolean
is_sure (const char *status)
{
  return !g_str_equal (status, "offline") && !g_str_equal (status, "signed-out")
         && !g_str_equal (status, "stale");
}

static void
update_status (WindowMainWindow *self, GVariant *status, gboolean sure)
{
  const char *word = window_applet_lookup (status, "status");
  g_autofree char *icon_name = g_strconcat (APPLICATION_ID "-", word, NULL);
  gboolean may_reconnect = FALSE;

  gtk_image_set_from_icon_name (
      self->status_icon, word[0] != '\0' ? icon_name : APPLICATION_ID, GTK_ICON_SIZE_DIALOG);
  gtk_label_set_text (self->status, window_applet_lookup (status, "detail"));
  gtk_label_set_text (self->no_meeting, sure ? _ ("No meeting") : _ ("No meeting that we know of"));
  g_variant_lookup (status, "canReconnect", "b", &may_reconnect);
  gtk_widget_set_visible (self->reconnect_button, may_reconnect);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "reconnect")),
      may_reconnect);
}

static void
update_meetings (WindowMainWindow *self, GVariant *status, gboolean sure)
{
  g_autoptr (GVariant) meetings = window_applet_dup_meetings (self->applet);
  gboolean any = g_variant_n_children (meetings) > 0;
  g_autofree char *heading = window_words_dup_heading (status, g_get_real_time (), sure || !any);

  gtk_label_set_text (self->meetings_heading, heading);
  window_list_update (self->meetings, meetings, sure, dup_meeting_key, window_row_show_meeting);
}

/* One that is still running is told beside its meeting. */
static void
update_recordings (WindowMainWindow *self)
{
  g_autoptr (GVariant) all = window_applet_dup_recordings (self->applet);
  g_auto (GVariantBuilder) over = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) recordings = NULL;

  for (gsize i = 0; i < g_variant_n_children (all); i++)
    {
      g_autoptr (GVariant) recording = g_variant_get_child_value (all, i);

      if (!g_str_equal (window_applet_lookup (recording, "state"), "running"))
        g_variant_builder_add_value (&over, recording);
    }
  recordings = g_variant_ref_sink (g_variant_builder_end (&over));
  window_list_update (
      self->recordings, recordings, TRUE, dup_recording_key, window_row_show_recording);
}

static void
update (WindowMainWindow *self)
{
  static const char *const pages[] = {
    [WINDOW_APPLET_ASKED] = "asked",
    [WINDOW_APPLET_AWAY] = "not-running",
    [WINDOW_APPLET_RUNNING] = "running",
  };
  WindowAppletPresence presence = window_applet_get_presence (self->applet);
  g_autoptr (GVariant) status = NULL;
  gboolean sure;

  gtk_stack_set_visible_child_name (self->pages, pages[presence]);
  if (presence != WINDOW_APPLET_RUNNING)
    return;
  status = window_applet_dup_status (self->applet);
  sure = is_sure (window_applet_lookup (status, "status"));
  update_status (self, status, sure);
  update_meetings (self, status, sure);
  update_recordings (self);
}

static void
on_applet_changed (WindowApplet *applet, WindowMainWindow *self)
{
  update (self);
}

static gboolean
on_age (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

/* Ages are made fresh only while somebody can see them. */
static void
set_seen (WindowMainWindow *self, gboolean seen)
{
  if (seen == (self->age_id != 0))
    return;
  if (!seen)
    {
      g_clear_handle_id (&self->age_id, g_source_remove);
      return;
    }
  self->age_id = g_timeout_add_seconds (AGE_INTERVAL_S, on_age, self);
  if (self->applet != NULL)
    update (self);
}

static gboolean
is_iconified (WindowMainWindow *self)
{
  GdkWindow *surface = gtk_widget_get_window (GTK_WIDGET (self));

  return surface != NULL && (gdk_window_get_state (surface) & GDK_WINDOW_STATE_ICONIFIED) != 0;
}

static void
window_main_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (window_main_window_parent_class)->map (widget);
  set_seen (WINDOW_MAIN_WINDOW (widget), !is_iconified (WINDOW_MAIN_WINDOW (widget)));
}

static void
window_main_window_unmap (GtkWidget *widget)
{
  set_seen (WINDOW_MAIN_WINDOW (widget), FALSE);
  GTK_WIDGET_CLASS (window_main_window_parent_class)->unmap (widget);
}

static gboolean
window_main_window_window_state_event (GtkWidget *widget, GdkEventWindowState *event)
{
  if (gtk_widget_get_mapped (widget))
    set_seen (WINDOW_MAIN_WINDOW (widget),
              (event->new_window_state & GDK_WINDOW_STATE_ICONIFIED) == 0);
  return GTK_WIDGET_CLASS (window_main_window_parent_class)->window_state_event (widget, event);
}

gboolean
window_main_window_is_aging (WindowMainWindow *self)
{
  return self->age_id != 0;
}

static void
on_join_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  window_applet_join (WINDOW_MAIN_WINDOW (user_data)->applet, g_variant_get_string (target, NULL));
}

static void
on_view_recording_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  window_applet_view_recording (WINDOW_MAIN_WINDOW (user_data)->applet,
                                g_variant_get_string (target, NULL));
}

static gboolean
on_copied_long_enough (gpointer user_data)
{
  WindowMainWindow *self = user_data;

  self->copied_id = 0;
  gtk_header_bar_set_subtitle (self->header, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_copy_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  WindowMainWindow *self = user_data;

  window_clipboard_copy (GTK_WIDGET (self), g_variant_get_string (target, NULL));
  gtk_header_bar_set_subtitle (self->header, _ ("Link copied"));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add_seconds (COPIED_S, on_copied_long_enough, self);
}

static void
on_reconnect_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  window_applet_reconnect (WINDOW_MAIN_WINDOW (user_data)->applet);
}

static void
on_start_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  WindowMainWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (window_applet_start (self->applet, &error))
    return;
  /* Translators: %s is what went wrong. */
  message = g_strdup_printf (_ ("Spaces Tray cannot be started: %s"), error->message);
  gtk_label_set_text (self->not_running, message);
}

static void
on_close_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static const GActionEntry actions[] = {
  { .name = "join", .activate = on_join_activated, .parameter_type = "s" },
  { .name = "view-recording", .activate = on_view_recording_activated, .parameter_type = "s" },
  { .name = "copy", .activate = on_copy_activated, .parameter_type = "s" },
  { .name = "reconnect", .activate = on_reconnect_activated },
  { .name = "start", .activate = on_start_activated },
  { .name = "close", .activate = on_close_activated },
};

void
window_main_window_tell_no_tray (WindowMainWindow *self)
{
  gtk_info_bar_set_revealed (self->no_tray_bar, TRUE);
}

void
window_main_window_tell_not_opened (WindowMainWindow *self, gboolean no_portal)
{
  gtk_label_set_text (
      self->not_opened_label,
      no_portal ? _ ("The page cannot be opened: this desktop has no portal (xdg-desktop-portal) "
                     "through which a program in a sandbox opens one. Install it, or copy the "
                     "link instead.")
                : _ ("The page could not be opened. Choose a web browser in the settings of your "
                     "desktop, or copy the link instead."));
  gtk_info_bar_set_revealed (self->not_opened_bar, TRUE);
}

static void
on_bar_response (GtkInfoBar *bar, int response, gpointer user_data)
{
  gtk_info_bar_set_revealed (bar, FALSE);
}

GtkWidget *
window_main_window_new (GtkApplication *application, WindowApplet *applet)
{
  WindowMainWindow *self = g_object_new (WINDOW_TYPE_MAIN_WINDOW, "application", application, NULL);

  self->applet = g_object_ref (applet);
  g_signal_connect_object (applet, "changed", G_CALLBACK (on_applet_changed), self, 0);
  update (self);
  return GTK_WIDGET (self);
}

static void
window_main_window_dispose (GObject *object)
{
  WindowMainWindow *self = WINDOW_MAIN_WINDOW (object);

  g_clear_handle_id (&self->age_id, g_source_remove);
  g_clear_object (&self->applet);
  g_clear_handle_id (&self->copied_id, g_source_remove);
  G_OBJECT_CLASS (window_main_window_parent_class)->dispose (object);
}

static void
window_main_window_class_init (WindowMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = window_main_window_dispose;
  widget_class->map = window_main_window_map;
  widget_class->unmap = window_main_window_unmap;
  widget_class->window_state_event = window_main_window_window_state_event;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/spacestray/SpacesTray/window-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, header);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, no_tray_bar);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, not_opened_bar);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, not_opened_label);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, status_icon);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, status);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, reconnect_button);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, meetings_heading);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, no_meeting);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, meetings);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, recordings);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, not_running);
}

static void
window_main_window_init (WindowMainWindow *self)
{
  g_autoptr (GPropertyAction) menu = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  menu = g_property_action_new ("menu", self->menu_button, "active");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (menu));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  window_list_set_up (self->meetings);
  window_list_set_up (self->recordings);
  g_signal_connect (self->no_tray_bar, "response", G_CALLBACK (on_bar_response), NULL);
  g_signal_connect (self->not_opened_bar, "response", G_CALLBACK (on_bar_response), NULL);
}
