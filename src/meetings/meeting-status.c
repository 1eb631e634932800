/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-status.h"

static const char *const kind_keywords[] = {
  [MEETING_STATUS_SIGNED_OUT] = "signed-out",
  [MEETING_STATUS_OFFLINE] = "offline",
  [MEETING_STATUS_JOINED] = "joined",
  [MEETING_STATUS_RECORDING] = "recording",
  [MEETING_STATUS_LIVE] = "live",
  [MEETING_STATUS_STALE] = "stale",
  [MEETING_STATUS_IDLE] = "idle",
};

static const char *const reason_keywords[] = {
  [MEETING_REASON_NONE] = "none",
  [MEETING_REASON_EVENTS_ONLY] = "events-only",
  [MEETING_REASON_NO_ACCOUNT] = "no-account",
  [MEETING_REASON_TOKEN_REFUSED] = "token-refused",
  [MEETING_REASON_TOKEN_UNREADABLE] = "token-unreadable",
  [MEETING_REASON_STARTING] = "starting",
  [MEETING_REASON_CONNECTING] = "connecting",
  [MEETING_REASON_UNREACHABLE] = "unreachable",
  [MEETING_REASON_TLS] = "tls",
  [MEETING_REASON_TIMED_OUT] = "timed-out",
  [MEETING_REASON_REFUSED] = "refused",
  [MEETING_REASON_SERVER_CLOSED] = "server-closed",
  [MEETING_REASON_KICKED] = "kicked",
  [MEETING_REASON_PING_TIMEOUT] = "ping-timeout",
  [MEETING_REASON_TOO_BIG] = "too-big",
  [MEETING_REASON_PROTOCOL] = "protocol",
  [MEETING_REASON_SUSPENDED] = "suspended",
  [MEETING_REASON_NETWORK_CHANGED] = "network-changed",
  [MEETING_REASON_CHECKING] = "checking",
  [MEETING_REASON_PARTLY_UNKNOWN] = "partly-unknown",
  [MEETING_REASON_NO_SPACES] = "no-spaces",
};

typedef struct
{
  guint live;
  guint recording;
  guint people;
  gboolean joined;      /* own_id is in one of them */
  gboolean unconfirmed; /* a meeting of a watched space is not fresh */
} Summary;

/* Counts the live meetings; of @fresh_only, those confirmed. */
static Summary
summarize (MeetingList *list, GPtrArray *live, const char *own_id, gboolean fresh_only)
{
  g_autoptr (GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);
  Summary summary = { 0 };

  for (guint i = 0; i < live->len; i++)
    {
      const Meeting *meeting = g_ptr_array_index (live, i);
      const MeetingSpace *space = meeting_list_get_space (list, meeting->space_id);

      summary.unconfirmed |= space->watched && !space->fresh;
      if (fresh_only && !space->fresh)
        continue;
      summary.live++;
      if (meeting->recording != NULL)
        summary.recording++;
      for (guint j = 0; j < meeting->attendees->len; j++)
        {
          const MeetingAttendee *attendee = g_ptr_array_index (meeting->attendees, j);

          g_hash_table_add (people, attendee->id);
        }
      summary.joined |= own_id != NULL && meeting_has_attendee (meeting, own_id);
    }
  summary.people = g_hash_table_size (people);
  return summary;
}

static void
count_spaces (MeetingList *list, MeetingStatus *status)
{
  g_autoptr (GPtrArray) spaces = meeting_list_get_spaces (list);

  for (guint i = 0; i < spaces->len; i++)
    {
      const MeetingSpace *space = g_ptr_array_index (spaces, i);

      if (!space->watched)
        continue;
      status->watched++;
      if (space->known)
        status->known++;
    }
}

static void
set_counts (MeetingStatus *status, const Summary *summary)
{
  status->live = summary->live;
  status->people = summary->people;
  status->recording = summary->recording;
}

/* Online, and no meeting confirmed. */
static void
derive_quiet (MeetingStatus *status, const MeetingLink *link, const Summary *all)
{
  gboolean all_known = link->spaces_listed && status->known == status->watched;

  if (all_known && !all->unconfirmed)
    {
      status->kind = MEETING_STATUS_IDLE;
      if (status->watched == 0)
        status->reason = MEETING_REASON_NO_SPACES;
      else if (link->reason == MEETING_REASON_EVENTS_ONLY)
        status->reason = MEETING_REASON_EVENTS_ONLY;
      return;
    }

  status->kind = MEETING_STATUS_STALE;
  set_counts (status, all);
  if (link->reason == MEETING_REASON_PARTLY_UNKNOWN)
    status->reason = MEETING_REASON_PARTLY_UNKNOWN;
  else if (all_known && link->reason == MEETING_REASON_EVENTS_ONLY)
    status->reason = MEETING_REASON_EVENTS_ONLY; /* there is nobody to ask about that meeting */
  else
    status->reason = MEETING_REASON_CHECKING;
}

MeetingStatus
meeting_status_derive (MeetingList *list, const MeetingLink *link)
{
  g_autoptr (GPtrArray) live = meeting_list_get_live (list);
  Summary all = summarize (list, live, link->own_id, FALSE);
  Summary fresh = summarize (list, live, link->own_id, TRUE);
  MeetingStatus status = { .kind = MEETING_STATUS_IDLE, .reason = MEETING_REASON_NONE };

  count_spaces (list, &status);
  if (link->state != MEETING_LINK_ONLINE)
    {
      status.kind = link->state == MEETING_LINK_SIGNED_OUT ? MEETING_STATUS_SIGNED_OUT
                                                           : MEETING_STATUS_OFFLINE;
      status.reason = link->reason;
      set_counts (&status, &all);
      return status;
    }
  if (fresh.live == 0)
    {
      derive_quiet (&status, link, &all);
      return status;
    }

  if (fresh.joined)
    status.kind = MEETING_STATUS_JOINED;
  else if (fresh.recording > 0)
    status.kind = MEETING_STATUS_RECORDING;
  else
    status.kind = MEETING_STATUS_LIVE;
  status.reason = link->reason;
  set_counts (&status, &fresh);
  return status;
}

gboolean
meeting_status_equal (const MeetingStatus *a, const MeetingStatus *b)
{
  return a->kind == b->kind && a->reason == b->reason && a->live == b->live
         && a->people == b->people && a->recording == b->recording && a->watched == b->watched
         && a->known == b->known;
}

const char *
meeting_status_kind_to_string (MeetingStatusKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_keywords), "unknown");

  return kind_keywords[kind];
}

const char *
meeting_status_reason_to_string (MeetingStatusReason reason)
{
  g_return_val_if_fail ((guint)reason < G_N_ELEMENTS (reason_keywords), "unknown");

  return reason_keywords[reason];
}
