/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-menu-model.h"

static const struct
{
  const char *name;
  gboolean has_target;
} ACTIONS[] = {
  { TRAY_ACTION_MEETINGS, FALSE },
  { TRAY_ACTION_JOIN, TRUE },
  { TRAY_ACTION_COPY_SPACE_LINK, TRUE },
  { TRAY_ACTION_VIEW_RECORDING, TRUE },
  { TRAY_ACTION_COPY_RECORDING_LINK, TRUE },
  { TRAY_ACTION_RECONNECT, FALSE },
  { TRAY_ACTION_QUIT, FALSE },
};

static GMenuItem *
item_from_entry (const TrayEntry *entry)
{
  GMenuItem *item = g_menu_item_new (entry->label, NULL);

  g_menu_item_set_attribute (item, TRAY_MENU_ATTRIBUTE_ID, "s", entry->id);
  if (entry->action != NULL)
    g_menu_item_set_action_and_target_value (
        item, entry->action, entry->target != NULL ? g_variant_new_string (entry->target) : NULL);
  if (entry->children != NULL)
    {
      g_autoptr (GMenuModel) children = tray_menu_model_new (entry->children);

      g_menu_item_set_submenu (item, children);
    }
  return item;
}

static void
append_section (GMenu *menu, const char *id, GMenu *section)
{
  g_autoptr (GMenuItem) item = g_menu_item_new_section (NULL, G_MENU_MODEL (section));

  g_menu_item_set_attribute (item, TRAY_MENU_ATTRIBUTE_ID, "s", id);
  g_menu_append_item (menu, item);
}

GMenuModel *
tray_menu_model_new (GPtrArray *entries)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  const char *id = "first";

  for (guint i = 0; i < entries->len; i++)
    {
      const TrayEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GMenuItem) item = NULL;

      if (entry->kind == TRAY_ENTRY_SEPARATOR)
        {
          append_section (menu, id, section);
          g_object_unref (section);
          section = g_menu_new ();
          id = entry->id;
          continue;
        }
      item = item_from_entry (entry);
      g_menu_append_item (section, item);
    }
  append_section (menu, id, section);
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

typedef struct
{
  TrayMenuActivate activate;
  gpointer data;
} Handler;

static void
action_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Handler *handler = data;

  handler->activate (g_action_get_name (G_ACTION (action)),
                     parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL,
                     handler->data);
}

static void
handler_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

GActionGroup *
tray_menu_actions_new (TrayMenuActivate activate, gpointer data)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (
          ACTIONS[i].name, ACTIONS[i].has_target ? G_VARIANT_TYPE_STRING : NULL);
      Handler *handler = g_new (Handler, 1);

      handler->activate = activate;
      handler->data = data;
      g_signal_connect_data (
          action, "activate", G_CALLBACK (action_activated), handler, handler_free, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return G_ACTION_GROUP (group);
}
