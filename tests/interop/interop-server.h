/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * InteropServer: an official Socket.IO server, see servers/server.js, in a process of its own.
 * Whatever waits runs the main loop, and fails the test after INTEROP_DEADLINE_S.
 */
typedef struct _InteropServer InteropServer;

#define INTEROP_DEADLINE_S 30

/* NULL when they can be run, else why not. */
const char *interop_server_missing (void);

/* @version: "v1", "v2.0", "v2.5" or "v4"; @options: JSON. Listens when this returns. */
InteropServer *interop_server_start (const char *version, const char *options);
/* The sio-driver behind the same functions: "v2" or "v4"; what it reports is named by "e". */
InteropServer *interop_driver_start (const char *generation);
void interop_server_stop (InteropServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InteropServer, interop_server_stop)

/* "http://127.0.0.1:port" (transfer none) */
const char *interop_server_get_origin (InteropServer *server);

/* A line of its stdin, as printf() has it. */
void interop_server_do (InteropServer *server, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* To the process, as kill() has it. */
void interop_server_signal (InteropServer *server, int number);

/* The next report of @what since the last one of its kind that was taken. (transfer full) */
JsonObject *interop_server_take (InteropServer *server, const char *what);
/* Whether there has been one that was not taken yet. */
gboolean interop_server_has (InteropServer *server, const char *what);
/* Forgets what was not taken. */
void interop_server_forget (InteropServer *server);

/* Runs the main loop until @condition holds; @what names it when it never does. */
#define interop_wait_until(what, condition)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 interop_deadline = g_get_monotonic_time () + INTEROP_DEADLINE_S * G_TIME_SPAN_SECOND;   \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > interop_deadline)                                            \
          g_error ("%s:%d: still waiting for %s", __FILE__, __LINE__, (what));                     \
        interop_iterate ();                                                                        \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* One turn of the main loop, or a short rest. */
void interop_iterate (void);

G_END_DECLS
