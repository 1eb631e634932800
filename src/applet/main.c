/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include <locale.h>

#include <glib/gi18n.h>

#include "applet-application.h"
#include "applet-autostart-command.h"
#include "applet-remote.h"
#include "applet-uri.h"

#define EXIT_USAGE 2

static int
run (AppletOptions *options)
{
  g_autoptr (AppletApplication) application = NULL;
  int status;

  switch (options->verb)
    {
    case APPLET_VERB_VERSION:
      g_print ("spaces-tray %s\n", VERSION);
      applet_options_free (options);
      return 0;
    case APPLET_VERB_STATUS:
      status = applet_remote_print_status (options);
      applet_options_free (options);
      return status;
    case APPLET_VERB_QUIT:
      status = applet_remote_quit (options);
      applet_options_free (options);
      return status;
    case APPLET_VERB_AUTOSTART:
      status = applet_autostart_command_run (options);
      applet_options_free (options);
      return status;
    case APPLET_VERB_SIGN_IN:
      g_printerr ("spaces-tray: %s\n", _ (APPLET_URI_SIGN_IN_ANSWER));
      applet_options_free (options);
      return 1;
    case APPLET_VERB_RUN:
      application = applet_application_new (options);
      return applet_application_execute (application);
    }
  g_assert_not_reached ();
}

int
main (int argc, char **argv)
{
  const char *locale_path = g_getenv ("SPACES_TRAY_LOCALE_PATH");
  g_autoptr (GError) error = NULL;
  AppletOptions *options;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_path != NULL ? locale_path : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("spaces-tray");
  g_set_application_name (_ ("Spaces Tray"));

  options = applet_options_parse ((const char *const *)argv, &error);
  if (options == NULL)
    {
      g_printerr ("spaces-tray: %s\n", error->message);
      return EXIT_USAGE;
    }
  return run (options);
}
