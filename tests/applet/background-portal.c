/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "background-portal.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define REQUEST_BACKGROUND                                                                         \
  "<method name='RequestBackground'><arg type='s' direction='in'/>"                                \
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
#define SET_STATUS "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"

#define OPEN_URI                                                                                   \
  "<interface name='org.freedesktop.portal.OpenURI'><method name='OpenURI'>"                       \
  "<arg type='s' direction='in'/><arg type='s' direction='in'/>"                                   \
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface>"

static const char *const introspections[] = {
  NULL,
  "<node><interface name='org.freedesktop.portal.Background'>" REQUEST_BACKGROUND
  "</interface>" OPEN_URI "</node>",
  "<node><interface name='org.freedesktop.portal.Background'>" REQUEST_BACKGROUND SET_STATUS
  "</interface>" OPEN_URI "</node>",
};

static void
emit_response (BackgroundPortal *self, const char *handle, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection,
                                 NULL,
                                 handle,
                                 "org.freedesktop.portal.Request",
                                 "Response",
                                 parameters,
                                 &error);
  g_assert_no_error (error);
}

void
background_portal_respond (BackgroundPortal *self,
                           guint index,
                           guint32 response,
                           gboolean autostart)
{
  GVariantDict results;

  g_assert_cmpuint (index, <, self->handles->len);
  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", response == 0);
  g_variant_dict_insert (&results, "autostart", "b", autostart);
  emit_response (self,
                 g_ptr_array_index (self->handles, index),
                 g_variant_new ("(u@a{sv})", response, g_variant_dict_end (&results)));
}

static void
answer (BackgroundPortal *self, guint index, gboolean wanted)
{
  switch (self->behaviour)
    {
    case PORTAL_GRANTS:
    case PORTAL_GRANTS_EARLY:
      background_portal_respond (self, index, 0, wanted);
      break;
    case PORTAL_REFUSES:
      background_portal_respond (self, index, 1, FALSE);
      break;
    case PORTAL_WITHHOLDS:
      background_portal_respond (self, index, 0, FALSE);
      break;
    case PORTAL_BABBLES:
      emit_response (
          self, g_ptr_array_index (self->handles, index), g_variant_new ("(s)", "granted"));
      break;
    case PORTAL_FAILS:
    case PORTAL_HOLDS:
      break;
    }
}

static void
on_request (BackgroundPortal *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options
      = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1);
  g_autofree char *sender = g_strdup (g_dbus_method_invocation_get_sender (invocation) + 1);
  const char *token = NULL;
  gboolean wanted = FALSE;
  guint index = self->requests->len;
  char *handle;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_variant_lookup (options, "autostart", "b", &wanted);
  g_strdelimit (sender, ".", '_');
  handle = g_strconcat (PORTAL_PATH "/request/", sender, "/", token, NULL);
  g_ptr_array_add (self->requests, g_variant_ref (options));
  g_ptr_array_add (self->handles, handle);
  if (self->behaviour == PORTAL_FAILS)
    {
      g_dbus_method_invocation_return_dbus_error (
          invocation, "org.freedesktop.portal.Error.Failed", "Out of order");
      return;
    }
  if (self->behaviour == PORTAL_GRANTS_EARLY)
    answer (self, index, wanted);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  if (self->behaviour != PORTAL_GRANTS_EARLY)
    answer (self, index, wanted);
}

static void
on_status (BackgroundPortal *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  char *line = NULL;

  g_assert_true (g_variant_lookup (options, "message", "s", &line));
  g_ptr_array_add (self->lines, line);
  if (self->refuse_line)
    g_dbus_method_invocation_return_dbus_error (
        invocation, "org.freedesktop.portal.Error.Failed", "Not yet");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
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
  BackgroundPortal *self = user_data;
  char *uri;

  if (g_str_equal (method, "OpenURI"))
    {
      g_variant_get_child (parameters, 1, "s", &uri);
      g_ptr_array_add (self->uris, uri);
    }
  if (!g_str_equal (method, "SetStatus"))
    on_request (self, parameters, invocation);
  else
    on_status (user_data, parameters, invocation);
}

BackgroundPortal *
background_portal_new (GDBusConnection *connection, guint version)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  BackgroundPortal *self = g_new0 (BackgroundPortal, 1);
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;

  self->connection = g_object_ref (connection);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  self->handles = g_ptr_array_new_with_free_func (g_free);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->uris = g_ptr_array_new_with_free_func (g_free);
  if (introspections[version] != NULL)
    {
      g_autoptr (GDBusNodeInfo) node
          = g_dbus_node_info_new_for_xml (introspections[version], &error);

      g_assert_no_error (error);
      for (guint i = 0; i < G_N_ELEMENTS (self->registration_ids); i++)
        {
          self->registration_ids[i] = g_dbus_connection_register_object (
              connection, PORTAL_PATH, node->interfaces[i], &vtable, self, NULL, &error);
          g_assert_no_error (error);
        }
    }
  owned = g_dbus_connection_call_sync (connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", PORTAL_NAME, 4),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
  return self;
}

void
background_portal_free (BackgroundPortal *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->registration_ids); i++)
    if (self->registration_ids[i] != 0)
      g_dbus_connection_unregister_object (self->connection, self->registration_ids[i]);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->handles);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->uris);
  g_object_unref (self->connection);
  g_free (self);
}
