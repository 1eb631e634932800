/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-clipboard.h"

#include <errno.h>
#include <stdio.h>

#include <gdk/gdk.h>
#include <glib/gi18n.h>

/* The longest address that is worth copying. */
#define TEXT_MAX 65536
/* How long the small window stays. */
#define SHOWN_MS 1200

typedef struct
{
  char *text;
  GtkWidget *window; /* on Wayland, while it shows */
  gboolean copied;
} Copy;

static void
on_text_wanted (GtkClipboard *clipboard, GtkSelectionData *data, guint info, gpointer user_data)
{
  Copy *copy = user_data;

  gtk_selection_data_set_text (data, copy->text, -1);
}

/* Something else was copied: ours is no longer needed. */
static void
on_text_replaced (GtkClipboard *clipboard, gpointer user_data)
{
  gtk_main_quit ();
}

/* We stay for as long as the text may be wanted; nobody who reads what our starter says should have
 * to wait for that. */
static void
leave_output (void)
{
  if (freopen ("/dev/null", "w", stdout) == NULL || freopen ("/dev/null", "w", stderr) == NULL)
    g_debug ("The output cannot be closed: %s", g_strerror (errno));
}

static void
own_clipboard (Copy *copy)
{
  GtkClipboard *clipboard = gtk_clipboard_get (GDK_SELECTION_CLIPBOARD);
  GtkTargetList *list = gtk_target_list_new (NULL, 0);
  GtkTargetEntry *targets;
  int count;

  gtk_target_list_add_text_targets (list, 0);
  targets = gtk_target_table_new_from_list (list, &count);
  copy->copied = gtk_clipboard_set_with_data (
      clipboard, targets, (guint)count, on_text_wanted, on_text_replaced, copy);
  gtk_target_table_free (targets, count);
  gtk_target_list_unref (list);
  if (copy->copied)
    leave_output ();
}

static gboolean
on_shown_long_enough (gpointer user_data)
{
  Copy *copy = user_data;

  g_clear_pointer (&copy->window, gtk_widget_destroy);
  if (!copy->copied)
    gtk_main_quit ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_focused (GtkWidget *window, GdkEvent *event, gpointer user_data)
{
  Copy *copy = user_data;

  if (!copy->copied)
    own_clipboard (copy);
  return GDK_EVENT_PROPAGATE;
}

static void
show_small_window (Copy *copy)
{
  GtkWidget *label = gtk_label_new (_ ("Link copied"));

  copy->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title (GTK_WINDOW (copy->window), _ ("Spaces Tray"));
  gtk_window_set_decorated (GTK_WINDOW (copy->window), FALSE);
  g_object_set (label, "margin", 18, NULL);
  gtk_container_add (GTK_CONTAINER (copy->window), label);
  g_signal_connect (copy->window, "focus-in-event", G_CALLBACK (on_focused), copy);
  gtk_widget_show_all (copy->window);
  gtk_window_present (GTK_WINDOW (copy->window));
  g_timeout_add (SHOWN_MS, on_shown_long_enough, copy);
}

static char *
read_standard_input (void)
{
  g_autofree char *buffer = g_malloc (TEXT_MAX + 1);
  gsize length = fread (buffer, 1, TEXT_MAX, stdin);

  buffer[length] = '\0';
  g_strstrip (buffer);
  return g_utf8_make_valid (buffer, -1);
}

static gboolean
is_wayland (void)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (gdk_display_get_default ()), "GdkWayland");
}

int
window_clipboard_run (void)
{
  Copy copy = { .text = read_standard_input () };
  int status = 0;

  if (copy.text[0] == '\0')
    {
      g_printerr ("spaces-tray-window: %s\n", _ ("There is nothing to copy."));
      g_free (copy.text);
      return 2;
    }
  if (is_wayland ())
    show_small_window (&copy);
  else
    own_clipboard (&copy);
  if (copy.copied || copy.window != NULL)
    gtk_main ();
  if (!copy.copied)
    {
      g_printerr ("spaces-tray-window: %s\n", _ ("The clipboard cannot be had."));
      status = 1;
    }
  g_free (copy.text);
  return status;
}

static void
on_text_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, NULL, NULL, &error))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The link cannot be copied: %s"), error->message);
}

void
window_clipboard_copy (GtkWidget *widget, const char *text)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  if (is_wayland ())
    {
      /* We have the focus, and compositors keep the text. */
      gtk_clipboard_set_text (gtk_widget_get_clipboard (widget, GDK_SELECTION_CLIPBOARD), text, -1);
      return;
    }
  process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "/proc/self/exe", "--copy", NULL);
  if (process == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The link cannot be copied: %s"), error->message);
  else
    g_subprocess_communicate_utf8_async (process, text, NULL, on_text_sent, NULL);
}
