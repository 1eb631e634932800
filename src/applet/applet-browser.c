/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-browser.h"

#include <glib/gi18n.h>

#include "applet-portal-request.h"
#include "applet-portal.h"

/* A person who is asked with which program may take their time. */
#define PATIENCE_MS (10 * 60 * 1000)

static void
fail (GTask *task, const char *reason)
{
  g_task_return_new_error (task,
                           G_IO_ERROR,
                           G_IO_ERROR_FAILED,
                           /* Translators: %s is what the desktop says, without a full stop. */
                           _ ("The page cannot be opened: %s. Choose a web browser in the settings "
                              "of your desktop, or copy the link instead."),
                           reason);
}

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error->message);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AppletPortalResponse response = APPLET_PORTAL_DONE;

  if (applet_portal_request_finish (result, &response, NULL, &error))
    {
      if (response == APPLET_PORTAL_ENDED)
        fail (task, _ ("the desktop has opened nothing"));
      else
        g_task_return_boolean (task, TRUE);
    }
  else if (applet_portal_is_missing (error))
    g_task_return_new_error (task,
                             G_IO_ERROR,
                             G_IO_ERROR_NOT_SUPPORTED,
                             "%s",
                             _ ("The page cannot be opened: this desktop has no portal "
                                "(xdg-desktop-portal) through which a program in a sandbox opens "
                                "one. Install it, or copy the link instead."));
  else
    fail (task, error->message);
}

static void
ask_portal (GTask *task, GDBusConnection *portal, const char *url, const char *activation_token)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (activation_token != NULL)
    g_variant_dict_insert (&options, "activation_token", "s", activation_token);
  applet_portal_request_async (portal,
                               APPLET_PORTAL_OPEN_URI,
                               "OpenURI",
                               g_variant_new ("(ss)", "", url),
                               &options,
                               PATIENCE_MS,
                               g_task_get_cancellable (task),
                               on_answered,
                               task);
}

static void
launch (GTask *task, const char *url, const char *activation_token)
{
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();

  if (activation_token != NULL)
    {
      g_app_launch_context_setenv (context, "XDG_ACTIVATION_TOKEN", activation_token);
      g_app_launch_context_setenv (context, "DESKTOP_STARTUP_ID", activation_token);
    }
  g_app_info_launch_default_for_uri_async (
      url, context, g_task_get_cancellable (task), on_launched, task);
}

void
applet_browser_open_async (GDBusConnection *portal,
                           const char *url,
                           const char *activation_token,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, applet_browser_open_async);
  if (portal != NULL)
    ask_portal (task, portal, url, activation_token);
  else
    launch (task, url, activation_token);
}

gboolean
applet_browser_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
