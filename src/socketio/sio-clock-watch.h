/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"

G_BEGIN_DECLS

/**
 * SioClockWatch: tells when the machine has slept. The kernel ends a timerfd on CLOCK_REALTIME with
 * TFD_TIMER_CANCEL_ON_SET whenever that clock is set, as it is on resume (timerfd_create(2)); how
 * far boot time has run ahead of monotonic time since then is the sleep. Costs no wake-up, and
 * needs neither logind nor a bus.
 */
typedef struct _SioClockWatch SioClockWatch;

/* @slept_us: how long the machine slept; 0 when only the wall clock was set. */
typedef void (*SioClockWatchFunc) (gint64 slept_us, gpointer user_data);

/* NULL where the kernel has no such timer: sleep is then noticed by deadlines alone. */
SioClockWatch *
sio_clock_watch_new (const SioClock *clock, SioClockWatchFunc func, gpointer user_data);
void sio_clock_watch_free (SioClockWatch *watch);

/* Looks at the clocks now; what the kernel's notice leads to. */
void sio_clock_watch_check (SioClockWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioClockWatch, sio_clock_watch_free)

G_END_DECLS
