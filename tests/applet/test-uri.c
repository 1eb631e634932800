/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-uri.h"

#include <string.h>

#define REFUSED ((AppletUriKind)-1)
#define ID "64c0a71be2d94f0012ab3401"
#define ID_OF_128                                                                                  \
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"                               \
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct
{
  const char *name;
  const char *text;
  AppletUriKind kind;
  const char *space_id;
} UriCase;

static const UriCase cases[] = {
  { "space", "spaces-tray:space/" ID, APPLET_URI_SPACE, ID },
  { "space-with-marks", "spaces-tray:space/a-b_C", APPLET_URI_SPACE, "a-b_C" },
  { "space-longest", "spaces-tray:space/" ID_OF_128, APPLET_URI_SPACE, ID_OF_128 },
  { "scheme-in-capitals", "SPACES-TRAY:space/" ID, APPLET_URI_SPACE, ID },
  { "sign-in", "spaces-tray:oauth?code=a%2Fb&state=c", APPLET_URI_SIGN_IN, NULL },
  { "sign-in-refused-by-service",
    "spaces-tray:oauth?error=access_denied",
    APPLET_URI_SIGN_IN,
    NULL },

  { "empty", "", REFUSED, NULL },
  { "scheme-alone", "spaces-tray:", REFUSED, NULL },
  { "no-scheme", "space/" ID, REFUSED, NULL },
  { "longer-scheme", "spaces-tray2:space/" ID, REFUSED, NULL },
  { "other-scheme", "https://spaces.avayacloud.com/spaces/" ID, REFUSED, NULL },
  { "file", "file:///etc/passwd", REFUSED, NULL },
  { "javascript", "javascript:alert(1)", REFUSED, NULL },
  { "blank-before", " spaces-tray:space/" ID, REFUSED, NULL },
  { "blank-behind", "spaces-tray:space/" ID " ", REFUSED, NULL },
  { "line-end-behind", "spaces-tray:space/" ID "\n", REFUSED, NULL },

  { "path-in-capitals", "spaces-tray:SPACE/" ID, REFUSED, NULL },
  { "authority", "spaces-tray://space/" ID, REFUSED, NULL },
  { "other-host", "spaces-tray://evil.example/space/" ID, REFUSED, NULL },
  { "user-info", "spaces-tray:user@space/" ID, REFUSED, NULL },
  { "absolute-path", "spaces-tray:/space/" ID, REFUSED, NULL },
  { "no-id", "spaces-tray:space/", REFUSED, NULL },
  { "no-slash", "spaces-tray:space", REFUSED, NULL },
  { "id-too-long", "spaces-tray:space/" ID_OF_128 "0", REFUSED, NULL },
  { "two-ids", "spaces-tray:space/" ID "/" ID, REFUSED, NULL },
  { "slash-behind", "spaces-tray:space/" ID "/", REFUSED, NULL },
  { "slash-encoded", "spaces-tray:space/a%2Fb", REFUSED, NULL },
  { "traversal", "spaces-tray:space/..", REFUSED, NULL },
  { "traversal-deeper", "spaces-tray:space/../../oauth", REFUSED, NULL },
  { "traversal-encoded", "spaces-tray:space/%2e%2e%2f", REFUSED, NULL },
  { "nul-encoded", "spaces-tray:space/" ID "%00", REFUSED, NULL },
  { "query-of-space", "spaces-tray:space/" ID "?token=x", REFUSED, NULL },
  { "fragment-of-space", "spaces-tray:space/" ID "#x", REFUSED, NULL },
  { "backslash", "spaces-tray:space\\" ID, REFUSED, NULL },
  { "outside-ascii", "spaces-tray:space/ä", REFUSED, NULL },
  { "full-width-digits", "spaces-tray:space/\xef\xbc\x91", REFUSED, NULL },
  { "not-utf-8", "spaces-tray:space/\xff", REFUSED, NULL },

  { "sign-in-without-query", "spaces-tray:oauth", REFUSED, NULL },
  { "sign-in-with-empty-query", "spaces-tray:oauth?", REFUSED, NULL },
  { "sign-in-with-path", "spaces-tray:oauth/x?code=a", REFUSED, NULL },
  { "sign-in-with-fragment", "spaces-tray:oauth?code=a#b", REFUSED, NULL },
  { "sign-in-with-blank", "spaces-tray:oauth?code=a b", REFUSED, NULL },
  { "sign-in-with-line-end", "spaces-tray:oauth?code=a\r\nb", REFUSED, NULL },
  { "sign-in-outside-ascii", "spaces-tray:oauth?code=\xc3\xa4", REFUSED, NULL },
  { "sign-in-host", "spaces-tray://oauth?code=a", REFUSED, NULL },
  { "other-verb", "spaces-tray:quit", REFUSED, NULL },
  { "other-verb-with-query", "spaces-tray:run?command=rm", REFUSED, NULL },
};

/* One sentence for all: nothing of the address is in it, since it may carry a code. */
static void
assert_refused (gboolean accepted, GError *error)
{
  g_autoptr (GError) plain = NULL;
  g_autofree char *space_id = NULL;
  AppletUriKind kind;

  g_assert_false (accepted);
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_false (applet_uri_parse ("", &kind, &space_id, &plain));
  g_assert_cmpstr (error->message, ==, plain->message);
}

static void
test_case (gconstpointer data)
{
  const UriCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *space_id = NULL;
  AppletUriKind kind = REFUSED;
  gboolean accepted = applet_uri_parse (row->text, &kind, &space_id, &error);

  if (row->kind == REFUSED)
    assert_refused (accepted, error);
  else
    {
      g_assert_no_error (error);
      g_assert_true (accepted);
    }
  g_assert_cmpint (kind, ==, row->kind);
  g_assert_cmpstr (space_id, ==, row->space_id);
  if (space_id != NULL)
    {
      g_autofree char *again = applet_uri_new_for_space (space_id);

      g_assert_cmpint (g_ascii_strcasecmp (again, row->text), ==, 0);
    }
}

/* A code may be long; what is longer than the limit is not read further. */
static void
test_length (void)
{
  static const gsize lengths[] = { APPLET_URI_MAX, APPLET_URI_MAX + 1, 1000 * 1000 };
  const char *prefix = "spaces-tray:oauth?code=";

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *rest = g_strnfill (lengths[i] - strlen (prefix), 'a');
      g_autofree char *text = g_strconcat (prefix, rest, NULL);
      g_autofree char *space_id = NULL;
      AppletUriKind kind;
      gboolean accepted = applet_uri_parse (text, &kind, &space_id, &error);

      if (lengths[i] <= APPLET_URI_MAX)
        g_assert_true (accepted);
      else
        assert_refused (accepted, error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/uri/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/applet/uri/length", test_length);
  return g_test_run ();
}
