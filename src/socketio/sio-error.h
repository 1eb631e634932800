/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIO_ERROR (sio_error_quark ())
GQuark sio_error_quark (void);

/**
 * SioError: why bytes or a connection were not accepted.
 */
typedef enum
{
  SIO_ERROR_ENGINE_TYPE,  /* empty frame, or a type Engine.IO does not have */
  SIO_ERROR_HANDSHAKE,    /* the open packet is missing something or out of range */
  SIO_ERROR_PACKET_TYPE,  /* a type Socket.IO does not have */
  SIO_ERROR_ATTACHMENTS,  /* their count, order, placeholders or encoding */
  SIO_ERROR_ACK_ID,       /* not a number we can hold, or without a payload */
  SIO_ERROR_PAYLOAD,      /* not the JSON this packet type needs */
  SIO_ERROR_JSON,         /* not JSON at all */
  SIO_ERROR_LIMIT,        /* size, depth or count above the limits */
  SIO_ERROR_UTF8,
  SIO_ERROR_NOT_JOINED,   /* client: emit while not joined */
  SIO_ERROR_CREDENTIALS,  /* client: no credentials for this attempt */
} SioError;

G_END_DECLS
