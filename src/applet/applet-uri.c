/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-uri.h"

#include <string.h>

#define SPACE_PREFIX "space/"
#define SIGN_IN_PREFIX "oauth?"
#define SPACE_ID_MAX 128

gboolean
applet_uri_space_id_is_valid (const char *id, gsize length)
{
  if (length == 0 || length > SPACE_ID_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (id[i]) && id[i] != '-' && id[i] != '_')
      return FALSE;
  return TRUE;
}

/* The characters of RFC 3986, 3.4: no blank, no fragment, nothing outside ASCII. */
static gboolean
query_is_valid (const char *query)
{
  if (query[0] == '\0')
    return FALSE;
  for (const char *at = query; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-._~!$&'()*+,;=:@/?%", *at) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
applet_uri_has_scheme (const char *text)
{
  return g_ascii_strncasecmp (text, APPLET_URI_SCHEME ":", strlen (APPLET_URI_SCHEME ":")) == 0;
}

gboolean
applet_uri_parse (const char *text, AppletUriKind *kind, char **space_id, GError **error)
{
  const char *rest;

  *space_id = NULL;
  if (applet_uri_has_scheme (text) && strnlen (text, APPLET_URI_MAX + 1) <= APPLET_URI_MAX)
    {
      rest = text + strlen (APPLET_URI_SCHEME ":");
      if (g_str_has_prefix (rest, SIGN_IN_PREFIX)
          && query_is_valid (rest + strlen (SIGN_IN_PREFIX)))
        {
          *kind = APPLET_URI_SIGN_IN;
          return TRUE;
        }
      if (g_str_has_prefix (rest, SPACE_PREFIX))
        {
          rest += strlen (SPACE_PREFIX);
          if (applet_uri_space_id_is_valid (rest, strlen (rest)))
            {
              *kind = APPLET_URI_SPACE;
              *space_id = g_strdup (rest);
              return TRUE;
            }
        }
    }
  g_set_error_literal (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_BAD_VALUE,
                       _ ("This address cannot be opened: of its own addresses Spaces Tray opens "
                          "only “spaces-tray:space/ID”, the page of a space."));
  return FALSE;
}

char *
applet_uri_new_for_space (const char *space_id)
{
  return g_strconcat (APPLET_URI_SCHEME ":" SPACE_PREFIX, space_id, NULL);
}
