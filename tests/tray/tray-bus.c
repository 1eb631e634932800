/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "tray-bus.h"

#include <string.h>

#define DEADLINE (30 * G_USEC_PER_SEC)

static void
note_signal (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GVariant *parameters,
             gpointer data)
{
  TrayBus *bus = data;
  g_autofree char *text = g_variant_print (parameters, FALSE);

  /* A single argument prints with a comma behind it. */
  if (g_str_has_suffix (text, ",)"))
    text[strlen (text) - 2] = '\0', g_string_append_printf (bus->signals, "%s%s);", name, text);
  else
    g_string_append_printf (bus->signals, "%s%s;", name, text);
}

GDBusConnection *
tray_bus_connect (TrayBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus->daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);

  g_assert_no_error (error);
  return connection;
}

TrayBus *
tray_bus_new (const char *path)
{
  TrayBus *bus = g_new0 (TrayBus, 1);

  bus->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus->daemon);
  bus->path = g_strdup (path);
  bus->signals = g_string_new (NULL);
  bus->item = tray_bus_connect (bus);
  bus->host = tray_bus_connect (bus);
  g_dbus_connection_signal_subscribe (bus->host,
                                      g_dbus_connection_get_unique_name (bus->item),
                                      NULL,
                                      NULL,
                                      path,
                                      NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE,
                                      note_signal,
                                      bus,
                                      NULL);
  return bus;
}

static void
close_connection (GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_close_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (connection);
}

void
tray_bus_free (TrayBus *bus)
{
  close_connection (bus->item);
  close_connection (bus->host);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_dbus_stop (bus->daemon);
  g_object_unref (bus->daemon);
  g_string_free (bus->signals, TRUE);
  g_free (bus->path);
  g_free (bus);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
tray_bus_wait (gboolean (*check) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;
  /* Only so that the deadline is looked at when nothing happens. */
  guint source = g_timeout_add_seconds (1, wake_up, NULL);

  while (!check (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **)data != NULL;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GVariant *
call (TrayBus *bus,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (bus->host,
                          g_dbus_connection_get_unique_name (bus->item),
                          path,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          keep_result,
                          &result);
  tray_bus_wait (has_result, &result);
  return g_dbus_connection_call_finish (bus->host, result, error);
}

GVariant *
tray_bus_call (TrayBus *bus,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = call (bus, path, interface, method, parameters, &error);

  g_assert_no_error (error);
  return answer;
}

GError *
tray_bus_call_failing (TrayBus *bus,
                       const char *path,
                       const char *interface,
                       const char *method,
                       GVariant *parameters)
{
  GError *error = NULL;
  g_autoptr (GVariant) answer = call (bus, path, interface, method, parameters, &error);

  g_assert_null (answer);
  g_assert_nonnull (error);
  return error;
}

GVariant *
tray_bus_get_all (TrayBus *bus, const char *path, const char *interface)
{
  g_autoptr (GVariant) answer = tray_bus_call (
      bus, path, "org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", interface));

  return g_variant_get_child_value (answer, 0);
}

static void
let_arrive (TrayBus *bus)
{
  /* The answer comes behind every signal sent before it, and GDBus hands both to the main loop in
   * that order. */
  g_variant_unref (tray_bus_call (bus, "/", "org.freedesktop.DBus.Peer", "Ping", NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
tray_bus_take_signals (TrayBus *bus)
{
  let_arrive (bus);
  g_string_truncate (bus->signals, 0);
}

void
tray_bus_assert_signals (TrayBus *bus, const char *expected)
{
  let_arrive (bus);
  g_assert_cmpstr (bus->signals->str, ==, expected);
  g_string_truncate (bus->signals, 0);
}
