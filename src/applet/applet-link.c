/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "applet-link.h"

static MeetingStatusReason
offline_reason (SioState state, SioReason reason)
{
  switch (reason)
    {
    case SIO_REASON_NONE:
    case SIO_REASON_LEFT:
      return MEETING_REASON_STARTING;
    case SIO_REASON_WRONG_GENERATION:
      return MEETING_REASON_CONNECTING;
    case SIO_REASON_CREDENTIALS:
      return MEETING_REASON_TOKEN_UNREADABLE;
    case SIO_REASON_UNREACHABLE:
      return MEETING_REASON_UNREACHABLE;
    case SIO_REASON_TLS:
      return MEETING_REASON_TLS;
    case SIO_REASON_CONNECT_TIMEOUT:
    case SIO_REASON_JOIN_TIMEOUT:
      return MEETING_REASON_TIMED_OUT;
    case SIO_REASON_HTTP_UNAUTHORIZED:
    case SIO_REASON_NAMESPACE_REFUSED:
      return MEETING_REASON_TOKEN_REFUSED;
    case SIO_REASON_HTTP_REFUSED:
      return MEETING_REASON_REFUSED;
    case SIO_REASON_SERVER_CLOSED:
      return MEETING_REASON_SERVER_CLOSED;
    case SIO_REASON_KICKED:
      return MEETING_REASON_KICKED;
    case SIO_REASON_PING_TIMEOUT:
      return MEETING_REASON_PING_TIMEOUT;
    case SIO_REASON_TOO_BIG:
      return MEETING_REASON_TOO_BIG;
    case SIO_REASON_PROTOCOL:
      return MEETING_REASON_PROTOCOL;
    case SIO_REASON_SUSPENDED:
      return MEETING_REASON_SUSPENDED;
    case SIO_REASON_NETWORK_CHANGED:
      return MEETING_REASON_NETWORK_CHANGED;
    }
  g_assert_not_reached ();
}

MeetingLink
applet_link_derive (const AppletLinkFacts *facts)
{
  MeetingLink link = { .own_id = facts->own_id, .spaces_listed = facts->spaces_listed };

  if (!facts->account)
    {
      link.state = MEETING_LINK_SIGNED_OUT;
      link.reason = MEETING_REASON_NO_ACCOUNT;
    }
  else if (facts->state == SIO_STATE_JOINED)
    {
      link.state = MEETING_LINK_ONLINE;
      if (facts->partly_unknown)
        link.reason = MEETING_REASON_PARTLY_UNKNOWN;
      else
        link.reason = facts->events_only ? MEETING_REASON_EVENTS_ONLY : MEETING_REASON_NONE;
    }
  else
    {
      link.reason = offline_reason (facts->state, facts->reason);
      link.state = link.reason == MEETING_REASON_TOKEN_REFUSED
                           || link.reason == MEETING_REASON_TOKEN_UNREADABLE
                       ? MEETING_LINK_SIGNED_OUT
                       : MEETING_LINK_OFFLINE;
    }
  return link;
}
