/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-autostart.h"

#include <stdlib.h>

#include <glib/gi18n.h>

#include "applet-autostart-file.h"
#include "applet-autostart-portal.h"

#define KEY_START_WITH_SESSION "start-with-session"
#define PROGRAM "spaces-tray"

struct _AppletAutostart
{
  GObject parent_instance;

  char *profile;
  GSettings *settings; /* nullable */
  GDBusConnection *connection;
  gboolean sandboxed;
  guint patience_ms;
  char *path;      /* of the entry, outside a sandbox */
  gboolean wished; /* what was last carried out */
  gboolean on;     /* in a sandbox: what the portal last answered */
  char *trouble;   /* nullable: why the last attempt failed */
  guint attempt;   /* only the newest one tells the truth */
  GCancellable *cancellable;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletAutostart, applet_autostart, G_TYPE_OBJECT)

gboolean
applet_autostart_get_on (AppletAutostart *self)
{
  return self->sandboxed ? self->on : applet_autostart_file_is_on (self->path);
}

gboolean
applet_autostart_get_wanted (AppletAutostart *self)
{
  return self->settings != NULL ? g_settings_get_boolean (self->settings, KEY_START_WITH_SESSION)
                                : self->wished;
}

char *
applet_autostart_dup_detail (AppletAutostart *self)
{
  gboolean on = applet_autostart_get_on (self);

  if (on == applet_autostart_get_wanted (self))
    return g_strdup ("");
  if (self->trouble != NULL)
    return g_strdup (self->trouble);
  /* An entry that the person made by hand is as good as ours. */
  if (on)
    return g_strdup ("");
  return g_strdup (self->sandboxed
                       ? _ ("The desktop has not answered whether Spaces Tray may start with the "
                            "session.")
                       : _ ("Starting with the session was switched off outside Spaces Tray."));
}

/* By its name where that leads to us, so that the entry outlives a move; also when we were replaced
 * by a newer version and have no path any more. */
static char *
dup_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *found = g_find_program_in_path (PROGRAM);
  g_autofree char *resolved = found != NULL ? realpath (found, NULL) : NULL;

  if (self == NULL || g_strcmp0 (self, resolved) == 0
      || !g_file_test (self, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (PROGRAM);
  return g_steal_pointer (&self);
}

/* Ends an attempt; @error: (transfer full) (nullable). */
static void
conclude (AppletAutostart *self, GTask *task, GError *error)
{
  g_free (self->trouble);
  self->trouble = error != NULL ? g_strdup (error->message) : NULL;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

typedef struct
{
  gboolean on;
  guint attempt;
} Attempt;

static void
on_portal_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AppletAutostart *self = g_task_get_source_object (task);
  const Attempt *attempt = g_task_get_task_data (task);
  GError *error = NULL;

  if (!applet_autostart_portal_request_finish (result, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  /* What cannot start with the session does not: there is nothing to say about that. */
  if (!attempt->on && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    g_clear_error (&error);
  if (attempt->attempt != self->attempt)
    {
      /* Another wish has gone out meanwhile. */
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  if (error == NULL)
    self->on = attempt->on;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    self->on = FALSE;
  conclude (self, task, error);
}

static GError *
new_profile_error (void)
{
  return g_error_new_literal (
      G_IO_ERROR,
      G_IO_ERROR_NOT_SUPPORTED,
      _ ("In a sandbox only the default profile can start with the session."));
}

static void
ask_portal (AppletAutostart *self, GTask *task, gboolean on)
{
  static const char *const command_line[] = { PROGRAM, "--background", NULL };
  Attempt *attempt;

  /* The portal keeps one entry for a program: another profile would take it over, or away. */
  if (self->profile[0] != '\0')
    {
      conclude (self, task, on ? new_profile_error () : NULL);
      return;
    }
  attempt = g_new (Attempt, 1);

  attempt->on = on;
  attempt->attempt = ++self->attempt;
  g_task_set_task_data (task, attempt, g_free);
  applet_autostart_portal_request_async (self->connection,
                                         command_line,
                                         on,
                                         self->patience_ms,
                                         g_task_get_cancellable (task),
                                         on_portal_answered,
                                         g_object_ref (task));
}

static GError *
set_file (AppletAutostart *self, gboolean on)
{
  g_autofree char *program = dup_program ();
  g_autofree char *text = applet_autostart_file_dup_text (self->profile, program);
  GError *error = NULL;

  applet_autostart_file_set (self->path, on, text, &error);
  return error;
}

void
applet_autostart_set_async (AppletAutostart *self,
                            gboolean on,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, applet_autostart_set_async);
  self->wished = on;
  if (self->settings != NULL && applet_autostart_get_wanted (self) != on)
    g_settings_set_boolean (self->settings, KEY_START_WITH_SESSION, on);
  if (self->sandboxed)
    ask_portal (self, task, on);
  else
    conclude (self, task, set_file (self, on));
}

void
applet_autostart_refresh_async (AppletAutostart *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *detail = NULL;

  g_task_set_source_tag (task, applet_autostart_refresh_async);
  if (self->sandboxed)
    {
      ask_portal (self, task, applet_autostart_get_wanted (self));
      return;
    }
  detail = applet_autostart_dup_detail (self);
  if (detail[0] != '\0')
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", detail);
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
applet_autostart_finish (AppletAutostart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_carried_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!applet_autostart_finish (APPLET_AUTOSTART (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

static void
on_setting_changed (GSettings *settings, const char *key, AppletAutostart *self)
{
  gboolean wanted = applet_autostart_get_wanted (self);

  if (wanted != self->wished)
    applet_autostart_set_async (self, wanted, self->cancellable, on_carried_out, NULL);
}

AppletAutostart *
applet_autostart_new (const char *profile,
                      GSettings *settings,
                      GDBusConnection *connection,
                      gboolean sandboxed,
                      guint patience_ms)
{
  AppletAutostart *self = g_object_new (APPLET_TYPE_AUTOSTART, NULL);

  self->profile = g_strdup (profile);
  self->path = applet_autostart_file_dup_path (profile);
  g_set_object (&self->connection, connection);
  self->sandboxed = sandboxed;
  self->patience_ms = patience_ms;
  if (g_set_object (&self->settings, settings))
    {
      self->wished = applet_autostart_get_wanted (self);
      g_signal_connect_object (settings,
                               "changed::" KEY_START_WITH_SESSION,
                               G_CALLBACK (on_setting_changed),
                               self,
                               G_CONNECT_DEFAULT);
    }
  return self;
}

static void
applet_autostart_dispose (GObject *object)
{
  AppletAutostart *self = APPLET_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (applet_autostart_parent_class)->dispose (object);
}

static void
applet_autostart_finalize (GObject *object)
{
  AppletAutostart *self = APPLET_AUTOSTART (object);

  g_free (self->profile);
  g_free (self->path);
  g_free (self->trouble);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (applet_autostart_parent_class)->finalize (object);
}

static void
applet_autostart_class_init (AppletAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = applet_autostart_dispose;
  G_OBJECT_CLASS (klass)->finalize = applet_autostart_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
applet_autostart_init (AppletAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}
