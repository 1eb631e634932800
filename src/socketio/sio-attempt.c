/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

#include "sio-attempt-private.h"

#include "sio-credentials-private.h"
#include "sio-farewell.h"

SioAttempt *
sio_attempt_ref (SioAttempt *attempt)
{
  return g_rc_box_acquire (attempt);
}

static void
clear_attempt (gpointer data)
{
  SioAttempt *attempt = data;

  g_clear_object (&attempt->cancellable);
}

void
sio_attempt_unref (SioAttempt *attempt)
{
  g_rc_box_release_full (attempt, clear_attempt);
}

SioAttempt *
sio_attempt_new (const SioAttemptSetup *setup,
                 SioGeneration generation,
                 const SioAttemptHandlers *handlers,
                 gpointer owner)
{
  SioAttempt *attempt = g_rc_box_new0 (SioAttempt);

  attempt->setup = setup;
  attempt->handlers = handlers;
  attempt->owner = owner;
  attempt->generation = generation;
  attempt->state = SIO_STATE_AUTHORIZING;
  attempt->begun = sio_clock_boot_time (setup->clock);
  attempt->joined = -1;
  attempt->cancellable = g_cancellable_new ();
  attempt->heartbeat.clock = setup->clock;
  g_queue_init (&attempt->early);
  return attempt;
}

gint64
sio_attempt_get_begun (SioAttempt *attempt)
{
  return attempt->begun;
}

gint64
sio_attempt_get_joined (SioAttempt *attempt)
{
  return attempt->joined;
}

/* 0 when the server has closed already: libsoup is about to answer it. */
static gushort
close_code_for (SioAttempt *attempt, SioReason reason)
{
  if (attempt->server_closes)
    return 0;
  if (reason == SIO_REASON_PROTOCOL || reason == SIO_REASON_WRONG_GENERATION)
    return SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR;
  if (reason == SIO_REASON_TOO_BIG)
    return SOUP_WEBSOCKET_CLOSE_TOO_BIG;
  return SOUP_WEBSOCKET_CLOSE_NORMAL;
}

/* Lets go of everything but what late callbacks need. */
static void
stop (SioAttempt *attempt, gushort close_code)
{
  attempt->state = SIO_STATE_IDLE;
  sio_clock_clear_timer (&attempt->deadline_timer);
  sio_heartbeat_stop (&attempt->heartbeat);

  if (attempt->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (attempt->connection, attempt);
      sio_farewell (g_steal_pointer (&attempt->connection), close_code, attempt->setup->clock);
    }

  g_clear_pointer (&attempt->assembling, sio_packet_unref);
  g_queue_clear_full (&attempt->early, (GDestroyNotify)sio_packet_unref);
  g_clear_pointer (&attempt->credentials, sio_credentials_free);
  g_clear_pointer (&attempt->root_refusal, g_free);
  g_clear_error (&attempt->connection_error);
  g_clear_object (&attempt->handshake_request);
  attempt->setup = NULL;

  /* Last: it may call back at once. */
  g_cancellable_cancel (attempt->cancellable);
}

void
sio_attempt_end (SioAttempt *attempt, SioReason reason, const char *detail, guint retry_after_s)
{
  SioAttemptEnd how = { reason, detail, retry_after_s };

  if (sio_attempt_has_ended (attempt))
    return;
  sio_attempt_ref (attempt);
  stop (attempt, close_code_for (attempt, reason));
  attempt->handlers->ended (&how, attempt->owner);
  sio_attempt_unref (attempt);
}

void
sio_attempt_fail (SioAttempt *attempt, SioReason reason, const char *format, ...)
{
  g_autofree char *said = NULL;
  g_autofree char *detail = NULL;
  va_list arguments;

  va_start (arguments, format);
  said = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  detail = sio_credentials_redact (attempt->credentials, said);
  sio_attempt_end (attempt, reason, detail, 0);
}

void
sio_attempt_drop (SioAttempt *attempt)
{
  if (!sio_attempt_has_ended (attempt))
    {
      if (attempt->state == SIO_STATE_JOINING || attempt->state == SIO_STATE_JOINED)
        {
          g_autofree char *leave = sio_packet_serialize (
              SIO_PACKET_DISCONNECT, attempt->setup->name_space, 0, SIO_ACK_ID_NONE, NULL);

          sio_attempt_send_frame (attempt, SIO_ENGINE_MESSAGE, leave);
        }
      stop (attempt, SOUP_WEBSOCKET_CLOSE_NORMAL);
    }
  sio_attempt_unref (attempt);
}

static void
time_out (SioAttempt *attempt)
{
  switch (attempt->state)
    {
    case SIO_STATE_AUTHORIZING:
      sio_attempt_fail (attempt, SIO_REASON_CREDENTIALS, "no credentials in time");
      break;
    case SIO_STATE_CONNECTING:
      sio_attempt_fail (attempt, SIO_REASON_CONNECT_TIMEOUT, "no WebSocket in time");
      break;
    case SIO_STATE_OPENING:
      sio_attempt_fail (attempt, SIO_REASON_CONNECT_TIMEOUT, "no open packet in time");
      break;
    case SIO_STATE_JOINING:
      /* The root's refusal did matter: servers of 2.x then never answer for the namespace. */
      if (attempt->root_refusal != NULL)
        sio_attempt_fail (attempt, SIO_REASON_NAMESPACE_REFUSED, "root: %s", attempt->root_refusal);
      else
        sio_attempt_fail (attempt, SIO_REASON_JOIN_TIMEOUT, "no answer to the join in time");
      break;
    case SIO_STATE_IDLE:
    case SIO_STATE_JOINED:
    case SIO_STATE_WAITING:
      break;
    }
}

static gboolean
on_deadline (gpointer data)
{
  time_out (data);
  return G_SOURCE_REMOVE;
}

void
sio_attempt_enter (SioAttempt *attempt, SioState state, guint timeout_ms)
{
  const SioClock *clock = attempt->setup->clock;

  attempt->state = state;
  sio_clock_clear_timer (&attempt->deadline_timer);
  if (timeout_ms > 0)
    {
      attempt->deadline
          = sio_clock_boot_time (clock) + (gint64)timeout_ms * G_TIME_SPAN_MILLISECOND;
      attempt->deadline_timer = sio_clock_add_timer (clock, timeout_ms, on_deadline, attempt);
    }
  if (state == SIO_STATE_JOINED)
    attempt->joined = sio_clock_boot_time (clock);
  attempt->handlers->progress (state, attempt->owner);
}

void
sio_attempt_check_deadline (SioAttempt *attempt, SioReason reason)
{
  gboolean late = attempt->deadline_timer != NULL
                  && sio_clock_ms_until (attempt->setup->clock, attempt->deadline) == 0;

  if (late || sio_heartbeat_is_overdue (&attempt->heartbeat))
    sio_attempt_fail (attempt, reason, "%s", "silent for longer than the server's own rules allow");
}

void
sio_attempt_probe (SioAttempt *attempt, SioReason reason)
{
  if (attempt->state == SIO_STATE_JOINED)
    sio_heartbeat_probe (&attempt->heartbeat, attempt->setup->times.probe_timeout, reason);
}

/* Credentials */

static void
on_credentials (GObject *source, GAsyncResult *result, gpointer data)
{
  SioAttempt *attempt = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SioCredentials) credentials = g_task_propagate_pointer (G_TASK (result), &error);

  /* Later than the deadline, or after the end: nobody waits for them any more. */
  if (attempt->state == SIO_STATE_AUTHORIZING)
    {
      if (credentials != NULL)
        {
          attempt->credentials = g_steal_pointer (&credentials);
          sio_attempt_connect (attempt);
        }
      else
        sio_attempt_fail (attempt,
                          SIO_REASON_CREDENTIALS,
                          "no credentials: %s",
                          error != NULL ? error->message : "none given");
    }
}

static void
release_attempt (gpointer data)
{
  sio_attempt_unref (data);
}

void
sio_attempt_begin (SioAttempt *attempt)
{
  g_autoptr (GTask) task = NULL;

  /* The reference is the task's, so that nothing leaks when it is forgotten instead of completed.
   */
  task = g_task_new (NULL, attempt->cancellable, on_credentials, attempt);
  g_object_set_data_full (
      G_OBJECT (task), "sio-attempt", sio_attempt_ref (attempt), release_attempt);
  g_task_set_name (task, "sio-credentials");
  sio_attempt_enter (attempt, SIO_STATE_AUTHORIZING, attempt->setup->times.credentials_timeout);

  /* Whoever was told of the new state may have left in answer. */
  if (!sio_attempt_has_ended (attempt))
    attempt->handlers->authorize (task, attempt->owner);
  else
    g_task_return_error_if_cancelled (task);
}

/* Sending */

gboolean
sio_attempt_send_frame (SioAttempt *attempt, SioEngineType type, const char *payload)
{
  g_autoptr (GBytes) frame = NULL;
  char *text;

  /* libsoup takes sending in any other state for a programming error. */
  if (attempt->connection == NULL
      || soup_websocket_connection_get_state (attempt->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return FALSE;

  text = sio_engine_serialize (type, payload);
  frame = g_bytes_new_with_free_func (
      text, strlen (text), (GDestroyNotify)sio_credentials_wipe, text);
  soup_websocket_connection_send_message (attempt->connection, SOUP_WEBSOCKET_DATA_TEXT, frame);
  return TRUE;
}

gboolean
sio_attempt_send (SioAttempt *attempt, const char *packet, GError **error)
{
  if (attempt->server_takes > 0 && strlen (packet) + 1 > attempt->server_takes)
    {
      g_set_error (error,
                   SIO_ERROR,
                   SIO_ERROR_LIMIT,
                   "longer than the server takes (%" G_GUINT64_FORMAT " bytes)",
                   attempt->server_takes);
      return FALSE;
    }
  if (attempt->state != SIO_STATE_JOINED
      || !sio_attempt_send_frame (attempt, SIO_ENGINE_MESSAGE, packet))
    {
      g_set_error_literal (error, SIO_ERROR, SIO_ERROR_NOT_JOINED, "the namespace is not joined");
      return FALSE;
    }
  return TRUE;
}
