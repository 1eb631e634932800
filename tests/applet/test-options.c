/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-options.h"

#include <glib/gstdio.h>

#include "spaces-api.h"

typedef struct
{
  const char *name;
  const char *arguments; /* separated by blanks; TOKEN stands for a good token file */
  gboolean accepted;
} OptionsCase;

static const OptionsCase cases[] = {
  { "nothing", "", TRUE },
  { "background", "--background", TRUE },
  { "demo", "--demo", TRUE },
  { "demo-speed", "--demo --speed 10", TRUE },
  { "demo-speed-fraction", "--demo --speed 0.5", TRUE },
  { "status", "status", TRUE },
  { "status-json", "status --json", TRUE },
  { "status-profile", "status --profile work", TRUE },
  { "quit", "quit", TRUE },
  { "version", "--version", TRUE },
  { "token-file", "--token-file TOKEN", TRUE },
  { "token-type-oauth", "--token-file TOKEN --token-type oauth", TRUE },
  { "addresses",
    "--api-url http://127.0.0.1:1/api --socket-url http://127.0.0.1:1 --web-url http://127.0.0.1:1",
    TRUE },
  { "socket-url-with-namespace", "--socket-url wss://example.com/chat", TRUE },
  { "spaces", "--space 64c0a71be2d94f0012ab3401=Weekly --space 64c0a71be2d94f0012ab3477", TRUE },
  { "profile", "--profile work_2", TRUE },
  { "space-page", "spaces-tray:space/64c0a71be2d94f0012ab3401", TRUE },
  { "space-page-of-profile", "--profile work spaces-tray:space/1", TRUE },
  { "sign-in", "spaces-tray:oauth?code=1", TRUE },

  { "unknown-option", "--nonsense", FALSE },
  { "unknown-verb", "stop", FALSE },
  { "other-address", "https://example.com/", FALSE },
  { "own-address-unknown", "spaces-tray:quit", FALSE },
  { "own-address-with-host", "spaces-tray://space/1", FALSE },
  { "two-addresses", "spaces-tray:space/1 spaces-tray:space/2", FALSE },
  { "one-word-too-many", "status now", FALSE },
  { "json-without-status", "--json", FALSE },
  { "speed-without-demo", "--speed 10", FALSE },
  { "speed-zero", "--demo --speed 0", FALSE },
  { "speed-negative", "--demo --speed=-1", FALSE },
  { "speed-word", "--demo --speed fast", FALSE },
  { "speed-huge", "--demo --speed 1e9", FALSE },
  { "token-file-missing", "--token-file /nonexistent/token", FALSE },
  { "token-file-with-demo", "--demo --token-file TOKEN", FALSE },
  { "token-type-unknown", "--token-file TOKEN --token-type basic", FALSE },
  { "api-url-without-api", "--api-url https://example.com/", FALSE },
  { "api-url-plain-http", "--api-url http://example.com/api", FALSE },
  { "api-url-other-scheme", "--api-url ftp://example.com/api", FALSE },
  { "api-url-nonsense", "--api-url nonsense", FALSE },
  { "socket-url-plain-ws", "--socket-url ws://example.com", FALSE },
  { "socket-url-with-path", "--socket-url https://example.com/other", FALSE },
  { "web-url-javascript", "--web-url javascript:alert(1)", FALSE },
  { "speed-nan", "--demo --speed nan", FALSE },
  { "speed-empty", "--demo --speed=", FALSE },
  { "speed-with-unit", "--demo --speed 2x", FALSE },
  { "speed-one-without-demo", "--speed 1", FALSE },
  { "token-file-empty", "--token-file=", FALSE },
  { "status-with-token-file", "status --token-file TOKEN", FALSE },
  { "status-with-wrong-type", "status --token-type basic", FALSE },
  { "quit-with-space", "quit --space abc", FALSE },
  { "autostart-with-address", "autostart on --web-url https://example.com", FALSE },
  { "addresses-with-demo", "--demo --api-url https://example.com/api", FALSE },
  { "space-empty", "--space =Name", FALSE },
  { "space-with-slash", "--space a/b", FALSE },
  { "profile-capital", "--profile Work", FALSE },
  { "profile-digit-first", "--profile 1work", FALSE },
  { "profile-dot", "--profile a.b", FALSE },
  { "profile-empty", "--profile=", FALSE },
};

static char *
make_token_file (guint mode)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("spaces-tray-test-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "token\n", 6), ==, 6);
  close (fd);
  g_assert_no_errno (g_chmod (path, mode));
  return path;
}

static AppletOptions *
parse (const char *arguments, const char *token_file, GError **error)
{
  g_autofree char *line = g_strconcat ("spaces-tray ", arguments, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) complete = NULL;

  for (guint i = 0; argv[i] != NULL; i++)
    if (argv[i][0] != '\0')
      g_strv_builder_add (builder, g_str_equal (argv[i], "TOKEN") ? token_file : argv[i]);
  complete = g_strv_builder_end (builder);
  return applet_options_parse ((const char *const *)complete, error);
}

static void
test_case (gconstpointer data)
{
  const OptionsCase *test = data;
  g_autofree char *token_file = make_token_file (0600);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppletOptions) options = parse (test->arguments, token_file, &error);

  g_unlink (token_file);
  if (test->accepted)
    {
      g_assert_no_error (error);
      g_assert_nonnull (options);
      return;
    }
  g_assert_null (options);
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_token_file_of_others (void)
{
  g_autofree char *path = make_token_file (0640);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppletOptions) options = parse ("--token-file TOKEN", path, &error);

  g_unlink (path);
  g_assert_null (options);
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
  g_assert_nonnull (strstr (error->message, "chmod 600"));
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppletOptions) options
      = parse ("--socket-url wss://example.com/chat --space abc=Weekly --space def", NULL, &error);
  const SpacesSpace *first, *second;

  g_assert_no_error (error);
  g_assert_cmpint (options->verb, ==, APPLET_VERB_RUN);
  g_assert_cmpstr (options->api_url, ==, APPLET_DEFAULT_API_URL);
  g_assert_cmpstr (options->web_url, ==, APPLET_DEFAULT_WEB_URL);
  g_assert_cmpstr (options->profile, ==, "");
  g_assert_cmpuint (options->spaces->len, ==, 2);
  first = g_ptr_array_index (options->spaces, 0);
  second = g_ptr_array_index (options->spaces, 1);
  g_assert_cmpstr (first->id, ==, "abc");
  g_assert_cmpstr (first->name, ==, "Weekly");
  g_assert_cmpstr (second->id, ==, "def");
  g_assert_null (second->name);
}

static void
test_demonstration_profile (void)
{
  g_autoptr (AppletOptions) demonstration = parse ("--demo", NULL, NULL);
  g_autoptr (AppletOptions) named = parse ("--demo --profile show", NULL, NULL);
  g_autofree char *id = applet_options_dup_application_id (demonstration);

  g_assert_cmpstr (demonstration->profile, ==, "demo");
  g_assert_cmpstr (named->profile, ==, "show");
  g_assert_cmpstr (id, ==, "io.github.spacestray.SpacesTray.demo");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/options/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/applet/options/token-file-of-others", test_token_file_of_others);
  g_test_add_func ("/applet/options/values", test_values);
  g_test_add_func ("/applet/options/demonstration-profile", test_demonstration_profile);
  return g_test_run ();
}
