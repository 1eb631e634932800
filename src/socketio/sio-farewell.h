/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "sio-clock.h"

G_BEGIN_DECLS

/* Closes @connection with @code (0 when the server closes it already) and lets go of it once it is
 * closed, after a second at the latest: libsoup waits six for a peer that is gone. It must not be
 * freed from within its own signals, as it goes on using itself after them; this is what is called
 * instead. @connection: (transfer full). */
void sio_farewell (SoupWebsocketConnection *connection, gushort code, const SioClock *clock);

G_END_DECLS
