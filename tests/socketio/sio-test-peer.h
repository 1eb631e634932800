/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SIO_TEST_OPEN                                                                              \
  "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}"

/**
 * SioTestPeer: a WebSocket server on 127.0.0.1 that says what it is told to and remembers what it
 * hears. It knows frames, not the protocol.
 */
typedef struct
{
  SoupServer *server;
  char *origin;
  guint http_status; /* instead of a WebSocket, if not 0 */
  char *http_header; /* and this header: "Name: value" */
  char *on_open;     /* sent to each new connection; NULL for nothing */
  char *on_join;     /* sent when a frame begins with "40"; NULL for nothing */

  GPtrArray *queries;                  /* of char *: one for each request */
  GPtrArray *frames;                   /* of char *: text frames of all connections */
  SoupWebsocketConnection *connection; /* the newest */
  guint connections;
  guint closed;   /* connections that are gone */
  int close_code; /* of the last one */
} SioTestPeer;

SioTestPeer *sio_test_peer_new (GTlsCertificate *certificate);
void sio_test_peer_free (SioTestPeer *peer);

void sio_test_peer_set_open (SioTestPeer *peer, const char *frame);
void sio_test_peer_set_join (SioTestPeer *peer, const char *frame);
void sio_test_peer_send (SioTestPeer *peer, const char *frame);
void sio_test_peer_send_binary (SioTestPeer *peer, const void *data, gsize length);
void sio_test_peer_close (SioTestPeer *peer, gushort code);

const char *sio_test_peer_get_frame (SioTestPeer *peer, guint index); /* nullable */
const char *sio_test_peer_get_last (SioTestPeer *peer);               /* nullable */
guint sio_test_peer_count (SioTestPeer *peer, const char *frame);
const char *sio_test_peer_get_query (SioTestPeer *peer, guint index); /* nullable */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioTestPeer, sio_test_peer_free)

/* What a raw peer does once it has read the head of a request; SIO_RAW_GREET does it at once. */
typedef enum
{
  SIO_RAW_SILENT,  /* nothing */
  SIO_RAW_GREET,   /* writes what it has */
  SIO_RAW_WRITE,   /* writes what it has */
  SIO_RAW_UPGRADE, /* a right 101, then what it has */
} SioRawAnswer;

typedef enum
{
  SIO_RAW_STAY,
  SIO_RAW_FIN,
  SIO_RAW_RST,
} SioRawEnd;

/**
 * SioRawPeer: bytes on a TCP socket, for what no WebSocket server would do.
 */
typedef struct
{
  GSocketService *service;
  char *origin;
  SioRawAnswer answer;
  GBytes *bytes; /* nullable */
  SioRawEnd end;
  guint requests;
  GPtrArray *connections; /* of GSocketConnection */
} SioRawPeer;

SioRawPeer *sio_raw_peer_new (SioRawAnswer answer, const void *bytes, gssize length, SioRawEnd end);
void sio_raw_peer_free (SioRawPeer *peer);
void sio_raw_peer_end (SioRawPeer *peer, SioRawEnd end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioRawPeer, sio_raw_peer_free)

/* A text frame as a server sends it: unmasked. @fin: the last of its message. (transfer full) */
GByteArray *sio_test_frame (guint opcode, gboolean fin, const void *data, gsize length);

G_END_DECLS
