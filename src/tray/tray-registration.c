/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-registration.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define WATCHER_INTERFACE "org.kde.StatusNotifierWatcher"

typedef enum
{
  TRAY_WATCHER_ABSENT,
  TRAY_WATCHER_ASKED,      /* the registration is under way */
  TRAY_WATCHER_REFUSED,    /* there is a watcher, and it does not want us */
  TRAY_WATCHER_REGISTERED, /* registered, but nobody shows it */
  TRAY_WATCHER_HOSTED,     /* registered, and a host is there */
} TrayWatcherState;

struct _TrayRegistration
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable; /* of the calls to the present watcher; NULL while absent */
  TrayWatcherState state;
  guint watch;
  guint subscription;
};

enum
{
  PROP_0,
  PROP_HOST_AVAILABLE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TrayRegistration, tray_registration, G_TYPE_OBJECT)

static void
set_state (TrayRegistration *self, TrayWatcherState state)
{
  gboolean before = tray_registration_get_host_available (self);

  if (self->state == state)
    return;
  self->state = state;
  if (before != tray_registration_get_host_available (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST_AVAILABLE]);
}

static void
host_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;
  TrayRegistration *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = TRAY_REGISTRATION (data);
  if (self->state != TRAY_WATCHER_REGISTERED && self->state != TRAY_WATCHER_HOSTED)
    return;
  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  /* A watcher that cannot say is taken for one with a host: most are both. */
  set_state (self,
             value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
                     || g_variant_get_boolean (value)
                 ? TRAY_WATCHER_HOSTED
                 : TRAY_WATCHER_REGISTERED);
}

static void
ask_for_host (TrayRegistration *self)
{
  g_dbus_connection_call (
      self->connection,
      WATCHER_NAME,
      WATCHER_PATH,
      "org.freedesktop.DBus.Properties",
      "Get",
      g_variant_new ("(ss)", WATCHER_INTERFACE, "IsStatusNotifierHostRegistered"),
      G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START,
      G_MAXINT,
      self->cancellable,
      host_asked,
      self);
}

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  TrayRegistration *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = TRAY_REGISTRATION (data);
  if (answer == NULL)
    {
      g_debug ("The tray does not take the item: %s", error->message);
      set_state (self, TRAY_WATCHER_REFUSED);
      return;
    }
  set_state (self, TRAY_WATCHER_REGISTERED);
  ask_for_host (self);
}

/* StatusNotifierHostRegistered or StatusNotifierHostUnregistered: which hosts remain is asked. */
static void
hosts_changed (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *signal_name,
               GVariant *parameters,
               gpointer data)
{
  TrayRegistration *self = TRAY_REGISTRATION (data);

  if (g_str_has_prefix (signal_name, "StatusNotifierHost")
      && (self->state == TRAY_WATCHER_REGISTERED || self->state == TRAY_WATCHER_HOSTED))
    ask_for_host (self);
}

static void
forget_watcher (TrayRegistration *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
}

static void
watcher_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  TrayRegistration *self = TRAY_REGISTRATION (data);

  forget_watcher (self);
  self->cancellable = g_cancellable_new ();
  self->subscription = g_dbus_connection_signal_subscribe (connection,
                                                           owner,
                                                           WATCHER_INTERFACE,
                                                           NULL,
                                                           WATCHER_PATH,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           hosts_changed,
                                                           self,
                                                           NULL);
  set_state (self, TRAY_WATCHER_ASKED);
  /* By unique name: every host takes it, and a sandbox needs no name of its own for it. */
  g_dbus_connection_call (connection,
                          WATCHER_NAME,
                          WATCHER_PATH,
                          WATCHER_INTERFACE,
                          "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", g_dbus_connection_get_unique_name (connection)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT,
                          self->cancellable,
                          registered,
                          self);
}

static void
watcher_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  TrayRegistration *self = TRAY_REGISTRATION (data);

  forget_watcher (self);
  set_state (self, TRAY_WATCHER_ABSENT);
}

gboolean
tray_registration_get_host_available (TrayRegistration *self)
{
  return self->state == TRAY_WATCHER_HOSTED;
}

TrayRegistration *
tray_registration_new (GDBusConnection *connection)
{
  TrayRegistration *self = g_object_new (TRAY_TYPE_REGISTRATION, NULL);

  self->connection = g_object_ref (connection);
  self->watch = g_bus_watch_name_on_connection (connection,
                                                WATCHER_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                watcher_appeared,
                                                watcher_vanished,
                                                self,
                                                NULL);
  return self;
}

static void
tray_registration_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TrayRegistration *self = TRAY_REGISTRATION (object);

  if (id == PROP_HOST_AVAILABLE)
    g_value_set_boolean (value, tray_registration_get_host_available (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tray_registration_dispose (GObject *object)
{
  TrayRegistration *self = TRAY_REGISTRATION (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->connection != NULL)
    forget_watcher (self);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (tray_registration_parent_class)->dispose (object);
}

static void
tray_registration_class_init (TrayRegistrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tray_registration_get_property;
  object_class->dispose = tray_registration_dispose;
  props[PROP_HOST_AVAILABLE]
      = g_param_spec_boolean ("host-available",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tray_registration_init (TrayRegistration *self)
{
}
