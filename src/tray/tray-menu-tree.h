/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The id of the root in com.canonical.dbusmenu. */
#define TRAY_MENU_ROOT 0

/**
 * TrayMenuNode: one item as com.canonical.dbusmenu knows it.
 */
typedef struct
{
  gint32 id;
  char *entry_id;   /* as in the model; NULL for the root */
  char *label;      /* underscores doubled, so that none becomes a mnemonic; NULL for a separator */
  char *action;     /* NULL: a line of information, a submenu or a separator */
  GVariant *target; /* (nullable) */
  GPtrArray *children; /* (element-type TrayMenuNode) NULL when it can have none */
} TrayMenuNode;

/**
 * TrayMenuTree: a menu frozen at one moment, every item found by its id.
 */
typedef struct
{
  TrayMenuNode *root;
  GHashTable *nodes; /* id -> TrayMenuNode, the root among them */
} TrayMenuTree;

/**
 * TrayMenuIds: which id an entry has. An entry keeps its id as long as it is in the menu, and an
 * id is never used for another entry.
 */
typedef struct
{
  GHashTable *ids; /* entry id -> id, of the entries in the last tree */
  gint32 last;
} TrayMenuIds;

void tray_menu_ids_init (TrayMenuIds *ids);
void tray_menu_ids_clear (TrayMenuIds *ids);

/* @model: (nullable) an empty menu. (transfer full) */
TrayMenuTree *tray_menu_tree_new (GMenuModel *model, TrayMenuIds *ids);
void tray_menu_tree_free (TrayMenuTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrayMenuTree, tray_menu_tree_free)

/* (transfer none) (nullable) */
TrayMenuNode *tray_menu_tree_find (const TrayMenuTree *tree, gint32 id);

/* A property of @node, its default where it has no other value; NULL for a name that is no
 * property. (transfer floating) (nullable) */
GVariant *tray_menu_node_get_property (const TrayMenuNode *node, const char *name);

/* a{sv} of the properties that are not at their default. @names: (nullable) only these; NULL or
 * empty for all. (transfer floating) */
GVariant *tray_menu_node_get_properties (const TrayMenuNode *node, const char *const *names);

/* (ia{sv}av). @depth: levels of children to tell, -1 for all. (transfer floating) */
GVariant *tray_menu_node_get_layout (const TrayMenuNode *node, int depth, const char *const *names);

/* Whether the same items are in the same places. */
gboolean tray_menu_tree_same_layout (const TrayMenuTree *a, const TrayMenuTree *b);

/* What to tell of the items in both trees: (a(ia{sv})a(ias)), the arguments of
 * ItemsPropertiesUpdated; NULL for nothing. (transfer floating) (nullable) */
GVariant *tray_menu_tree_compare (const TrayMenuTree *before, const TrayMenuTree *after);

G_END_DECLS
