/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-main-window.h"

#include <glib/gi18n.h>

#include "window-clipboard.h"
#include "window-row.h"

/* How often "for 23 minutes" is made fresh while the window can be seen. */
#define AGE_INTERVAL_S 60

struct _WindowMainWindow
{
  GtkApplicationWindow parent_instance;

  GtkWidget *menu_button;
  GtkInfoBar *no_tray_bar;
  GtkInfoBar *not_opened_bar;
  GtkStack *pages;
  GtkImage *status_icon;
  GtkLabel *status;
  GtkWidget *reconnect_button;
  GtkListBox *meetings;
  GtkListBox *recordings;
  GtkLabel *not_running;

  WindowApplet *applet;
  GVariant *shown_meetings;
  GVariant *shown_recordings;
  guint age_id;
};

G_DEFINE_FINAL_TYPE (WindowMainWindow, window_main_window, GTK_TYPE_APPLICATION_WINDOW)

typedef GtkWidget *(*RowFunc) (GVariant *dictionary, gint64 now);

/* The row that had the focus keeps it, so that a change elsewhere does not throw the keyboard out.
 */
static int
get_focused_index (WindowMainWindow *self, GtkListBox *list)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (row == NULL || gtk_widget_get_parent (row) != GTK_WIDGET (list))
    return -1;
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
destroy_row (GtkWidget *row, gpointer user_data)
{
  gtk_widget_destroy (row);
}

static void
fill_list (WindowMainWindow *self, GtkListBox *list, GVariant *items, RowFunc new_row)
{
  int focused = get_focused_index (self, list);
  gint64 now = g_get_real_time ();

  gtk_container_foreach (GTK_CONTAINER (list), destroy_row, NULL);
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);

      gtk_container_add (GTK_CONTAINER (list), new_row (item, now));
    }
  if (focused >= 0 && gtk_list_box_get_row_at_index (list, focused) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, focused)),
                            GTK_DIR_TAB_FORWARD);
}

static void
update_list (WindowMainWindow *self,
             GtkListBox *list,
             GVariant **shown,
             GVariant *items,
             gboolean ages,
             RowFunc new_row)
{
  if (!ages && *shown != NULL && g_variant_equal (*shown, items))
    return;
  g_clear_pointer (shown, g_variant_unref);
  *shown = g_variant_ref (items);
  fill_list (self, list, items, new_row);
}

static void
update_status (WindowMainWindow *self)
{
  g_autoptr (GVariant) status = window_applet_dup_status (self->applet);
  const char *word = window_applet_lookup (status, "status");
  g_autofree char *icon_name = g_strconcat (APPLICATION_ID "-", word, NULL);
  gboolean offline = g_str_equal (word, "offline");

  gtk_image_set_from_icon_name (
      self->status_icon, word[0] != '\0' ? icon_name : APPLICATION_ID, GTK_ICON_SIZE_DIALOG);
  gtk_label_set_text (self->status, window_applet_lookup (status, "detail"));
  gtk_widget_set_visible (self->reconnect_button, offline);
}

static void
update (WindowMainWindow *self, gboolean ages)
{
  g_autoptr (GVariant) meetings = window_applet_dup_meetings (self->applet);
  g_autoptr (GVariant) recordings = window_applet_dup_recordings (self->applet);
  gboolean running = window_applet_is_running (self->applet);

  gtk_stack_set_visible_child_name (self->pages, running ? "running" : "not-running");
  if (!running)
    return;
  update_status (self);
  update_list (
      self, self->meetings, &self->shown_meetings, meetings, ages, window_row_new_for_meeting);
  update_list (self,
               self->recordings,
               &self->shown_recordings,
               recordings,
               FALSE,
               window_row_new_for_recording);
}

static void
on_applet_changed (WindowApplet *applet, WindowMainWindow *self)
{
  update (self, FALSE);
}

static gboolean
on_age (gpointer user_data)
{
  update (user_data, TRUE);
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
    update (self, TRUE);
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

static void
on_copy_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  window_clipboard_copy (GTK_WIDGET (user_data), g_variant_get_string (target, NULL));
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
window_main_window_tell_not_opened (WindowMainWindow *self)
{
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
  update (self, FALSE);
  return GTK_WIDGET (self);
}

static void
window_main_window_dispose (GObject *object)
{
  WindowMainWindow *self = WINDOW_MAIN_WINDOW (object);

  g_clear_handle_id (&self->age_id, g_source_remove);
  g_clear_object (&self->applet);
  g_clear_pointer (&self->shown_meetings, g_variant_unref);
  g_clear_pointer (&self->shown_recordings, g_variant_unref);
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
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, no_tray_bar);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, not_opened_bar);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, status_icon);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, status);
  gtk_widget_class_bind_template_child (widget_class, WindowMainWindow, reconnect_button);
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
  g_signal_connect (self->no_tray_bar, "response", G_CALLBACK (on_bar_response), NULL);
  g_signal_connect (self->not_opened_bar, "response", G_CALLBACK (on_bar_response), NULL);
}
