/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-status-line.h"

#include "applet-portal.h"

struct _AppletStatusLine
{
  GObject parent_instance;

  GDBusConnection *connection; /* NULL once the desktop has said that it does not know this */
  guint gap_ms;
  char *wanted; /* nullable */
  char *sent;   /* nullable */
  guint gap_id;
  gboolean waiting; /* a line came during the gap */
};

G_DEFINE_FINAL_TYPE (AppletStatusLine, applet_status_line, G_TYPE_OBJECT)

char *
applet_status_line_dup_message (const char *text)
{
  g_autofree char *line = g_utf8_make_valid (text, -1);

  g_strdelimit (line, "\n\r", ' ');
  if (g_utf8_strlen (line, -1) > APPLET_STATUS_LINE_MAX)
    {
      g_autofree char *cut = g_utf8_substring (line, 0, APPLET_STATUS_LINE_MAX - 1);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&line);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppletStatusLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    return;
  g_debug ("The status line is not shown: %s", error->message);
  if (applet_portal_is_missing (error))
    g_clear_object (&self->connection);
  else
    g_clear_pointer (&self->sent, g_free);
}

static void send_line (AppletStatusLine *self);

static gboolean
on_gap_over (gpointer user_data)
{
  AppletStatusLine *self = user_data;

  self->gap_id = 0;
  if (self->waiting)
    send_line (self);
  return G_SOURCE_REMOVE;
}

static void
send_line (AppletStatusLine *self)
{
  GVariantDict options;

  self->waiting = self->gap_id != 0;
  if (self->connection == NULL || self->waiting || g_strcmp0 (self->wanted, self->sent) == 0)
    return;
  g_free (self->sent);
  self->sent = g_strdup (self->wanted);
  self->gap_id = g_timeout_add (self->gap_ms, on_gap_over, self);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", self->sent);
  g_dbus_connection_call (self->connection,
                          APPLET_PORTAL_NAME,
                          APPLET_PORTAL_PATH,
                          APPLET_PORTAL_BACKGROUND,
                          "SetStatus",
                          g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          on_sent,
                          g_object_ref (self));
}

void
applet_status_line_set (AppletStatusLine *self, const char *text)
{
  g_free (self->wanted);
  self->wanted = applet_status_line_dup_message (text);
  send_line (self);
}

AppletStatusLine *
applet_status_line_new (GDBusConnection *connection, guint gap_ms)
{
  AppletStatusLine *self = g_object_new (APPLET_TYPE_STATUS_LINE, NULL);

  self->connection = g_object_ref (connection);
  self->gap_ms = gap_ms;
  return self;
}

static void
applet_status_line_dispose (GObject *object)
{
  AppletStatusLine *self = APPLET_STATUS_LINE (object);

  g_clear_handle_id (&self->gap_id, g_source_remove);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (applet_status_line_parent_class)->dispose (object);
}

static void
applet_status_line_finalize (GObject *object)
{
  AppletStatusLine *self = APPLET_STATUS_LINE (object);

  g_free (self->wanted);
  g_free (self->sent);
  G_OBJECT_CLASS (applet_status_line_parent_class)->finalize (object);
}

static void
applet_status_line_class_init (AppletStatusLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = applet_status_line_dispose;
  G_OBJECT_CLASS (klass)->finalize = applet_status_line_finalize;
}

static void
applet_status_line_init (AppletStatusLine *self)
{
}
