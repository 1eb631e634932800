/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "window-test-applet.h"

#include <string.h>

#define PATH "/io/github/spacestray/SpacesTray"
#define INTERFACE "io.github.spacestray.SpacesTray1"

static const char introspection[]
    = "<node><interface name='" INTERFACE "'>"
      "<property name='Status' type='a{sv}' access='read'/>"
      "<property name='Meetings' type='aa{sv}' access='read'/>"
      "<property name='Recordings' type='aa{sv}' access='read'/>"
      "<method name='Join'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
      "<method name='ViewRecording'><arg type='s' direction='in'/>"
      "<arg type='s' direction='in'/></method>"
      "<method name='Reconnect'/></interface></node>";

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
iterate (void)
{
  guint source = g_timeout_add (20, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static GVariant *
parse (const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE (type), text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer data)
{
  WindowTestApplet *applet = data;

  if (strcmp (name, "Status") == 0)
    return parse ("a{sv}", applet->status);
  if (strcmp (name, "Meetings") == 0)
    return parse ("aa{sv}", applet->meetings);
  return parse ("aa{sv}", applet->recordings);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  WindowTestApplet *applet = data;
  g_autofree char *text = g_variant_print (arguments, FALSE);

  g_string_append_printf (applet->calls, "%s%s\n", method, text);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call, .get_property = get_property };

static void
on_owned (GDBusConnection *connection, const char *name, gpointer data)
{
  ((WindowTestApplet *)data)->owned = TRUE;
}

void
window_test_applet_start (WindowTestApplet *applet)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  applet->object_id = g_dbus_connection_register_object (
      applet->connection, PATH, node->interfaces[0], &vtable, applet, NULL, NULL);
  applet->name_id = g_bus_own_name_on_connection (applet->connection,
                                                  APPLICATION_ID,
                                                  G_BUS_NAME_OWNER_FLAGS_NONE,
                                                  on_owned,
                                                  NULL,
                                                  applet,
                                                  NULL);
  wait_until (applet->owned);
}

void
window_test_applet_stop (WindowTestApplet *applet)
{
  if (applet->name_id == 0)
    return;
  g_bus_unown_name (applet->name_id);
  g_dbus_connection_unregister_object (applet->connection, applet->object_id);
  g_dbus_connection_flush_sync (applet->connection, NULL, NULL);
  applet->name_id = 0;
  applet->owned = FALSE;
}

void
window_test_applet_tell (WindowTestApplet *applet, const char *status, const char *meetings)
{
  GVariantBuilder changed;
  g_autoptr (GError) error = NULL;

  char *kept = g_strdup (meetings); /* which may be the ones it has */

  applet->status = status;
  g_free (applet->meetings);
  applet->meetings = kept;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "Status", parse ("a{sv}", status));
  g_variant_builder_add (&changed, "{sv}", "Meetings", parse ("aa{sv}", kept));
  g_dbus_connection_emit_signal (applet->connection,
                                 NULL,
                                 PATH,
                                 "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", INTERFACE, &changed, NULL),
                                 &error);
  g_assert_no_error (error);
}

void
window_test_applet_init (WindowTestApplet *applet,
                         const char *bus_address,
                         const char *status,
                         char *meetings,
                         char *recordings)
{
  g_autoptr (GError) error = NULL;

  applet->connection = g_dbus_connection_new_for_address_sync (
      bus_address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  applet->status = status;
  applet->meetings = meetings;
  applet->recordings = recordings;
  applet->calls = g_string_new (NULL);
}

void
window_test_applet_clear (WindowTestApplet *applet)
{
  window_test_applet_stop (applet);
  g_dbus_connection_close_sync (applet->connection, NULL, NULL);
  g_clear_object (&applet->connection);
  g_string_free (applet->calls, TRUE);
  g_free (applet->meetings);
  g_free (applet->recordings);
}
