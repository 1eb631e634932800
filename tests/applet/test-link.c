/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-link.h"

typedef struct
{
  const char *name;
  AppletLinkFacts facts;
  MeetingLinkState state;
  MeetingStatusReason reason;
} LinkCase;

#define OFFLINE(name_, reason_, expected_)                                                         \
  {                                                                                                \
    name_, { .account = TRUE, .state = SIO_STATE_WAITING, .reason = reason_ },                     \
        MEETING_LINK_OFFLINE, expected_                                                            \
  }
#define SIGNED_OUT(name_, reason_, expected_)                                                      \
  {                                                                                                \
    name_, { .account = TRUE, .state = SIO_STATE_WAITING, .reason = reason_ },                     \
        MEETING_LINK_SIGNED_OUT, expected_                                                         \
  }

static const LinkCase cases[] = {
  { "no-account", { .account = FALSE }, MEETING_LINK_SIGNED_OUT, MEETING_REASON_NO_ACCOUNT },
  OFFLINE ("starting", SIO_REASON_NONE, MEETING_REASON_STARTING),
  OFFLINE ("left", SIO_REASON_LEFT, MEETING_REASON_STARTING),
  OFFLINE ("unreachable", SIO_REASON_UNREACHABLE, MEETING_REASON_UNREACHABLE),
  OFFLINE ("tls", SIO_REASON_TLS, MEETING_REASON_TLS),
  OFFLINE ("connect-timeout", SIO_REASON_CONNECT_TIMEOUT, MEETING_REASON_TIMED_OUT),
  OFFLINE ("join-timeout", SIO_REASON_JOIN_TIMEOUT, MEETING_REASON_TIMED_OUT),
  OFFLINE ("http-refused", SIO_REASON_HTTP_REFUSED, MEETING_REASON_REFUSED),
  OFFLINE ("wrong-generation", SIO_REASON_WRONG_GENERATION, MEETING_REASON_CONNECTING),
  OFFLINE ("server-closed", SIO_REASON_SERVER_CLOSED, MEETING_REASON_SERVER_CLOSED),
  OFFLINE ("kicked", SIO_REASON_KICKED, MEETING_REASON_KICKED),
  OFFLINE ("ping-timeout", SIO_REASON_PING_TIMEOUT, MEETING_REASON_PING_TIMEOUT),
  OFFLINE ("too-big", SIO_REASON_TOO_BIG, MEETING_REASON_TOO_BIG),
  OFFLINE ("protocol", SIO_REASON_PROTOCOL, MEETING_REASON_PROTOCOL),
  OFFLINE ("suspended", SIO_REASON_SUSPENDED, MEETING_REASON_SUSPENDED),
  OFFLINE ("network-changed", SIO_REASON_NETWORK_CHANGED, MEETING_REASON_NETWORK_CHANGED),
  SIGNED_OUT ("credentials", SIO_REASON_CREDENTIALS, MEETING_REASON_TOKEN_UNREADABLE),
  SIGNED_OUT ("unauthorized", SIO_REASON_HTTP_UNAUTHORIZED, MEETING_REASON_TOKEN_REFUSED),
  SIGNED_OUT ("refused", SIO_REASON_NAMESPACE_REFUSED, MEETING_REASON_TOKEN_REFUSED),
  { "online",
    { .account = TRUE, .state = SIO_STATE_JOINED },
    MEETING_LINK_ONLINE,
    MEETING_REASON_NONE },
  { "online-events-only",
    { .account = TRUE, .state = SIO_STATE_JOINED, .events_only = TRUE },
    MEETING_LINK_ONLINE,
    MEETING_REASON_EVENTS_ONLY },
  { "online-some-unknown",
    { .account = TRUE, .state = SIO_STATE_JOINED, .events_only = TRUE, .partly_unknown = TRUE },
    MEETING_LINK_ONLINE,
    MEETING_REASON_PARTLY_UNKNOWN },
  { "online-whatever-was-before",
    { .account = TRUE, .state = SIO_STATE_JOINED, .reason = SIO_REASON_KICKED },
    MEETING_LINK_ONLINE,
    MEETING_REASON_NONE },
};

static void
test_case (gconstpointer data)
{
  const LinkCase *test = data;
  MeetingLink link = applet_link_derive (&test->facts);

  g_assert_cmpint (link.state, ==, test->state);
  g_assert_cmpstr (meeting_status_reason_to_string (link.reason),
                   ==,
                   meeting_status_reason_to_string (test->reason));
}

static void
test_carries_over (void)
{
  const AppletLinkFacts facts
      = { .account = TRUE, .state = SIO_STATE_JOINED, .spaces_listed = TRUE, .own_id = "me" };
  MeetingLink link = applet_link_derive (&facts);

  g_assert_true (link.spaces_listed);
  g_assert_cmpstr (link.own_id, ==, "me");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/link/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/applet/link/carries-over", test_carries_over);
  return g_test_run ();
}
