/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client.h"
#include "sio-clock.h"

G_BEGIN_DECLS

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
