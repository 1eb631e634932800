/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "window"

#include "config.h"

#include <locale.h>

#include <glib/gi18n.h>

#include "window-application.h"
#include "window-clipboard.h"

#define EXIT_USAGE 2

typedef struct
{
  char *profile;
  gboolean no_tray;
  gboolean not_opened;
  gboolean no_portal;
  gboolean copy;
  gboolean version;
} Options;

static gboolean
profile_is_valid (const char *profile)
{
  return g_regex_match_simple ("^[a-z][a-z0-9_]{0,31}$", profile, G_REGEX_DOLLAR_ENDONLY, 0);
}

static gboolean
parse (int *argc, char ***argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "profile",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->profile,
      N_ ("Show this profile"),
      N_ ("NAME") },
    { "no-tray",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->no_tray,
      N_ ("Say that the desktop shows no tray icons"),
      NULL },
    { "not-opened",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->not_opened,
      N_ ("Say that a page could not be opened"),
      NULL },
    { "no-portal",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->no_portal,
      N_ ("Say that a page could not be opened because there is no portal"),
      NULL },
    { "copy",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->copy,
      N_ ("Copy standard input to the clipboard, show no window"),
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Print the version"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Shows the meetings that Spaces Tray knows of."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_FAILED,
                 /* Translators: %s is a word from the command line. */
                 _ ("“%s” is one word too many."),
                 (*argv)[1]);
  else if (options->profile != NULL && !profile_is_valid (options->profile))
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s is what the person gave as --profile. */
                 _ ("“%s” is not a profile name: use small letters, digits and _, and begin with a "
                    "letter."),
                 options->profile);
  else
    return TRUE;
  return FALSE;
}

static int
run (const Options *options)
{
  g_autoptr (WindowApplication) application = NULL;

  if (options->version)
    {
      g_print ("spaces-tray-window %s\n", VERSION);
      return 0;
    }
  /* We draw no GL; looking for it would load Mesa and LLVM. */
  g_setenv ("GDK_GL", "disable", FALSE);
  if (!gtk_init_check (NULL, NULL))
    {
      g_printerr ("spaces-tray-window: %s\n",
                  _ ("There is no display: start it from your desktop."));
      return 1;
    }
  if (options->copy)
    return window_clipboard_run ();
  application = window_application_new (options->profile != NULL ? options->profile : "");
  return window_application_execute (application,
                                     options->no_portal    ? "no-portal"
                                     : options->not_opened ? "not-opened"
                                     : options->no_tray    ? "no-tray"
                                                           : NULL);
}

int
main (int argc, char **argv)
{
  const char *locale_path = g_getenv ("SPACES_TRAY_LOCALE_PATH");
  g_autoptr (GError) error = NULL;
  Options options = { 0 };
  int status = EXIT_USAGE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_path != NULL ? locale_path : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (parse (&argc, &argv, &options, &error))
    {
      /* So that Wayland finds the icon: it looks for a desktop file of this name. */
      g_set_prgname (APPLICATION_ID);
      g_set_application_name (_ ("Spaces Tray"));
      status = run (&options);
    }
  else
    g_printerr ("spaces-tray-window: %s\n", error->message);
  g_free (options.profile);
  return status;
}
