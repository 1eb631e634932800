/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "applet-actions.h"
#include "applet-autostart.h"
#include "applet-demonstration.h"
#include "applet-history.h"
#include "applet-notifier.h"
#include "applet-opener.h"
#include "applet-portal.h"
#include "applet-presenter.h"
#include "applet-report.h"
#include "applet-service.h"
#include "applet-settings.h"
#include "applet-status-line.h"
#include "applet-tray.h"
#include "applet-uri.h"

/* So long a person who started the program waits before it says that there is no tray. */
#define TRAY_PATIENCE_MS 2000
/* So long the service has to take our leave. */
#define LEAVE_PATIENCE_MS 150

struct _AppletApplication
{
  GApplication parent_instance;

  AppletOptions *options;
  GSettings *settings; /* nullable */
  AppletAutostart *autostart;
  AppletStatusLine *status_line; /* NULL outside a sandbox */
  HistoryStore *store;           /* nullable */
  SpacesLinks *links;
  AppletDemonstration *demonstration;
  AppletActions *actions;
  AppletService *service;
  AppletSession *session;
  AppletNotifier *notifier;
  AppletTray *tray;
  NoticePresenter *presenter;
  char *history_file;
  GCancellable *cancellable;
  guint tray_patience_id;
  guint leave_id;
  int exit_status;
  gboolean window_wanted; /* a person started us before there was anything to show */
  gboolean activated;     /* the start itself is the first activation */
  gboolean of_use;        /* somebody wanted us, and not only to pass a click on */
};

G_DEFINE_FINAL_TYPE (AppletApplication, applet_application, G_TYPE_APPLICATION)

static gboolean
on_left (gpointer user_data)
{
  AppletApplication *self = user_data;

  self->leave_id = 0;
  g_application_quit (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

/* Whoever starts the program from here on gets one of their own, not one that is about to end. */
static void
release_name (AppletApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_dbus_connection_call (g_application_get_dbus_connection (application),
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "ReleaseName",
                          g_variant_new ("(s)", g_application_get_application_id (application)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          NULL,
                          NULL);
}

/* Takes the icon away at once, leaves the service politely, then ends. */
static void
quit (AppletApplication *self)
{
  if (self->leave_id != 0)
    return;
  release_name (self);
  g_cancellable_cancel (self->cancellable);
  if (self->tray != NULL)
    applet_tray_remove (self->tray);
  if (self->presenter != NULL)
    notice_presenter_stop (self->presenter);
  if (self->session != NULL)
    applet_session_stop (self->session);
  if (self->store != NULL)
    history_store_flush (self->store, NULL);
  self->leave_id = g_timeout_add (LEAVE_PATIENCE_MS, on_left, self);
}

static gboolean
on_signal (gpointer user_data)
{
  quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
fail (AppletApplication *self, const char *message)
{
  g_printerr ("spaces-tray: %s\n", message);
  self->exit_status = 1;
  quit (self);
}

static gboolean
on_tray_patience_over (gpointer user_data)
{
  AppletApplication *self = user_data;

  self->tray_patience_id = 0;
  if (self->tray != NULL && !applet_tray_get_host_available (self->tray))
    {
      g_message (_ ("No system tray was found: everything is in the window."));
      applet_opener_show_window (self->options->profile, APPLET_OPENER_NOTE_NO_TRAY, NULL);
    }
  return G_SOURCE_REMOVE;
}

/* Of a notification that the desktop answered for: nobody else tells that it was clicked. */
static void
on_answered (AppletApplication *self, const char *action, const char *target)
{
  self->of_use = TRUE;
  if (self->notifier != NULL)
    applet_notifier_close_answered (self->notifier, action, target);
}

/* Started for a click that was another profile's, it is of no use any more. */
static void
on_passed_on (AppletApplication *self)
{
  if (self->options->service && !self->of_use)
    quit (self);
}

static void
on_service_activated (AppletApplication *self,
                      const char *action,
                      const char *target,
                      const char *token)
{
  self->of_use = TRUE;
  applet_actions_perform (self->actions, action, target, token);
}

static void
on_notice_action (AppletNotifier *notifier,
                  const char *action_id,
                  const char *space_id,
                  MeetingRecording *recording,
                  const char *token,
                  AppletApplication *self)
{
  if (space_id == NULL)
    applet_opener_show_window (self->options->profile, APPLET_OPENER_NOTE_NONE, token);
  else if (g_str_equal (action_id, NOTICE_ACTION_COPY_LINK))
    applet_opener_copy_link (self->links, space_id, recording);
  else if (recording != NULL)
    applet_opener_open_recording (self->options->profile, self->links, recording, token);
  else
    applet_opener_open_space (self->options->profile, self->links, space_id, token);
}

static void
on_generation_changed (AppletSession *session, guint generation, AppletApplication *self)
{
  applet_settings_set_generation (
      self->settings, self->options->socket_url, (SioGeneration)generation);
}

static void
on_autostart_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!applet_autostart_finish (APPLET_AUTOSTART (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

static void
tell_status_line (AppletApplication *self)
{
  g_autoptr (GVariant) status = g_variant_ref_sink (applet_report_new_status (self->session));
  const char *detail = "";

  g_variant_lookup (status, "detail", "&s", &detail);
  applet_status_line_set (self->status_line, detail);
}

/* What the desktop is told about a program that runs without a window. */
static void
tell_desktop (AppletApplication *self, GDBusConnection *connection, gboolean sandboxed)
{
  self->autostart = applet_autostart_new (
      self->options->profile, self->settings, connection, sandboxed, APPLET_AUTOSTART_PATIENCE_MS);
  applet_service_set_autostart (self->service, self->autostart);
  applet_autostart_refresh_async (self->autostart, self->cancellable, on_autostart_known, NULL);
  if (!sandboxed)
    return;
  self->status_line = applet_status_line_new (connection, APPLET_STATUS_LINE_GAP_MS);
  g_signal_connect_object (
      self->session, "changed", G_CALLBACK (tell_status_line), self, G_CONNECT_SWAPPED);
}

static void
make_surfaces (AppletApplication *self)
{
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (self));
  gboolean sandboxed = applet_portal_is_sandboxed ();
  g_autoptr (GError) error = NULL;

  applet_service_set_session (self->service, self->session);
  self->presenter = applet_presenter_new (connection, self->options->profile, sandboxed);
  self->notifier = applet_notifier_new (self->session, self->presenter, self->store);
  g_signal_connect_object (
      self->notifier, "action", G_CALLBACK (on_notice_action), self, G_CONNECT_DEFAULT);
  self->tray = applet_tray_new (self->session, connection, self->options->profile, &error);
  if (self->tray == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The tray icon cannot be offered: %s"), error->message);
  else
    {
      applet_tray_watch_notices (self->tray, self->presenter);
      g_signal_connect_object (self->tray,
                               "activated",
                               G_CALLBACK (applet_actions_perform),
                               self->actions,
                               G_CONNECT_SWAPPED);
    }
  tell_desktop (self, connection, sandboxed);
}

static void
start_session (AppletApplication *self,
               const char *api_url,
               const char *socket_url,
               SpacesTokenSource *tokens)
{
  const AppletSessionConfig config = {
    .api_url = api_url,
    .socket_url = socket_url,
    .tokens = tokens,
    .links = self->links,
    .spaces = self->options->spaces,
    .store = self->store,
    .demonstration = self->options->demonstration,
    .generation = applet_settings_get_generation (self->settings, socket_url),
  };

  self->session = applet_session_new (&config);
  g_signal_connect_object (self->session,
                           "generation-changed",
                           G_CALLBACK (on_generation_changed),
                           self,
                           G_CONNECT_DEFAULT);
  make_surfaces (self);
  applet_notifier_adopt_shown (self->notifier);
  applet_notifier_tell_unknown (self->notifier);
  applet_session_start (self->session);
  if (self->window_wanted)
    g_application_activate (G_APPLICATION (self));
  applet_actions_set_session (self->actions, self->session, self->store);
}

static void
on_demonstration_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppletDemonstration *demonstration = APPLET_DEMONSTRATION (source);
  g_autoptr (AppletApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *origin;

  if (!applet_demonstration_start_finish (demonstration, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        fail (self, error->message);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  origin = applet_demonstration_get_origin (demonstration);
  self->links = spaces_links_new (origin, NULL, origin);
  start_session (self,
                 applet_demonstration_get_api_url (demonstration),
                 origin,
                 applet_demonstration_get_tokens (demonstration));
}

static void
start_account (AppletApplication *self)
{
  g_autoptr (SpacesTokenSource) tokens = NULL;
  g_auto (GStrv) hosts = applet_settings_dup_link_hosts (self->settings);

  if (self->options->token_file != NULL)
    tokens
        = spaces_token_source_new_for_file (self->options->token_file, self->options->token_type);
  else
    g_message (_ ("There is no account yet: start with --token-file FILE, or with --demo."));
  self->links = spaces_links_new (
      self->options->web_url, (const char *const *)hosts, self->options->web_url);
  start_session (self, self->options->api_url, self->options->socket_url, tokens);
}

static void
applet_application_startup (GApplication *application)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  G_APPLICATION_CLASS (applet_application_parent_class)->startup (application);
  g_application_hold (application);
  g_unix_signal_add (SIGTERM, on_signal, self);
  g_unix_signal_add (SIGINT, on_signal, self);
  g_unix_signal_add (SIGHUP, on_signal, self);
  self->settings = applet_settings_new (self->options->profile);
  self->store = applet_history_open (self->history_file, self->options->demonstration);
  if (!self->options->demonstration)
    {
      start_account (self);
      return;
    }
  self->demonstration = applet_demonstration_new (self->options->speed);
  applet_demonstration_start_async (
      self->demonstration, self->cancellable, on_demonstration_started, g_object_ref (self));
}

/* Where another one runs already, some wishes end here. */
static gboolean
applet_application_local_command_line (GApplication *application, char ***arguments, int *status)
{
  AppletApplication *self = APPLET_APPLICATION (application);
  const AppletOptions *options = self->options;

  if (g_application_get_is_remote (application) && options->background && options->space_id == NULL)
    {
      g_print ("%s\n", _ ("Spaces Tray is already running."));
      *status = 0;
      return TRUE;
    }
  if (g_application_get_is_remote (application) && !options->background
      && options->start_option != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (
          /* Translators: %s is an option of the command line, such as --token-file. */
          _ ("It is already running, and %s is taken at the start only: end it by "
             "“spaces-tray quit” first."),
          options->start_option);

      g_printerr ("spaces-tray: %s\n", sentence);
    }
  return G_APPLICATION_CLASS (applet_application_parent_class)
      ->local_command_line (application, arguments, status);
}

/* A person started us, or started us again. */
static void
applet_application_activate (GApplication *application)
{
  AppletApplication *self = APPLET_APPLICATION (application);
  gboolean start = !self->activated;

  self->activated = TRUE;
  if (start && self->options->background)
    return;
  self->of_use = TRUE;
  self->window_wanted = self->session == NULL;
  if (self->window_wanted)
    return;
  applet_actions_perform (
      self->actions, "meetings", NULL, applet_actions_get_activation_token (self->actions));
  if (self->tray_patience_id == 0)
    self->tray_patience_id = g_timeout_add (TRAY_PATIENCE_MS, on_tray_patience_over, self);
}

/* Somebody followed one of our own addresses. It is not told in the log: it may carry a code. */
static void
applet_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  self->activated = TRUE;
  self->of_use = TRUE;
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);
      g_autofree char *space_id = NULL;
      g_autoptr (GError) error = NULL;
      AppletUriKind kind;

      if (!applet_uri_parse (uri, &kind, &space_id, &error))
        g_message ("%s", error->message);
      else if (kind == APPLET_URI_SPACE)
        applet_actions_perform (
            self->actions, "join", space_id, applet_actions_get_activation_token (self->actions));
      else
        g_message ("%s", _ (APPLET_URI_SIGN_IN_ANSWER));
    }
}

/* Who asks from elsewhere hands over the right to come to the front. */
static void
applet_application_before_emit (GApplication *application, GVariant *platform_data)
{
  AppletApplication *self = APPLET_APPLICATION (application);
  const char *token = NULL;

  G_APPLICATION_CLASS (applet_application_parent_class)->before_emit (application, platform_data);
  if (!g_variant_lookup (platform_data, "activation-token", "&s", &token))
    g_variant_lookup (platform_data, "desktop-startup-id", "&s", &token);
  applet_actions_set_activation_token (self->actions, token);
}

static void
applet_application_after_emit (GApplication *application, GVariant *platform_data)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  applet_actions_set_activation_token (self->actions, NULL);
  G_APPLICATION_CLASS (applet_application_parent_class)->after_emit (application, platform_data);
}

static gboolean
applet_application_dbus_register (GApplication *application,
                                  GDBusConnection *connection,
                                  const char *object_path,
                                  GError **error)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  if (!G_APPLICATION_CLASS (applet_application_parent_class)
           ->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->service = applet_service_new (self->options->profile, self->history_file);
  g_signal_connect_object (
      self->service, "activated", G_CALLBACK (on_service_activated), self, G_CONNECT_SWAPPED);
  return applet_service_export (self->service, connection, error);
}

static void
applet_application_dbus_unregister (GApplication *application,
                                    GDBusConnection *connection,
                                    const char *object_path)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  if (self->service != NULL)
    applet_service_unexport (self->service);
  G_APPLICATION_CLASS (applet_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

static void
applet_application_shutdown (GApplication *application)
{
  AppletApplication *self = APPLET_APPLICATION (application);

  g_clear_handle_id (&self->tray_patience_id, g_source_remove);
  g_clear_handle_id (&self->leave_id, g_source_remove);
  g_clear_object (&self->tray);
  g_clear_object (&self->notifier);
  g_clear_object (&self->presenter);
  g_clear_object (&self->service);
  g_clear_object (&self->actions);
  g_clear_object (&self->session);
  if (self->store != NULL)
    history_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->demonstration);
  g_clear_object (&self->status_line);
  g_clear_object (&self->autostart);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->links, spaces_links_free);
  G_APPLICATION_CLASS (applet_application_parent_class)->shutdown (application);
}

static void
applet_application_finalize (GObject *object)
{
  AppletApplication *self = APPLET_APPLICATION (object);

  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  g_free (self->history_file);
  g_clear_object (&self->actions);
  applet_options_free (self->options);
  G_OBJECT_CLASS (applet_application_parent_class)->finalize (object);
}

static void
applet_application_class_init (AppletApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->local_command_line = applet_application_local_command_line;
  application_class->startup = applet_application_startup;
  application_class->activate = applet_application_activate;
  application_class->open = applet_application_open;
  application_class->before_emit = applet_application_before_emit;
  application_class->after_emit = applet_application_after_emit;
  application_class->shutdown = applet_application_shutdown;
  application_class->dbus_register = applet_application_dbus_register;
  application_class->dbus_unregister = applet_application_dbus_unregister;
  G_OBJECT_CLASS (klass)->finalize = applet_application_finalize;
}

static void
applet_application_init (AppletApplication *self)
{
  self->cancellable = g_cancellable_new ();
}

AppletApplication *
applet_application_new (AppletOptions *options)
{
  g_autofree char *application_id = applet_options_dup_application_id (options);
  AppletApplication *self = g_object_new (APPLET_TYPE_APPLICATION,
                                          "application-id",
                                          application_id,
                                          "flags",
                                          G_APPLICATION_HANDLES_OPEN
                                              | (options->service ? G_APPLICATION_IS_SERVICE : 0),
                                          NULL);

  self->options = options;
  self->actions = applet_actions_new (G_APPLICATION (self), options->profile);
  g_signal_connect_object (self->actions, "quit", G_CALLBACK (quit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->actions, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->actions, "passed-on", G_CALLBACK (on_passed_on), self, G_CONNECT_SWAPPED);
  /* The bus starts a service without activating it. */
  self->activated = options->service;
  self->history_file = g_build_filename (g_get_user_state_dir (),
                                         "spaces-tray",
                                         options->profile[0] != '\0' ? options->profile : "default",
                                         "history.db",
                                         NULL);
  return self;
}

int
applet_application_execute (AppletApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  /* Given to GApplication as the argument it was: the first start opens it, a second hands it over.
   */
  g_autofree char *uri
      = self->options->space_id != NULL ? applet_uri_new_for_space (self->options->space_id) : NULL;
  char *argv[] = { (char *)"spaces-tray", uri, NULL };
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (connection == NULL)
    {
      g_printerr ("spaces-tray: %s\n",
                  _ ("There is no session bus. Start it from your desktop, or by "
                     "“dbus-run-session -- spaces-tray”."));
      return 1;
    }
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("spaces-tray: %s\n", error->message);
      return 1;
    }
  /* Here or, when another one runs, there. */
  status = g_application_run (application, uri != NULL ? 2 : 1, argv);
  return status != 0 ? status : self->exit_status;
}
