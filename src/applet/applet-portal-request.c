/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "applet-portal-request.h"

#include "applet-portal.h"

typedef struct
{
  GDBusConnection *connection;
  gboolean done;
  guint subscription_id;
  GSource *patience;
  GSource *cancelled; /* nullable */
  AppletPortalResponse response;
  GVariant *results; /* nullable */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->connection);
  g_clear_pointer (&request->results, g_variant_unref);
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
  guint32 response = APPLET_PORTAL_ENDED;

  if (!request->done && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, &request->results);
  request->response = MIN (response, (guint32)APPLET_PORTAL_ENDED);
  conclude (task, NULL);
}

static gboolean
on_patience_over (gpointer user_data)
{
  conclude (user_data,
            g_error_new_literal (
                G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The desktop’s portal did not answer"));
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
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* The answer comes as a signal, and may have come already. */
  if (handle != NULL)
    return;
  g_dbus_error_strip_remote_error (error);
  conclude (task, g_steal_pointer (&error));
}

static void
add_source (GTask *task, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

/* The path of the request, known before the call: the answer cannot be missed. */
static char *
dup_request_path (GDBusConnection *connection, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strconcat (APPLET_PORTAL_PATH "/request/", sender, "/", token, NULL);
}

static void
wait_for_response (GTask *task, const char *token, guint patience_ms)
{
  Request *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *path = dup_request_path (request->connection, token);

  request->subscription_id = g_dbus_connection_signal_subscribe (request->connection,
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
}

static GVariant *
new_parameters (GVariant *arguments, GVariantDict *options, const char *token)
{
  g_autoptr (GVariant) before = g_variant_ref_sink (arguments);
  g_auto (GVariantBuilder) parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_TUPLE);

  for (gsize i = 0; i < g_variant_n_children (before); i++)
    {
      g_autoptr (GVariant) argument = g_variant_get_child_value (before, i);

      g_variant_builder_add_value (&parameters, argument);
    }
  g_variant_dict_insert (options, "handle_token", "s", token);
  g_variant_builder_add_value (&parameters, g_variant_dict_end (options));
  return g_variant_builder_end (&parameters);
}

void
applet_portal_request_async (GDBusConnection *connection,
                             const char *interface,
                             const char *method,
                             GVariant *arguments,
                             GVariantDict *options,
                             guint patience_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);
  g_autofree char *token = g_strdup_printf ("spaces_tray_%08x", g_random_int ());

  g_task_set_source_tag (task, applet_portal_request_async);
  g_task_set_task_data (task, request, request_free);
  request->connection = g_object_ref (connection);
  wait_for_response (task, token, patience_ms);
  g_dbus_connection_call (connection,
                          APPLET_PORTAL_NAME,
                          APPLET_PORTAL_PATH,
                          interface,
                          method,
                          new_parameters (arguments, options, token),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          on_called,
                          g_object_ref (task));
}

gboolean
applet_portal_request_finish (GAsyncResult *result,
                              AppletPortalResponse *response,
                              GVariant **results,
                              GError **error)
{
  const Request *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *response = request->response;
  if (results != NULL)
    *results = request->results != NULL
                   ? g_variant_ref (request->results)
                   : g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  return TRUE;
}
