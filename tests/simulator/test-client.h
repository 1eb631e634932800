/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "simulator-load.h"
#include "simulator-server.h"

G_BEGIN_DECLS

/* Runs the main loop until the condition holds; fails the test after 20 seconds. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                          \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > wait_deadline)                                               \
          g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition);               \
        test_iterate ();                                                                           \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* One turn of the main loop, which never blocks for long. */
void test_iterate (void);

/**
 * TestClient: a WebSocket and the texts that came over it; knows nothing of Socket.IO.
 */
typedef struct
{
  SoupSession *session;
  SoupWebsocketConnection *connection; /* NULL until open */
  GPtrArray *frames;                   /* (element-type utf8) */
  guint binaries;
  guint status;    /* of the handshake's answer, once it has failed */
  gboolean failed; /* no WebSocket came about */
  gboolean closed;
  gushort code; /* with which it was closed */
  guint errors; /* WebSocket errors */
  gsize longest;
} TestClient;

/* @query: "EIO=3&transport=websocket&token=..." */
TestClient *test_client_new (SimulatorServer *server, const char *query);
void test_client_free (TestClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestClient, test_client_free)
void test_client_send (TestClient *client, const char *text);
/* The first frame that begins with @prefix; NULL when there is none. */
const char *test_client_find (TestClient *client, const char *prefix);
/* How many frames contain @part, or are @text. */
guint test_client_count (TestClient *client, const char *part);
guint test_client_count_exact (TestClient *client, const char *text);

/* Joined to /chat with the right token, of generation 3 or 4. */
TestClient *test_client_join (SimulatorServer *server, guint generation);
/* Subscribed to the space with this id, the answer awaited. */
void test_client_subscribe (TestClient *client, const char *space_id);

/* GET; @authorization: nullable. Awaits the answer; the body is freed by the caller. */
guint test_get (SimulatorServer *server, const char *path, const char *authorization, char **body);

/* A scenario of two spaces ("garden", "cellar") and three people ("ada", "ben", "cleo"), with
 * @extra members: "\"timeline\":[...]". */
SimulatorScenario *test_scenario (const char *extra);
/* Started, standing still. */
SimulatorServer *test_server (const char *extra);
void test_apply (SimulatorServer *server, const char *json);

#define TEST_GARDEN "64c0a71be2d94f0012ab0001"
#define TEST_CELLAR "64c0a71be2d94f0012ab0002"
#define TEST_VAULT "64c0a71be2d94f0012ab0003" /* refuses to be subscribed */
#define TEST_TOKEN "let+me/in=&"
#define TEST_TOKEN_ESCAPED "let%2Bme%2Fin%3D%26"

G_END_DECLS
