/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network monitor that knows nothing; a test emits its signal. */
#define SIO_TEST_TYPE_MONITOR (sio_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (SioTestMonitor, sio_test_monitor, SIO_TEST, MONITOR, GObject)

GNetworkMonitor *sio_test_monitor_new (void);

G_END_DECLS
