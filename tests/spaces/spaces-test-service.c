/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "spaces-test-service.h"

#include <string.h>

typedef struct
{
  guint status;
  char *type;
  char *body;
  char *header;
  char *value;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->type);
  g_free (answer->body);
  g_free (answer->header);
  g_free (answer->value);
  g_free (answer);
}

static char *
dup_path (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = g_uri_get_path (uri) + strlen ("/api");
  const char *query = g_uri_get_query (uri);

  return query != NULL ? g_strconcat (path, "?", query, NULL) : g_strdup (path);
}

static void
respond (SpacesTestService *self, SoupServerMessage *message)
{
  g_autofree char *path = dup_path (message);
  const Answer *answer = g_hash_table_lookup (self->answers, path);

  if (answer == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->header != NULL)
    soup_message_headers_append (
        soup_server_message_get_response_headers (message), answer->header, answer->value);
  if (answer->body != NULL)
    soup_server_message_set_response (
        message, answer->type, SOUP_MEMORY_COPY, answer->body, strlen (answer->body));
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *full_path,
            GHashTable *query,
            gpointer data)
{
  SpacesTestService *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *path = dup_path (message);

  g_assert_cmpstr (soup_server_message_get_method (message), ==, "GET");
  g_ptr_array_add (self->requests, g_strdup (path));
  g_ptr_array_add (self->headers,
                   g_strdup_printf ("%s|%s",
                                    soup_message_headers_get_one (headers, "Authorization"),
                                    soup_message_headers_get_one (headers, "Accept")));
  if (g_hash_table_contains (self->withheld, path))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->waiting, g_object_ref (message));
      self->under_way_max = MAX (self->under_way_max, self->waiting->len);
      return;
    }
  respond (self, message);
}

SpacesTestService *
spaces_test_service_new (void)
{
  SpacesTestService *self = g_new0 (SpacesTestService, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->withheld = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (self->server, "/api", on_request, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  self->api_url = g_strconcat (self->origin, "/api", NULL);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return self;
}

void
spaces_test_service_free (SpacesTestService *self)
{
  g_ptr_array_unref (self->waiting);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->withheld);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->headers);
  g_free (self->origin);
  g_free (self->api_url);
  g_free (self);
}

void
spaces_test_service_answer_full (SpacesTestService *self,
                                 const char *path,
                                 guint status,
                                 const char *type,
                                 const char *body,
                                 const char *header,
                                 const char *value)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->type = g_strdup (type);
  answer->body = g_strdup (body);
  answer->header = g_strdup (header);
  answer->value = g_strdup (value);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
}

void
spaces_test_service_answer (SpacesTestService *self,
                            const char *path,
                            guint status,
                            const char *body)
{
  spaces_test_service_answer_full (self, path, status, "application/json", body, NULL, NULL);
}

void
spaces_test_service_withhold (SpacesTestService *self, const char *path)
{
  g_hash_table_add (self->withheld, g_strdup (path));
}

void
spaces_test_service_release (SpacesTestService *self)
{
  g_autoptr (SoupServerMessage) message = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpuint (self->waiting->len, >, 0);
  message = g_ptr_array_steal_index (self->waiting, 0);
  path = dup_path (message);
  g_hash_table_remove (self->withheld, path);
  respond (self, message);
  soup_server_message_unpause (message);
}

guint
spaces_test_service_count (SpacesTestService *self, const char *path)
{
  guint n = 0;

  for (guint i = 0; i < self->requests->len; i++)
    n += g_str_equal (g_ptr_array_index (self->requests, i), path) ? 1 : 0;
  return n;
}

static GString *logs;
static GMutex logs_lock;

static GLogWriterOutput
on_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_mutex_lock (&logs_lock);
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE"))
        g_string_append_printf (logs, "%s\n", (const char *)fields[i].value);
    }
  g_mutex_unlock (&logs_lock);
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, data);
}

/* GTest's own handler would print each message before a writer sees it. */
static void
on_unstructured_log (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  const GLogField field = { "MESSAGE", text, -1 };

  on_log (level, &field, 1, data);
  if ((level & G_LOG_FLAG_FATAL) != 0)
    g_abort ();
}

void
spaces_test_watch_logs (void)
{
  logs = g_string_new (NULL);
  g_log_set_writer_func (on_log, NULL, NULL);
  g_log_set_default_handler (on_unstructured_log, NULL);
}

void
spaces_test_assert_logs_clean (void)
{
  g_mutex_lock (&logs_lock);
  /* The watch itself works. */
  g_assert_cmpuint (logs->len, >, 0);
  g_assert_null (strstr (logs->str, SPACES_TEST_TOKEN));
  g_string_free (g_steal_pointer (&logs), TRUE);
  g_mutex_unlock (&logs_lock);
}
