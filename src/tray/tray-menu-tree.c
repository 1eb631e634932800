/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-menu-tree.h"

#include "tray-menu-model.h"

typedef enum
{
  PROPERTY_TYPE,
  PROPERTY_LABEL,
  PROPERTY_ENABLED,
  PROPERTY_VISIBLE,
  PROPERTY_CHILDREN_DISPLAY,
  N_PROPERTIES,
} Property;

static const char *const PROPERTIES[N_PROPERTIES] = {
  [PROPERTY_TYPE] = "type",
  [PROPERTY_LABEL] = "label",
  [PROPERTY_ENABLED] = "enabled",
  [PROPERTY_VISIBLE] = "visible",
  [PROPERTY_CHILDREN_DISPLAY] = "children-display",
};

void
tray_menu_ids_init (TrayMenuIds *ids)
{
  ids->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ids->last = TRAY_MENU_ROOT;
}

void
tray_menu_ids_clear (TrayMenuIds *ids)
{
  g_clear_pointer (&ids->ids, g_hash_table_unref);
}

static void
node_free (TrayMenuNode *node)
{
  g_free (node->entry_id);
  g_free (node->label);
  g_free (node->action);
  g_clear_pointer (&node->target, g_variant_unref);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

static TrayMenuNode *
node_new (gint32 id, gboolean has_children)
{
  TrayMenuNode *node = g_new0 (TrayMenuNode, 1);

  node->id = id;
  if (has_children)
    node->children = g_ptr_array_new_with_free_func ((GDestroyNotify)node_free);
  return node;
}

static char *
escape_mnemonics (const char *label)
{
  g_autoptr (GString) escaped = g_string_new (label);

  g_string_replace (escaped, "_", "__", 0);
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static char *
get_string (GMenuModel *model, int position, const char *attribute)
{
  g_autoptr (GVariant) value
      = g_menu_model_get_item_attribute_value (model, position, attribute, G_VARIANT_TYPE_STRING);

  return value != NULL ? g_variant_dup_string (value, NULL) : NULL;
}

/* The tree being made, and where its ids come from. */
typedef struct
{
  TrayMenuTree *tree;
  TrayMenuIds *ids;
  GHashTable *used; /* the ids table of the new tree */
} Builder;

/* Takes @entry_id. */
static TrayMenuNode *
add_node (Builder *builder, TrayMenuNode *parent, char *entry_id, gboolean has_children)
{
  gint32 id = GPOINTER_TO_INT (g_hash_table_lookup (builder->ids->ids, entry_id));
  TrayMenuNode *node;

  /* Two entries of one name can be told apart all the same. */
  if (id == TRAY_MENU_ROOT || g_hash_table_contains (builder->tree->nodes, GINT_TO_POINTER (id)))
    id = ++builder->ids->last;
  node = node_new (id, has_children);
  node->entry_id = entry_id;
  g_hash_table_insert (builder->used, g_strdup (entry_id), GINT_TO_POINTER (id));
  g_hash_table_insert (builder->tree->nodes, GINT_TO_POINTER (id), node);
  g_ptr_array_add (parent->children, node);
  return node;
}

static void add_model (Builder *builder, TrayMenuNode *parent, GMenuModel *model);

static void
add_item (Builder *builder, TrayMenuNode *parent, GMenuModel *model, int position)
{
  g_autoptr (GMenuModel) submenu
      = g_menu_model_get_item_link (model, position, G_MENU_LINK_SUBMENU);
  g_autofree char *label = get_string (model, position, G_MENU_ATTRIBUTE_LABEL);
  TrayMenuNode *node = add_node (
      builder, parent, get_string (model, position, TRAY_MENU_ATTRIBUTE_ID), submenu != NULL);

  node->label = escape_mnemonics (label != NULL ? label : "");
  node->action = get_string (model, position, G_MENU_ATTRIBUTE_ACTION);
  node->target
      = g_menu_model_get_item_attribute_value (model, position, G_MENU_ATTRIBUTE_TARGET, NULL);
  if (submenu != NULL)
    add_model (builder, node, submenu);
}

/* Sections lie open in their parent, with a separator between those that are not empty. */
static void
add_model (Builder *builder, TrayMenuNode *parent, GMenuModel *model)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);

      if (section == NULL)
        {
          add_item (builder, parent, model, i);
          continue;
        }
      if (g_menu_model_get_n_items (section) == 0)
        continue;
      if (parent->children->len > 0)
        add_node (builder, parent, get_string (model, i, TRAY_MENU_ATTRIBUTE_ID), FALSE);
      add_model (builder, parent, section);
    }
}

TrayMenuTree *
tray_menu_tree_new (GMenuModel *model, TrayMenuIds *ids)
{
  TrayMenuTree *tree = g_new0 (TrayMenuTree, 1);
  Builder builder = { tree, ids, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  tree->root = node_new (TRAY_MENU_ROOT, TRUE);
  tree->nodes = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (tree->nodes, GINT_TO_POINTER (TRAY_MENU_ROOT), tree->root);
  if (model != NULL)
    add_model (&builder, tree->root, model);
  g_hash_table_unref (ids->ids);
  ids->ids = builder.used;
  return tree;
}

void
tray_menu_tree_free (TrayMenuTree *tree)
{
  if (tree == NULL)
    return;
  g_hash_table_unref (tree->nodes);
  node_free (tree->root);
  g_free (tree);
}

TrayMenuNode *
tray_menu_tree_find (const TrayMenuTree *tree, gint32 id)
{
  return g_hash_table_lookup (tree->nodes, GINT_TO_POINTER (id));
}

static gboolean
is_separator (const TrayMenuNode *node)
{
  return node->id != TRAY_MENU_ROOT && node->label == NULL;
}

static gboolean
is_enabled (const TrayMenuNode *node)
{
  return node->action != NULL || node->children != NULL || is_separator (node);
}

/* @is_default: (out) whether the value may be left unsaid. */
static GVariant *
get_value (const TrayMenuNode *node, Property property, gboolean *is_default)
{
  switch (property)
    {
    case PROPERTY_TYPE:
      *is_default = !is_separator (node);
      return g_variant_new_string (*is_default ? "standard" : "separator");
    case PROPERTY_LABEL:
      *is_default = node->label == NULL || *node->label == '\0';
      return g_variant_new_string (node->label != NULL ? node->label : "");
    case PROPERTY_ENABLED:
      *is_default = is_enabled (node);
      return g_variant_new_boolean (*is_default);
    case PROPERTY_VISIBLE:
      *is_default = TRUE;
      return g_variant_new_boolean (TRUE);
    case PROPERTY_CHILDREN_DISPLAY:
      *is_default = node->children == NULL;
      return g_variant_new_string (*is_default ? "" : "submenu");
    case N_PROPERTIES:
      break;
    }
  g_assert_not_reached ();
}

GVariant *
tray_menu_node_get_property (const TrayMenuNode *node, const char *name)
{
  gboolean is_default;

  for (Property i = 0; i < N_PROPERTIES; i++)
    if (g_str_equal (PROPERTIES[i], name))
      return get_value (node, i, &is_default);
  return NULL;
}

GVariant *
tray_menu_node_get_properties (const TrayMenuNode *node, const char *const *names)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gboolean all = names == NULL || names[0] == NULL;

  for (Property i = 0; i < N_PROPERTIES; i++)
    {
      g_autoptr (GVariant) value = NULL;
      gboolean is_default;

      if (!all && !g_strv_contains (names, PROPERTIES[i]))
        continue;
      value = g_variant_ref_sink (get_value (node, i, &is_default));
      if (!is_default)
        g_variant_builder_add (&builder, "{sv}", PROPERTIES[i], value);
    }
  return g_variant_builder_end (&builder);
}

GVariant *
tray_menu_node_get_layout (const TrayMenuNode *node, int depth, const char *const *names)
{
  GVariantBuilder children = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; depth != 0 && node->children != NULL && i < node->children->len; i++)
    g_variant_builder_add (&children,
                           "v",
                           tray_menu_node_get_layout (g_ptr_array_index (node->children, i),
                                                      depth > 0 ? depth - 1 : -1,
                                                      names));
  return g_variant_new (
      "(i@a{sv}av)", node->id, tray_menu_node_get_properties (node, names), &children);
}

static gboolean
same_children (const TrayMenuNode *a, const TrayMenuNode *b)
{
  guint n = a->children != NULL ? a->children->len : 0;

  if (n != (b->children != NULL ? b->children->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const TrayMenuNode *child = g_ptr_array_index (a->children, i);
      const TrayMenuNode *other = g_ptr_array_index (b->children, i);

      if (child->id != other->id || !same_children (child, other))
        return FALSE;
    }
  return TRUE;
}

gboolean
tray_menu_tree_same_layout (const TrayMenuTree *a, const TrayMenuTree *b)
{
  return same_children (a->root, b->root);
}

/* Adds what differs between two states of one item. */
static gboolean
compare_nodes (const TrayMenuNode *before,
               const TrayMenuNode *after,
               GVariantBuilder *updated,
               GVariantBuilder *removed)
{
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder names = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  guint n_values = 0, n_names = 0;

  for (Property i = 0; i < N_PROPERTIES; i++)
    {
      gboolean was_default, is_default;
      g_autoptr (GVariant) old = g_variant_ref_sink (get_value (before, i, &was_default));
      g_autoptr (GVariant) value = g_variant_ref_sink (get_value (after, i, &is_default));

      if (g_variant_equal (old, value))
        continue;
      if (is_default)
        {
          g_variant_builder_add (&names, "s", PROPERTIES[i]);
          n_names++;
          continue;
        }
      g_variant_builder_add (&values, "{sv}", PROPERTIES[i], value);
      n_values++;
    }
  if (n_values > 0)
    g_variant_builder_add (updated, "(ia{sv})", after->id, &values);
  else
    g_variant_builder_clear (&values);
  if (n_names > 0)
    g_variant_builder_add (removed, "(ias)", after->id, &names);
  else
    g_variant_builder_clear (&names);
  return n_values + n_names > 0;
}

static gboolean
compare_children (const TrayMenuTree *before,
                  const TrayMenuNode *parent,
                  GVariantBuilder *updated,
                  GVariantBuilder *removed)
{
  gboolean differs = FALSE;

  for (guint i = 0; parent->children != NULL && i < parent->children->len; i++)
    {
      const TrayMenuNode *node = g_ptr_array_index (parent->children, i);
      const TrayMenuNode *old = tray_menu_tree_find (before, node->id);

      if (old != NULL)
        differs |= compare_nodes (old, node, updated, removed);
      differs |= compare_children (before, node, updated, removed);
    }
  return differs;
}

GVariant *
tray_menu_tree_compare (const TrayMenuTree *before, const TrayMenuTree *after)
{
  GVariantBuilder updated = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ia{sv})"));
  GVariantBuilder removed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ias)"));

  if (compare_children (before, after->root, &updated, &removed))
    return g_variant_new ("(a(ia{sv})a(ias))", &updated, &removed);
  g_variant_builder_clear (&updated);
  g_variant_builder_clear (&removed);
  return NULL;
}
