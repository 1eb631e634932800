/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-row.h"

#include <glib/gi18n.h>

#include "window-applet.h"
#include "window-words.h"

struct _WindowRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *details;
  GtkLabel *people;
  GtkButton *all_button;
  GtkButton *main_button;
  GtkButton *copy_button;

  char *key;
  gboolean all; /* everybody is named */
  guint fit_id;
};

G_DEFINE_FINAL_TYPE (WindowRow, window_row, GTK_TYPE_LIST_BOX_ROW)

/* What a screen reader says for a button must tell the rows apart. */
static void
set_button (GtkButton *button, const char *action, const char *target, const char *spoken)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (button)), spoken);
}

static void
set_words (WindowRow *self, GVariant *dictionary, const char *icon_name, const char *details)
{
  const char *space = window_applet_lookup (dictionary, "space");
  /* Translators: what a screen reader says for a row: a space, and when its meeting was. */
  g_autofree char *spoken = g_strdup_printf (_ ("%s, %s"), space, details);

  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), spoken);
  gtk_label_set_text (self->details, details);
  gtk_image_set_from_icon_name (self->icon, icon_name, GTK_ICON_SIZE_DND);
  gtk_label_set_text (self->title, space);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), space);
}

static const char *
pick_meeting_icon (GVariant *meeting, gboolean sure)
{
  gboolean recording = FALSE;

  if (!sure)
    return APPLICATION_ID "-stale";
  g_variant_lookup (meeting, "recording", "b", &recording);
  return recording ? APPLICATION_ID "-recording" : APPLICATION_ID "-live";
}

/* Names of either direction, in the order of the window's own. */
static void
set_people (WindowRow *self, GVariant *meeting)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char *people = window_words_dup_people (meeting);
  g_autofree char *text = g_strconcat (rtl ? "\u200f" : "\u200e", people, NULL);

  gtk_label_set_text (self->people, text);
}

static void
name_all_button (WindowRow *self)
{
  const char *space = gtk_label_get_text (self->title);
  g_autofree char *spoken = NULL;

  if (self->all)
    /* Translators: spoken name of a button; %s is a space. */
    spoken = g_strdup_printf (_ ("Show fewer people in %s"), space);
  else
    /* Translators: spoken name of a button; %s is a space. */
    spoken = g_strdup_printf (_ ("Show everybody in %s"), space);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->all_button)), spoken);
}

void
window_row_show_meeting (WindowRow *self, GVariant *meeting, gint64 now, gboolean sure)
{
  g_autofree char *details = window_words_dup_meeting_details (meeting, now, sure);
  const char *space = window_applet_lookup (meeting, "space");
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *join = g_strdup_printf (_ ("Join the meeting: %s"), space);
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy the link of %s"), space);

  set_words (self, meeting, pick_meeting_icon (meeting, sure), details);
  set_people (self, meeting);
  name_all_button (self);
  gtk_button_set_label (self->main_button, C_ ("button", "Join"));
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->main_button)),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  set_button (self->main_button, "win.join", window_applet_lookup (meeting, "spaceId"), join);
  set_button (self->copy_button, "win.copy", window_applet_lookup (meeting, "link"), copy);
}

void
window_row_show_recording (WindowRow *self, GVariant *recording, gint64 now, gboolean sure)
{
  g_autofree char *details = window_words_dup_recording_details (recording, now);
  const char *space = window_applet_lookup (recording, "space");
  gboolean ready = g_str_equal (window_applet_lookup (recording, "state"), "ready");
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *view = g_strdup_printf (_ ("View the recording of %s"), space);
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy the link of the recording of %s"), space);

  set_words (self, recording, "video-x-generic", details);
  gtk_widget_hide (GTK_WIDGET (self->people));
  gtk_button_set_label (self->main_button, C_ ("button", "View recording"));
  set_button (
      self->main_button, "win.view-recording", window_applet_lookup (recording, "key"), view);
  set_button (self->copy_button, "win.copy", window_applet_lookup (recording, "link"), copy);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->main_button)), ready);
}

/* "Show all" is there when the names do not fit, which only their layout tells. */
static gboolean
on_fit (gpointer user_data)
{
  WindowRow *self = user_data;
  gboolean cut = pango_layout_is_ellipsized (gtk_label_get_layout (self->people));

  self->fit_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->all_button), cut || self->all);
  return G_SOURCE_REMOVE;
}

static void
on_people_allocated (GtkWidget *people, GtkAllocation *allocation, WindowRow *self)
{
  if (self->fit_id == 0)
    self->fit_id = g_idle_add (on_fit, self);
}

static void
on_all_clicked (GtkButton *button, WindowRow *self)
{
  self->all = !self->all;
  gtk_label_set_ellipsize (self->people, self->all ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_button_set_label (button, self->all ? _ ("Show fewer") : _ ("Show all"));
  name_all_button (self);
}

const char *
window_row_get_key (WindowRow *self)
{
  return self->key;
}

WindowRow *
window_row_new (const char *key)
{
  WindowRow *self = g_object_new (WINDOW_TYPE_ROW, NULL);

  self->key = g_strdup (key);
  return self;
}

static void
window_row_dispose (GObject *object)
{
  g_clear_handle_id (&WINDOW_ROW (object)->fit_id, g_source_remove);
  G_OBJECT_CLASS (window_row_parent_class)->dispose (object);
}

static void
window_row_finalize (GObject *object)
{
  g_free (WINDOW_ROW (object)->key);
  G_OBJECT_CLASS (window_row_parent_class)->finalize (object);
}

static void
window_row_class_init (WindowRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = window_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = window_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/spacestray/SpacesTray/window-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WindowRow, icon);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, title);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, details);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, people);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, all_button);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, main_button);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, copy_button);
}

static void
window_row_init (WindowRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->people, "size-allocate", G_CALLBACK (on_people_allocated), self);
  g_signal_connect (self->all_button, "clicked", G_CALLBACK (on_all_clicked), self);
}
