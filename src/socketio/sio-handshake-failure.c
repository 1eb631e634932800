/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-handshake-failure.h"

/* RFC 6585, 4; libsoup has no name for it. */
#define STATUS_TOO_MANY_REQUESTS 429

/* RFC 9110, 10.2.3: delay-seconds or an HTTP-date. */
static guint
parse_retry_after (SoupMessage *request, gint64 real_time)
{
  const char *value
      = soup_message_headers_get_one (soup_message_get_response_headers (request), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds = 0;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &seconds, NULL))
    return (guint)seconds;

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;
  return (guint)CLAMP (g_date_time_to_unix (date) - real_time / G_USEC_PER_SEC, 0, G_MAXINT);
}

static SioReason
reason_for_error (const GError *error)
{
  /* The other end hanging up in the middle says nothing about certificates. */
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return SIO_REASON_UNREACHABLE;
  if (error->domain == G_TLS_ERROR)
    return SIO_REASON_TLS;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return SIO_REASON_CONNECT_TIMEOUT;
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    return SIO_REASON_PROTOCOL;
  return SIO_REASON_UNREACHABLE;
}

SioHandshakeFailure
sio_handshake_failure_new (SoupMessage *request, const GError *error, gint64 real_time)
{
  SioHandshakeFailure failure = { 0 };
  guint status = soup_message_get_status (request);

  if (error->domain == SOUP_WEBSOCKET_ERROR && status != SOUP_STATUS_NONE
      && status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    {
      failure.reason = status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN
                           ? SIO_REASON_HTTP_UNAUTHORIZED
                           : SIO_REASON_HTTP_REFUSED;
      failure.detail = g_strdup_printf ("HTTP %u instead of a WebSocket", status);
      if (status == STATUS_TOO_MANY_REQUESTS || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
        failure.retry_after_s = parse_retry_after (request, real_time);
      return failure;
    }

  failure.reason = reason_for_error (error);
  failure.detail = g_strdup (error->message);
  return failure;
}
