/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-service.h"

#include "applet-interface.h"
#include "applet-report.h"

struct _AppletService
{
  GObject parent_instance;

  AppletSession *session;
  AppletAutostart *autostart; /* nullable */
  char *profile;
  char *history_file;
  GDBusConnection *connection;
  guint registration_id;
  GVariant *status; /* as last told, without the times that run on */
  GVariant *meetings;
  GVariant *recordings;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletService, applet_service, G_TYPE_OBJECT)

static GVariant *
new_autostart (AppletService *self)
{
  g_autofree char *detail
      = self->autostart != NULL ? applet_autostart_dup_detail (self->autostart) : g_strdup ("");
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (
      &dict, "on", "b", self->autostart != NULL && applet_autostart_get_on (self->autostart));
  g_variant_dict_insert (&dict,
                         "wanted",
                         "b",
                         self->autostart != NULL && applet_autostart_get_wanted (self->autostart));
  g_variant_dict_insert (&dict, "detail", "s", detail);
  return g_variant_dict_end (&dict);
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *object_path,
              const char *interface_name,
              const char *property_name,
              GError **error,
              gpointer user_data)
{
  AppletService *self = user_data;

  if (g_str_equal (property_name, "Status"))
    return self->session != NULL ? applet_report_new_status (self->session)
                                 : applet_report_new_starting ();
  if (g_str_equal (property_name, "Meetings"))
    return self->session != NULL ? applet_report_new_meetings (self->session)
                                 : g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0);
  if (g_str_equal (property_name, "Recordings"))
    return self->session != NULL ? applet_report_new_recordings (self->session)
                                 : g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0);
  if (g_str_equal (property_name, "Autostart"))
    return new_autostart (self);
  if (g_str_equal (property_name, "Profile"))
    return g_variant_new_string (self->profile);
  return g_variant_new_string (self->history_file);
}

static const char *
null_if_empty (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

static void
on_autostart_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!applet_autostart_finish (APPLET_AUTOSTART (source), result, &error))
    g_message ("%s", error->message);
}

static void
set_autostart (AppletService *self, GVariant *parameters)
{
  gboolean on;

  g_variant_get (parameters, "(b)", &on);
  if (self->autostart != NULL)
    applet_autostart_set_async (self->autostart, on, NULL, on_autostart_set, NULL);
}

static void
call_method (GDBusConnection *connection,
             const char *sender,
             const char *object_path,
             const char *interface_name,
             const char *method_name,
             GVariant *parameters,
             GDBusMethodInvocation *invocation,
             gpointer user_data)
{
  static const struct
  {
    const char *method;
    const char *action;
  } actions[] = {
    { "Join", "join" },
    { "ViewRecording", "view-recording" },
    { "Reconnect", "reconnect" },
    { "Quit", "quit" },
  };
  g_autoptr (AppletService) self = g_object_ref (user_data);
  const char *id = NULL, *token = "";

  if (g_variant_n_children (parameters) == 2)
    g_variant_get (parameters, "(&s&s)", &id, &token);
  if (g_str_equal (method_name, "SetAutostart"))
    set_autostart (self, parameters);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (method_name, actions[i].method))
      g_signal_emit (
          self, signals[SIGNAL_ACTIVATED], 0, actions[i].action, id, null_if_empty (token));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* lastHeard moves with every packet: it is told when asked for, it does not make a change. */
static GVariant *
new_comparable_status (GVariant *status)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, status);
  g_variant_dict_remove (&dict, "lastHeard");
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static gboolean
replace (GVariant **held, GVariant *value)
{
  if (*held != NULL && g_variant_equal (*held, value))
    return FALSE;
  g_clear_pointer (held, g_variant_unref);
  *held = g_variant_ref (value);
  return TRUE;
}

static void
tell_changed (AppletService *self, GVariant *properties)
{
  g_dbus_connection_emit_signal (self->connection,
                                 NULL,
                                 APPLET_OBJECT_PATH,
                                 "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(s@a{sv}as)", APPLET_INTERFACE, properties, NULL),
                                 NULL);
}

static void
on_autostart_changed (AppletAutostart *autostart, AppletService *self)
{
  GVariantDict changed;

  if (self->connection == NULL)
    return;
  g_variant_dict_init (&changed, NULL);
  g_variant_dict_insert_value (&changed, "Autostart", new_autostart (self));
  tell_changed (self, g_variant_dict_end (&changed));
}

static void
on_session_changed (AppletSession *session, AppletService *self)
{
  g_autoptr (GVariant) status = g_variant_ref_sink (applet_report_new_status (session));
  g_autoptr (GVariant) meetings = g_variant_ref_sink (applet_report_new_meetings (session));
  g_autoptr (GVariant) recordings = g_variant_ref_sink (applet_report_new_recordings (session));
  g_autoptr (GVariant) comparable = new_comparable_status (status);
  GVariantDict changed;
  gboolean any = FALSE;

  if (self->connection == NULL)
    return;
  g_variant_dict_init (&changed, NULL);
  if (replace (&self->status, comparable))
    {
      g_variant_dict_insert_value (&changed, "Status", status);
      any = TRUE;
    }
  if (replace (&self->meetings, meetings))
    {
      g_variant_dict_insert_value (&changed, "Meetings", meetings);
      any = TRUE;
    }
  if (replace (&self->recordings, recordings))
    {
      g_variant_dict_insert_value (&changed, "Recordings", recordings);
      any = TRUE;
    }
  if (!any)
    {
      g_variant_dict_clear (&changed);
      return;
    }
  tell_changed (self, g_variant_dict_end (&changed));
  g_dbus_connection_emit_signal (
      self->connection, NULL, APPLET_OBJECT_PATH, APPLET_INTERFACE, "Changed", NULL, NULL);
}

gboolean
applet_service_export (AppletService *self, GDBusConnection *connection, GError **error)
{
  static const GDBusInterfaceVTable vtable
      = { .method_call = call_method, .get_property = get_property };

  self->registration_id
      = g_dbus_connection_register_object (connection,
                                           APPLET_OBJECT_PATH,
                                           (GDBusInterfaceInfo *)&applet_spaces_tray1_interface,
                                           &vtable,
                                           self,
                                           NULL,
                                           error);
  if (self->registration_id == 0)
    return FALSE;
  g_set_object (&self->connection, connection);
  return TRUE;
}

void
applet_service_unexport (AppletService *self)
{
  if (self->registration_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration_id);
  self->registration_id = 0;
  g_clear_object (&self->connection);
}

void
applet_service_set_session (AppletService *self, AppletSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_session_changed), self, 0);
  on_session_changed (session, self);
}

void
applet_service_set_autostart (AppletService *self, AppletAutostart *autostart)
{
  g_return_if_fail (self->autostart == NULL);

  self->autostart = g_object_ref (autostart);
  g_signal_connect_object (autostart, "changed", G_CALLBACK (on_autostart_changed), self, 0);
}

AppletService *
applet_service_new (const char *profile, const char *history_file)
{
  AppletService *self = g_object_new (APPLET_TYPE_SERVICE, NULL);

  self->profile = g_strdup (profile);
  self->history_file = g_strdup (history_file);
  return self;
}

static void
applet_service_finalize (GObject *object)
{
  AppletService *self = APPLET_SERVICE (object);

  applet_service_unexport (self);
  g_clear_object (&self->session);
  g_clear_object (&self->autostart);
  g_clear_pointer (&self->status, g_variant_unref);
  g_clear_pointer (&self->meetings, g_variant_unref);
  g_clear_pointer (&self->recordings, g_variant_unref);
  g_free (self->profile);
  g_free (self->history_file);
  G_OBJECT_CLASS (applet_service_parent_class)->finalize (object);
}

static void
applet_service_class_init (AppletServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = applet_service_finalize;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            3,
                                            G_TYPE_STRING,
                                            G_TYPE_STRING,
                                            G_TYPE_STRING);
}

static void
applet_service_init (AppletService *self)
{
}
