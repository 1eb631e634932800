/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-remote.h"

#include <glib/gi18n.h>

#include "applet-report.h"
#include "applet-service.h"

#define CALL_TIMEOUT_MS 5000

/* These verbs run in a process of their own, with nothing else to do: they may wait. */
static GVariant *
call (const AppletOptions *options,
      const char *interface,
      const char *method,
      GVariant *arguments,
      GError **error)
{
  g_autofree char *name = applet_options_dup_application_id (options);
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);

  if (connection == NULL)
    {
      if (arguments != NULL)
        g_variant_unref (g_variant_ref_sink (arguments));
      return NULL;
    }
  return g_dbus_connection_call_sync (connection,
                                      name,
                                      APPLET_OBJECT_PATH,
                                      interface,
                                      method,
                                      arguments,
                                      NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      CALL_TIMEOUT_MS,
                                      NULL,
                                      error);
}

static gboolean
is_not_running (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

static int
tell_failure (const GError *error)
{
  /* Translators: %s is what went wrong. */
  g_autofree char *message = g_strdup_printf (_ ("The applet cannot be asked: %s"), error->message);

  g_printerr ("spaces-tray: %s\n", message);
  return 1;
}

static void
print_status (const AppletOptions *options, GVariant *status, GVariant *meetings)
{
  g_autofree char *text = options->json
                              ? applet_report_dup_json (status, meetings)
                              : applet_report_dup_text (status, meetings, g_get_real_time ());

  g_print ("%s\n", text);
}

int
applet_remote_print_status (const AppletOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = call (options,
                                     "org.freedesktop.DBus.Properties",
                                     "GetAll",
                                     g_variant_new ("(s)", APPLET_INTERFACE),
                                     &error);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GVariant) meetings = NULL;

  if (reply == NULL)
    {
      if (!is_not_running (error))
        return tell_failure (error);
      print_status (options, NULL, NULL);
      return APPLET_EXIT_NOT_RUNNING;
    }
  if (g_variant_is_of_type (reply, G_VARIANT_TYPE ("(a{sv})")))
    {
      properties = g_variant_get_child_value (reply, 0);
      status = g_variant_lookup_value (properties, "Status", G_VARIANT_TYPE_VARDICT);
      meetings = g_variant_lookup_value (properties, "Meetings", G_VARIANT_TYPE ("aa{sv}"));
    }
  if (status == NULL)
    {
      /* Translators: why the applet cannot be asked. */
      error = g_error_new_literal (
          G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it answers in an unknown way"));
      return tell_failure (error);
    }
  print_status (options, status, meetings);
  return 0;
}

int
applet_remote_quit (const AppletOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = call (options, APPLET_INTERFACE, "Quit", NULL, &error);

  if (reply != NULL)
    return 0;
  if (!is_not_running (error))
    return tell_failure (error);
  g_print ("%s\n", _ ("Spaces Tray is not running."));
  return APPLET_EXIT_NOT_RUNNING;
}
