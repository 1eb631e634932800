/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "sio-packet.h"

G_BEGIN_DECLS

/* idle -> authorizing -> connecting -> opening -> joining -> joined; any -> waiting (for the next
 * attempt) or idle (left). */
typedef enum
{
  SIO_STATE_IDLE,        /* not started, or left */
  SIO_STATE_AUTHORIZING, /* waits for credentials */
  SIO_STATE_CONNECTING,  /* TCP, TLS, HTTP 101 */
  SIO_STATE_OPENING,     /* waits for the Engine.IO open packet */
  SIO_STATE_JOINING,     /* waits for the namespace */
  SIO_STATE_JOINED,
  SIO_STATE_WAITING, /* for the next attempt */
} SioState;
#define SIO_TYPE_STATE (sio_state_get_type ())
GType sio_state_get_type (void);

/* Why the state is what it is; the newest cause stays while further attempts are made. */
typedef enum
{
  SIO_REASON_NONE,
  SIO_REASON_LEFT,              /* sio_client_leave() */
  SIO_REASON_CREDENTIALS,       /* none could be had; see last-error */
  SIO_REASON_UNREACHABLE,
  SIO_REASON_TLS,
  SIO_REASON_CONNECT_TIMEOUT,   /* connecting or opening took too long */
  SIO_REASON_JOIN_TIMEOUT,
  SIO_REASON_HTTP_UNAUTHORIZED, /* 401 or 403 instead of 101 */
  SIO_REASON_HTTP_REFUSED,      /* any other status instead of 101 */
  SIO_REASON_NAMESPACE_REFUSED, /* 44 */
  SIO_REASON_WRONG_GENERATION,  /* the other Engine.IO revision is tried next */
  SIO_REASON_SERVER_CLOSED,
  SIO_REASON_KICKED,            /* 41 */
  SIO_REASON_PING_TIMEOUT,
  SIO_REASON_TOO_BIG,           /* 1009 */
  SIO_REASON_PROTOCOL,          /* parse error */
  SIO_REASON_SUSPENDED,
  SIO_REASON_NETWORK_CHANGED,
} SioReason;
#define SIO_TYPE_REASON (sio_reason_get_type ())
GType sio_reason_get_type (void);

#define SIO_TYPE_GENERATION (sio_generation_get_type ())
GType sio_generation_get_type (void);

/**
 * SioCredentials: names and values that prove who we are, in order ("tokenType", "jwt", "token",
 * "..."). On revision 3 they go encoded on the URL and on the namespace packet; on revision 4 on
 * the URL and as the auth object. Wiped when freed.
 */
typedef struct _SioCredentials SioCredentials;
SioCredentials *sio_credentials_new (void);
void sio_credentials_add (SioCredentials *credentials, const char *name, const char *value);
void sio_credentials_free (SioCredentials *credentials);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioCredentials, sio_credentials_free)

/**
 * SioTimes: every interval, in milliseconds; 0 means the default.
 */
typedef struct
{
  guint connect_timeout;     /* connecting and opening together; 15 s */
  guint join_timeout;        /* 10 s */
  guint ping_limit;          /* lower bound for ping figures of the server (tests only); 1 s */
  guint probe_timeout;       /* answer to a ping sent after resume or a network change; 5 s */
  guint retry_base;          /* 1 s */
  guint retry_cap;           /* 30 s */
  guint refused_cap;         /* after refusals; 5 min */
  guint stable_after;        /* joined this long resets the backoff; 30 s */
  guint network_retry_limit; /* at most one immediate try in this time on "network is back"; 5 s */
  guint credentials_timeout; /* they may cost a sign-in; 30 s */
} SioTimes;
#define SIO_TIMES_DEFAULT { 15000, 10000, 1000, 5000, 1000, 30000, 300000, 30000, 5000, 30000 }

#define SIO_TYPE_CLIENT (sio_client_get_type ())
/**
 * SioClient: one Socket.IO namespace on one WebSocket, kept joined for as long as it is started.
 * It knows nothing of what the events mean. Main context of the creating thread only.
 *
 * Properties: "state" (SioState), "reason" (SioReason), "generation" (SioGeneration).
 * Signals:
 *  state-changed (SioState old, SioState new): after the properties changed.
 *  event (SioPacket *packet): an event that somebody listens to (see sio_client_listen()),
 *    complete with its attachments; never before the namespace is joined.
 *  heard (): anything at all came from the server.
 * Handlers may start, leave and unref it. A machine that has slept, and changes of the network, it
 * notices by itself.
 * After each change to SIO_STATE_JOINED whatever happened before is to be asked for anew:
 * the protocol loses events while the connection is down.
 */
G_DECLARE_FINAL_TYPE (SioClient, sio_client, SIO, CLIENT, GObject)

/* Called for each attempt. Completes @task, now or later, with SioCredentials (transfer full, by
 * g_task_return_pointer() with sio_credentials_free()) or with an error, whose message is shown as
 * the detail. @previous_refused: the last credentials were refused by the server, the same ones
 * will be too. The task's cancellable tells when nobody waits for them any more; completing it is
 * harmless then, and after the client is gone as well. */
typedef void (*SioCredentialsFunc) (SioClient *client, gboolean previous_refused, GTask *task, gpointer user_data);

/* @origin: "https://host[:port]" (http, ws, wss alike); @name_space: "/chat"; @session is shared,
 * its timeouts are not touched. @times, @limits: NULL for the defaults. */
SioClient *sio_client_new (SoupSession *session,
                           const char *origin,
                           const char *name_space,
                           const SioTimes *times,
                           const SioLimits *limits);
void sio_client_set_credentials_func (SioClient *self, SioCredentialsFunc func, gpointer user_data, GDestroyNotify destroy);
/* The revision to try first; remembered by the caller per host. Default 3. When the other one is
 * tried, the property changes at once: what it is when the namespace is joined is worth keeping. */
void sio_client_set_generation (SioClient *self, SioGeneration generation);
SioGeneration sio_client_get_generation (SioClient *self);
/* Delivers events of this name, or all with NULL; others are recognised by their name and dropped
 * unparsed. */
void sio_client_listen (SioClient *self, const char *event_name);

/* Starts, or, while waiting, tries now, whatever the wait was for. In every other state nothing
 * happens. */
void sio_client_start (SioClient *self);
/* Leaves the namespace, closes the WebSocket, and does not come back until started. The state is
 * IDLE on return; what is said last is written at once where the socket takes it, and the server's
 * answer is waited for in the background, for a second at most. */
void sio_client_leave (SioClient *self);

/* Sends an event with one JSON argument (nullable). FALSE with SIO_ERROR_NOT_JOINED unless joined:
 * nothing is buffered; or with SIO_ERROR_LIMIT when it is longer than the server said it takes.
 * @argument: (transfer none). */
gboolean sio_client_emit (SioClient *self, const char *event_name, JsonNode *argument, GError **error);

SioState sio_client_get_state (SioClient *self);
SioReason sio_client_get_reason (SioClient *self);
/* A sentence for the log, free of secrets; (nullable) (transfer none). */
const char *sio_client_get_detail (SioClient *self);
/* Real time in microseconds of the last packet from the server, -1 for none yet; counted back from
 * now, so that it stays right when the wall clock is set. */
gint64 sio_client_get_last_heard (SioClient *self);
/* Real time in microseconds of the next attempt while waiting, else -1. */
gint64 sio_client_get_next_attempt (SioClient *self);

const char *sio_state_to_string (SioState state);
const char *sio_reason_to_string (SioReason reason);

G_END_DECLS
