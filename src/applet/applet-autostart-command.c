/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-autostart-command.h"

#include <glib/gi18n.h>

#include "applet-autostart.h"
#include "applet-portal.h"
#include "applet-settings.h"

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
carry_out (AppletAutostart *autostart, AppletSwitch wish, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (wish == APPLET_SWITCH_ASK)
    applet_autostart_refresh_async (autostart, NULL, on_done, &result);
  else
    applet_autostart_set_async (autostart, wish == APPLET_SWITCH_ON, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return applet_autostart_finish (autostart, result, error);
}

int
applet_autostart_command_run (const AppletOptions *options)
{
  gboolean sandboxed = applet_portal_is_sandboxed ();
  g_autoptr (GSettings) settings = applet_settings_new (options->profile);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (AppletAutostart) autostart = NULL;
  g_autoptr (GError) error = NULL;

  if (sandboxed)
    {
      connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
      if (connection == NULL)
        {
          g_printerr ("spaces-tray: %s\n",
                      _ ("There is no session bus: start it from your desktop."));
          return 1;
        }
    }
  autostart = applet_autostart_new (
      options->profile, settings, connection, sandboxed, APPLET_AUTOSTART_PATIENCE_MS);
  carry_out (autostart, options->autostart, &error);
  /* Else the wish is lost with us. */
  g_settings_sync ();
  if (applet_autostart_get_on (autostart))
    g_print ("%s\n", _ ("Spaces Tray starts with the session."));
  else
    g_print ("%s\n", _ ("Spaces Tray does not start with the session."));
  if (error == NULL)
    return 0;
  g_printerr ("spaces-tray: %s\n", error->message);
  return 1;
}
