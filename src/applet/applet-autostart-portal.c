/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-autostart-portal.h"

#include <glib/gi18n.h>

#include "applet-portal.h"

typedef struct
{
  GDBusConnection *connection;
  char *by_hand; /* the command a person would add to the programs the desktop starts */
  gboolean on;
  gboolean done;
  guint subscription_id;
  GSource *patience;
  GSource *cancelled; /* nullable */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->connection);
  g_free (request->by_hand);
  g_free (request);
}

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Ends the waiting; @error: (transfer full) (nullable). The first word counts. */
static void
conclude (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  if (request->done)
    {
      g_clear_error (&error);
      return;
    }
  request->done = TRUE;
  g_dbus_connection_signal_unsubscribe (request->connection, request->subscription_id);
  drop_source (&request->patience);
  drop_source (&request->cancelled);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_response (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GVariant *parameters,
             gpointer user_data)
{
  GTask *task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  gboolean autostart = FALSE;
  guint32 response = 2;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    {
      g_variant_get (parameters, "(u@a{sv})", &response, &results);
      g_variant_lookup (results, "autostart", "b", &autostart);
    }
  if (!request->on || (response == 0 && autostart))
    conclude (task, NULL);
  else
    conclude (
        task,
        g_error_new_literal (
            G_IO_ERROR,
            G_IO_ERROR_PERMISSION_DENIED,
            _ ("The desktop does not allow Spaces Tray to start with the session. Allow it in "
               "the desktop’s settings for applications, then ask again.")));
}

static gboolean
on_patience_over (gpointer user_data)
{
  conclude (
      user_data,
      g_error_new_literal (G_IO_ERROR,
                           G_IO_ERROR_TIMED_OUT,
                           _ ("The desktop has not answered whether Spaces Tray may start with "
                              "the session.")));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  conclude (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* The answer comes as a signal, and may have come already. */
  if (handle != NULL)
    return;
  g_dbus_error_strip_remote_error (error);
  if (applet_portal_is_missing (error))
    conclude (task,
              g_error_new (G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED,
                           /* Translators: %s is a command. */
                           _ ("This desktop has no way for a program in a sandbox to ask that it "
                              "starts with the session. Add “%s” to the programs it starts."),
                           request->by_hand));
  else
    conclude (task, g_steal_pointer (&error));
}

static void
add_source (GTask *task, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static GVariant *
new_options (const char *token, const char *const *command_line, gboolean on)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  /* Translators: why the program wants to start with the session; the desktop asks with these
   * words. */
  g_variant_dict_insert (
      &options, "reason", "s", _ ("It tells you when a meeting starts, from the system tray."));
  /* Left out it would mean false, and take an entry away that is there. */
  g_variant_dict_insert (&options, "autostart", "b", on);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command_line, -1));
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);
  return g_variant_dict_end (&options);
}

/* The path of the request, known before the call: the answer cannot be missed. */
static char *
dup_request_path (GDBusConnection *connection, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strconcat (APPLET_PORTAL_PATH "/request/", sender, "/", token, NULL);
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
  Request *request = g_new0 (Request, 1);
  g_autofree char *token = g_strdup_printf ("spaces_tray_%08x", g_random_int ());
  g_autofree char *path = dup_request_path (connection, token);
  g_autofree char *arguments = g_strjoinv (" ", (char **)command_line + 1);

  g_task_set_source_tag (task, applet_autostart_portal_request_async);
  g_task_set_task_data (task, request, request_free);
  request->connection = g_object_ref (connection);
  request->on = on;
  request->by_hand = g_strconcat ("flatpak run " APPLICATION_ID " ", arguments, NULL);
  request->subscription_id = g_dbus_connection_signal_subscribe (connection,
                                                                 APPLET_PORTAL_NAME,
                                                                 "org.freedesktop.portal.Request",
                                                                 "Response",
                                                                 path,
                                                                 NULL,
                                                                 G_DBUS_SIGNAL_FLAGS_NONE,
                                                                 on_response,
                                                                 task,
                                                                 NULL);
  request->patience = g_timeout_source_new (patience_ms);
  add_source (task, request->patience, on_patience_over);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      add_source (task, request->cancelled, G_SOURCE_FUNC (on_cancelled));
    }
  g_dbus_connection_call (connection,
                          APPLET_PORTAL_NAME,
                          APPLET_PORTAL_PATH,
                          APPLET_PORTAL_BACKGROUND,
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", new_options (token, command_line, on)),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          on_called,
                          g_object_ref (task));
}

gboolean
applet_autostart_portal_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
