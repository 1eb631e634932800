/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "simulator-control.h"
#include "simulator-load.h"
#include "simulator-server.h"

#define EXIT_USAGE 2

typedef struct
{
  int port;
  char *scenario;
  double speed;
  char *token;
  char *token_file;
  char *engine;
  int ping_interval;
  int ping_timeout;
  int spaces;
  gboolean control;
  gboolean exit_with_parent;
  gboolean version;
} Arguments;

static void
arguments_clear (Arguments *arguments)
{
  g_free (arguments->scenario);
  g_free (arguments->token);
  g_free (arguments->token_file);
  g_free (arguments->engine);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static int
complain (const char *message)
{
  fprintf (stderr, "spaces-tray-simulator: %s\n", message);
  return EXIT_USAGE;
}

static gboolean
parse_arguments (Arguments *arguments, int *argc, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &arguments->port,
      N_ ("Listen on this port of 127.0.0.1; 0 for any (default)"), N_ ("NUMBER") },
    { "scenario", 0, 0, G_OPTION_ARG_FILENAME, &arguments->scenario,
      N_ ("What happens: a file, or “morning” (default)"), N_ ("FILE") },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->speed,
      N_ ("How fast it happens; 0 to stand still, default 1"), N_ ("FACTOR") },
    { "token", 0, 0, G_OPTION_ARG_STRING, &arguments->token,
      N_ ("The token that is accepted; everyone on this machine can read it here"), N_ ("TEXT") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &arguments->token_file,
      N_ ("Read the accepted token from a file that only you can read"), N_ ("FILE") },
    { "engine", 0, 0, G_OPTION_ARG_STRING, &arguments->engine,
      N_ ("Engine.IO generation: 3, 4 or both (default)"), N_ ("GENERATION") },
    { "ping-interval", 0, 0, G_OPTION_ARG_INT, &arguments->ping_interval,
      N_ ("Told to clients; default 25000"), N_ ("MILLISECONDS") },
    { "ping-timeout", 0, 0, G_OPTION_ARG_INT, &arguments->ping_timeout,
      N_ ("Told to clients; default 20000"), N_ ("MILLISECONDS") },
    { "spaces", 0, 0, G_OPTION_ARG_INT, &arguments->spaces,
      N_ ("Add this many spaces in which nothing happens"), N_ ("NUMBER") },
    { "control", 0, 0, G_OPTION_ARG_NONE, &arguments->control,
      N_ ("Take orders as lines of JSON and tell what happens"), NULL },
    { "exit-with-parent", 0, 0, G_OPTION_ARG_NONE, &arguments->exit_with_parent,
      N_ ("End when the standard input ends"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &arguments->version,
      N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                _ ("A stand-in for Avaya Spaces, for demonstrations and tests."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

/* The token in a file of mode 0600, without white space around it. */
static char *
read_token (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    {
      int saved = errno;

      g_set_error (
          error, SIMULATOR_ERROR, SIMULATOR_ERROR_FILE, "%s: %s", path, g_strerror (saved));
      return NULL;
    }
  if ((status.st_mode & 077) != 0)
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_FILE,
                   /* Translators: %s is a file name. */
                   _ ("%s: others can read this file (chmod 600 helps)"),
                   path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  g_strstrip (text);
  if (*text == '\0')
    {
      /* Translators: %s is a file name. */
      g_set_error (error, SIMULATOR_ERROR, SIMULATOR_ERROR_FILE, _ ("%s: is empty"), path);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static gboolean
check_range (const char *option, double value, double least, double most, GError **error)
{
  if (value >= least && value <= most)
    return TRUE;
  g_set_error (error,
               SIMULATOR_ERROR,
               SIMULATOR_ERROR_VALUE,
               /* Translators: %s is an option, then a number and the range it must be in. */
               _ ("%s: %g is not between %g and %g"),
               option,
               value,
               least,
               most);
  return FALSE;
}

static gboolean
fill_options (Arguments *arguments, SimulatorOptions *options, GError **error)
{
  if (!check_range ("--port", arguments->port, 0, 65535, error)
      || !check_range ("--speed", arguments->speed, 0, 10000, error)
      || !check_range ("--ping-interval", arguments->ping_interval, 10, 600000, error)
      || !check_range ("--ping-timeout", arguments->ping_timeout, 10, 600000, error)
      || !check_range ("--spaces", arguments->spaces, 0, 10000, error))
    return FALSE;
  if (arguments->engine == NULL || strcmp (arguments->engine, "both") == 0)
    options->engines = SIMULATOR_ENGINE_BOTH;
  else if (strcmp (arguments->engine, "3") == 0)
    options->engines = SIMULATOR_ENGINE_3;
  else if (strcmp (arguments->engine, "4") == 0)
    options->engines = SIMULATOR_ENGINE_4;
  else
    {
      g_set_error (error,
                   SIMULATOR_ERROR,
                   SIMULATOR_ERROR_UNKNOWN,
                   /* Translators: %s is what was given as --engine. */
                   _ ("--engine: “%s” is none of: 3, 4, both"),
                   arguments->engine);
      return FALSE;
    }
  if (arguments->token_file != NULL)
    {
      g_free (arguments->token);
      arguments->token = read_token (arguments->token_file, error);
      if (arguments->token == NULL)
        return FALSE;
    }
  options->port = (guint16)arguments->port;
  options->speed = arguments->speed;
  options->ping_interval = (guint)arguments->ping_interval;
  options->ping_timeout = (guint)arguments->ping_timeout;
  options->token = arguments->token;
  return TRUE;
}

/* The one line that tells where it is. A token that was made here is told too: nobody else knows
 * it. */
static void
print_address (SimulatorServer *server, gboolean with_token)
{
  const char *origin = simulator_server_get_origin (server);

  printf ("{\"origin\":\"%s\",\"api\":\"%s/api\",\"web\":\"%s\"", origin, origin, origin);
  if (with_token)
    printf (",\"token\":\"%s\"", simulator_server_get_token (server));
  printf ("}\n");
  fflush (stdout);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
run (SimulatorServer *server, const Arguments *arguments, gboolean with_token)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SimulatorControl) control = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  guint interrupted = g_unix_signal_add (SIGINT, on_signal, loop);
  guint terminated = g_unix_signal_add (SIGTERM, on_signal, loop);

  /* Told last: whoever has read it may at once send a signal. */
  print_address (server, with_token);
  if (arguments->control || arguments->exit_with_parent)
    {
      control = simulator_control_new (server, input, arguments->control ? output : NULL);
      g_signal_connect_swapped (control, "ended", G_CALLBACK (g_main_loop_quit), loop);
    }
  g_main_loop_run (loop);
  g_source_remove (interrupted);
  g_source_remove (terminated);
}

int
main (int argc, char **argv)
{
  const char *locale_path = g_getenv ("SPACES_TRAY_LOCALE_PATH");
  g_auto (Arguments) arguments = { .speed = 1, .ping_interval = 25000, .ping_timeout = 20000 };
  SimulatorOptions options = SIMULATOR_OPTIONS_DEFAULT;
  g_autoptr (SimulatorScenario) scenario = NULL;
  g_autoptr (SimulatorServer) server = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_path != NULL ? locale_path : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* Whoever read our lines is gone: that is no reason to die in the middle of a write. */
  signal (SIGPIPE, SIG_IGN);

  if (!parse_arguments (&arguments, &argc, &argv, &error))
    return complain (error->message);
  if (arguments.version)
    {
      printf ("spaces-tray-simulator %s\n", VERSION);
      return 0;
    }
  if (argc > 1)
    {
      /* Translators: %s is a word on the command line. */
      g_autofree char *message = g_strdup_printf (_ ("unexpected argument “%s”"), argv[1]);

      return complain (message);
    }
  if (!fill_options (&arguments, &options, &error))
    return complain (error->message);
  scenario = simulator_scenario_load (
      arguments.scenario != NULL ? arguments.scenario : "morning", (guint)arguments.spaces, &error);
  if (scenario == NULL)
    return complain (error->message);
  server = simulator_server_new (scenario, &options);
  if (!simulator_server_start (server, &error))
    {
      complain (error->message);
      return 1;
    }
  run (server, &arguments, options.token == NULL);
  return 0;
}
