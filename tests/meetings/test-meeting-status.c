/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */

/* The one word for the tray: a table of what is known against what it comes to. */

#include <string.h>

#include "meeting-status.h"

/* What a watched space (one a letter, in this order) looks like:
 * "." unknown   "k" known, nothing on   "l" live   "r" live and recorded   "m" live, ann and me in
 * it "u" live, not confirmed   "v" unconfirmed, recorded, me in it   "w" live in a space nobody
 * watches "x" unconfirmed in a space nobody watches   "y" unconfirmed, but the space marked as
 * known */
typedef struct
{
  const char *name;
  const char *spaces;
  MeetingLinkState link;
  MeetingStatusReason link_reason;
  gboolean listed;
  MeetingStatusKind kind;
  MeetingStatusReason reason;
  guint live;
  guint people;
  guint recording;
  guint watched;
  guint known;
} StatusCase;

#define ONLINE MEETING_LINK_ONLINE
#define OFFLINE MEETING_LINK_OFFLINE
#define OUT MEETING_LINK_SIGNED_OUT
#define NONE MEETING_REASON_NONE
#define ONLY MEETING_REASON_EVENTS_ONLY
#define PARTLY MEETING_REASON_PARTLY_UNKNOWN
#define CHECKING MEETING_REASON_CHECKING
#define NO_SPACES MEETING_REASON_NO_SPACES

#define REFUSED MEETING_REASON_TOKEN_REFUSED
#define TLS MEETING_REASON_TLS
#define S(kind) MEETING_STATUS_##kind

/* clang-format off */
static const StatusCase cases[] = {
  /* name, spaces, link, its reason, listed -> kind, reason, live, people, recording, watched, known */
  { "idle", "kk", ONLINE, NONE, TRUE, S (IDLE), NONE, 0, 0, 0, 2, 2 },
  { "idle-without-spaces", "", ONLINE, NONE, TRUE, S (IDLE), NO_SPACES, 0, 0, 0, 0, 0 },
  { "idle-events-only", "k", ONLINE, ONLY, TRUE, S (IDLE), ONLY, 0, 0, 0, 1, 1 },
  { "idle-link-partly-but-all-known", "k", ONLINE, PARTLY, TRUE, S (IDLE), NONE, 0, 0, 0, 1, 1 },
  { "idle-unconfirmed-in-unwatched", "kx", ONLINE, NONE, TRUE, S (IDLE), NONE, 0, 0, 0, 1, 1 },
  { "stale-nothing-known", "..", ONLINE, NONE, TRUE, S (STALE), CHECKING, 0, 0, 0, 2, 0 },
  { "stale-one-unknown", "k.k", ONLINE, NONE, TRUE, S (STALE), CHECKING, 0, 0, 0, 3, 2 },
  { "stale-not-listed", "kk", ONLINE, NONE, FALSE, S (STALE), CHECKING, 0, 0, 0, 2, 2 },
  { "stale-not-listed-without-spaces", "", ONLINE, NONE, FALSE, S (STALE), CHECKING, 0, 0, 0, 0, 0 },
  { "stale-partly", "k.", ONLINE, PARTLY, TRUE, S (STALE), PARTLY, 0, 0, 0, 2, 1 },
  { "stale-events-only-subscribing", "k.", ONLINE, ONLY, TRUE, S (STALE), CHECKING, 0, 0, 0, 2, 1 },
  { "stale-unconfirmed", "u", ONLINE, NONE, TRUE, S (STALE), CHECKING, 1, 1, 0, 1, 0 },
  { "stale-unconfirmed-recorded-mine", "v", ONLINE, NONE, TRUE, S (STALE), CHECKING, 1, 2, 1, 1, 0 },
  { "stale-unconfirmed-nobody-to-ask", "y", ONLINE, ONLY, TRUE, S (STALE), ONLY, 1, 1, 0, 1, 1 },
  { "stale-unconfirmed-though-known", "y", ONLINE, NONE, TRUE, S (STALE), CHECKING, 1, 1, 0, 1, 1 },
  { "live", "kl", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 2, 2 },
  { "live-outranks-stale", "l.", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 2, 1 },
  { "live-outranks-not-listed", "l", ONLINE, NONE, FALSE, S (LIVE), NONE, 1, 1, 0, 1, 1 },
  { "live-counts-confirmed-only", "lu", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 2, 1 },
  { "live-not-joined-by-unconfirmed", "lv", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 2, 1 },
  { "live-in-unwatched", "kw", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 1, 1 },
  { "live-in-unwatched-alone", "w", ONLINE, NONE, TRUE, S (LIVE), NONE, 1, 1, 0, 0, 0 },
  { "live-same-person-counts-once", "lll", ONLINE, NONE, TRUE, S (LIVE), NONE, 3, 1, 0, 3, 3 },
  { "live-events-only", "l", ONLINE, ONLY, TRUE, S (LIVE), ONLY, 1, 1, 0, 1, 1 },
  { "live-partly", "l.", ONLINE, PARTLY, TRUE, S (LIVE), PARTLY, 1, 1, 0, 2, 1 },
  { "recording", "r", ONLINE, NONE, TRUE, S (RECORDING), NONE, 1, 1, 1, 1, 1 },
  { "recording-outranks-live", "lr", ONLINE, NONE, TRUE, S (RECORDING), NONE, 2, 1, 1, 2, 2 },
  { "recording-outranks-stale", "r.", ONLINE, NONE, TRUE, S (RECORDING), NONE, 1, 1, 1, 2, 1 },
  { "recording-twice", "rr", ONLINE, NONE, TRUE, S (RECORDING), NONE, 2, 1, 2, 2, 2 },
  { "joined", "m", ONLINE, NONE, TRUE, S (JOINED), NONE, 1, 2, 0, 1, 1 },
  { "joined-outranks-recording", "rm", ONLINE, NONE, TRUE, S (JOINED), NONE, 2, 2, 1, 2, 2 },
  { "joined-outranks-stale", "m.", ONLINE, NONE, TRUE, S (JOINED), NONE, 1, 2, 0, 2, 1 },
  { "offline", "kk", OFFLINE, TLS, TRUE, S (OFFLINE), TLS, 0, 0, 0, 2, 2 },
  { "offline-outranks-joined", "m", OFFLINE, TLS, TRUE, S (OFFLINE), TLS, 1, 2, 0, 1, 1 },
  { "offline-keeps-unconfirmed", "vu", OFFLINE, TLS, TRUE, S (OFFLINE), TLS, 2, 2, 1, 2, 0 },
  { "signed-out", "", OUT, REFUSED, FALSE, S (SIGNED_OUT), REFUSED, 0, 0, 0, 0, 0 },
  { "signed-out-outranks-all", "mr", OUT, REFUSED, TRUE, S (SIGNED_OUT), REFUSED, 2, 2, 1, 2, 2 },
};
/* clang-format on */

static void
apply (MeetingList *list, MeetingEventKind kind, const char *space_id, const char *const *people)
{
  g_autoptr (MeetingEvent) event = meeting_event_new (kind, space_id, 1000);
  g_autoptr (MeetingChange) change = NULL;

  if (people != NULL)
    event->attendees = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  for (guint i = 0; people != NULL && people[i] != NULL; i++)
    g_ptr_array_add (
        event->attendees,
        meeting_attendee_new (people[i], NULL, MEETING_ATTENDEE_USER, MEETING_TIME_UNKNOWN, NULL));
  change = meeting_list_apply (list, event);
}

/* The live meetings of those letters for which @confirmed. */
static void
set_up_space (MeetingList *list, char letter, const char *space_id, gboolean confirmed)
{
  const char *const ann[] = { "ann", NULL };
  const char *const both[] = { "ann", "me", NULL };
  gboolean with_me = letter == 'm' || letter == 'v';

  if ((strchr ("uvxy", letter) != NULL) == confirmed)
    return;
  if (strchr (".k", letter) == NULL)
    apply (list, MEETING_EVENT_STARTED, space_id, with_me ? both : ann);
  if (letter == 'r' || letter == 'v')
    apply (list, MEETING_EVENT_RECORDING_STARTED, space_id, NULL);
  if (letter == 'k')
    apply (list, MEETING_EVENT_NONE, space_id, NULL);
}

static void
run_case (gconstpointer data)
{
  const StatusCase *self = data;
  g_autoptr (MeetingList) list = meeting_list_new ();
  MeetingLink link = { self->link, self->link_reason, self->listed, "me" };
  MeetingStatus wanted = { self->kind,      self->reason,  self->live, self->people,
                           self->recording, self->watched, self->known };
  MeetingStatus status;

  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; self->spaces[i] != '\0'; i++)
        {
          g_autofree char *space_id = g_strdup_printf ("space-%u", i);

          if (round == 0 && strchr ("wx", self->spaces[i]) == NULL)
            meeting_list_watch_space (list, space_id, NULL);
          set_up_space (list, self->spaces[i], space_id, round == 1);
          if (round == 1 && self->spaces[i] == 'y')
            meeting_list_mark_known (list, space_id);
        }
      if (round == 0)
        meeting_list_forget (list);
    }

  status = meeting_status_derive (list, &link);
  g_assert_cmpstr (
      meeting_status_kind_to_string (status.kind), ==, meeting_status_kind_to_string (self->kind));
  g_assert_cmpstr (meeting_status_reason_to_string (status.reason),
                   ==,
                   meeting_status_reason_to_string (self->reason));
  g_assert_cmpuint (status.live, ==, self->live);
  g_assert_cmpuint (status.people, ==, self->people);
  g_assert_cmpuint (status.recording, ==, self->recording);
  g_assert_cmpuint (status.watched, ==, self->watched);
  g_assert_cmpuint (status.known, ==, self->known);
  g_assert_true (meeting_status_equal (&status, &wanted));
}

static void
test_without_own_id (void)
{
  g_autoptr (MeetingList) list = meeting_list_new ();
  MeetingLink link = { ONLINE, NONE, TRUE, NULL };

  meeting_list_watch_space (list, "harbour", NULL);
  set_up_space (list, 'm', "harbour", TRUE);
  g_assert_cmpint (meeting_status_derive (list, &link).kind, ==, MEETING_STATUS_LIVE);
}

static void
test_equal (void)
{
  const MeetingStatus base = { MEETING_STATUS_LIVE, NONE, 1, 2, 3, 4, 5 };
  MeetingStatus others[7];

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = base;
  others[0].kind = MEETING_STATUS_JOINED;
  others[1].reason = ONLY;
  others[2].live++;
  others[3].people++;
  others[4].recording++;
  others[5].watched++;
  others[6].known++;
  g_assert_true (meeting_status_equal (&base, &base));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (meeting_status_equal (&base, &others[i]));
}

/* Keywords are an interface: scripts read them. */
static void
test_keywords (void)
{
  static const char *const kinds[]
      = { "signed-out", "offline", "joined", "recording", "live", "stale", "idle" };
  static const char *const reasons[] = {
    "none",      "events-only",   "no-account",      "token-refused", "token-unreadable",
    "starting",  "connecting",    "unreachable",     "tls",           "timed-out",
    "refused",   "server-closed", "kicked",          "ping-timeout",  "too-big",
    "protocol",  "suspended",     "network-changed", "checking",      "partly-unknown",
    "no-spaces",
  };

  g_assert_cmpuint (G_N_ELEMENTS (kinds), ==, MEETING_STATUS_IDLE + 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpstr (meeting_status_kind_to_string ((MeetingStatusKind)i), ==, kinds[i]);
  g_assert_cmpuint (G_N_ELEMENTS (reasons), ==, MEETING_REASON_NO_SPACES + 1);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_assert_cmpstr (meeting_status_reason_to_string ((MeetingStatusReason)i), ==, reasons[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/meeting-status/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], run_case);
    }
  g_test_add_func ("/meeting-status/without-own-id", test_without_own_id);
  g_test_add_func ("/meeting-status/equal", test_equal);
  g_test_add_func ("/meeting-status/keywords", test_keywords);
  return g_test_run ();
}
