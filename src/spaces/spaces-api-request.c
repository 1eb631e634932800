/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-api-private.h"

#include <string.h>

#include "spaces-api-answer.h"

#define ANSWER_MAX (1024 * 1024)
#define CHUNK (16 * 1024)
#define TOO_MANY_REQUESTS 429 /* RFC 6585; libsoup does not name it */
/* After a 429 that does not say how long; and at most, whatever it says. */
#define HOLD_DEFAULT_S 60
#define HOLD_MAX_S (15 * 60)

/* One request under way: hold -> token -> headers -> body -> done. */
typedef struct
{
  GUri *uri;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  char *token;
  GCancellable *cancellable; /* cancelled with the caller's, or when the time is over */
  GCancellable *caller;
  gulong caller_handler;
  GSource *timer;
  gboolean timed_out;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->caller_handler != 0)
    g_cancellable_disconnect (request->caller, request->caller_handler);
  sio_clock_clear_timer (&request->timer);
  g_clear_pointer (&request->uri, g_uri_unref);
  g_clear_pointer (&request->body, g_byte_array_unref);
  g_clear_pointer (&request->token, spaces_token_free);
  g_clear_object (&request->message);
  g_clear_object (&request->stream);
  g_clear_object (&request->cancellable);
  g_clear_object (&request->caller);
  g_free (request);
}

static void hold_or_go (GTask *task);

static SpacesError
code_for_transport (const GError *error)
{
  if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
    return SPACES_ERROR_TLS;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return SPACES_ERROR_TIMED_OUT;
  if (error->domain == SOUP_SESSION_ERROR
      && (error->code == SOUP_SESSION_ERROR_PARSING || error->code == SOUP_SESSION_ERROR_ENCODING))
    return SPACES_ERROR_SERVER;
  return SPACES_ERROR_UNREACHABLE;
}

static void
return_error (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  sio_clock_clear_timer (&request->timer);
  if (request->timed_out)
    {
      g_clear_error (&error);
      error = g_error_new_literal (
          SPACES_ERROR, SPACES_ERROR_TIMED_OUT, "The service did not answer in time");
    }
  if (error->domain != SPACES_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      GError *transport = error;
      SpacesError code = code_for_transport (transport);

      error
          = g_error_new (SPACES_ERROR, code, "The service cannot be asked: %s", transport->message);
      g_error_free (transport);
    }
  g_debug (
      "GET %s: %s", request->uri != NULL ? g_uri_get_path (request->uri) : "?", error->message);
  g_task_return_error (task, error);
}

/* The connection of a body that is not wanted is not to be used again. */
static void
drop_stream (Request *request)
{
  if (request->stream != NULL)
    g_input_stream_close_async (request->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&request->stream);
}

static void
obey_retry_after (SpacesApi *self, SoupMessage *message)
{
  guint status = soup_message_get_status (message);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gint64 seconds;
  gint64 hold;

  if (status != TOO_MANY_REQUESTS && status != SOUP_STATUS_SERVICE_UNAVAILABLE)
    return;
  seconds = spaces_answer_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"),
                                             soup_message_headers_get_one (headers, "Date"),
                                             sio_clock_real_time (self->clock));
  if (seconds >= 0)
    hold = MIN (seconds, HOLD_MAX_S);
  else if (status == TOO_MANY_REQUESTS)
    hold = HOLD_DEFAULT_S;
  else
    return;
  g_debug ("The service wants to be left alone for %" G_GINT64_FORMAT " s", hold);
  self->held_until
      = MAX (self->held_until, sio_clock_boot_time (self->clock) + hold * G_USEC_PER_SEC);
}

static void
return_answer (GTask *task)
{
  SpacesApi *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  guint status = soup_message_get_status (request->message);
  gsize length = request->body->len;
  g_autofree char *words = NULL;
  GError *error = NULL;
  JsonNode *node;
  char *text;

  obey_retry_after (self, request->message);
  g_byte_array_append (request->body, (const guint8 *)"", 1);
  text = (char *)request->body->data;
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      words = spaces_answer_dup_words (text, length, request->token);
      return_error (task, spaces_answer_error_new (status, words));
      return;
    }
  node = spaces_answer_parse (text, length, &error);
  if (node == NULL)
    {
      return_error (task, error);
      return;
    }
  sio_clock_clear_timer (&request->timer);
  g_debug ("GET %s: %u, %" G_GSIZE_FORMAT " bytes", g_uri_get_path (request->uri), status, length);
  g_task_return_pointer (task, node, (GDestroyNotify)json_node_unref);
}

/* A refusal stays one, however long or broken the words are that come with it. */
static void
fail_body (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  drop_stream (request);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (request->message))
      && !g_cancellable_is_cancelled (request->cancellable))
    {
      g_error_free (error);
      g_byte_array_set_size (request->body, 0);
      return_answer (task);
      return;
    }
  return_error (task, error);
}

static void read_more (GTask *task);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (chunk == NULL)
    {
      fail_body (task, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      return_answer (task);
      return;
    }
  g_byte_array_append (
      request->body, g_bytes_get_data (chunk, NULL), (guint)g_bytes_get_size (chunk));
  if (request->body->len > ANSWER_MAX)
    {
      fail_body (task,
                 g_error_new_literal (SPACES_ERROR,
                                      SPACES_ERROR_TOO_BIG,
                                      "The service's answer is larger than 1 MiB"));
      return;
    }
  read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (
      request->stream, CHUNK, G_PRIORITY_DEFAULT, request->cancellable, on_read, task);
}

static void
on_headers (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL)
    return_error (task, error);
  else
    read_more (g_steal_pointer (&task));
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SpacesApi *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  GError *error = NULL;
  char *authorization;

  request->token = spaces_token_source_get_finish (SPACES_TOKEN_SOURCE (source), result, &error);
  if (request->token == NULL)
    {
      return_error (task, error);
      return;
    }
  request->message = soup_message_new_from_uri (SOUP_METHOD_GET, request->uri);
  soup_message_add_flags (request->message,
                          SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  headers = soup_message_get_request_headers (request->message);
  authorization = spaces_token_to_authorization (spaces_token_source_get_token_type (self->tokens),
                                                 request->token);
  soup_message_headers_replace (headers, "Authorization", authorization);
  soup_message_headers_replace (headers, "Accept", "application/json");
  spaces_token_free (authorization);
  soup_session_send_async (self->session,
                           request->message,
                           G_PRIORITY_DEFAULT,
                           request->cancellable,
                           on_headers,
                           g_steal_pointer (&task));
}

static gboolean
on_time_over (gpointer user_data)
{
  Request *request = user_data;

  sio_clock_clear_timer (&request->timer);
  request->timed_out = TRUE;
  g_cancellable_cancel (request->cancellable);
  return G_SOURCE_REMOVE;
}

static void
go (GTask *task)
{
  SpacesApi *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  request->timer = sio_clock_add_timer (self->clock, self->timeout, on_time_over, request);
  spaces_token_source_get_async (self->tokens, request->cancellable, on_token, task);
}

/* The hold is over, or the caller cancelled. */
static gboolean
on_hold_over (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    hold_or_go (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_in_hold (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Takes @task. */
static void
hold_or_go (GTask *task)
{
  SpacesApi *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  guint left = sio_clock_ms_until (self->clock, self->held_until);
  g_autoptr (GSource) timer = NULL;
  g_autoptr (GSource) cancelled = NULL;

  if (left == 0)
    {
      go (task);
      return;
    }
  timer = self->clock->timer (left, self->clock->data);
  cancelled = g_cancellable_source_new (request->cancellable);
  g_source_set_callback (cancelled, G_SOURCE_FUNC (on_cancelled_in_hold), NULL, NULL);
  g_source_add_child_source (timer, cancelled);
  g_source_set_callback (timer, on_hold_over, task, g_object_unref);
  g_source_attach (timer, g_task_get_context (task));
}

static void
on_caller_cancelled (GCancellable *caller, GCancellable *ours)
{
  g_cancellable_cancel (ours);
}

void
spaces_api_request_async (SpacesApi *self,
                          const char *url,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, spaces_api_request_async);
  g_task_set_task_data (task, request, request_free);
  request->body = g_byte_array_new ();
  request->cancellable = g_cancellable_new ();
  request->uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, &error);
  if (request->uri == NULL)
    {
      return_error (
          task, g_error_new (SPACES_ERROR, SPACES_ERROR_URL, "Not an address: %s", error->message));
      g_error_free (error);
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    {
      request->caller = g_object_ref (cancellable);
      request->caller_handler = g_cancellable_connect (cancellable,
                                                       G_CALLBACK (on_caller_cancelled),
                                                       g_object_ref (request->cancellable),
                                                       g_object_unref);
    }
  hold_or_go (task);
}

JsonNode *
spaces_api_request_finish (SpacesApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
