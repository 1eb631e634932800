/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client-private.h"
#include "sio-test-clock.h"
#include "sio-test-peer.h"

G_BEGIN_DECLS

/* The token of every test: with all that must be encoded. */
#define SIO_TEST_TOKEN "tok/en+1=&é,secret"
#define SIO_TEST_QUERY "tokenType=jwt&token=tok%2Fen%2B1%3D%26%C3%A9%2Csecret"

/**
 * SioTestCase: a client between a clock that is moved by hand and a peer that says what it is told.
 */
typedef struct
{
  SioTestClock *clock;
  SioTestPeer *peer;
  SoupSession *session;
  SioClient *client;
  GNetworkMonitor *monitor;

  guint asked;            /* how often credentials were */
  guint asked_refused;    /* and how often because the last ones were refused */
  GTask *credentials;     /* waits for them when withheld */
  gboolean withhold;      /* does not answer when asked for credentials */
  GError *no_credentials; /* the answer, if set */
  GString *states;        /* "authorizing connecting ..." */
  GPtrArray *events;      /* of char *: the JSON of each event's payload */
  guint heard;
  SioReason last_end; /* the reason when it last began to wait */
} SioTestCase;

SioTestCase *sio_test_case_new (void);
/* Against another origin than the peer's; and with other limits. Both nullable. */
SioTestCase *
sio_test_case_new_full (const char *origin, const SioTimes *times, const SioLimits *limits);
void sio_test_case_free (SioTestCase *self);

/* Completes the credentials that are waited for. */
void sio_test_case_give_credentials (SioTestCase *self);

/* The network has changed, says its monitor. */
void sio_test_case_change_network (SioTestCase *self, gboolean available);

/* Lets real things (sockets) happen until the client is in @state; time stands still. */
void sio_test_case_reach (SioTestCase *self, SioState state);
/* The same, and started before. */
void sio_test_case_join (SioTestCase *self);
/* Sees it fall into WAITING for @reason. */
void sio_test_case_assert_ends (SioTestCase *self, SioReason reason);
/* Milliseconds of waiting the client has chosen. */
gint64 sio_test_case_get_wait (SioTestCase *self);

/* Lets things happen until @condition; fails the test after ten real seconds. */
#define SIO_TEST_WAIT(condition)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 sio_test_until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                         \
    while (!(condition))                                                                           \
      {                                                                                            \
        sio_test_step ();                                                                          \
        if (g_get_monotonic_time () > sio_test_until)                                              \
          g_error ("%s:%d: in vain waited for: %s", __FILE__, __LINE__, #condition);               \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END
/* One turn of the main loop, of half a second at most. */
void sio_test_step (void);

G_END_DECLS
