/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-credentials-private.h"

#include <string.h>

/* Shorter values ("jwt") are words, not secrets, and would make holes in ordinary text. */
#define SECRET_FROM 6
#define REDACTED_MAX_CHARS 200

struct _SioCredentials
{
  GPtrArray *names;
  GPtrArray *values;
};

void
sio_credentials_wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
wipe_element (gpointer text)
{
  sio_credentials_wipe (text);
}

SioCredentials *
sio_credentials_new (void)
{
  SioCredentials *credentials = g_new0 (SioCredentials, 1);

  credentials->names = g_ptr_array_new_with_free_func (g_free);
  credentials->values = g_ptr_array_new_with_free_func (wipe_element);
  return credentials;
}

void
sio_credentials_add (SioCredentials *credentials, const char *name, const char *value)
{
  g_ptr_array_add (credentials->names, g_strdup (name));
  g_ptr_array_add (credentials->values, g_strdup (value));
}

void
sio_credentials_free (SioCredentials *credentials)
{
  if (credentials == NULL)
    return;
  g_ptr_array_unref (credentials->names);
  g_ptr_array_unref (credentials->values);
  g_free (credentials);
}

/* ECMA-262, encodeURIComponent: what GLib leaves alone, and these. */
static char *
encode (const char *text)
{
  return g_uri_escape_string (text, "!*'()", FALSE);
}

char *
sio_credentials_to_query (SioCredentials *credentials)
{
  char *query = g_strdup ("");

  for (guint i = 0; i < credentials->names->len; i++)
    {
      g_autofree char *name = encode (g_ptr_array_index (credentials->names, i));
      char *value = encode (g_ptr_array_index (credentials->values, i));
      char *longer = g_strconcat (query, i > 0 ? "&" : "", name, "=", value, NULL);

      sio_credentials_wipe (value);
      sio_credentials_wipe (query);
      query = longer;
    }
  return query;
}

JsonNode *
sio_credentials_to_json (SioCredentials *credentials)
{
  g_autoptr (JsonObject) object = NULL;

  if (credentials->names->len == 0)
    return NULL;

  object = json_object_new ();
  for (guint i = 0; i < credentials->names->len; i++)
    json_object_set_string_member (object,
                                   g_ptr_array_index (credentials->names, i),
                                   g_ptr_array_index (credentials->values, i));
  return json_node_init_object (json_node_alloc (), object);
}

static void
replace_secret (GString *text, const char *secret)
{
  if (strlen (secret) >= SECRET_FROM)
    g_string_replace (text, secret, "(hidden)", 0);
}

char *
sio_credentials_redact (SioCredentials *credentials, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (valid);

  for (guint i = 0; credentials != NULL && i < credentials->values->len; i++)
    {
      const char *value = g_ptr_array_index (credentials->values, i);
      char *encoded = encode (value);

      replace_secret (clean, value);
      replace_secret (clean, encoded);
      sio_credentials_wipe (encoded);
    }

  if (g_utf8_strlen (clean->str, -1) > REDACTED_MAX_CHARS)
    {
      const char *end = g_utf8_offset_to_pointer (clean->str, REDACTED_MAX_CHARS);

      g_string_truncate (clean, (gsize)(end - clean->str));
      g_string_append (clean, "…");
    }
  for (char *at = clean->str; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_string_free (g_steal_pointer (&clean), FALSE);
}
