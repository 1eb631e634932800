/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-autostart-portal.h"

#include <glib/gi18n.h>

#include "applet-portal-request.h"
#include "applet-portal.h"

typedef struct
{
  char *by_hand; /* the command a person would add to the programs the desktop starts */
  gboolean on;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->by_hand);
  g_free (wish);
}

/* The portal's error as a sentence that says what to do. @error: (transfer full) */
static GError *
put_into_words (const Wish *wish, GError *error)
{
  g_autoptr (GError) told = error;

  if (applet_portal_is_missing (told))
    return g_error_new (G_IO_ERROR,
                        G_IO_ERROR_NOT_SUPPORTED,
                        /* Translators: %s is a command. */
                        _ ("This desktop has no way for a program in a sandbox to ask that it "
                           "starts with the session. Add “%s” to the programs it starts."),
                        wish->by_hand);
  if (g_error_matches (told, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new_literal (
        G_IO_ERROR,
        G_IO_ERROR_TIMED_OUT,
        _ ("The desktop has not answered whether Spaces Tray may start with the session."));
  if (g_error_matches (told, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&told);
  return g_error_new (G_IO_ERROR,
                      G_IO_ERROR_FAILED,
                      /* Translators: %s is what the desktop says, without a full stop. */
                      _ ("The desktop has not changed what starts with the session: %s. Change it "
                         "in the settings of your desktop."),
                      told->message);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Wish *wish = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  AppletPortalResponse response;
  gboolean autostart = FALSE;
  GError *error = NULL;

  if (!applet_portal_request_finish (result, &response, &results, &error))
    {
      g_task_return_error (task, put_into_words (wish, error));
      return;
    }
  g_variant_lookup (results, "autostart", "b", &autostart);
  if (!wish->on || (response == APPLET_PORTAL_DONE && autostart))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (
        task,
        G_IO_ERROR,
        G_IO_ERROR_PERMISSION_DENIED,
        "%s",
        _ ("The desktop does not allow Spaces Tray to start with the session. Allow it in "
           "the desktop’s settings for applications, then ask again."));
}

void
applet_autostart_portal_request_async (GDBusConnection *connection,
                                       const char *const *command_line,
                                       gboolean on,
                                       guint patience_ms,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);
  g_autofree char *arguments = g_strjoinv (" ", (char **)command_line + 1);
  GVariantDict options;

  g_task_set_source_tag (task, applet_autostart_portal_request_async);
  g_task_set_task_data (task, wish, wish_free);
  wish->on = on;
  wish->by_hand = g_strconcat ("flatpak run " APPLICATION_ID " ", arguments, NULL);
  g_variant_dict_init (&options, NULL);
  /* Translators: why the program wants to start with the session; the desktop asks with these
   * words. */
  g_variant_dict_insert (
      &options, "reason", "s", _ ("It tells you when a meeting starts, from the system tray."));
  /* Left out it would mean false, and take an entry away that is there. */
  g_variant_dict_insert (&options, "autostart", "b", on);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command_line, -1));
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);
  applet_portal_request_async (connection,
                               APPLET_PORTAL_BACKGROUND,
                               "RequestBackground",
                               g_variant_new ("(s)", ""),
                               &options,
                               patience_ms,
                               cancellable,
                               on_answered,
                               task);
}

gboolean
applet_autostart_portal_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
