/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-options.h"

#include <glib/gi18n.h>

#include "applet-uri.h"
#include "spaces-api.h"
#include "spaces-link.h"

#define SPEED_MIN 0.1
#define SPEED_MAX 1000.0

typedef struct
{
  gboolean json;
  gboolean background;
  gboolean service;
  gboolean demonstration;
  gboolean version;
  char *speed;
  char *api_url;
  char *socket_url;
  char *web_url;
  char *token_file;
  char *token_type;
  char **spaces;
  char *profile;
  char **rest;
} RawOptions;

static void
raw_options_clear (RawOptions *raw)
{
  g_free (raw->speed);
  g_free (raw->api_url);
  g_free (raw->socket_url);
  g_free (raw->web_url);
  g_free (raw->token_file);
  g_free (raw->token_type);
  g_strfreev (raw->spaces);
  g_free (raw->profile);
  g_strfreev (raw->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawOptions, raw_options_clear)

gboolean
applet_options_profile_is_valid (const char *profile)
{
  if (!g_ascii_islower (profile[0]) || strlen (profile) > 32)
    return FALSE;
  for (const char *at = profile; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

char *
applet_options_dup_application_id (const AppletOptions *options)
{
  if (options->profile[0] == '\0')
    return g_strdup (APPLICATION_ID);
  return g_strconcat (APPLICATION_ID, ".", options->profile, NULL);
}

/* ID or ID=NAME. */
static SpacesSpace *
parse_space (const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  gsize length = equals != NULL ? (gsize)(equals - text) : strlen (text);
  g_autofree char *id = NULL;

  if (!applet_uri_space_id_is_valid (text, length))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: %s is what the person gave as --space. */
                   _ ("“%s” is not a space: give its id, or ID=NAME."),
                   text);
      return NULL;
    }
  id = g_strndup (text, length);
  return spaces_space_new (
      id, equals != NULL && equals[1] != '\0' ? equals + 1 : NULL, SPACES_SPACE_GROUP);
}

static gboolean
check_uri (AppletOptions *options, const char *text, GError **error)
{
  AppletUriKind kind;

  if (!applet_uri_parse (text, &kind, &options->space_id, error))
    return FALSE;
  if (kind == APPLET_URI_SIGN_IN)
    options->verb = APPLET_VERB_SIGN_IN;
  return TRUE;
}

/* "autostart [on|off]". */
static gboolean
check_autostart (AppletOptions *options, const char *wish, GError **error)
{
  options->verb = APPLET_VERB_AUTOSTART;
  if (wish == NULL)
    return TRUE;
  if (g_str_equal (wish, "on"))
    options->autostart = APPLET_SWITCH_ON;
  else if (g_str_equal (wish, "off"))
    options->autostart = APPLET_SWITCH_OFF;
  else
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_FAILED,
                   /* Translators: on and off are typed, and stay; %s is what was typed instead. */
                   _ ("Starting with the session is on or off, not “%s”."),
                   wish);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_verb (AppletOptions *options, char **rest, GError **error)
{
  guint n_words = 1;

  if (rest == NULL || rest[0] == NULL)
    return TRUE;
  if (g_str_equal (rest[0], "status"))
    options->verb = APPLET_VERB_STATUS;
  else if (g_str_equal (rest[0], "quit"))
    options->verb = APPLET_VERB_QUIT;
  else if (g_str_equal (rest[0], "autostart"))
    {
      if (!check_autostart (options, rest[1], error))
        return FALSE;
      n_words = rest[1] != NULL ? 2 : 1;
    }
  else if (applet_uri_has_scheme (rest[0]))
    {
      if (!check_uri (options, rest[0], error))
        return FALSE;
    }
  else
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_FAILED,
                   /* Translators: %s is a word from the command line. */
                   _ ("“%s” is not a command. Try “spaces-tray --help”."),
                   rest[0]);
      return FALSE;
    }
  if (rest[n_words] != NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_FAILED,
                   /* Translators: %s is a word from the command line. */
                   _ ("“%s” is one word too many."),
                   rest[n_words]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_token (AppletOptions *options, RawOptions *raw, GError **error)
{
  if (raw->token_type == NULL || g_str_equal (raw->token_type, "jwt"))
    options->token_type = SPACES_TOKEN_JWT;
  else if (g_str_equal (raw->token_type, "oauth"))
    options->token_type = SPACES_TOKEN_OAUTH;
  else
    {
      g_set_error (
          error,
          G_OPTION_ERROR,
          G_OPTION_ERROR_BAD_VALUE,
          /* Translators: jwt and oauth are typed, and stay; %s is what was typed instead. */
          _ ("The token type is jwt or oauth, not “%s”."),
          raw->token_type);
      return FALSE;
    }
  if (raw->token_file == NULL)
    return TRUE;
  if (raw->token_file[0] == '\0')
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_BAD_VALUE,
                           _ ("--token-file needs the name of a file."));
      return FALSE;
    }
  if (options->demonstration)
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_FAILED,
                           _ ("The demonstration has a token of its own: leave out --token-file."));
      return FALSE;
    }
  options->token_file = g_canonicalize_filename (raw->token_file, NULL);
  return spaces_token_file_check (options->token_file, error);
}

typedef char *(*NormalizeFunc) (const char *url, GError **error);

static gboolean
take_address (char **address,
              const char *option,
              const char *given,
              const char *otherwise,
              NormalizeFunc normalize,
              GError **error)
{
  g_autoptr (GError) reason = NULL;

  *address = normalize (given != NULL ? given : otherwise, &reason);
  if (*address == NULL)
    g_set_error (error,
                 reason->domain,
                 reason->code,
                 /* Translators: %s is an option of the command line, the second %s the reason. */
                 _ ("The address of %s cannot be used: %s"),
                 option,
                 reason->message);
  return *address != NULL;
}

static gboolean
check_addresses (AppletOptions *options, RawOptions *raw, GError **error)
{
  if (options->demonstration
      && (raw->api_url != NULL || raw->socket_url != NULL || raw->web_url != NULL))
    {
      g_set_error_literal (
          error,
          G_OPTION_ERROR,
          G_OPTION_ERROR_FAILED,
          _ ("The demonstration has a server of its own: leave out the addresses."));
      return FALSE;
    }
  return take_address (&options->api_url,
                       "--api-url",
                       raw->api_url,
                       APPLET_DEFAULT_API_URL,
                       spaces_url_normalize_api,
                       error)
         && take_address (&options->socket_url,
                          "--socket-url",
                          raw->socket_url,
                          APPLET_DEFAULT_SOCKET_URL,
                          spaces_url_normalize_socket,
                          error)
         && take_address (&options->web_url,
                          "--web-url",
                          raw->web_url,
                          APPLET_DEFAULT_WEB_URL,
                          spaces_url_normalize_web,
                          error);
}

static gboolean
check_profile (AppletOptions *options, RawOptions *raw, GError **error)
{
  if (raw->profile == NULL)
    {
      options->profile = g_strdup (options->demonstration ? APPLET_DEMONSTRATION_PROFILE : "");
      return TRUE;
    }
  if (!applet_options_profile_is_valid (raw->profile))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: %s is what the person gave as --profile. */
                   _ ("“%s” is not a profile name: use small letters, digits and _, and begin with "
                      "a letter."),
                   raw->profile);
      return FALSE;
    }
  options->profile = g_strdup (raw->profile);
  return TRUE;
}

static gboolean
check_speed (AppletOptions *options, const RawOptions *raw, GError **error)
{
  char *end = NULL;

  options->speed = 1.0;
  if (raw->speed == NULL)
    return TRUE;
  if (!options->demonstration)
    {
      g_set_error_literal (
          error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("--speed goes with --demo."));
      return FALSE;
    }
  options->speed = g_ascii_strtod (raw->speed, &end);
  /* So put that "nan" is refused too. */
  if (end != raw->speed && *end == '\0' && options->speed >= SPEED_MIN
      && options->speed <= SPEED_MAX)
    return TRUE;
  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               /* Translators: %s is what the person gave as --speed, the %g are the smallest and
                * the largest speed. */
               _ ("“%s” is not a speed: give a number from %g to %g."),
               raw->speed,
               SPEED_MIN,
               SPEED_MAX);
  return FALSE;
}

/* The first option given that only a start takes; NULL for none. */
static const char *
find_start_option (const RawOptions *raw)
{
  const struct
  {
    const char *name;
    gboolean given;
  } options[] = {
    { "--background", raw->background },         { "--speed", raw->speed != NULL },
    { "--api-url", raw->api_url != NULL },       { "--socket-url", raw->socket_url != NULL },
    { "--web-url", raw->web_url != NULL },       { "--token-file", raw->token_file != NULL },
    { "--token-type", raw->token_type != NULL }, { "--space", raw->spaces != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].given)
      return options[i].name;
  return NULL;
}

static gboolean
check_start_options (const AppletOptions *options, const RawOptions *raw, GError **error)
{
  const char *name = find_start_option (raw);

  if (options->verb == APPLET_VERB_RUN || options->verb == APPLET_VERB_SIGN_IN || name == NULL)
    return TRUE;
  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_FAILED,
               /* Translators: an option and a command of the command line. */
               _ ("%s does not go with “%s”: leave it out."),
               name,
               raw->rest[0]);
  return FALSE;
}

static gboolean
check_json (AppletOptions *options, RawOptions *raw, GError **error)
{
  options->json = raw->json;
  if (!raw->json || options->verb == APPLET_VERB_STATUS)
    return TRUE;
  g_set_error_literal (
      error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("--json goes with “spaces-tray status”."));
  return FALSE;
}

static gboolean
check_spaces (AppletOptions *options, RawOptions *raw, GError **error)
{
  options->spaces = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  for (char **text = raw->spaces; text != NULL && *text != NULL; text++)
    {
      SpacesSpace *space = parse_space (*text, error);

      if (space == NULL)
        return FALSE;
      g_ptr_array_add (options->spaces, space);
    }
  return TRUE;
}

static GOptionContext *
make_context (RawOptions *raw)
{
  const GOptionEntry entries[] = {
    { "background",
      0,
      0,
      G_OPTION_ARG_NONE,
      &raw->background,
      N_ ("Start without opening the window"),
      NULL },
    { "demo",
      0,
      0,
      G_OPTION_ARG_NONE,
      &raw->demonstration,
      N_ ("Show a morning of meetings against a built-in server"),
      NULL },
    { "speed",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->speed,
      N_ ("How many times faster the demonstration goes, 0.1 to 1000"),
      /* Translators: in --help: a number. */
      N_ ("N") },
    { "api-url",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->api_url,
      N_ ("Address of the service, ending in /api"),
      N_ ("URL") },
    { "socket-url",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->socket_url,
      N_ ("Address of the service’s events"),
      N_ ("URL") },
    { "web-url",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->web_url,
      N_ ("Address of the pages that links open"),
      N_ ("URL") },
    { "token-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &raw->token_file,
      N_ ("File with the token of your account, readable by you alone"),
      N_ ("FILE") },
    { "token-type",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->token_type,
      /* Translators: jwt and oauth are typed, and stay. */
      N_ ("Kind of token: jwt (the default) or oauth"),
      N_ ("TYPE") },
    { "space",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &raw->spaces,
      N_ ("Watch this space, even without the list of spaces; repeatable"),
      /* Translators: in --help: an identifier, and a name that may be left out. */
      N_ ("ID[=NAME]") },
    { "profile",
      0,
      0,
      G_OPTION_ARG_STRING,
      &raw->profile,
      N_ ("Run besides others, with an account and a history of its own"),
      N_ ("NAME") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &raw->json, N_ ("With status: print it as JSON"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &raw->version, N_ ("Print the version"), NULL },
    { "gapplication-service",
      0,
      G_OPTION_FLAG_HIDDEN,
      G_OPTION_ARG_NONE,
      &raw->service,
      NULL,
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->rest, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  /* Translators: in --help: what may follow the name of the program. */
  GOptionContext *context = g_option_context_new (_ ("[COMMAND]"));

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (
      context,
      _ ("Shows in the system tray whether a meeting is on in your Avaya Spaces rooms.\n"
         "Started again, it opens the window of the one that runs."));
  /* Translators: keep the columns; status, quit, autostart, on and off are typed, and stay. */
  g_option_context_set_description (
      context,
      _ ("Commands:\n"
         "  status                Print what the running applet knows; exit status 3 when none "
         "runs\n"
         "  quit                  End the running applet\n"
         "  autostart [on|off]    Say whether it starts with the session, or switch that\n"
         "  spaces-tray:space/ID  Open the page of a space"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

/* GLib says what is wrong, not what to do. */
static void
add_hint (GError *error)
{
  char *message
      /* Translators: %s is what is wrong, without a full stop. */
      = g_strdup_printf (_ ("%s. Try “spaces-tray --help”."), error->message);

  g_free (error->message);
  error->message = message;
}

AppletOptions *
applet_options_parse (const char *const *argv, GError **error)
{
  g_auto (RawOptions) raw = { 0 };
  g_autoptr (GOptionContext) context = make_context (&raw);
  g_auto (GStrv) copy = g_strdupv ((char **)argv);
  g_autoptr (AppletOptions) options = g_new0 (AppletOptions, 1);

  if (!g_option_context_parse_strv (context, &copy, error))
    {
      if (error != NULL)
        add_hint (*error);
      return NULL;
    }
  options->background = raw.background || raw.service;
  options->service = raw.service;
  options->demonstration = raw.demonstration;
  options->start_option = find_start_option (&raw);
  if (raw.version)
    {
      options->verb = APPLET_VERB_VERSION;
      return g_steal_pointer (&options);
    }
  if (!check_verb (options, raw.rest, error) || !check_json (options, &raw, error)
      || !check_profile (options, &raw, error) || !check_start_options (options, &raw, error))
    return NULL;
  if (options->verb != APPLET_VERB_RUN)
    return g_steal_pointer (&options);
  if (!check_speed (options, &raw, error) || !check_token (options, &raw, error)
      || !check_addresses (options, &raw, error) || !check_spaces (options, &raw, error))
    return NULL;
  return g_steal_pointer (&options);
}

void
applet_options_free (AppletOptions *options)
{
  g_free (options->api_url);
  g_free (options->socket_url);
  g_free (options->web_url);
  g_free (options->token_file);
  g_free (options->space_id);
  g_free (options->profile);
  g_clear_pointer (&options->spaces, g_ptr_array_unref);
  g_free (options);
}
