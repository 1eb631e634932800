/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-list.h"

G_BEGIN_DECLS

/**
 * MeetingStatusKind: the one word for the tray, in order of precedence.
 */
typedef enum
{
  MEETING_STATUS_SIGNED_OUT, /* no account, or its token is refused for good */
  MEETING_STATUS_OFFLINE,    /* no joined socket */
  MEETING_STATUS_JOINED,     /* you are in a live meeting */
  MEETING_STATUS_RECORDING,  /* a live meeting is being recorded */
  MEETING_STATUS_LIVE,       /* a meeting is on */
  MEETING_STATUS_STALE,      /* not every watched space is known */
  MEETING_STATUS_IDLE,       /* every watched space is known, no meeting is on */
} MeetingStatusKind;

/**
 * MeetingStatusReason: why. Keywords by meeting_status_reason_to_string().
 */
typedef enum
{
  MEETING_REASON_NONE,            /* "none" */
  MEETING_REASON_EVENTS_ONLY,     /* "events-only": known by subscription, the service could not be asked */
  MEETING_REASON_NO_ACCOUNT,      /* "no-account" */
  MEETING_REASON_TOKEN_REFUSED,   /* "token-refused" */
  MEETING_REASON_TOKEN_UNREADABLE,/* "token-unreadable": the token file cannot be read or is open to others */
  MEETING_REASON_STARTING,        /* "starting": no attempt has ended yet */
  MEETING_REASON_CONNECTING,      /* "connecting": an attempt is under way after a loss */
  MEETING_REASON_UNREACHABLE,     /* "unreachable": name or address not found, refused, no route */
  MEETING_REASON_TLS,             /* "tls": the server's certificate is not valid */
  MEETING_REASON_TIMED_OUT,       /* "timed-out": no answer in time */
  MEETING_REASON_REFUSED,         /* "refused": the server answered, but not with a connection (HTTP status, namespace) */
  MEETING_REASON_SERVER_CLOSED,   /* "server-closed": the connection ended */
  MEETING_REASON_KICKED,          /* "kicked": the server ended the namespace */
  MEETING_REASON_PING_TIMEOUT,    /* "ping-timeout": the connection fell silent */
  MEETING_REASON_TOO_BIG,         /* "too-big": a message above the limit ended the connection (1009) */
  MEETING_REASON_PROTOCOL,        /* "protocol": the server spoke nonsense */
  MEETING_REASON_SUSPENDED,       /* "suspended": the computer slept */
  MEETING_REASON_NETWORK_CHANGED, /* "network-changed" */
  MEETING_REASON_CHECKING,        /* "checking": stale, spaces are being asked */
  MEETING_REASON_PARTLY_UNKNOWN,  /* "partly-unknown": stale, some spaces cannot be asked */
  MEETING_REASON_NO_SPACES,       /* "no-spaces": nothing is watched */
} MeetingStatusReason;

typedef enum
{
  MEETING_LINK_SIGNED_OUT,
  MEETING_LINK_OFFLINE,
  MEETING_LINK_ONLINE, /* joined, heartbeat in time */
} MeetingLinkState;

/**
 * MeetingLink: what the connection contributes to the status.
 */
typedef struct
{
  MeetingLinkState state;
  MeetingStatusReason reason; /* for signed-out and offline: why; online: NONE, EVENTS_ONLY, PARTLY_UNKNOWN */
  gboolean spaces_listed;     /* the list of watched spaces is complete; else never idle */
  const char *own_id;         /* our own attendee id, for joined; or NULL */
} MeetingLink;

typedef struct
{
  MeetingStatusKind kind;
  MeetingStatusReason reason;
  guint live;      /* live meetings (confirmed, or not, when kind is stale or offline) */
  guint people;    /* different people in them */
  guint recording; /* meetings being recorded */
  guint watched;   /* spaces watched */
  guint known;     /* of these, known */
} MeetingStatus;

/* Derives the status from list and connection; pure. Fresh evidence of a live meeting outranks
 * stale; only idle needs every watched space known. Reasons: signed-out, offline and a live meeting have
 * the link's; stale "partly-unknown" when the link says so, "events-only" when only a meeting of before
 * is unconfirmed and nobody can be asked, else "checking"; idle "no-spaces", "events-only" or none.
 * The own_id of the link counts in confirmed meetings only. */
MeetingStatus meeting_status_derive (MeetingList *list, const MeetingLink *link);
gboolean meeting_status_equal (const MeetingStatus *a, const MeetingStatus *b);
/* Keywords: "signed-out", "offline", "joined", "recording", "live", "stale", "idle". */
const char *meeting_status_kind_to_string (MeetingStatusKind kind);
const char *meeting_status_reason_to_string (MeetingStatusReason reason);

G_END_DECLS
