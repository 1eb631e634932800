/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-application.h"

#include <glib/gi18n.h>

#include "window-main-window.h"

struct _WindowApplication
{
  GtkApplication parent_instance;

  char *profile;
  WindowApplet *applet;
  GtkWidget *window; /* NULL when closed */
};

G_DEFINE_FINAL_TYPE (WindowApplication, window_application, GTK_TYPE_APPLICATION)

static void
show_window (WindowApplication *self)
{
  if (self->window == NULL)
    {
      self->window = window_main_window_new (GTK_APPLICATION (self), self->applet);
      g_signal_connect (self->window, "destroy", G_CALLBACK (gtk_widget_destroyed), &self->window);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
on_no_tray_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  WindowApplication *self = user_data;

  show_window (self);
  window_main_window_tell_no_tray (WINDOW_MAIN_WINDOW (self->window));
}

static void
on_not_opened_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  WindowApplication *self = user_data;

  show_window (self);
  window_main_window_tell_not_opened (WINDOW_MAIN_WINDOW (self->window), FALSE);
}

static void
on_no_portal_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  WindowApplication *self = user_data;

  show_window (self);
  window_main_window_tell_not_opened (WINDOW_MAIN_WINDOW (self->window), TRUE);
}

static void
on_about_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "program-name",
                         _ ("Spaces Tray"),
                         "version",
                         VERSION,
                         "logo-icon-name",
                         APPLICATION_ID,
                         "comments",
                         _ ("Tells you when a meeting is on in your Avaya Spaces rooms"),
                         "copyright",
                         "© Spaces Tray contributors",
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
on_quit_activated (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static const GActionEntry actions[] = {
  { .name = "no-tray", .activate = on_no_tray_activated },
  { .name = "not-opened", .activate = on_not_opened_activated },
  { .name = "no-portal", .activate = on_no_portal_activated },
  { .name = "about", .activate = on_about_activated },
  { .name = "quit", .activate = on_quit_activated },
};

static void
add_accelerator (WindowApplication *self, const char *action, const char *accelerator)
{
  const char *accelerators[] = { accelerator, NULL };

  gtk_application_set_accels_for_action (GTK_APPLICATION (self), action, accelerators);
}

static void
window_application_startup (GApplication *application)
{
  WindowApplication *self = WINDOW_APPLICATION (application);
  const char *icons = g_getenv ("SPACES_TRAY_ICON_PATH");

  G_APPLICATION_CLASS (window_application_parent_class)->startup (application);
  if (icons != NULL)
    gtk_icon_theme_prepend_search_path (gtk_icon_theme_get_default (), icons);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_action_map_add_action_entries (
      G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  add_accelerator (self, "win.close", "<Primary>w");
  add_accelerator (self, "app.quit", "<Primary>q");
  add_accelerator (self, "win.reconnect", "F5");
  add_accelerator (self, "win.menu", "F10");
  self->applet = window_applet_new (g_application_get_dbus_connection (application), self->profile);
}

static void
window_application_activate (GApplication *application)
{
  show_window (WINDOW_APPLICATION (application));
}

static void
window_application_finalize (GObject *object)
{
  WindowApplication *self = WINDOW_APPLICATION (object);

  g_clear_object (&self->applet);
  g_free (self->profile);
  G_OBJECT_CLASS (window_application_parent_class)->finalize (object);
}

static void
window_application_class_init (WindowApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->startup = window_application_startup;
  G_APPLICATION_CLASS (klass)->activate = window_application_activate;
  G_OBJECT_CLASS (klass)->finalize = window_application_finalize;
}

static void
window_application_init (WindowApplication *self)
{
}

WindowApplication *
window_application_new (const char *profile)
{
  g_autofree char *id = profile[0] != '\0' ? g_strconcat (APPLICATION_ID, ".Window.", profile, NULL)
                                           : g_strdup (APPLICATION_ID ".Window");
  WindowApplication *self = g_object_new (WINDOW_TYPE_APPLICATION, "application-id", id, NULL);

  self->profile = g_strdup (profile);
  return self;
}

int
window_application_execute (WindowApplication *self, const char *note)
{
  GApplication *application = G_APPLICATION (self);
  g_autoptr (GError) error = NULL;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("spaces-tray-window: %s\n", error->message);
      return 1;
    }
  if (g_application_get_dbus_connection (application) == NULL)
    {
      g_printerr ("spaces-tray-window: %s\n",
                  _ ("There is no session bus: start it from your desktop."));
      return 1;
    }
  if (note != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), note, NULL);
  return g_application_run (application, 0, NULL);
}
