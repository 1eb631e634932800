/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "sio-client.h"

G_BEGIN_DECLS

/**
 * SioHandshakeFailure: what it means that there is no WebSocket.
 */
typedef struct
{
  SioReason reason;
  char *detail; /* (transfer full) */
  guint retry_after_s;
} SioHandshakeFailure;

/* @request: as it was sent; its status, if it got one, says more than @error. @real_time: now, in
 * microseconds, for a Retry-After that is a date. */
SioHandshakeFailure
sio_handshake_failure_new (SoupMessage *request, const GError *error, gint64 real_time);

G_END_DECLS
