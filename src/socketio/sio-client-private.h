/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-attempt.h"
#include "sio-clock-watch.h"
#include "sio-retry.h"

G_BEGIN_DECLS

struct _SioClient
{
  GObject parent_instance;

  SioAttemptSetup setup;
  GHashTable *wanted; /* names of events */
  gboolean wants_all;
  SioCredentialsFunc credentials_func;
  gpointer credentials_data;
  GDestroyNotify credentials_destroy;

  SioState state;
  SioReason reason;
  char *detail;
  gboolean previous_refused; /* the last credentials were; cleared by a join */
  gint64 heard;              /* boot time of the last packet, -1 for none */

  SioAttempt *attempt; /* in every state but IDLE and WAITING */
  SioRetry retry;
  GSource *wait_timer;
  gint64 wait_until;    /* boot time */
  gboolean wait_fixed;  /* the server asked for it: news of the network do not shorten it */
  gint64 attempt_begun; /* boot time of the last one */

  SioClockWatch *clock_watch;
  GNetworkMonitor *monitor;
};

/* What sio-client-course.c does for sio-client.c. */

/* The one place where state, reason and detail change. @detail: (nullable). */
void sio_client_set_state (SioClient *self, SioState state, SioReason reason, const char *detail);
void sio_client_try_now (SioClient *self);
void sio_client_watch_network (SioClient *self, GNetworkMonitor *monitor);

/* And the other way round. */
void sio_client_notify_state (SioClient *self, SioState old, gboolean new_reason);
void sio_client_notify_generation (SioClient *self);
void sio_client_notify_event (SioClient *self, SioPacket *packet);
void sio_client_notify_heard (SioClient *self);

/* For tests: the same client with time, chance and the network in the caller's hand. @clock: must
 * outlive the client and its connections; @monitor: (nullable): without one, changes of the network
 * are not noticed. Sleep is told by sio_client_clock_jumped() only. */
SioClient *sio_client_new_with_clock (SoupSession *session,
                                      const char *origin,
                                      const char *name_space,
                                      const SioTimes *times,
                                      const SioLimits *limits,
                                      const SioClock *clock,
                                      GNetworkMonitor *monitor);

/* The machine has slept: what SioClockWatch tells. */
void sio_client_clock_jumped (SioClient *self, gint64 slept_us);

G_END_DECLS
