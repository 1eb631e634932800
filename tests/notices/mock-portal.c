/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "mock-portal.h"

#include "portal-rules.h"

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Notification"
/* RequestName: a later one takes the name, as a portal started with --replace does. */
#define ALLOW_REPLACEMENT 1
#define REPLACE_EXISTING 2

static const char introspection[]
    = "<node><interface name='org.freedesktop.portal.Notification'>"
      "<method name='AddNotification'><arg type='s' direction='in'/>"
      "<arg type='a{sv}' direction='in'/></method>"
      "<method name='RemoveNotification'><arg type='s' direction='in'/></method>"
      "<property name='version' type='u' access='read'/>"
      "</interface></node>";

MockPortal *
mock_portal_new (guint version)
{
  MockPortal *self = g_new0 (MockPortal, 1);

  self->version = version;
  self->asked = g_string_new (NULL);
  g_queue_init (&self->held);
  return self;
}

void
mock_portal_free (MockPortal *self)
{
  mock_portal_vanish (self);
  g_clear_pointer (&self->last, g_variant_unref);
  g_string_free (self->asked, TRUE);
  g_free (self);
}

static void
refuse (GDBusMethodInvocation *invocation, const char *code, const char *message)
{
  g_autofree char *name = g_strconcat ("org.freedesktop.portal.Error.", code, NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, name, message);
}

/* Takes @invocation. */
static void
add (MockPortal *self, GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  g_autoptr (GError) error = NULL;
  const char *id;

  g_clear_pointer (&self->last, g_variant_unref);
  g_variant_get (parameters, "(&s@a{sv})", &id, &self->last);
  g_string_append_printf (self->asked, "add %s;", id);
  if (self->behaviour == MOCK_PORTAL_FORBIDS)
    refuse (invocation, "NotAllowed", "Showing notifications is not allowed");
  else if (self->behaviour == MOCK_PORTAL_REFUSES)
    refuse (invocation, "InvalidArgument", "Not today");
  else if (!portal_rules_accept (self->last, self->version, &error))
    refuse (invocation, "InvalidArgument", error->message);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

/* Takes @invocation. */
static void
serve (MockPortal *self, GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  const char *id;

  if (g_str_equal (method, "AddNotification"))
    {
      add (self, invocation);
    }
  else if (g_str_equal (method, "RemoveNotification"))
    {
      g_variant_get (parameters, "(&s)", &id);
      g_string_append_printf (self->asked, "remove %s;", id);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_dbus_method_invocation_return_value (
          invocation, g_variant_new ("(v)", g_variant_new_uint32 (self->version)));
    }
}

static gboolean
vanish_idle (gpointer user_data)
{
  mock_portal_vanish (user_data);
  return G_SOURCE_REMOVE;
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
  MockPortal *self = user_data;
  gboolean asks = g_str_equal (interface, INTERFACE);

  if (self->behaviour == MOCK_PORTAL_CRASHES && asks)
    {
      g_queue_push_tail (&self->held, invocation);
      g_string_append (self->asked, "crash;");
      g_idle_add (vanish_idle, self);
    }
  else if (self->behaviour == MOCK_PORTAL_SILENT || (self->behaviour == MOCK_PORTAL_HOLDS && asks))
    {
      g_queue_push_tail (&self->held, invocation);
    }
  else
    {
      serve (self, invocation);
    }
}

void
mock_portal_appear (MockPortal *self, const char *address)
{
  /* Without get_property calls for properties come as any other, so that they can be held. */
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->connection = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  if (!self->without_interface)
    g_dbus_connection_register_object (
        self->connection, PATH, node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      self->connection,
      "org.freedesktop.DBus",
      "/org/freedesktop/DBus",
      "org.freedesktop.DBus",
      "RequestName",
      g_variant_new ("(su)", NAME, ALLOW_REPLACEMENT | REPLACE_EXISTING),
      NULL,
      G_DBUS_CALL_FLAGS_NONE,
      -1,
      NULL,
      &error);
  g_assert_no_error (error);
}

void
mock_portal_vanish (MockPortal *self)
{
  if (self->connection == NULL)
    return;
  /* Unanswered invocations answer with an error when they go: not before the connection is closed.
   */
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_queue_clear_full (&self->held, g_object_unref);
  g_clear_object (&self->connection);
}

void
mock_portal_answer (MockPortal *self)
{
  GDBusMethodInvocation *invocation;

  self->behaviour = MOCK_PORTAL_ANSWERS;
  while ((invocation = g_queue_pop_head (&self->held)) != NULL)
    serve (self, invocation);
}
