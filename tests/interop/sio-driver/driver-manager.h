/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "driver-engine.h"

G_BEGIN_DECLS

typedef struct _DriverSocket DriverSocket;

typedef enum
{
  DRIVER_MANAGER_CLOSED,
  DRIVER_MANAGER_OPENING,
  DRIVER_MANAGER_OPEN,
} DriverManagerState;

/* Who asked to open, and so what a failure leads to. */
typedef enum
{
  DRIVER_OPEN_PLAIN,     /* attempts follow, if reconnection is on */
  DRIVER_OPEN_CALLBACK,  /* the caller is told, and that is all */
  DRIVER_OPEN_RECONNECT, /* the next attempt follows */
} DriverOpen;

/**
 * DriverManager: one server address with its engine, its sockets and its attempts, as the official
 * clients have it: unlike SioClient it serves several namespaces, reports each attempt, takes the
 * backoff values from outside and gives up when told to.
 */
typedef struct
{
  gint64 id;
  SoupSession *session;
  SioGeneration generation;
  char *url; /* complete; NULL for one that cannot be parsed */
  GPtrArray *sockets;

  gboolean reconnection;
  double attempts_limit;
  double delay_ms;
  double delay_cap_ms;
  double jitter;
  gint64 timeout_ms; /* -1 for none */

  DriverManagerState state;
  DriverOpen asked_by;
  gboolean reconnecting;
  gboolean skip_reconnect;
  guint attempts;
  DriverEngine *engine;
  guint timer; /* the open time-out or the next attempt */
} DriverManager;

/* @options as in the JSON line. */
DriverManager *driver_manager_new (SoupSession *session,
                                   SioGeneration generation,
                                   gint64 id,
                                   const char *address,
                                   JsonObject *options);
void driver_manager_free (DriverManager *manager);

/* "reconnection", "reconnectionDelay" or "randomizationFactor", while it runs. */
void driver_manager_set (DriverManager *manager, const char *name, JsonNode *value);
void driver_manager_open (DriverManager *manager, DriverOpen asked_by);
void driver_manager_close (DriverManager *manager);
/* Ends the engine only, as if the network had. */
void driver_manager_break (DriverManager *manager);
/* Closes unless a socket still wants to be connected. */
void driver_manager_close_if_unused (DriverManager *manager);

G_END_DECLS
