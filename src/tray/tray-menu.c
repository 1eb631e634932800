/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-menu.h"

#include "com.canonical.dbusmenu.h"
#include "tray-menu-tree.h"
#include "tray-words.h"

/* The version libdbusmenu tells; some hosts open no menu without one. */
#define DBUSMENU_VERSION 3

struct _TrayMenu
{
  GObject parent_instance;

  GDBusConnection *connection;
  char *object_path;
  char *icon_theme_path;
  guint registration;
  GActionGroup *actions;
  TrayMenuIds ids;
  TrayMenuTree *tree; /* never NULL */
  guint revision;
};

enum
{
  ABOUT_TO_SHOW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TrayMenu, tray_menu, G_TYPE_OBJECT)

static void
return_unknown_id (GDBusMethodInvocation *invocation, gint32 id)
{
  g_dbus_method_invocation_return_error (
      invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "The menu has no item %d", id);
}

static void
get_layout (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  const TrayMenuNode *node;
  gint32 id, depth;

  g_variant_get (parameters, "(ii^a&s)", &id, &depth, &names);
  node = tray_menu_tree_find (self->tree, id);
  if (node == NULL)
    {
      return_unknown_id (invocation, id);
      return;
    }
  g_dbus_method_invocation_return_value (
      invocation,
      g_variant_new ("(u@(ia{sv}av))",
                     self->revision,
                     tray_menu_node_get_layout (node, depth < 0 ? -1 : depth, names)));
}

static void
add_group_properties (GVariantBuilder *builder, const TrayMenuNode *node, const char *const *names)
{
  g_variant_builder_add (
      builder, "(i@a{sv})", node->id, tray_menu_node_get_properties (node, names));
}

static void
get_group_properties (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  g_autoptr (GVariantIter) ids = NULL;
  g_autofree const char **names = NULL;
  /* Each item once, however often it is asked for: the answer stays as small as the menu. */
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);
  gpointer node;
  gint32 id;

  g_variant_get (parameters, "(ai^a&s)", &ids, &names);
  if (g_variant_iter_n_children (ids) == 0)
    {
      GHashTableIter iter;

      g_hash_table_iter_init (&iter, self->tree->nodes);
      while (g_hash_table_iter_next (&iter, NULL, &node))
        add_group_properties (&builder, node, names);
    }
  while (g_variant_iter_loop (ids, "i", &id))
    {
      node = tray_menu_tree_find (self->tree, id);
      if (node != NULL && g_hash_table_add (told, GINT_TO_POINTER (id)))
        add_group_properties (&builder, node, names);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &builder));
}

static void
get_property (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const TrayMenuNode *node;
  GVariant *value;
  const char *name;
  gint32 id;

  g_variant_get (parameters, "(i&s)", &id, &name);
  node = tray_menu_tree_find (self->tree, id);
  if (node == NULL)
    {
      return_unknown_id (invocation, id);
      return;
    }
  value = tray_menu_node_get_property (node, name);
  if (value == NULL)
    {
      g_dbus_method_invocation_return_error (invocation,
                                             G_DBUS_ERROR,
                                             G_DBUS_ERROR_INVALID_ARGS,
                                             "Item %d has no property of this name",
                                             id);
      return;
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
}

/* Returns whether the layout is another one afterwards. */
static gboolean
prepare_to_show (TrayMenu *self, gint32 id)
{
  guint revision = self->revision;

  if (id == TRAY_MENU_ROOT)
    g_signal_emit (self, signals[ABOUT_TO_SHOW], 0);
  return self->revision != revision;
}

static void
about_to_show (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  gint32 id;

  g_variant_get (parameters, "(i)", &id);
  if (tray_menu_tree_find (self->tree, id) == NULL)
    {
      return_unknown_id (invocation, id);
      return;
    }
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(b)", prepare_to_show (self, id)));
}

static void
about_to_show_group (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GVariantBuilder needed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  GVariantBuilder unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariantIter) ids = NULL;
  guint n_unknown = 0;
  gint32 id = TRAY_MENU_ROOT;

  g_variant_get (parameters, "(ai)", &ids);
  while (g_variant_iter_next (ids, "i", &id))
    {
      if (tray_menu_tree_find (self->tree, id) == NULL)
        {
          g_variant_builder_add (&unknown, "i", id);
          n_unknown++;
        }
      else if (prepare_to_show (self, id))
        g_variant_builder_add (&needed, "i", id);
    }
  if (n_unknown > 0 && n_unknown == g_variant_iter_n_children (ids))
    {
      g_variant_builder_clear (&needed);
      g_variant_builder_clear (&unknown);
      return_unknown_id (invocation, id);
      return;
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", &needed, &unknown));
}

/* Acts on an event about an item. Returns FALSE when there is no such item. */
static gboolean
handle_event (TrayMenu *self, gint32 id, const char *event)
{
  const TrayMenuNode *node = tray_menu_tree_find (self->tree, id);
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;

  if (node == NULL)
    return FALSE;
  if (g_str_equal (event, "opened"))
    prepare_to_show (self, id);
  if (!g_str_equal (event, "clicked") || node->action == NULL || self->actions == NULL)
    return TRUE;
  /* The action may replace the tree, and the node with it. */
  action = g_strdup (node->action);
  target = node->target != NULL ? g_variant_ref (node->target) : NULL;
  g_action_group_activate_action (self->actions, action, target);
  return TRUE;
}

static void
event (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) kept = NULL;
  const char *name;
  gint32 id;

  g_variant_get (parameters, "(i&svu)", &id, &name, NULL, NULL);
  if (tray_menu_tree_find (self->tree, id) == NULL)
    {
      return_unknown_id (invocation, id);
      return;
    }
  /* Answered first: the action may end the program. */
  kept = g_variant_ref (parameters);
  g_dbus_method_invocation_return_value (invocation, NULL);
  handle_event (self, id, name);
}

static void
event_group (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GVariantBuilder unknown = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariantIter) events = NULL;
  g_autoptr (GVariantIter) again = NULL;
  g_autoptr (GVariant) kept = g_variant_ref (parameters);
  const char *name;
  guint n_unknown = 0;
  gint32 id;

  g_variant_get (kept, "(a(isvu))", &events);
  while (g_variant_iter_next (events, "(i&s@vu)", &id, &name, NULL, NULL))
    if (tray_menu_tree_find (self->tree, id) == NULL)
      {
        g_variant_builder_add (&unknown, "i", id);
        n_unknown++;
      }
  if (n_unknown > 0 && n_unknown == g_variant_iter_n_children (events))
    {
      g_variant_builder_clear (&unknown);
      return_unknown_id (invocation, id);
      return;
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", &unknown));
  g_variant_get (kept, "(a(isvu))", &again);
  while (g_variant_iter_next (again, "(i&s@vu)", &id, &name, NULL, NULL))
    handle_event (self, id, name);
}

static const struct
{
  const char *name;
  void (*handle) (TrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation);
} METHODS[] = {
  { "GetLayout", get_layout },
  { "GetGroupProperties", get_group_properties },
  { "GetProperty", get_property },
  { "Event", event },
  { "EventGroup", event_group },
  { "AboutToShow", about_to_show },
  { "AboutToShowGroup", about_to_show_group },
};

static void
method_called (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *method_name,
               GVariant *parameters,
               GDBusMethodInvocation *invocation,
               gpointer data)
{
  g_autoptr (TrayMenu) self = g_object_ref (TRAY_MENU (data));

  /* GDBus calls for methods of the interface alone, and with the arguments it tells. */
  for (guint i = 0; i < G_N_ELEMENTS (METHODS); i++)
    if (g_str_equal (METHODS[i].name, method_name))
      {
        METHODS[i].handle (self, parameters, invocation);
        return;
      }
  g_assert_not_reached ();
}

static GVariant *
property_read (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *property_name,
               GError **error,
               gpointer data)
{
  TrayMenu *self = TRAY_MENU (data);

  if (g_str_equal (property_name, "Version"))
    return g_variant_new_uint32 (DBUSMENU_VERSION);
  if (g_str_equal (property_name, "TextDirection"))
    return g_variant_new_string (tray_words_is_rtl () ? "rtl" : "ltr");
  if (g_str_equal (property_name, "Status"))
    return g_variant_new_string ("normal");
  if (self->icon_theme_path != NULL && *self->icon_theme_path != '\0')
    return g_variant_new_strv ((const char *const *)&self->icon_theme_path, 1);
  return g_variant_new_strv (NULL, 0);
}

static const GDBusInterfaceVTable VTABLE = {
  .method_call = method_called,
  .get_property = property_read,
};

static void
emit (TrayMenu *self, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  if (!g_dbus_connection_emit_signal (self->connection,
                                      NULL,
                                      self->object_path,
                                      com_canonical_dbusmenu_interface.name,
                                      name,
                                      parameters,
                                      &error))
    g_debug ("No %s: %s", name, error->message);
}

void
tray_menu_set_model (TrayMenu *self, GMenuModel *model, GActionGroup *actions)
{
  g_autoptr (TrayMenuTree) before = g_steal_pointer (&self->tree);
  GVariant *changes;

  g_set_object (&self->actions, actions);
  self->tree = tray_menu_tree_new (model, &self->ids);
  changes = tray_menu_tree_compare (before, self->tree);
  if (changes != NULL)
    emit (self, "ItemsPropertiesUpdated", changes);
  if (tray_menu_tree_same_layout (before, self->tree))
    return;
  self->revision++;
  /* Always the root: so does libdbusmenu, and its clients ask for all of it whatever is said. */
  emit (self, "LayoutUpdated", g_variant_new ("(ui)", self->revision, TRAY_MENU_ROOT));
}

TrayMenu *
tray_menu_new (GDBusConnection *connection,
               const char *object_path,
               const char *icon_theme_path,
               GError **error)
{
  g_autoptr (TrayMenu) self = g_object_new (TRAY_TYPE_MENU, NULL);

  self->connection = g_object_ref (connection);
  self->object_path = g_strdup (object_path);
  self->icon_theme_path = g_strdup (icon_theme_path);
  self->registration
      = g_dbus_connection_register_object (connection,
                                           object_path,
                                           (GDBusInterfaceInfo *)&com_canonical_dbusmenu_interface,
                                           &VTABLE,
                                           self,
                                           NULL,
                                           error);
  return self->registration != 0 ? g_steal_pointer (&self) : NULL;
}

static void
tray_menu_dispose (GObject *object)
{
  TrayMenu *self = TRAY_MENU (object);

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->actions);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (tray_menu_parent_class)->dispose (object);
}

static void
tray_menu_finalize (GObject *object)
{
  TrayMenu *self = TRAY_MENU (object);

  g_free (self->object_path);
  g_free (self->icon_theme_path);
  tray_menu_tree_free (self->tree);
  tray_menu_ids_clear (&self->ids);
  G_OBJECT_CLASS (tray_menu_parent_class)->finalize (object);
}

static void
tray_menu_class_init (TrayMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tray_menu_dispose;
  object_class->finalize = tray_menu_finalize;
  signals[ABOUT_TO_SHOW] = g_signal_new (
      "about-to-show", TRAY_TYPE_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tray_menu_init (TrayMenu *self)
{
  tray_menu_ids_init (&self->ids);
  self->tree = tray_menu_tree_new (NULL, &self->ids);
}
