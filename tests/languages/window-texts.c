/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* The window as a person has it, in words. Each line of the standard input is an order: "texts"
 * prints every text that can be seen or is spoken, one a line, then an empty line; anything else is
 * an action of the window or the application. Ends with the input. */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <unistd.h>

#include "window-application.h"

static void
print_text (const char *text)
{
  g_autofree char *line = g_strdup (text);

  if (line == NULL || line[0] == '\0')
    return;
  g_strdelimit (line, "\n", ' ');
  g_print ("%s\n", line);
}

static void
print_menu (GMenuModel *menu)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuLinkIter) links = g_menu_model_iterate_item_links (menu, i);
      g_autofree char *label = NULL;
      GMenuModel *below;

      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      print_text (label);
      while (g_menu_link_iter_get_next (links, NULL, &below))
        {
          print_menu (below);
          g_object_unref (below);
        }
    }
}

static void
print_widget (GtkWidget *widget, gpointer data)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  print_text (atk_object_get_name (gtk_widget_get_accessible (widget)));
  print_text (gtk_widget_get_tooltip_text (widget));
  if (GTK_IS_LABEL (widget))
    print_text (gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_MENU_BUTTON (widget))
    print_menu (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)));
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), print_widget, NULL);
}

/* The rest of that dialog is GTK's own. */
static void
print_about (GtkAboutDialog *dialog)
{
  print_text (gtk_about_dialog_get_program_name (dialog));
  print_text (gtk_about_dialog_get_comments (dialog));
}

static void
print_texts (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (GTK_IS_ABOUT_DIALOG (l->data))
        print_about (l->data);
      else if (gtk_widget_get_mapped (l->data))
        {
          print_text (gtk_window_get_title (l->data));
          print_widget (l->data, NULL);
        }
    }
  g_print ("\n");
}

static void
obey (GtkApplication *application, const char *order)
{
  GList *windows = gtk_application_get_windows (application);

  if (g_str_equal (order, "texts"))
    print_texts ();
  else if (g_action_group_has_action (G_ACTION_GROUP (application), order))
    g_action_group_activate_action (G_ACTION_GROUP (application), order, NULL);
  else
    g_action_group_activate_action (G_ACTION_GROUP (g_list_last (windows)->data), order, NULL);
}

static gboolean
on_input (GIOChannel *input, GIOCondition condition, gpointer data)
{
  g_autofree char *line = NULL;
  gsize end;

  if (g_io_channel_read_line (input, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL)
    {
      g_application_quit (data);
      return G_SOURCE_REMOVE;
    }
  line[end] = '\0';
  obey (data, line);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (WindowApplication) application = NULL;
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("SPACES_TRAY_LOCALE_PATH"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gtk_init (&argc, &argv);
  application = window_application_new ("");
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_input, application);
  return window_application_execute (application, FALSE);
}
