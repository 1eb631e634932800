/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include "window-applet.h"

#include <glib/gi18n.h>

#define OBJECT_PATH "/io/github/spacestray/SpacesTray"
#define INTERFACE APPLICATION_ID "1"
#define PROGRAM "spaces-tray"

struct _WindowApplet
{
  GObject parent_instance;

  char *profile;
  GDBusProxy *proxy; /* NULL until it was made */
  gboolean failed;   /* it cannot be made */
  GCancellable *cancellable;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WindowApplet, window_applet, G_TYPE_OBJECT)

static void
emit_changed (WindowApplet *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_proxy_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) proxy = g_dbus_proxy_new_finish (result, &error);
  WindowApplet *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (proxy == NULL)
    {
      /* Translators: in the log; %s is what went wrong. */
      g_message (_ ("The applet cannot be watched: %s"), error->message);
      self->failed = TRUE;
      emit_changed (self);
      return;
    }
  self->proxy = g_steal_pointer (&proxy);
  g_signal_connect_object (
      self->proxy, "g-properties-changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->proxy, "notify::g-name-owner", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  emit_changed (self);
}

WindowAppletPresence
window_applet_get_presence (WindowApplet *self)
{
  g_autofree char *owner = self->proxy != NULL ? g_dbus_proxy_get_name_owner (self->proxy) : NULL;

  if (owner != NULL)
    return WINDOW_APPLET_RUNNING;
  return self->proxy == NULL && !self->failed ? WINDOW_APPLET_ASKED : WINDOW_APPLET_AWAY;
}

static GVariant *
dup_property (WindowApplet *self, const char *name, const GVariantType *type)
{
  g_autoptr (GVariant) value
      = self->proxy != NULL ? g_dbus_proxy_get_cached_property (self->proxy, name) : NULL;

  if (value != NULL && g_variant_is_of_type (value, type))
    return g_steal_pointer (&value);
  return g_variant_ref_sink (g_variant_new_array (g_variant_type_element (type), NULL, 0));
}

GVariant *
window_applet_dup_status (WindowApplet *self)
{
  return dup_property (self, "Status", G_VARIANT_TYPE_VARDICT);
}

GVariant *
window_applet_dup_meetings (WindowApplet *self)
{
  return dup_property (self, "Meetings", G_VARIANT_TYPE ("aa{sv}"));
}

GVariant *
window_applet_dup_recordings (WindowApplet *self)
{
  return dup_property (self, "Recordings", G_VARIANT_TYPE ("aa{sv}"));
}

const char *
window_applet_lookup (GVariant *dictionary, const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The applet does not answer: %s"), error->message);
}

static void
call (WindowApplet *self, const char *method, GVariant *arguments)
{
  if (self->proxy == NULL)
    {
      if (arguments != NULL)
        g_variant_unref (g_variant_ref_sink (arguments));
      return;
    }
  g_dbus_proxy_call (self->proxy,
                     method,
                     arguments,
                     G_DBUS_CALL_FLAGS_NO_AUTO_START,
                     -1,
                     self->cancellable,
                     on_called,
                     NULL);
}

void
window_applet_join (WindowApplet *self, const char *space_id)
{
  call (self, "Join", g_variant_new ("(ss)", space_id, ""));
}

void
window_applet_view_recording (WindowApplet *self, const char *key)
{
  call (self, "ViewRecording", g_variant_new ("(ss)", key, ""));
}

void
window_applet_reconnect (WindowApplet *self)
{
  call (self, "Reconnect", NULL);
}

/* Beside us in a build tree or an installation, else wherever programs are. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *built = g_build_filename (directory, "..", "applet", PROGRAM, NULL);
  g_autofree char *beside = g_build_filename (directory, PROGRAM, NULL);

  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_strdup (PROGRAM);
}

gboolean
window_applet_start (WindowApplet *self, GError **error)
{
  g_autofree char *program = find_program ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "--background");
  if (g_str_equal (self->profile, "demo"))
    g_ptr_array_add (argv, (gpointer) "--demo");
  else if (self->profile[0] != '\0')
    {
      g_ptr_array_add (argv, (gpointer) "--profile");
      g_ptr_array_add (argv, self->profile);
    }
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *)argv->pdata, G_SUBPROCESS_FLAGS_NONE, error);
  return process != NULL;
}

WindowApplet *
window_applet_new (GDBusConnection *connection, const char *profile)
{
  WindowApplet *self = g_object_new (WINDOW_TYPE_APPLET, NULL);
  g_autofree char *name = profile[0] != '\0' ? g_strconcat (APPLICATION_ID, ".", profile, NULL)
                                             : g_strdup (APPLICATION_ID);

  self->profile = g_strdup (profile);
  g_dbus_proxy_new (connection,
                    G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                    NULL,
                    name,
                    OBJECT_PATH,
                    INTERFACE,
                    self->cancellable,
                    on_proxy_ready,
                    self);
  return self;
}

static void
window_applet_dispose (GObject *object)
{
  WindowApplet *self = WINDOW_APPLET (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->proxy);
  G_OBJECT_CLASS (window_applet_parent_class)->dispose (object);
}

static void
window_applet_finalize (GObject *object)
{
  g_free (WINDOW_APPLET (object)->profile);
  G_OBJECT_CLASS (window_applet_parent_class)->finalize (object);
}

static void
window_applet_class_init (WindowAppletClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = window_applet_dispose;
  object_class->finalize = window_applet_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
window_applet_init (WindowApplet *self)
{
  self->cancellable = g_cancellable_new ();
}
