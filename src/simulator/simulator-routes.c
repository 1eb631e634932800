/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include "simulator-server-private.h"

#include <string.h>

#include "simulator-pages.h"
#include "simulator-rest.h"
#include "simulator-wire.h"

/* An answer that is held back: slow REST, or the stall fault. The message is paused meanwhile. */
typedef struct
{
  SimulatorServer *server; /* not owned: it owns this */
  SoupServerMessage *message;
  gulong finished;
  guint source;
} LateAnswer;

static void
late_answer_free (LateAnswer *late)
{
  g_clear_handle_id (&late->source, g_source_remove);
  g_clear_signal_handler (&late->finished, late->message);
  g_object_unref (late->message);
  g_free (late);
}

GPtrArray *
simulator_routes_late_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)late_answer_free);
}

static gboolean
on_late (gpointer data)
{
  LateAnswer *late = data;
  g_autoptr (SoupServerMessage) message = g_object_ref (late->message);

  late->source = 0;
  g_ptr_array_remove (late->server->late, late);
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

static void
on_late_finished (SoupServerMessage *message, gpointer data)
{
  LateAnswer *late = data;

  g_ptr_array_remove (late->server->late, late);
}

/* The answer is made already; it only goes out later. */
static void
delay_answer (SimulatorServer *self, SoupServerMessage *message, guint milliseconds)
{
  LateAnswer *late;

  if (milliseconds == 0)
    return;
  late = g_new0 (LateAnswer, 1);
  late->server = self;
  late->message = g_object_ref (message);
  late->finished = g_signal_connect (message, "finished", G_CALLBACK (on_late_finished), late);
  late->source = g_timeout_add (milliseconds, on_late, late);
  g_ptr_array_add (self->late, late);
  soup_server_message_pause (message);
}

static void
set_json (SoupServerMessage *message, guint status, JsonNode *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    {
      char *text = simulator_json_to_text (body);

      soup_server_message_set_response (
          message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE, text, strlen (text));
    }
}

static void
cut (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  soup_server_message_set_status (message, 503, NULL);
  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

/* Carries out a verdict other than to accept. TRUE: that was the answer. */
static gboolean
carry_out (SimulatorServer *self, SoupServerMessage *message, const SimulatorVerdict *verdict)
{
  g_autoptr (JsonNode) body = NULL;

  switch (verdict->kind)
    {
    case SIMULATOR_VERDICT_ACCEPT:
      return FALSE;
    case SIMULATOR_VERDICT_CUT:
      cut (message);
      return TRUE;
    case SIMULATOR_VERDICT_STATUS:
      body = simulator_wire_message ("refused on purpose");
      set_json (message, verdict->status, body);
      if (verdict->retry_after > 0)
        {
          g_autofree char *seconds = g_strdup_printf ("%u", verdict->retry_after);

          soup_message_headers_replace (
              soup_server_message_get_response_headers (message), "Retry-After", seconds);
        }
      delay_answer (self, message, verdict->delay_ms);
      return TRUE;
    }
  return FALSE;
}

static void
tell_request (SimulatorServer *self, const char *name, SoupServerMessage *message)
{
  JsonObject *report = simulator_server_begin_report (name);
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  g_autofree char *path = g_strconcat (
      g_uri_get_path (uri), query != NULL ? "?" : "", query != NULL ? query : "", NULL);

  json_object_set_string_member (report, "method", soup_server_message_get_method (message));
  json_object_set_string_member (report, "path", path);
  json_object_set_int_member (report, "status", soup_server_message_get_status (message));
  simulator_server_tell (self, report);
}

static void
on_rest (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  SimulatorServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *below = path + strlen ("/api");
  SimulatorVerdict verdict
      = simulator_faults_judge_rest (self->faults, below, simulator_server_get_monotonic_ms (self));

  if (!carry_out (self, message, &verdict))
    {
      g_auto (SimulatorAnswer) answer
          = simulator_rest_answer (self->state,
                                   soup_server_message_get_method (message),
                                   below,
                                   query,
                                   soup_message_headers_get_one (headers, "Authorization"),
                                   self->token);

      set_json (message, answer.status, answer.body);
      delay_answer (self, message, verdict.delay_ms);
    }
  tell_request (self, "rest", message);
}

static void
on_page (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  SimulatorServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  guint status;
  char *page;

  page = simulator_pages_render (self->state, path, simulator_server_get_real_ms (self), &status);
  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (
      headers, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_response (
      message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page, strlen (page));
  tell_request (self, "page", message);
}

/* As the official server says it: {"code":...,"message":...}. */
static void
refuse_handshake (SoupServerMessage *message, int code, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"code\":%d,\"message\":\"%s\"}", code, text);
  gsize length = strlen (body);

  soup_server_message_set_status (message, 400, NULL);
  soup_server_message_set_response (
      message, "application/json", SOUP_MEMORY_TAKE, g_steal_pointer (&body), length);
}

static void
tell_refusal (SimulatorServer *self, SoupServerMessage *message)
{
  JsonObject *report = simulator_server_begin_report ("refuse");

  json_object_set_int_member (report, "status", soup_server_message_get_status (message));
  simulator_server_tell (self, report);
}

/* Called before the WebSocket handshake is answered: setting a status here refuses it. */
static void
on_handshake (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  SimulatorServer *self = data;
  const char *transport = query != NULL ? g_hash_table_lookup (query, "transport") : NULL;
  const char *engine = query != NULL ? g_hash_table_lookup (query, "EIO") : NULL;
  SimulatorVerdict verdict
      = simulator_faults_judge_handshake (self->faults, simulator_server_get_monotonic_ms (self));

  if (!carry_out (self, message, &verdict))
    {
      if (strcmp (path, "/socket.io/") != 0)
        soup_server_message_set_status (message, 404, NULL);
      else if (transport == NULL || strcmp (transport, "websocket") != 0)
        refuse_handshake (message, 0, "Transport unknown");
      else if (engine == NULL || (strcmp (engine, "3") != 0 && strcmp (engine, "4") != 0))
        refuse_handshake (message, 5, "Unsupported protocol version");
    }
  if (soup_server_message_get_status (message) != 0)
    tell_refusal (self, message);
}

static gboolean
on_joining (SimulatorSocket *socket, gpointer data)
{
  SimulatorServer *self = data;

  return simulator_faults_refuses_join (self->faults, simulator_server_get_monotonic_ms (self));
}

static void
on_joined (SimulatorSocket *socket, gpointer data)
{
  SimulatorServer *self = data;

  simulator_server_tell_socket (self, "join", socket, NULL);
  if (self->scenario->begin == SIMULATOR_BEGIN_JOINED)
    simulator_server_consider_beginning (self, socket);
}

static void
on_refused (SimulatorSocket *socket, const char *why, gpointer data)
{
  simulator_server_tell_socket (data, "refuse", socket, NULL);
}

static void
on_socket_closed (SimulatorSocket *socket, const char *why, gpointer data)
{
  SimulatorServer *self = data;
  g_autoptr (SimulatorSocket) kept = g_object_ref (socket);
  JsonObject *report = simulator_server_begin_report ("disconnect");

  g_ptr_array_remove (self->sockets, socket);
  g_signal_handlers_disconnect_by_data (socket, self);
  json_object_set_string_member (report, "socket", simulator_socket_get_id (kept));
  json_object_set_string_member (report, "why", why);
  json_object_set_int_member (report, "open", self->sockets->len);
  simulator_server_tell (self, report);
}

/* {"channel":{"type":"topic","_id":...}}: the id, or NULL. */
static const char *
get_channel (JsonNode *argument)
{
  JsonNode *channel;

  if (argument == NULL || !JSON_NODE_HOLDS_OBJECT (argument))
    return NULL;
  channel = json_object_get_member (json_node_get_object (argument), "channel");
  if (channel == NULL || !JSON_NODE_HOLDS_OBJECT (channel)
      || g_strcmp0 (json_object_get_string_member_with_default (
                        json_node_get_object (channel), "type", NULL),
                    "topic")
             != 0)
    return NULL;
  return json_object_get_string_member_with_default (json_node_get_object (channel), "_id", NULL);
}

static void
subscribe (SimulatorServer *self, SimulatorSocket *socket, const char *id)
{
  const SimulatorSpace *space
      = id != NULL ? simulator_scenario_find_space (self->scenario, id) : NULL;
  gboolean fine = space != NULL && strcmp (space->id, id) == 0 && !space->refuses;
  g_autoptr (JsonNode) answer
      = simulator_wire_channel (fine ? "CHANNEL_SUBSCRIBED" : "SUBSCRIBE_CHANNEL_FAILED",
                                id != NULL ? id : "",
                                fine ? NULL : "invalid.parameters");

  if (fine)
    simulator_socket_subscribe (socket, id);
  simulator_socket_emit (socket, answer);
  simulator_server_tell_socket (self, fine ? "subscribe" : "subscribe-failed", socket, id);
  if (fine && self->scenario->begin == SIMULATOR_BEGIN_SUBSCRIBED)
    simulator_server_consider_beginning (self, socket);
}

static void
on_event (SimulatorSocket *socket, const char *name, JsonNode *argument, gpointer data)
{
  SimulatorServer *self = data;
  const char *id = get_channel (argument);
  JsonObject *report;

  if (strcmp (name, "SUBSCRIBE_CHANNEL") == 0)
    {
      subscribe (self, socket, id);
      return;
    }
  if (strcmp (name, "UNSUBSCRIBE_CHANNEL") == 0 && id != NULL)
    {
      g_autoptr (JsonNode) answer = simulator_wire_channel ("CHANNEL_UNSUBSCRIBED", id, NULL);

      simulator_socket_unsubscribe (socket, id);
      simulator_socket_emit (socket, answer);
      simulator_server_tell_socket (self, "unsubscribe", socket, id);
      return;
    }
  report = simulator_server_begin_report ("emit");
  json_object_set_string_member (report, "socket", simulator_socket_get_id (socket));
  json_object_set_string_member (report, "name", name);
  if (argument != NULL)
    json_object_set_member (report, "payload", json_node_copy (argument));
  simulator_server_tell (self, report);
}

/* What a newer server without the older generation does: it agrees to the WebSocket and then writes
 * an HTTP answer into it. */
static void
answer_wrong_generation (SoupWebsocketConnection *connection)
{
  static const char answer[]
      = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
        "Content-Length: 50\r\n\r\n{\"code\":5,\"message\":\"Unsupported protocol version\"}";
  GIOStream *stream = soup_websocket_connection_get_io_stream (connection);

  /* So short that it never blocks. */
  g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), answer, strlen (answer), NULL, NULL, NULL);
}

/* The token in the URL; one of an unknown type is as good as a wrong one. */
static char *
get_url_token (const char *query)
{
  g_autofree char *token = simulator_packet_query_value (query, "token");
  g_autofree char *type = simulator_packet_query_value (query, "tokenType");

  if (token != NULL && g_strcmp0 (type, "jwt") != 0 && g_strcmp0 (type, "oauth") != 0)
    return g_strdup ("");
  return g_steal_pointer (&token);
}

static void
on_websocket (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer data)
{
  SimulatorServer *self = data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autofree char *engine = simulator_packet_query_value (query, "EIO");
  g_autofree char *url_token = get_url_token (query);
  SimulatorSocketOptions options = {
    .generation = g_strcmp0 (engine, "4") == 0 ? 4 : 3,
    .ping_interval = self->options.ping_interval,
    .ping_timeout = self->options.ping_timeout,
    .token = self->token,
    .url_token = url_token,
    .variants = &self->scenario->variants,
  };
  SimulatorSocket *socket;
  JsonObject *report;

  if (options.generation == 3 && (self->options.engines & SIMULATOR_ENGINE_3) == 0)
    {
      answer_wrong_generation (connection);
      tell_refusal (self, message);
      return;
    }
  /* An older server speaks as it always does to a client of the newer generation. */
  if ((self->options.engines & SIMULATOR_ENGINE_4) == 0)
    options.generation = 3;
  report = simulator_server_begin_report ("connect");
  socket = simulator_socket_new (connection, soup_server_message_get_socket (message), &options);
  g_ptr_array_add (self->sockets, socket);
  g_signal_connect (socket, "joining", G_CALLBACK (on_joining), self);
  g_signal_connect (socket, "joined", G_CALLBACK (on_joined), self);
  g_signal_connect (socket, "refused", G_CALLBACK (on_refused), self);
  g_signal_connect (socket, "event", G_CALLBACK (on_event), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_socket_closed), self);
  json_object_set_string_member (report, "socket", simulator_socket_get_id (socket));
  json_object_set_int_member (report, "engine", options.generation);
  json_object_set_int_member (report, "open", self->sockets->len);
  simulator_server_tell (self, report);
}

void
simulator_routes_add (SimulatorServer *self)
{
  soup_server_add_handler (self->soup, "/", on_page, self, NULL);
  soup_server_add_handler (self->soup, "/api", on_rest, self, NULL);
  soup_server_add_handler (self->soup, "/socket.io", on_handshake, self, NULL);
  soup_server_add_websocket_handler (
      self->soup, "/socket.io", NULL, NULL, on_websocket, self, NULL);
}
