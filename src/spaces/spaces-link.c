/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"

#include "spaces-link.h"

#include <string.h>

#include <glib/gi18n.h>

typedef struct
{
  gboolean secure;   /* https, or wss where allowed */
  char *host;        /* lower case, of an IPv6 address without brackets */
  int port;          /* never -1 */
  char *path;        /* percent-encoded as given */
  gboolean has_more; /* a query or fragment */
} Address;

struct _SpacesLinks
{
  char *web_url;
  char **extra_hosts;
  Address *extra_origin; /* or NULL */
};

static void
address_free (Address *address)
{
  g_free (address->host);
  g_free (address->path);
  g_free (address);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Address, address_free)

/* What readers of addresses disagree on is refused before it is parsed: white space and control
 * characters anywhere, backslashes (some take them for slashes), and in the authority anything but
 * a plain host and port: no user-info, no percent-encoding, nothing outside ASCII. */
static gboolean
is_plain (const char *url)
{
  const char *authority = strstr (url, "://");
  gsize length;

  for (const char *at = url; *at != '\0'; at++)
    if ((guchar)*at <= ' ' || *at == 0x7f || *at == '\\')
      return FALSE;
  if (authority == NULL)
    return FALSE;
  authority += strlen ("://");
  length = strcspn (authority, "/?#");
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (authority[i]) && strchr (".-:[]", authority[i]) == NULL)
      return FALSE;
  return length > 0;
}

/* No empty label, and no dot at the end: "host." is the same machine under another name. */
static gboolean
is_plain_host (const char *host)
{
  return *host != '\0' && *host != '.' && strstr (host, "..") == NULL
         && !g_str_has_suffix (host, ".");
}

static Address *
address_parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (Address) address = g_new0 (Address, 1);
  const char *scheme;

  if (!is_plain (url))
    {
      g_set_error_literal (error,
                           SPACES_ERROR,
                           SPACES_ERROR_URL,
                           /* Translators: it is the address of a server; so in all that follow. */
                           _ ("it must be an address like https://host, without spaces, user name "
                              "or other signs before the path"));
      return NULL;
    }
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, &local_error);
  if (uri == NULL)
    {
      g_set_error_literal (error, SPACES_ERROR, SPACES_ERROR_URL, local_error->message);
      return NULL;
    }
  scheme = g_uri_get_scheme (uri);
  address->secure
      = g_ascii_strcasecmp (scheme, "https") == 0 || g_ascii_strcasecmp (scheme, "wss") == 0;
  if (!address->secure && g_ascii_strcasecmp (scheme, "http") != 0
      && g_ascii_strcasecmp (scheme, "ws") != 0)
    {
      /* Translators: %s is what an address begins with. */
      g_set_error (error, SPACES_ERROR, SPACES_ERROR_URL, _ ("“%s” is not https"), scheme);
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL
      || !is_plain_host (g_uri_get_host (uri)))
    {
      /* Translators: it is the address of a server. */
      g_set_error_literal (error, SPACES_ERROR, SPACES_ERROR_URL, _ ("it names no proper host"));
      return NULL;
    }

  address->host = g_ascii_strdown (g_uri_get_host (uri), -1);
  address->port = g_uri_get_port (uri);
  if (address->port <= 0)
    address->port = address->secure ? 443 : 80;
  address->path = g_strdup (g_uri_get_path (uri));
  address->has_more = g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL;
  return g_steal_pointer (&address);
}

/* By name or number, without asking a resolver. */
static gboolean
is_loopback (const Address *address)
{
  guint byte;
  const char *at = address->host;

  if (g_str_equal (address->host, "localhost") || g_str_equal (address->host, "::1"))
    return TRUE;
  if (!g_str_has_prefix (at, "127."))
    return FALSE;
  /* 127.0.0.0/8, written with four numbers; "127.evil.example" is a name. */
  for (guint i = 0; i < 4; i++)
    {
      gsize digits = strspn (at, "0123456789");

      if (digits == 0 || digits > 3)
        return FALSE;
      byte = (guint)g_ascii_strtoull (at, NULL, 10);
      if (byte > 255)
        return FALSE;
      at += digits;
      if (*at != (i < 3 ? '.' : '\0'))
        return FALSE;
      at += i < 3 ? 1 : 0;
    }
  return TRUE;
}

/* "https://host:port", the port only when it is not the usual one. */
static char *
format_origin (const Address *address)
{
  gboolean ipv6 = strchr (address->host, ':') != NULL;
  g_autofree char *port = NULL;

  if (address->port != (address->secure ? 443 : 80))
    port = g_strdup_printf (":%d", address->port);
  return g_strdup_printf ("%s://%s%s%s%s",
                          address->secure ? "https" : "http",
                          ipv6 ? "[" : "",
                          address->host,
                          ipv6 ? "]" : "",
                          port != NULL ? port : "");
}

static char *
strip_slashes (const char *text)
{
  gsize length = strlen (text);

  while (length > 0 && text[length - 1] == '/')
    length--;
  return g_strndup (text, length);
}

SpacesLinks *
spaces_links_new (const char *web_url, const char *const *extra_hosts, const char *extra_origin)
{
  SpacesLinks *links = g_new0 (SpacesLinks, 1);
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();

  g_return_val_if_fail (web_url != NULL, links);

  links->web_url = strip_slashes (web_url);
  for (guint i = 0; extra_hosts != NULL && extra_hosts[i] != NULL; i++)
    {
      g_autofree char *host = g_ascii_strdown (extra_hosts[i], -1);

      if (is_plain_host (host))
        g_strv_builder_add (hosts, host);
    }
  links->extra_hosts = g_strv_builder_end (hosts);
  if (extra_origin != NULL)
    links->extra_origin = address_parse (extra_origin, NULL);
  if (links->extra_origin != NULL && !links->extra_origin->secure
      && !is_loopback (links->extra_origin))
    g_clear_pointer (&links->extra_origin, address_free);
  return links;
}

void
spaces_links_free (SpacesLinks *links)
{
  g_free (links->web_url);
  g_strfreev (links->extra_hosts);
  g_clear_pointer (&links->extra_origin, address_free);
  g_free (links);
}

char *
spaces_links_dup_space (const SpacesLinks *links, const char *space_id)
{
  g_autofree char *id = g_uri_escape_string (space_id, NULL, FALSE);

  return g_strdup_printf ("%s/spaces/%s", links->web_url, id);
}

gboolean
spaces_links_allows (const SpacesLinks *links, const char *url)
{
  g_autoptr (Address) address = NULL;
  const Address *origin = links->extra_origin;

  if (url == NULL || !g_utf8_validate (url, -1, NULL))
    return FALSE;
  /* The browser opens it: the schemes of sockets are none of its. */
  if (g_ascii_strncasecmp (url, "http", 4) != 0)
    return FALSE;
  address = address_parse (url, NULL);
  if (address == NULL)
    return FALSE;
  if (origin != NULL && address->secure == origin->secure && address->port == origin->port
      && g_str_equal (address->host, origin->host))
    return TRUE;
  if (!address->secure || address->port != 443)
    return FALSE;
  return g_str_has_suffix (address->host, ".avayacloud.com")
         || g_str_equal (address->host, "storage.googleapis.com")
         || g_strv_contains ((const char *const *)links->extra_hosts, address->host);
}

char *
spaces_links_dup_recording (const SpacesLinks *links, const MeetingRecording *recording)
{
  if (spaces_links_allows (links, recording->link))
    return g_strdup (recording->link);
  return spaces_links_dup_space (links, recording->space_id);
}

/* Parses an address a person gave, for use as the base of others. */
static Address *
parse_base (const char *url, const char *schemes, GError **error)
{
  g_autoptr (Address) address = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (url));
  gboolean socket_scheme = g_ascii_strncasecmp (trimmed, "ws", 2) == 0;

  if (g_utf8_validate (trimmed, -1, NULL))
    address = address_parse (trimmed, &reason);
  if (reason == NULL && address == NULL)
    /* Translators: it is the address of a server. */
    reason = g_error_new_literal (SPACES_ERROR, SPACES_ERROR_URL, _ ("it is not valid UTF-8"));
  else if (reason == NULL && socket_scheme && strstr (schemes, "wss://") == NULL)
    /* Translators: %s is how such addresses begin. */
    reason = g_error_new (SPACES_ERROR, SPACES_ERROR_URL, _ ("it must begin with %s"), schemes);
  else if (reason == NULL && !address->secure && !is_loopback (address))
    reason = g_error_new (SPACES_ERROR,
                          SPACES_ERROR_URL,
                          /* Translators: %s is how such addresses begin. */
                          _ ("only this computer itself may be reached without encryption; use %s"),
                          schemes);
  else if (reason == NULL && address->has_more)
    /* Translators: it is the address of a server. */
    reason = g_error_new_literal (
        SPACES_ERROR, SPACES_ERROR_URL, _ ("it must not have a query or a fragment"));
  if (reason == NULL)
    return g_steal_pointer (&address);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

char *
spaces_url_normalize_api (const char *url, GError **error)
{
  g_autoptr (Address) address = parse_base (url, "https://", error);
  g_autofree char *origin = NULL;
  g_autofree char *path = NULL;

  if (address == NULL)
    return NULL;
  path = strip_slashes (address->path);
  if (!g_str_has_suffix (path, "/api"))
    {
      g_set_error_literal (
          error,
          SPACES_ERROR,
          SPACES_ERROR_URL,
          /* Translators: it is the address of a server. */
          _ ("it must end in /api, as https://spacesapis.avayacloud.com/api does"));
      return NULL;
    }
  origin = format_origin (address);
  return g_strconcat (origin, path, NULL);
}

char *
spaces_url_normalize_socket (const char *url, GError **error)
{
  /* Translators: how an address may begin. */
  g_autoptr (Address) address = parse_base (url, _ ("https:// or wss://"), error);
  g_autofree char *path = NULL;

  if (address == NULL)
    return NULL;
  path = strip_slashes (address->path);
  if (*path != '\0' && !g_str_equal (path, "/chat"))
    {
      g_set_error (error,
                   SPACES_ERROR,
                   SPACES_ERROR_URL,
                   /* Translators: %s is a part of the address. */
                   _ ("it must be a server alone, without “%s” behind it"),
                   path);
      return NULL;
    }
  return format_origin (address);
}

char *
spaces_url_normalize_web (const char *url, GError **error)
{
  g_autoptr (Address) address = parse_base (url, "https://", error);
  g_autofree char *origin = NULL;
  g_autofree char *path = NULL;

  if (address == NULL)
    return NULL;
  path = strip_slashes (address->path);
  origin = format_origin (address);
  return g_strconcat (origin, path, NULL);
}
