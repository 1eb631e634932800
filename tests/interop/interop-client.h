/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client.h"

G_BEGIN_DECLS

/**
 * InteropClient: a SioClient in /chat with short times, and everything it told, in order.
 */
typedef struct
{
  SoupSession *session;
  SioClient *client;
  GArray *changes;       /* of InteropChange */
  guint seen;            /* changes already waited for */
  GPtrArray *events;     /* of SioPacket */
  char *token;           /* NULL: "token-1", "token-2"... one for each attempt */
  guint asked;           /* times that credentials were asked for */
  gboolean told_refused; /* the last time, that the previous ones were refused */
} InteropClient;

typedef struct
{
  SioState state;
  SioReason reason;
} InteropChange;

/* Intervals that let a test go on at once; each time-out is still beyond a slow machine's reach. */
#define INTEROP_TIMES                                                                              \
  {                                                                                                \
    .connect_timeout = 10000, .join_timeout = 10000, .ping_limit = 10, .probe_timeout = 5000,      \
    .retry_base = 20, .retry_cap = 100, .refused_cap = 100, .stable_after = 10,                    \
    .network_retry_limit = 5000                                                                    \
  }

/* Not started. @times: NULL for INTEROP_TIMES. */
InteropClient *
interop_client_new (const char *origin, SioGeneration generation, const SioTimes *times);
void interop_client_free (InteropClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InteropClient, interop_client_free)

/* Waits for this change, from the one behind the last waited for on. */
void interop_client_wait (InteropClient *client, SioState state, SioReason reason);
/* The same, whatever the reason: returns it. */
SioReason interop_client_wait_state (InteropClient *client, SioState state);
/* Whether there was this change since the start. */
gboolean interop_client_had (InteropClient *client, SioState state, SioReason reason);
/* Waits for the next event, which must have this name. (transfer full) */
SioPacket *interop_client_take_event (InteropClient *client, const char *name);

G_END_DECLS
