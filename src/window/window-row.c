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
  GtkButton *main_button;
  GtkButton *copy_button;
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
set_title (WindowRow *self, GVariant *dictionary, const char *icon_name)
{
  gtk_image_set_from_icon_name (self->icon, icon_name, GTK_ICON_SIZE_DND);
  gtk_label_set_text (self->title, window_applet_lookup (dictionary, "space"));
}

GtkWidget *
window_row_new_for_meeting (GVariant *meeting, gint64 now)
{
  WindowRow *self = g_object_new (WINDOW_TYPE_ROW, NULL);
  g_autofree char *details = window_words_dup_meeting_details (meeting, now);
  g_autofree char *people = window_words_dup_people (meeting);
  const char *space = window_applet_lookup (meeting, "space");
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *join = g_strdup_printf (_ ("Join the meeting in %s"), space);
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy the link of %s"), space);
  gboolean recording = FALSE;

  g_variant_lookup (meeting, "recording", "b", &recording);
  set_title (self, meeting, recording ? APPLICATION_ID "-recording" : APPLICATION_ID "-live");
  gtk_label_set_text (self->details, details);
  gtk_label_set_text (self->people, people);
  /* Translators: a button: join the meeting. */
  gtk_button_set_label (self->main_button, C_ ("button", "Join"));
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->main_button)),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  set_button (self->main_button, "win.join", window_applet_lookup (meeting, "spaceId"), join);
  set_button (self->copy_button, "win.copy", window_applet_lookup (meeting, "link"), copy);
  return GTK_WIDGET (self);
}

GtkWidget *
window_row_new_for_recording (GVariant *recording, gint64 now)
{
  WindowRow *self = g_object_new (WINDOW_TYPE_ROW, NULL);
  g_autofree char *details = window_words_dup_recording_details (recording, now);
  const char *space = window_applet_lookup (recording, "space");
  gboolean ready = g_str_equal (window_applet_lookup (recording, "state"), "ready");
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *view = g_strdup_printf (_ ("View the recording of %s"), space);
  /* Translators: spoken name of a button; %s is a space. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy the link of the recording of %s"), space);

  set_title (self, recording, "video-x-generic");
  gtk_label_set_text (self->details, details);
  gtk_widget_hide (GTK_WIDGET (self->people));
  /* Translators: a button: view the recording. */
  gtk_button_set_label (self->main_button, C_ ("button", "View"));
  set_button (
      self->main_button, "win.view-recording", window_applet_lookup (recording, "key"), view);
  set_button (self->copy_button, "win.copy", window_applet_lookup (recording, "link"), copy);
  gtk_widget_set_visible (GTK_WIDGET (self->main_button), ready);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), ready);
  return GTK_WIDGET (self);
}

static void
window_row_class_init (WindowRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/spacestray/SpacesTray/window-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WindowRow, icon);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, title);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, details);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, people);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, main_button);
  gtk_widget_class_bind_template_child (widget_class, WindowRow, copy_button);
}

static void
window_row_init (WindowRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
