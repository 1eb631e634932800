/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

/* The WebSocket of an attempt: how it is had, and what it means that it ends. */
#include "sio-attempt-private.h"

#include "sio-credentials-private.h"
#include "sio-farewell.h"
#include "sio-handshake-failure.h"

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  SioAttempt *attempt = sio_attempt_ref (data);

  sio_attempt_handle_message (attempt, type, message);
  sio_attempt_unref (attempt);
}

static void
on_pong (SoupWebsocketConnection *connection, GByteArray *payload, gpointer data)
{
  SioAttempt *attempt = data;

  soup_websocket_connection_set_keepalive_interval (connection, 0);
  sio_heartbeat_heard (&attempt->heartbeat, sio_clock_boot_time (attempt->setup->clock));
  sio_heartbeat_answered (&attempt->heartbeat);
}

static void
fail_closed (SioAttempt *attempt)
{
  gushort code = soup_websocket_connection_get_close_code (attempt->connection);
  const char *words = soup_websocket_connection_get_close_data (attempt->connection);

  if (attempt->root_refusal != NULL && attempt->state == SIO_STATE_JOINING)
    sio_attempt_fail (attempt, SIO_REASON_NAMESPACE_REFUSED, "root: %s", attempt->root_refusal);
  else if (code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    sio_attempt_fail (attempt, SIO_REASON_TOO_BIG, "the server closed with 1009: we sent too much");
  else if (code != 0)
    sio_attempt_fail (attempt,
                      SIO_REASON_SERVER_CLOSED,
                      "the server closed with %u %s",
                      code,
                      words != NULL ? words : "");
  else
    sio_attempt_fail (attempt,
                      SIO_REASON_SERVER_CLOSED,
                      "the connection broke: %s",
                      attempt->connection_error != NULL ? attempt->connection_error->message
                                                        : "ended without a close frame");
}

static void
fail_websocket (SioAttempt *attempt, const GError *error)
{
  gboolean framing = error->code == SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR;

  if (error->code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    sio_attempt_fail (attempt,
                      SIO_REASON_TOO_BIG,
                      "a message longer than %" G_GSIZE_FORMAT " bytes",
                      attempt->setup->limits.max_message);
  /* Codes that came after RFC 6455, such as 1012 for a restart, libsoup takes for an error. */
  else if (soup_websocket_connection_get_close_code (attempt->connection) != 0)
    fail_closed (attempt);
  /* Servers of 4.x switch protocols first and write "400 Bad Request" into the WebSocket then. */
  else if (framing && attempt->state == SIO_STATE_OPENING
           && attempt->generation == SIO_GENERATION_3)
    sio_attempt_fail (attempt, SIO_REASON_WRONG_GENERATION, "no WebSocket frames on revision 3");
  else
    sio_attempt_fail (attempt, SIO_REASON_PROTOCOL, "%s", error->message);
}

/* libsoup closes by itself after it has told an error; "closed" comes last, whatever happened. */
static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer data)
{
  SioAttempt *attempt = sio_attempt_ref (data);

  if (error->domain == SOUP_WEBSOCKET_ERROR)
    fail_websocket (attempt, error);
  else if (attempt->connection_error == NULL)
    attempt->connection_error = g_error_copy (error);
  sio_attempt_unref (attempt);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  SioAttempt *attempt = sio_attempt_ref (data);

  fail_closed (attempt);
  sio_attempt_unref (attempt);
}

/* A close frame of the server's: no need to wait until it has closed TCP as well. */
static void
on_closing (SoupWebsocketConnection *connection, gpointer data)
{
  SioAttempt *attempt = data;

  attempt->server_closes = TRUE;
  on_closed (connection, attempt);
}

/* Newer versions of libsoup bound the sum of a message's fragments too, at 128 KiB if not told. */
static void
set_limits (SioAttempt *attempt)
{
  GObjectClass *connection_class = G_OBJECT_GET_CLASS (attempt->connection);
  gsize longest = attempt->setup->limits.max_message;

  /* Never 0, which would mean "any length" (CVE-2026-0716). */
  soup_websocket_connection_set_max_incoming_payload_size (attempt->connection, longest);
  if (g_object_class_find_property (connection_class, "max-total-message-size") != NULL)
    g_object_set (attempt->connection, "max-total-message-size", (guint64)longest, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  SioAttempt *attempt = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (attempt->state != SIO_STATE_CONNECTING)
    {
      if (connection != NULL)
        sio_farewell (
            g_steal_pointer (&connection), SOUP_WEBSOCKET_CLOSE_NORMAL, attempt->heartbeat.clock);
    }
  else if (connection == NULL)
    {
      SioHandshakeFailure failure = sio_handshake_failure_new (
          attempt->handshake_request, error, sio_clock_real_time (attempt->setup->clock));
      g_autofree char *detail = sio_credentials_redact (attempt->credentials, failure.detail);

      sio_attempt_end (attempt, failure.reason, detail, failure.retry_after_s);
      g_free (failure.detail);
    }
  else
    {
      attempt->connection = g_steal_pointer (&connection);
      set_limits (attempt);
      g_signal_connect (attempt->connection, "message", G_CALLBACK (on_message), attempt);
      g_signal_connect (attempt->connection, "pong", G_CALLBACK (on_pong), attempt);
      g_signal_connect (attempt->connection, "error", G_CALLBACK (on_error), attempt);
      g_signal_connect (attempt->connection, "closing", G_CALLBACK (on_closing), attempt);
      g_signal_connect (attempt->connection, "closed", G_CALLBACK (on_closed), attempt);
      sio_attempt_enter (attempt,
                         SIO_STATE_OPENING,
                         sio_clock_ms_until (attempt->setup->clock, attempt->deadline));
    }
  sio_attempt_unref (attempt);
}

static GUri *
build_uri (SioAttempt *attempt)
{
  g_autoptr (GUri) origin = g_uri_parse (attempt->setup->origin, SOUP_HTTP_URI_FLAGS, NULL);
  char *credentials = NULL;
  char *query = NULL;
  const char *scheme = NULL;
  GUri *uri = NULL;

  if (origin == NULL || g_uri_get_host (origin) == NULL)
    return NULL;
  if (g_strcmp0 (g_uri_get_scheme (origin), "https") == 0
      || g_strcmp0 (g_uri_get_scheme (origin), "wss") == 0)
    scheme = "https";
  else if (g_strcmp0 (g_uri_get_scheme (origin), "http") == 0
           || g_strcmp0 (g_uri_get_scheme (origin), "ws") == 0)
    scheme = "http";
  else
    return NULL;

  credentials = sio_credentials_to_query (attempt->credentials);
  query = g_strdup_printf ("%s%sEIO=%d&transport=websocket",
                           credentials,
                           *credentials != '\0' ? "&" : "",
                           (int)attempt->generation);
  uri = g_uri_build (SOUP_HTTP_URI_FLAGS,
                     scheme,
                     NULL,
                     g_uri_get_host (origin),
                     g_uri_get_port (origin),
                     "/socket.io/",
                     query,
                     NULL);
  sio_credentials_wipe (query);
  sio_credentials_wipe (credentials);
  return uri;
}

void
sio_attempt_connect (SioAttempt *attempt)
{
  g_autoptr (GUri) uri = build_uri (attempt);

  if (uri == NULL)
    {
      sio_attempt_fail (attempt, SIO_REASON_UNREACHABLE, "the server's address is not an origin");
      return;
    }

  attempt->handshake_request = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  /* The URL carries a token, which no other origin is to see; and what deflate unpacks has no
   * bound in libsoup. */
  soup_message_add_flags (attempt->handshake_request, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (attempt->handshake_request, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);

  sio_attempt_enter (attempt, SIO_STATE_CONNECTING, attempt->setup->times.connect_timeout);
  if (attempt->state != SIO_STATE_CONNECTING)
    return;
  soup_session_websocket_connect_async (attempt->setup->session,
                                        attempt->handshake_request,
                                        NULL,
                                        NULL,
                                        G_PRIORITY_DEFAULT,
                                        attempt->cancellable,
                                        on_connected,
                                        sio_attempt_ref (attempt));
}
