/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "tray-watcher.h"

#define NAME "org.kde.StatusNotifierWatcher"
#define PATH "/StatusNotifierWatcher"

static const char XML[] = "<node><interface name='" NAME "'>"
                          "<method name='RegisterStatusNotifierItem'>"
                          "<arg type='s' direction='in'/></method>"
                          "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
                          "<signal name='StatusNotifierHostRegistered'/>"
                          "<signal name='StatusNotifierHostUnregistered'/>"
                          "</interface></node>";

static void
method_called (GDBusConnection *connection,
               const char *sender,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *parameters,
               GDBusMethodInvocation *invocation,
               gpointer data)
{
  TrayWatcher *watcher = data;
  const char *service;

  g_variant_get (parameters, "(&s)", &service);
  g_ptr_array_add (watcher->services, g_strdup (service));
  g_ptr_array_add (watcher->senders, g_strdup (sender));
  if (watcher->refuses)
    g_dbus_method_invocation_return_error (
        invocation, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED, "The tray is full");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
property_read (GDBusConnection *connection,
               const char *sender,
               const char *path,
               const char *interface,
               const char *property,
               GError **error,
               gpointer data)
{
  TrayWatcher *watcher = data;

  if (watcher->mute)
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "No such property");
      return NULL;
    }
  return g_variant_new_boolean (watcher->host);
}

static const GDBusInterfaceVTable VTABLE = {
  .method_call = method_called,
  .get_property = property_read,
};

TrayWatcher *
tray_watcher_new (TrayBus *bus, gboolean host)
{
  TrayWatcher *watcher = g_new0 (TrayWatcher, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (XML, &error);
  g_autoptr (GVariant) answer = NULL;

  g_assert_no_error (error);
  watcher->host = host;
  watcher->services = g_ptr_array_new_with_free_func (g_free);
  watcher->senders = g_ptr_array_new_with_free_func (g_free);
  watcher->connection = tray_bus_connect (bus);
  watcher->object = g_dbus_connection_register_object (
      watcher->connection, PATH, node->interfaces[0], &VTABLE, watcher, NULL, &error);
  g_assert_no_error (error);
  /* Flags: allow replacement (1) and replace (2). */
  answer = g_dbus_connection_call_sync (watcher->connection,
                                        "org.freedesktop.DBus",
                                        "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus",
                                        "RequestName",
                                        g_variant_new ("(su)", NAME, 3),
                                        NULL,
                                        G_DBUS_CALL_FLAGS_NONE,
                                        -1,
                                        NULL,
                                        &error);
  g_assert_no_error (error);
  return watcher;
}

void
tray_watcher_set_host (TrayWatcher *watcher, gboolean host)
{
  g_autoptr (GError) error = NULL;

  watcher->host = host;
  g_dbus_connection_emit_signal (watcher->connection,
                                 NULL,
                                 PATH,
                                 NAME,
                                 host ? "StatusNotifierHostRegistered"
                                      : "StatusNotifierHostUnregistered",
                                 NULL,
                                 &error);
  g_assert_no_error (error);
}

void
tray_watcher_free (TrayWatcher *watcher)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_unregister_object (watcher->connection, watcher->object);
  g_dbus_connection_close_sync (watcher->connection, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (watcher->connection);
  g_ptr_array_unref (watcher->services);
  g_ptr_array_unref (watcher->senders);
  g_free (watcher);
}
