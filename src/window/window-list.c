/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-list.h"

static int
get_focused_index (GtkListBox *list)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (list));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (row == NULL || gtk_widget_get_parent (row) != GTK_WIDGET (list))
    return -1;
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* The row of this key from @index on; the rows before it are of what is there no more. */
static WindowRow *
take_row (GtkListBox *list, int index, const char *key)
{
  GtkListBoxRow *row;
  WindowRow *made;

  for (int i = index; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_str_equal (window_row_get_key (WINDOW_ROW (row)), key))
      {
        for (; i > index; i--)
          gtk_widget_destroy (GTK_WIDGET (gtk_list_box_get_row_at_index (list, index)));
        return WINDOW_ROW (row);
      }
  made = window_row_new (key);
  gtk_list_box_insert (list, GTK_WIDGET (made), index);
  return made;
}

/* The row that had the focus, or the one in its place, keeps it: a change elsewhere does not throw
 * the keyboard out. */
static void
keep_focus (GtkListBox *list, int focused)
{
  GtkListBoxRow *row = focused >= 0 ? gtk_list_box_get_row_at_index (list, focused) : NULL;

  if (row != NULL && get_focused_index (list) < 0)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

void
window_list_update (GtkListBox *list,
                    GVariant *items,
                    gboolean sure,
                    WindowListKeyFunc dup_key,
                    WindowListShowFunc show)
{
  int focused = get_focused_index (list);
  gint64 now = g_get_real_time ();
  int n = (int)g_variant_n_children (items);
  GtkListBoxRow *row;

  for (int i = 0; i < n; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, (gsize)i);
      g_autofree char *key = dup_key (item);

      show (take_row (list, i, key), item, now, sure);
    }
  while ((row = gtk_list_box_get_row_at_index (list, n)) != NULL)
    gtk_widget_destroy (GTK_WIDGET (row));
  keep_focus (list, focused);
}

static void
add_separator (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  if (before == NULL)
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    {
      GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_show (separator);
      gtk_list_box_row_set_header (row, separator);
    }
}

void
window_list_set_up (GtkListBox *list)
{
  gtk_list_box_set_header_func (list, add_separator, NULL, NULL);
}
