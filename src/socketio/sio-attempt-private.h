/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-attempt.h"
#include "sio-heartbeat.h"

G_BEGIN_DECLS

struct _SioAttempt
{
  const SioAttemptSetup *setup; /* NULL once it has ended: the owner may be gone */
  const SioAttemptHandlers *handlers;
  gpointer owner;

  SioGeneration generation;
  SioState state; /* AUTHORIZING to JOINED; IDLE once it has ended */
  gint64 begun;
  gint64 joined;

  GCancellable *cancellable;
  GSource *deadline_timer;
  gint64 deadline; /* boot time */

  SioCredentials *credentials;
  SoupMessage *handshake_request;
  SoupWebsocketConnection *connection;
  GError *connection_error; /* the first one, told before "closed" */
  gboolean server_closes;   /* its close frame has come */

  SioHeartbeat heartbeat;
  guint64 server_takes; /* bytes in one message, 0 for not said */
  char *root_refusal;   /* what the root's 44 said, while it is not known whether it matters */

  SioPacket *assembling; /* waits for its attachments */
  GQueue early;          /* of SioPacket: events that came before the namespace was joined */
  gsize early_bytes;
};

SioAttempt *sio_attempt_ref (SioAttempt *attempt);
void sio_attempt_unref (SioAttempt *attempt);

/* Credentials are there: gets the WebSocket. */
void sio_attempt_connect (SioAttempt *attempt);

/* Ends the attempt and tells the owner. @detail: free of secrets. */
void
sio_attempt_end (SioAttempt *attempt, SioReason reason, const char *detail, guint retry_after_s);
/* The same. What @format says is cleared of secrets. */
void sio_attempt_fail (SioAttempt *attempt, SioReason reason, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static inline gboolean
sio_attempt_has_ended (SioAttempt *attempt)
{
  return attempt->state == SIO_STATE_IDLE;
}

/* The next state, bounded by @timeout_ms (0 for unbounded). */
void sio_attempt_enter (SioAttempt *attempt, SioState state, guint timeout_ms);

/* A text frame; FALSE when the WebSocket does not take any. */
gboolean sio_attempt_send_frame (SioAttempt *attempt, SioEngineType type, const char *payload);

/* A message of the WebSocket. */
void sio_attempt_handle_message (SioAttempt *attempt, SoupWebsocketDataType type, GBytes *message);

G_END_DECLS
