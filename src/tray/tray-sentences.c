/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-words.h"

#include <glib/gi18n.h>

#define SENTENCES(state, advice) ((TraySentences){ (state), (advice) })

static TraySentences
signed_out (MeetingStatusReason reason)
{
  switch (reason)
    {
    case MEETING_REASON_TOKEN_REFUSED:
      return SENTENCES (_ ("Not signed in: Avaya Spaces refused the token"),
                        /* Translators: "Connect now" is the entry of the menu; use the words that
                           you use there. */
                        _ ("Put a fresh token in the token file, then choose “Connect now”."));
    case MEETING_REASON_TOKEN_UNREADABLE:
      return SENTENCES (
          _ ("Not signed in: the token file cannot be used"),
          /* Translators: it is the file; "Connect now" is the entry of the menu. */
          _ ("Make it readable by you alone (chmod 600), then choose “Connect now”."));
    case MEETING_REASON_NO_ACCOUNT:
    case MEETING_REASON_NONE:
    case MEETING_REASON_EVENTS_ONLY:
    case MEETING_REASON_STARTING:
    case MEETING_REASON_CONNECTING:
    case MEETING_REASON_UNREACHABLE:
    case MEETING_REASON_TLS:
    case MEETING_REASON_TIMED_OUT:
    case MEETING_REASON_REFUSED:
    case MEETING_REASON_SERVER_CLOSED:
    case MEETING_REASON_KICKED:
    case MEETING_REASON_PING_TIMEOUT:
    case MEETING_REASON_TOO_BIG:
    case MEETING_REASON_PROTOCOL:
    case MEETING_REASON_SUSPENDED:
    case MEETING_REASON_NETWORK_CHANGED:
    case MEETING_REASON_CHECKING:
    case MEETING_REASON_PARTLY_UNKNOWN:
    case MEETING_REASON_NO_SPACES:
      break;
    }
  return SENTENCES (_ ("Not signed in: no account is set up"),
                    _ ("Start spaces-tray with --token-file FILE, or with --demo to see it work."));
}

static TraySentences
offline (MeetingStatusReason reason)
{
  switch (reason)
    {
    case MEETING_REASON_STARTING:
      /* Translators: keep the … at the end, here and wherever it stands: no full stop follows it.
       */
      return SENTENCES (_ ("Connecting to Avaya Spaces…"), _ ("This takes a moment."));
    case MEETING_REASON_CONNECTING:
      return SENTENCES (_ ("Connecting to Avaya Spaces again…"), _ ("This takes a moment."));
    case MEETING_REASON_UNREACHABLE:
      return SENTENCES (_ ("Not connected: Avaya Spaces cannot be reached"),
                        _ ("Check your network connection."));
    case MEETING_REASON_TLS:
      return SENTENCES (
          _ ("Not connected: the server’s certificate is not valid"),
          _ ("Check the computer’s clock, and whether your network asks you to log in."));
    case MEETING_REASON_TIMED_OUT:
      return SENTENCES (_ ("Not connected: Avaya Spaces did not answer in time"),
                        _ ("It is tried again; if this lasts, check your network connection."));
    case MEETING_REASON_REFUSED:
      return SENTENCES (
          _ ("Not connected: the server refused the connection"),
          _ ("It is tried again; if this lasts, see whether Avaya Spaces opens in a browser."));
    case MEETING_REASON_SERVER_CLOSED:
      return SENTENCES (_ ("Not connected: the server ended the connection"),
                        _ ("Nothing to do: it is tried again."));
    case MEETING_REASON_KICKED:
      return SENTENCES (_ ("Not connected: the server sent us away"),
                        _ ("It is tried again; if this lasts, get a fresh token."));
    case MEETING_REASON_PING_TIMEOUT:
      return SENTENCES (_ ("Not connected: the connection fell silent"),
                        _ ("It is tried again; if this lasts, check your network connection."));
    case MEETING_REASON_TOO_BIG:
      return SENTENCES (
          _ ("Not connected: the server sent a message that is too big"),
          _ ("It is tried again; if this lasts, report it as a mistake of Spaces Tray."));
    case MEETING_REASON_PROTOCOL:
      return SENTENCES (_ ("Not connected: the server’s answer was not understood"),
                        _ ("It is tried again; if this lasts, check the server’s address."));
    case MEETING_REASON_SUSPENDED:
      return SENTENCES (_ ("Not connected: the computer slept"),
                        _ ("Nothing to do: it is tried again."));
    case MEETING_REASON_NETWORK_CHANGED:
      return SENTENCES (_ ("Not connected: the network changed"),
                        _ ("Nothing to do: it is tried again."));
    case MEETING_REASON_TOKEN_REFUSED:
      return SENTENCES (_ ("Not connected: Avaya Spaces refused the token"),
                        _ ("Put a fresh token in the token file, then choose “Connect now”."));
    case MEETING_REASON_TOKEN_UNREADABLE:
      return SENTENCES (
          _ ("Not connected: the token file cannot be used"),
          _ ("Make it readable by you alone (chmod 600), then choose “Connect now”."));
    case MEETING_REASON_NO_SPACES:
    case MEETING_REASON_NO_ACCOUNT:
    case MEETING_REASON_NONE:
    case MEETING_REASON_EVENTS_ONLY:
    case MEETING_REASON_CHECKING:
    case MEETING_REASON_PARTLY_UNKNOWN:
      break;
    }
  return SENTENCES (_ ("Not connected to Avaya Spaces"), _ ("Nothing to do: it is tried again."));
}

static TraySentences
online (MeetingStatusKind kind, MeetingStatusReason reason)
{
  switch (reason)
    {
    case MEETING_REASON_EVENTS_ONLY:
      /* Translators: we hear what happens, but cannot ask what has happened before. */
      return SENTENCES (_ ("Connected, for news only"),
                        _ ("A meeting that was already on is shown once something happens in it."));
    case MEETING_REASON_PARTLY_UNKNOWN:
      return SENTENCES (
          _ ("Connected, but some spaces could not be asked"),
          /* Translators: "Connect now" is the entry of the menu. */
          _ ("Their meetings show once something happens; “Connect now” asks again."));
    case MEETING_REASON_NO_SPACES:
      return SENTENCES (_ ("Connected, but no space is watched"),
                        _ ("Join a space in Avaya Spaces, or start spaces-tray with --space ID."));
    case MEETING_REASON_CHECKING:
      return SENTENCES (_ ("Connected, asking about the spaces…"), _ ("This takes a moment."));
    case MEETING_REASON_NONE:
    case MEETING_REASON_NO_ACCOUNT:
    case MEETING_REASON_TOKEN_REFUSED:
    case MEETING_REASON_TOKEN_UNREADABLE:
    case MEETING_REASON_STARTING:
    case MEETING_REASON_CONNECTING:
    case MEETING_REASON_UNREACHABLE:
    case MEETING_REASON_TLS:
    case MEETING_REASON_TIMED_OUT:
    case MEETING_REASON_REFUSED:
    case MEETING_REASON_SERVER_CLOSED:
    case MEETING_REASON_KICKED:
    case MEETING_REASON_PING_TIMEOUT:
    case MEETING_REASON_TOO_BIG:
    case MEETING_REASON_PROTOCOL:
    case MEETING_REASON_SUSPENDED:
    case MEETING_REASON_NETWORK_CHANGED:
      break;
    }
  if (kind == MEETING_STATUS_STALE)
    return SENTENCES (_ ("Connected, asking about the spaces…"), _ ("This takes a moment."));
  return SENTENCES (_ ("Connected"), NULL);
}

TraySentences
tray_words_connection (MeetingStatusKind kind, MeetingStatusReason reason)
{
  switch (kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
      return signed_out (reason);
    case MEETING_STATUS_OFFLINE:
      return offline (reason);
    case MEETING_STATUS_JOINED:
    case MEETING_STATUS_RECORDING:
    case MEETING_STATUS_LIVE:
    case MEETING_STATUS_STALE:
    case MEETING_STATUS_IDLE:
      break;
    }
  return online (kind, reason);
}

gboolean
tray_words_may_reconnect (const MeetingStatus *status, MeetingTime next_attempt)
{
  switch (status->kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
      return status->reason == MEETING_REASON_TOKEN_REFUSED
             || status->reason == MEETING_REASON_TOKEN_UNREADABLE;
    case MEETING_STATUS_OFFLINE:
      return next_attempt != MEETING_TIME_UNKNOWN || status->reason == MEETING_REASON_TOKEN_REFUSED
             || status->reason == MEETING_REASON_TOKEN_UNREADABLE;
    case MEETING_STATUS_JOINED:
    case MEETING_STATUS_RECORDING:
    case MEETING_STATUS_LIVE:
    case MEETING_STATUS_STALE:
    case MEETING_STATUS_IDLE:
      return status->reason == MEETING_REASON_PARTLY_UNKNOWN;
    }
  g_assert_not_reached ();
}
