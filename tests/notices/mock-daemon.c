/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "mock-daemon.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char introspection[]
    = "<node><interface name='org.freedesktop.Notifications'>"
      "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
      "<method name='GetServerInformation'><arg type='s' direction='out'/>"
      "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
      "<arg type='s' direction='out'/></method>"
      "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
      "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
      "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
      "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
      "<signal name='ActivationToken'><arg type='u'/><arg type='s'/></signal>"
      "</interface></node>";

static const char *const all_capabilities[] = { "actions", "body", "body-markup", NULL };

static void
mock_notify_free (gpointer data)
{
  MockNotify *notify = data;

  g_free (notify->application_name);
  g_free (notify->icon);
  g_free (notify->summary);
  g_free (notify->body);
  g_strfreev (notify->actions);
  g_variant_unref (notify->hints);
  g_free (notify);
}

MockDaemon *
mock_daemon_new (void)
{
  MockDaemon *self = g_new0 (MockDaemon, 1);

  self->capabilities = all_capabilities;
  self->notified = g_ptr_array_new_with_free_func (mock_notify_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->closed = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
mock_daemon_free (MockDaemon *self)
{
  mock_daemon_vanish (self);
  g_ptr_array_unref (self->notified);
  g_ptr_array_unref (self->held);
  g_array_unref (self->closed);
  g_free (self);
}

static void
emit (MockDaemon *self, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  /* It died with a call to it under way. */
  if (self->connection == NULL)
    {
      g_variant_unref (g_variant_ref_sink (parameters));
      return;
    }
  g_dbus_connection_emit_signal (self->connection, NULL, PATH, NAME, name, parameters, &error);
  g_assert_no_error (error);
}

static void
on_notify (MockDaemon *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  MockNotify *notify = g_new0 (MockNotify, 1);

  g_variant_get (parameters,
                 "(susss^as@a{sv}i)",
                 &notify->application_name,
                 &notify->replaces_id,
                 &notify->icon,
                 &notify->summary,
                 &notify->body,
                 &notify->actions,
                 &notify->hints,
                 &notify->timeout);
  notify->id = notify->replaces_id;
  if (notify->id == 0 || self->forgets_ids)
    notify->id = ++self->last_id;
  g_ptr_array_add (self->notified, notify);

  if (self->behaviour == MOCK_REFUSES)
    g_dbus_method_invocation_return_dbus_error (invocation, NAME ".Error", "Not today");
  else if (self->behaviour == MOCK_HOLDS)
    g_ptr_array_add (self->held, g_object_ref (invocation));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", notify->id));
}

static void
on_close (MockDaemon *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  guint id;

  g_variant_get (parameters, "(u)", &id);
  g_array_append_val (self->closed, id);
  g_dbus_method_invocation_return_value (invocation, NULL);
  emit (self, "NotificationClosed", g_variant_new ("(uu)", id, 3));
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  MockDaemon *self = user_data;

  if (self->behaviour == MOCK_SILENT)
    g_ptr_array_add (self->held, g_object_ref (invocation));
  else if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", self->capabilities));
  else if (g_str_equal (method, "GetServerInformation"))
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(ssss)", "mock", "Spaces Tray", "1", "1.2"));
  else if (g_str_equal (method, "Notify"))
    on_notify (self, parameters, invocation);
  else
    on_close (self, parameters, invocation);
}

void
mock_daemon_appear (MockDaemon *self, const char *address)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->last_id = 0;
  self->connection = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (
      self->connection, PATH, node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", NAME, 0),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
}

void
mock_daemon_vanish (MockDaemon *self)
{
  if (self->connection == NULL)
    return;
  /* Unanswered invocations answer with an error when they go: not before the connection is closed.
   */
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_ptr_array_set_size (self->held, 0);
  g_clear_object (&self->connection);
}

const char *
mock_daemon_get_name (MockDaemon *self)
{
  return g_dbus_connection_get_unique_name (self->connection);
}

void
mock_daemon_answer (MockDaemon *self)
{
  self->behaviour = MOCK_ANSWERS;
  for (guint i = 0; i < self->held->len; i++)
    {
      GDBusMethodInvocation *invocation = g_ptr_array_index (self->held, i);
      const MockNotify *notify
          = g_ptr_array_index (self->notified, self->notified->len - self->held->len + i);

      g_dbus_method_invocation_return_value (g_object_ref (invocation),
                                             g_variant_new ("(u)", notify->id));
    }
  g_ptr_array_set_size (self->held, 0);
}

void
mock_daemon_click (MockDaemon *self, guint id, const char *action, const char *token)
{
  if (token != NULL)
    emit (self, "ActivationToken", g_variant_new ("(us)", id, token));
  emit (self, "ActionInvoked", g_variant_new ("(us)", id, action));
}

void
mock_daemon_dismiss (MockDaemon *self, guint id)
{
  emit (self, "NotificationClosed", g_variant_new ("(uu)", id, 2));
}

const MockNotify *
mock_daemon_get_last (MockDaemon *self)
{
  g_assert_cmpuint (self->notified->len, >, 0);
  return g_ptr_array_index (self->notified, self->notified->len - 1);
}
