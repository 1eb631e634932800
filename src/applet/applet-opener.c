/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-opener.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "applet-browser.h"
#include "applet-portal.h"

#define WINDOW_PROGRAM "spaces-tray-window"

char *
applet_opener_find_program (const char *name, const char *folder)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = self != NULL ? g_path_get_dirname (self) : NULL;
  const char *directories[] = { directory, BINDIR };

  if (directory != NULL)
    {
      g_autofree char *built = g_build_filename (directory, "..", folder, name, NULL);

      if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE)
          && !g_file_test (built, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&built);
    }
  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    {
      g_autofree char *path
          = directories[i] != NULL ? g_build_filename (directories[i], name, NULL) : NULL;

      if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return g_find_program_in_path (name);
}

/* The log tells why; the window tells that it was so, and what to do. */
static void
on_url_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *profile = user_data;
  g_autoptr (GError) error = NULL;

  if (applet_browser_open_finish (result, &error))
    return;
  g_message ("%s", error->message);
  applet_opener_show_window (profile,
                             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
                                 ? APPLET_OPENER_NOTE_NO_PORTAL
                                 : APPLET_OPENER_NOTE_NOT_OPENED,
                             NULL);
}

/* The connection that the program has anyway, where pages go through the desktop's portal. */
static GDBusConnection *
find_portal (void)
{
  GApplication *application = g_application_get_default ();

  return applet_portal_is_sandboxed () && application != NULL
             ? g_application_get_dbus_connection (application)
             : NULL;
}

static void
open_url (const char *profile,
          const SpacesLinks *links,
          const char *url,
          const char *activation_token)
{
  if (!spaces_links_allows (links, url))
    {
      g_message (_ ("A link was not opened: its address is not one of the service’s."));
      return;
    }
  applet_browser_open_async (
      find_portal (), url, activation_token, NULL, on_url_opened, g_strdup (profile));
}

void
applet_opener_open_space (const char *profile,
                          const SpacesLinks *links,
                          const char *space_id,
                          const char *activation_token)
{
  g_autofree char *url = spaces_links_dup_space (links, space_id);

  open_url (profile, links, url, activation_token);
}

void
applet_opener_open_recording (const char *profile,
                              const SpacesLinks *links,
                              const MeetingRecording *recording,
                              const char *activation_token)
{
  g_autofree char *url = spaces_links_dup_recording (links, recording);

  open_url (profile, links, url, activation_token);
}

static void
on_window_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    g_message ("%s: %s", WINDOW_PROGRAM, error->message);
}

static void
on_text_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, NULL, NULL, &error))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The link cannot be copied: %s"), error->message);
}

static GSubprocess *
spawn_window (const char *const *arguments, GSubprocessFlags flags, const char *activation_token)
{
  g_autofree char *program = applet_opener_find_program (WINDOW_PROGRAM, "window");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  if (program == NULL)
    {
      /* Translators: in the log; %s is a program. */
      g_message (_ ("%s is not installed; the menu has everything it shows."), WINDOW_PROGRAM);
      return NULL;
    }
  g_ptr_array_add (argv, program);
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer)*arguments);
  g_ptr_array_add (argv, NULL);
  if (activation_token != NULL)
    {
      g_subprocess_launcher_setenv (launcher, "XDG_ACTIVATION_TOKEN", activation_token, TRUE);
      g_subprocess_launcher_setenv (launcher, "DESKTOP_STARTUP_ID", activation_token, TRUE);
    }
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  if (process == NULL)
    /* Translators: in the log; %s is a program, the second %s what went wrong. */
    g_message (_ ("%s cannot be started: %s"), WINDOW_PROGRAM, error->message);
  return process;
}

/* The text goes by a pipe: the address of a recording is nobody else's business, and arguments can
 * be read by everyone. */
static void
copy_text (const char *text)
{
  const char *arguments[] = { "--copy", NULL };
  g_autoptr (GSubprocess) process = spawn_window (arguments, G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL);

  if (process != NULL)
    g_subprocess_communicate_utf8_async (process, text, NULL, on_text_sent, NULL);
}

void
applet_opener_copy_link (const SpacesLinks *links,
                         const char *space_id,
                         const MeetingRecording *recording)
{
  g_autofree char *url = recording != NULL ? spaces_links_dup_recording (links, recording)
                                           : spaces_links_dup_space (links, space_id);

  copy_text (url);
}

void
applet_opener_show_window (const char *profile, AppletOpenerNote note, const char *activation_token)
{
  static const char *const options[] = {
    [APPLET_OPENER_NOTE_NONE] = NULL,
    [APPLET_OPENER_NOTE_NO_TRAY] = "--no-tray",
    [APPLET_OPENER_NOTE_NOT_OPENED] = "--not-opened",
    [APPLET_OPENER_NOTE_NO_PORTAL] = "--no-portal",
  };
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;

  if (profile[0] != '\0')
    {
      g_ptr_array_add (arguments, (gpointer) "--profile");
      g_ptr_array_add (arguments, (gpointer)profile);
    }
  if (options[note] != NULL)
    g_ptr_array_add (arguments, (gpointer)options[note]);
  g_ptr_array_add (arguments, NULL);
  process = spawn_window ((const char *const *)arguments->pdata, 0, activation_token);
  if (process != NULL)
    g_subprocess_wait_check_async (process, NULL, on_window_ended, NULL);
}
