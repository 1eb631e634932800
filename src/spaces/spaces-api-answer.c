/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-api-answer.h"

#include <string.h>

#include "sio-packet-json.h"
#include "spaces-json.h"

#define LINE_MAX_CHARS 200

char *
spaces_answer_dup_line (const char *text)
{
  GString *line;
  guint n = 0;

  if (text == NULL)
    return NULL;
  line = g_string_new (NULL);
  for (const char *p = text; *p != '\0' && n < LINE_MAX_CHARS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || g_unichar_isspace (c))
        c = ' ';
      if (c == ' ' && (line->len == 0 || line->str[line->len - 1] == ' '))
        continue;
      g_string_append_unichar (line, c);
      n++;
    }
  g_strchomp (line->str);
  if (*line->str != '\0')
    return g_string_free (line, FALSE);
  g_string_free (line, TRUE);
  return NULL;
}

JsonNode *
spaces_answer_parse (char *text, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const SioLimits limits = SIO_LIMITS_DEFAULT;
  JsonNode *node = NULL;

  if (!sio_text_is_utf8 (text, length))
    {
      g_set_error_literal (error,
                           SPACES_ERROR,
                           SPACES_ERROR_SERVER,
                           "The service answered with something else than text");
      return NULL;
    }
  if (sio_json_scan (text, length, &limits, &cause))
    node = sio_json_take (text);
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node) && !JSON_NODE_HOLDS_ARRAY (node))
    g_clear_pointer (&node, json_node_unref);
  if (g_error_matches (cause, SIO_ERROR, SIO_ERROR_LIMIT))
    g_set_error (error,
                 SPACES_ERROR,
                 SPACES_ERROR_TOO_BIG,
                 "The service's answer is too large: %s",
                 cause->message);
  else if (node == NULL)
    g_set_error (error,
                 SPACES_ERROR,
                 SPACES_ERROR_SERVER,
                 "The service answered with something else than the JSON asked for: %s",
                 cause != NULL ? cause->message : "neither object nor array");
  return node;
}

static SpacesError
code_for_status (guint status)
{
  switch (status)
    {
    case 401:
      return SPACES_ERROR_UNAUTHORIZED;
    case 403:
      return SPACES_ERROR_FORBIDDEN;
    case 404:
      return SPACES_ERROR_NOT_FOUND;
    case 407:
      /* A proxy on the way: the service itself was not reached. */
      return SPACES_ERROR_UNREACHABLE;
    case 408:
    case 504:
      return SPACES_ERROR_TIMED_OUT;
    case 429:
      return SPACES_ERROR_RATE_LIMITED;
    default:
      return SPACES_ERROR_SERVER;
    }
}

GError *
spaces_answer_error_new (guint status, const char *words)
{
  SpacesError code = code_for_status (status);

  if (words != NULL)
    return g_error_new (SPACES_ERROR, code, "The service answered %u: %s", status, words);
  if (status >= 300 && status < 400)
    return g_error_new (SPACES_ERROR,
                        code,
                        "The service answered %u: it sends us elsewhere, where we do not go",
                        status);
  return g_error_new (SPACES_ERROR, code, "The service answered %u", status);
}

char *
spaces_answer_dup_words (char *text, gsize length, const char *secret)
{
  g_autoptr (JsonNode) node = spaces_answer_parse (text, length, NULL);
  const char *words;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  words = spaces_json_get_text (json_node_get_object (node), "message");
  if (words == NULL || (secret != NULL && strstr (words, secret) != NULL))
    return NULL;
  return spaces_answer_dup_line (words);
}

gint64
spaces_answer_parse_retry_after (const char *value, const char *date, gint64 now)
{
  g_autoptr (GDateTime) until = NULL;
  g_autoptr (GDateTime) answered = NULL;
  guint64 seconds;
  gint64 since;

  if (value == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT32, &seconds, NULL))
    return (gint64)seconds;
  until = soup_date_time_new_from_http_string (value);
  if (until == NULL)
    return -1;
  if (date != NULL)
    answered = soup_date_time_new_from_http_string (date);
  since = answered != NULL ? g_date_time_to_unix (answered) : now / G_USEC_PER_SEC;
  return MAX (0, g_date_time_to_unix (until) - since);
}

static SpacesSpaceKind
read_kind (JsonObject *topic)
{
  const char *type = spaces_json_get_text (topic, "type");

  if (g_strcmp0 (type, "direct") == 0)
    return SPACES_SPACE_DIRECT;
  if (g_strcmp0 (type, "personal") == 0)
    return SPACES_SPACE_PERSONAL;
  return SPACES_SPACE_GROUP;
}

/* 0 normal, 1 archived, 2 deleted; as a number or its text. */
static gboolean
is_open (JsonObject *topic)
{
  JsonNode *node = json_object_get_member (topic, "status");
  const char *text = spaces_json_get_text (topic, "status");

  if (text != NULL)
    return g_str_equal (text, "0");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return TRUE;
  return json_node_get_int (node) == 0;
}

/* The first member with a name who is not us. (transfer full) (nullable) */
static char *
dup_other_name (JsonObject *topic, const char *own_id)
{
  JsonArray *members = spaces_json_get_array (topic, "members");

  for (guint i = 0; own_id != NULL && members != NULL && i < json_array_get_length (members); i++)
    {
      JsonNode *entry = json_array_get_element (members, i);
      JsonObject *member = JSON_NODE_HOLDS_OBJECT (entry) ? json_node_get_object (entry) : NULL;
      char *name = NULL;

      if (g_strcmp0 (spaces_json_get_id (member, "member"), own_id) == 0)
        continue;
      name = spaces_json_dup_name (member, "displayname");
      if (name == NULL)
        name = spaces_json_dup_name (member, "username");
      if (name != NULL)
        return name;
    }
  return NULL;
}

static SpacesSpace *
read_space (JsonObject *topic, const char *own_id)
{
  SpacesSpaceKind kind = read_kind (topic);
  g_autofree char *name = NULL;

  if (kind == SPACES_SPACE_DIRECT)
    name = dup_other_name (topic, own_id);
  if (name == NULL)
    name = spaces_json_dup_name (topic, "title");
  return spaces_space_new (spaces_json_get_id (topic, "_id"), name, kind);
}

gboolean
spaces_answer_read_page (JsonNode *page,
                         const char *own_id,
                         GPtrArray *spaces,
                         GHashTable *seen,
                         guint *count,
                         GError **error)
{
  JsonArray *topics = NULL;

  if (JSON_NODE_HOLDS_OBJECT (page))
    topics = spaces_json_get_array (json_node_get_object (page), "data");
  if (topics == NULL)
    {
      g_set_error_literal (error,
                           SPACES_ERROR,
                           SPACES_ERROR_SERVER,
                           "The service answered without a list of spaces");
      return FALSE;
    }
  *count = json_array_get_length (topics);
  for (guint i = 0; i < *count; i++)
    {
      JsonNode *entry = json_array_get_element (topics, i);
      JsonObject *topic = JSON_NODE_HOLDS_OBJECT (entry) ? json_node_get_object (entry) : NULL;
      const char *id = spaces_json_get_id (topic, "_id");

      if (id != NULL && g_hash_table_add (seen, g_strdup (id)) && is_open (topic))
        g_ptr_array_add (spaces, read_space (topic, own_id));
    }
  return TRUE;
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  const char *scheme_a = g_uri_get_scheme (a);
  const char *scheme_b = g_uri_get_scheme (b);

  return g_uri_get_userinfo (b) == NULL && g_ascii_strcasecmp (scheme_a, scheme_b) == 0
         && g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && g_uri_get_port (a) == g_uri_get_port (b);
}

/* A path without a slash in front is written by the load tests behind the host; by others it would
 * be one below /api. */
static char *
dup_rooted (const char *next, const char *base)
{
  if (g_str_has_prefix (next, "api/"))
    return g_strconcat ("/", next, NULL);
  if (g_str_has_prefix (next, "users/"))
    return g_strconcat (base, "/", next, NULL);
  return g_strdup (next);
}

char *
spaces_answer_dup_next_page (JsonNode *page, const char *url, const char *base, GError **error)
{
  const char *next = spaces_json_get_text (json_node_get_object (page), "nextPageUrl");
  g_autofree char *rooted = NULL;
  g_autoptr (GUri) here = NULL;
  g_autoptr (GUri) origin = NULL;
  g_autoptr (GUri) there = NULL;

  if (next == NULL)
    return NULL;
  rooted = dup_rooted (next, base);
  origin = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL);
  here = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (here != NULL)
    there = g_uri_parse_relative (here, rooted, SOUP_HTTP_URI_FLAGS, NULL);
  if (origin == NULL || there == NULL || !is_same_origin (origin, there))
    {
      g_set_error_literal (error,
                           SPACES_ERROR,
                           SPACES_ERROR_URL,
                           "The list of spaces goes on at an address that is not the service's; "
                           "the token is not sent there");
      return NULL;
    }
  return g_uri_to_string (there);
}
