/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client.h"
#include "sio-clock.h"

G_BEGIN_DECLS

/**
 * SioAttempt: one try to get into the namespace and stay there: credentials, WebSocket, open
 * packet, join, and then events until the end. It ends once and is never used again, so nothing
 * of an old connection can reach a new one. Counted, because libsoup and whoever gets the
 * credentials may answer after its owner has let go.
 */
typedef struct _SioAttempt SioAttempt;

/* How it ended. */
typedef struct
{
  SioReason reason;
  const char *detail;  /* without secrets */
  guint retry_after_s; /* of an HTTP answer, 0 for none */
} SioAttemptEnd;

typedef struct
{
  /* Completes @task with SioCredentials, see SioCredentialsFunc. */
  void (*authorize) (GTask *task, gpointer owner);
  /* AUTHORIZING, CONNECTING, OPENING, JOINING or JOINED was reached. */
  void (*progress) (SioState state, gpointer owner);
  void (*heard) (gpointer owner);
  gboolean (*wants) (const char *event_name, gpointer owner);
  void (*event) (SioPacket *packet, gpointer owner);
  /* Last call. */
  void (*ended) (const SioAttemptEnd *end, gpointer owner);
} SioAttemptHandlers;

/* What every attempt of a client has in common. Belongs to the owner, who drops the attempt before
 * it goes. */
typedef struct
{
  SoupSession *session;
  char *origin;
  char *name_space;
  SioTimes times;
  SioLimits limits;
  const SioClock *clock;
} SioAttemptSetup;

/* @owner goes to the handlers. */
SioAttempt *sio_attempt_new (const SioAttemptSetup *setup,
                             SioGeneration generation,
                             const SioAttemptHandlers *handlers,
                             gpointer owner);
void sio_attempt_begin (SioAttempt *attempt);

/* Ends it without a word to the owner, but with one to the server; and gives up the reference. */
void sio_attempt_drop (SioAttempt *attempt);

/* Ends it for @reason if by boot time it has waited too long. */
void sio_attempt_check_deadline (SioAttempt *attempt, SioReason reason);

/* Asks the server for a sign of life, once joined; without one the attempt ends for @reason. */
void sio_attempt_probe (SioAttempt *attempt, SioReason reason);

/* One Socket.IO packet. FALSE with SIO_ERROR_NOT_JOINED, or SIO_ERROR_LIMIT when the server would
 * not take that much. */
gboolean sio_attempt_send (SioAttempt *attempt, const char *packet, GError **error);

/* Boot time at which it was begun, and joined (-1 for never). */
gint64 sio_attempt_get_begun (SioAttempt *attempt);
gint64 sio_attempt_get_joined (SioAttempt *attempt);

G_END_DECLS
