/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-backoff.h"
#include "sio-client.h"

G_BEGIN_DECLS

/**
 * SioRetry: what to do after an attempt has ended: when to try again, and with which revision of
 * Engine.IO. A plain value without a clock, a socket or a main loop.
 */
typedef struct
{
  SioTimes times;
  SioBackoff backoff;
  SioGeneration generation; /* for the next attempt */
  SioGeneration home;       /* the one that last worked, or the one we were told */
  gboolean away;            /* the other one is being tried, because home seemed wrong */
  guint refusals;           /* without a stable time between them */
} SioRetry;

/* How an attempt went. */
typedef struct
{
  SioReason reason;
  gint64 lasted_ms;    /* since it was begun */
  gint64 joined_ms;    /* how long it was joined, -1 for never */
  guint retry_after_s; /* what the server asked for (RFC 9110, 10.2.3), 0 for nothing */
} SioRetryInput;

void sio_retry_init (SioRetry *retry, const SioTimes *times, SioGeneration generation);
/* Begins anew, as after sio_client_start(). */
void sio_retry_reset (SioRetry *retry);
void sio_retry_set_generation (SioRetry *retry, SioGeneration generation);
/* This revision has worked. */
void sio_retry_joined (SioRetry *retry);

/* Milliseconds until the next attempt; 0 for at once. @random: in [0, 1). */
guint sio_retry_next (SioRetry *retry, const SioRetryInput *input, double random);

/* The server did not accept who we say we are. */
gboolean sio_reason_is_refusal (SioReason reason);

G_END_DECLS
