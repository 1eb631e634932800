/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-item.h"

#include <string.h>

#include "org.kde.StatusNotifierItem.h"
#include "tray-menu-model.h"
#include "tray-menu.h"
#include "tray-pixmaps.h"
#include "tray-registration.h"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/MenuBar"
/* Tokens are a few dozen bytes; what is longer is none. */
#define TOKEN_LENGTH_MAX 1024

typedef enum
{
  TRAY_ITEM_PASSIVE, /* not shown */
  TRAY_ITEM_ACTIVE,
} TrayItemStatus;

struct _TrayItem
{
  GObject parent_instance;

  GDBusConnection *connection;
  TrayRegistration *registration;
  TrayMenu *menu;
  GActionGroup *actions;
  guint object;
  char *id;
  char *icon_theme_path;
  TrayItemStatus status;
  char *icon_name;
  char *title;
  char *tooltip_title;
  char *tooltip_body;
  char *accessible_description;
  char *activation_token; /* of the next activation; NULL for none */
};

enum
{
  PROP_0,
  PROP_HOST_AVAILABLE,
  N_PROPS,
};

enum
{
  ACTIVATE,
  ENTRY_ACTIVATED,
  MENU_ABOUT_TO_SHOW,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TrayItem, tray_item, G_TYPE_OBJECT)

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static const char *
status_to_string (TrayItemStatus status)
{
  switch (status)
    {
    case TRAY_ITEM_PASSIVE:
      return "Passive";
    case TRAY_ITEM_ACTIVE:
      return "Active";
    }
  g_assert_not_reached ();
}

static GVariant *
new_string (const char *text)
{
  return g_variant_new_string (or_empty (text));
}

static GVariant *
new_tooltip (TrayItem *self)
{
  /* The specification has markup in the text; a title is plain. */
  g_autofree char *body = g_markup_escape_text (or_empty (self->tooltip_body), -1);

  return g_variant_new (
      "(s@a(iiay)ss)", "", tray_pixmaps_lookup (""), or_empty (self->tooltip_title), body);
}

static GVariant *
property_read (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *name,
               GError **error,
               gpointer data)
{
  TrayItem *self = TRAY_ITEM (data);

  if (g_str_equal (name, "Category"))
    return g_variant_new_string ("Communications");
  if (g_str_equal (name, "Id"))
    return new_string (self->id);
  if (g_str_equal (name, "Title"))
    return new_string (self->title);
  if (g_str_equal (name, "Status"))
    return g_variant_new_string (status_to_string (self->status));
  if (g_str_equal (name, "WindowId"))
    return g_variant_new_int32 (0);
  if (g_str_equal (name, "IconThemePath"))
    return new_string (self->icon_theme_path);
  if (g_str_equal (name, "Menu"))
    return g_variant_new_object_path (MENU_PATH);
  if (g_str_equal (name, "ItemIsMenu"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (name, "IconName"))
    return new_string (self->icon_name);
  if (g_str_equal (name, "IconAccessibleDesc"))
    return new_string (self->accessible_description);
  if (g_str_equal (name, "IconPixmap"))
    return tray_pixmaps_lookup (or_empty (self->icon_name));
  if (g_str_equal (name, "ToolTip"))
    return new_tooltip (self);
  /* State is shown by the icon alone: overlay and attention icons look wrong on most hosts. */
  if (g_str_has_suffix (name, "Pixmap"))
    return tray_pixmaps_lookup ("");
  return g_variant_new_string ("");
}

static void
take_token (TrayItem *self, GVariant *parameters)
{
  const char *token;

  g_variant_get (parameters, "(&s)", &token);
  g_clear_pointer (&self->activation_token, g_free);
  if (*token != '\0' && strnlen (token, TOKEN_LENGTH_MAX + 1) <= TOKEN_LENGTH_MAX)
    self->activation_token = g_strdup (token);
}

static void
method_called (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *name,
               GVariant *parameters,
               GDBusMethodInvocation *invocation,
               gpointer data)
{
  g_autoptr (TrayItem) self = g_object_ref (TRAY_ITEM (data));
  g_autofree char *token = NULL;

  if (g_str_equal (name, "ProvideXdgActivationToken"))
    take_token (self, parameters);
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (name, "ProvideXdgActivationToken") || g_str_equal (name, "Scroll"))
    return;
  /* Every kind of click: a host that sends ContextMenu cannot show our menu itself. */
  token = g_steal_pointer (&self->activation_token);
  g_signal_emit (self, signals[ACTIVATE], 0, token);
}

static const GDBusInterfaceVTable VTABLE = {
  .method_call = method_called,
  .get_property = property_read,
};

static void
emit (TrayItem *self, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  if (!g_dbus_connection_emit_signal (self->connection,
                                      NULL,
                                      ITEM_PATH,
                                      org_kde_status_notifier_item_interface.name,
                                      name,
                                      parameters,
                                      &error))
    g_debug ("No %s: %s", name, error->message);
}

static void
set_status (TrayItem *self, TrayItemStatus status)
{
  if (self->status == status)
    return;
  self->status = status;
  emit (self, "NewStatus", g_variant_new ("(s)", status_to_string (status)));
  /* Xfce fetches icons anew on these alone, not on NewStatus. */
  emit (self, "NewAttentionIcon", NULL);
  emit (self, "NewIcon", NULL);
}

/* Returns whether it was something else before. */
static gboolean
assign (char **field, const char *value)
{
  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (value);
  return TRUE;
}

static void
host_available_changed (TrayItem *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST_AVAILABLE]);
}

static void
start_registration (TrayItem *self)
{
  if (self->registration != NULL)
    return;
  self->registration = tray_registration_new (self->connection);
  g_signal_connect_swapped (
      self->registration, "notify::host-available", G_CALLBACK (host_available_changed), self);
}

static void
stop_registration (TrayItem *self)
{
  if (self->registration == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->registration, self);
  g_clear_object (&self->registration);
}

void
tray_item_set_view (TrayItem *self, const TrayView *view)
{
  g_autoptr (GMenuModel) model = tray_menu_model_new (view->entries);
  gboolean new_icon = assign (&self->icon_name, view->icon_name)
                      | assign (&self->accessible_description, view->accessible_description);
  gboolean new_title = assign (&self->title, view->title);
  gboolean new_tip = assign (&self->tooltip_title, view->tooltip_title)
                     | assign (&self->tooltip_body, view->tooltip_body);

  if (self->object == 0)
    return;
  tray_menu_set_model (self->menu, model, self->actions);
  if (new_title)
    emit (self, "NewTitle", NULL);
  if (new_tip)
    emit (self, "NewToolTip", NULL);
  if (self->status == TRAY_ITEM_PASSIVE)
    set_status (self, TRAY_ITEM_ACTIVE);
  else if (new_icon)
    emit (self, "NewIcon", NULL);
  /* Only now, so that no host sees an item without a menu. */
  start_registration (self);
}

gboolean
tray_item_get_host_available (TrayItem *self)
{
  return self->registration != NULL && tray_registration_get_host_available (self->registration);
}

void
tray_item_remove (TrayItem *self)
{
  gboolean was_available = tray_item_get_host_available (self);

  if (self->object == 0)
    return;
  stop_registration (self);
  /* Hosts drop an item when its connection goes; until then this hides it. */
  set_status (self, TRAY_ITEM_PASSIVE);
  g_dbus_connection_unregister_object (self->connection, self->object);
  self->object = 0;
  g_clear_object (&self->menu);
  if (was_available)
    host_available_changed (self);
}

static void
entry_activated (const char *action, const char *target, gpointer data)
{
  g_autoptr (TrayItem) self = g_object_ref (TRAY_ITEM (data));
  g_autofree char *token = g_steal_pointer (&self->activation_token);

  g_signal_emit (self, signals[ENTRY_ACTIVATED], 0, action, target, token);
}

static void
menu_about_to_show (TrayItem *self)
{
  g_signal_emit (self, signals[MENU_ABOUT_TO_SHOW], 0);
}

TrayItem *
tray_item_new (GDBusConnection *connection,
               const char *id,
               const char *icon_theme_path,
               GError **error)
{
  g_autoptr (TrayItem) self = g_object_new (TRAY_TYPE_ITEM, NULL);

  self->connection = g_object_ref (connection);
  self->id = g_strdup (id);
  self->icon_theme_path = g_strdup (icon_theme_path);
  self->actions = tray_menu_actions_new (entry_activated, self);
  self->menu = tray_menu_new (connection, MENU_PATH, icon_theme_path, error);
  if (self->menu == NULL)
    return NULL;
  g_signal_connect_object (
      self->menu, "about-to-show", G_CALLBACK (menu_about_to_show), self, G_CONNECT_SWAPPED);
  self->object = g_dbus_connection_register_object (
      connection,
      ITEM_PATH,
      (GDBusInterfaceInfo *)&org_kde_status_notifier_item_interface,
      &VTABLE,
      self,
      NULL,
      error);
  return self->object != 0 ? g_steal_pointer (&self) : NULL;
}

static void
tray_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST_AVAILABLE)
    g_value_set_boolean (value, tray_item_get_host_available (TRAY_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tray_item_dispose (GObject *object)
{
  TrayItem *self = TRAY_ITEM (object);

  stop_registration (self);
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->connection, self->object);
  self->object = 0;
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (tray_item_parent_class)->dispose (object);
}

static void
tray_item_finalize (GObject *object)
{
  TrayItem *self = TRAY_ITEM (object);

  g_free (self->id);
  g_free (self->icon_theme_path);
  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->tooltip_title);
  g_free (self->tooltip_body);
  g_free (self->accessible_description);
  g_free (self->activation_token);
  G_OBJECT_CLASS (tray_item_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_strings)
{
  return g_signal_new (name,
                       TRAY_TYPE_ITEM,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_strings,
                       G_TYPE_STRING,
                       G_TYPE_STRING,
                       G_TYPE_STRING);
}

static void
tray_item_class_init (TrayItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tray_item_get_property;
  object_class->dispose = tray_item_dispose;
  object_class->finalize = tray_item_finalize;
  props[PROP_HOST_AVAILABLE]
      = g_param_spec_boolean ("host-available",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ACTIVATE] = new_signal ("activate", 1);
  signals[ENTRY_ACTIVATED] = new_signal ("entry-activated", 3);
  signals[MENU_ABOUT_TO_SHOW] = new_signal ("menu-about-to-show", 0);
}

static void
tray_item_init (TrayItem *self)
{
}
