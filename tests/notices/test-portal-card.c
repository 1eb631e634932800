/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "notice-portal-card.h"
#include "portal-rules.h"

#define MOST_ACTIONS 2
#define S(text) ((char *)text)

/* A card, and what is asked of the portal for it, as g_variant_print() writes it. */
typedef struct
{
  const char *name;
  guint version;
  const char *profile;
  gboolean quiet;
  NoticeCard card;
  const NoticeAction *actions[MOST_ACTIONS];
  const char *expected;
} CardCase;

static const NoticeAction join = { S ("default"), S ("Join"), S ("join"), S ("s1") };
static const NoticeAction view
    = { S ("default"), S ("View recording"), S ("view-recording"), S ("r 1") };
static const NoticeAction copy
    = { S ("copy-link"), S ("Copy link"), S ("copy-recording-link"), S ("r 1") };
static const NoticeAction meetings = { S ("default"), S ("Meetings"), S ("meetings"), NULL };
static const NoticeAction foreign = { S ("default"), S ("Join"), NULL, NULL };

static const CardCase cases[] = {
  { .name = "meeting-1",
    .version = 1,
    .profile = "",
    .card = { .title = S ("Weekly"),
              .body = S ("Started"),
              .icon_name = S ("x-live"),
              .category = S ("im.received"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &join },
    .expected = "{'title': <'Weekly'>, 'body': <'Started'>, 'icon': <('themed', <['x-live']>)>, "
                "'priority': <'normal'>, "
                "'default-action': <'app.join'>, 'default-action-target': <'s1'>, "
                "'buttons': <[{'label': <'Join'>, 'action': <'app.join'>, 'target': <'s1'>}]>}" },
  { .name = "meeting-2",
    .version = 2,
    .profile = "",
    .card = { .title = S ("Weekly"),
              .body = S ("Started"),
              .icon_name = S ("x-live"),
              .category = S ("im.received"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &join },
    .expected = "{'title': <'Weekly'>, 'body': <'Started'>, 'icon': <('themed', <['x-live']>)>, "
                "'priority': <'normal'>, "
                "'default-action': <'app.join'>, 'default-action-target': <'s1'>, "
                "'buttons': <[{'label': <'Join'>, 'action': <'app.join'>, 'target': <'s1'>}]>, "
                "'category': <'im.received'>}" },
  { .name = "later-version",
    .version = 7,
    .profile = "",
    .card = { .title = S ("T"),
              .body = S ("<b>"),
              .category = S ("im.received"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .expected
    = "{'title': <'T'>, 'body': <'<b>'>, 'priority': <'normal'>, 'category': <'im.received'>}" },
  { .name = "quiet-1",
    .version = 1,
    .profile = "",
    .quiet = TRUE,
    .card
    = { .title = S ("T"), .update = TRUE, .transient = TRUE, .urgency = NOTICE_URGENCY_NORMAL },
    .expected = "{'title': <'T'>, 'priority': <'normal'>}" },
  { .name = "quiet-2",
    .version = 2,
    .profile = "",
    .quiet = TRUE,
    .card
    = { .title = S ("T"), .update = TRUE, .transient = TRUE, .urgency = NOTICE_URGENCY_NORMAL },
    .expected = "{'title': <'T'>, 'priority': <'normal'>, 'display-hint': <['tray']>}" },
  /* "transient" would take what is listed already from the list. */
  { .name = "update-2",
    .version = 2,
    .profile = "",
    .card
    = { .title = S ("T"), .update = TRUE, .transient = TRUE, .urgency = NOTICE_URGENCY_NORMAL },
    .expected = "{'title': <'T'>, 'priority': <'normal'>}" },
  { .name = "recording-1",
    .version = 1,
    .profile = "",
    .card = { .title = S ("Weekly"),
              .icon_name = S ("x"),
              .category = S ("transfer.complete"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &view, &copy },
    .expected
    = "{'title': <'Weekly'>, 'icon': <('themed', <['x']>)>, 'priority': <'normal'>, "
      "'default-action': <'app.view-recording'>, 'default-action-target': <'r 1'>, "
      "'buttons': <[{'label': <'View recording'>, 'action': <'app.view-recording'>, "
      "'target': <'r 1'>}, {'label': <'Copy link'>, 'action': <'app.copy-recording-link'>, "
      "'target': <'r 1'>}]>}" },
  /* A category that is not of the portal. */
  { .name = "recording-2",
    .version = 2,
    .profile = "",
    .card = { .title = S ("Weekly"),
              .icon_name = S ("x"),
              .category = S ("transfer.complete"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &view, &copy },
    .expected
    = "{'title': <'Weekly'>, 'icon': <('themed', <['x']>)>, 'priority': <'normal'>, "
      "'default-action': <'app.view-recording'>, 'default-action-target': <'r 1'>, "
      "'buttons': <[{'label': <'View recording'>, 'action': <'app.view-recording'>, "
      "'target': <'r 1'>}, {'label': <'Copy link'>, 'action': <'app.copy-recording-link'>, "
      "'target': <'r 1'>}]>}" },
  { .name = "no-target",
    .version = 1,
    .profile = "",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &meetings },
    .expected = "{'title': <'T'>, 'priority': <'normal'>, 'default-action': <'app.meetings'>, "
                "'buttons': <[{'label': <'Meetings'>, 'action': <'app.meetings'>}]>}" },
  { .name = "no-action-of-ours",
    .version = 1,
    .profile = "",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &foreign },
    .expected = "{'title': <'T'>, 'priority': <'normal'>}" },
  { .name = "profile",
    .version = 1,
    .profile = "demo",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &view },
    .expected = "{'title': <'T'>, 'priority': <'normal'>, 'default-action': <'app.in-profile'>, "
                "'default-action-target': <'demo view-recording r 1'>, "
                "'buttons': <[{'label': <'View recording'>, 'action': <'app.in-profile'>, "
                "'target': <'demo view-recording r 1'>}]>}" },
  { .name = "profile-no-target",
    .version = 2,
    .profile = "demo",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_NORMAL },
    .actions = { &meetings },
    .expected = "{'title': <'T'>, 'priority': <'normal'>, 'default-action': <'app.in-profile'>, "
                "'default-action-target': <'demo meetings '>, "
                "'buttons': <[{'label': <'Meetings'>, 'action': <'app.in-profile'>, "
                "'target': <'demo meetings '>}]>}" },
  { .name = "markup-1",
    .version = 1,
    .profile = "",
    .card = { .title = S ("R&D <1>"),
              .body = S ("<b>Ana & Bo</b>\n&lt; 'x'"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .expected
    = "{'title': <'R&D <1>'>, 'body': <\"‹b›Ana + Bo‹/b›\\n+lt; 'x'\">, 'priority': <'normal'>}" },
  { .name = "markup-2",
    .version = 2,
    .profile = "",
    .card = { .title = S ("R&D <1>"),
              .body = S ("<b>Ana & Bo</b>\n&lt; 'x'"),
              .urgency = NOTICE_URGENCY_NORMAL },
    .expected
    = "{'title': <'R&D <1>'>, 'body': <\"<b>Ana & Bo</b>\\n&lt; 'x'\">, 'priority': <'normal'>}" },
  { .name = "icon-file",
    .version = 1,
    .profile = "",
    .card
    = { .title = S ("T"), .icon_name = S ("/usr/share/x.svg"), .urgency = NOTICE_URGENCY_NORMAL },
    .expected = "{'title': <'T'>, 'priority': <'normal'>}" },
  { .name = "low",
    .version = 1,
    .profile = "",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_LOW },
    .expected = "{'title': <'T'>, 'priority': <'low'>}" },
  { .name = "critical",
    .version = 2,
    .profile = "",
    .card = { .title = S ("T"), .urgency = NOTICE_URGENCY_CRITICAL },
    .expected = "{'title': <'T'>, 'priority': <'urgent'>}" },
};

static void
test_card (gconstpointer data)
{
  const CardCase *test = data;
  NoticeCard card = test->card;
  g_autoptr (GPtrArray) actions = g_ptr_array_new ();
  g_autoptr (GVariant) notification = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < MOST_ACTIONS && test->actions[i] != NULL; i++)
    g_ptr_array_add (actions, (gpointer)test->actions[i]);
  card.actions = actions;
  notification = g_variant_ref_sink (
      notice_portal_card_to_variant (&card, test->profile, test->version, test->quiet));
  text = g_variant_print (notification, FALSE);
  g_assert_cmpstr (text, ==, test->expected);
  portal_rules_accept (notification, test->version, &error);
  g_assert_no_error (error);
}

static void
test_id (void)
{
  g_autofree char *id = notice_portal_dup_id ("", "meeting:m1");
  g_autofree char *of_profile = notice_portal_dup_id ("demo", "meeting:m1");

  g_assert_cmpstr (id, ==, "meeting:m1");
  g_assert_cmpstr (of_profile, ==, "demo meeting:m1");
}

/* The rules are the portal's: what it would refuse is refused here. */
static void
test_rules (void)
{
  static const struct
  {
    const char *notification;
    gboolean by_1, by_2; /* accepted */
  } notifications[] = {
    { "{'title': <'T'>}", TRUE, TRUE },
    { "{'category': <'im.received'>}", FALSE, TRUE },
    { "{'category': <'transfer.complete'>}", FALSE, FALSE },
    { "{'markup-body': <'T'>}", FALSE, TRUE },
    { "{'display-hint': <['tray']>}", FALSE, TRUE },
    { "{'display-hint': <['loud']>}", FALSE, FALSE },
    { "{'priority': <'critical'>}", FALSE, FALSE },
    { "{'body': <1>}", FALSE, FALSE },
    { "{'icon': <('file', <'/x'>)>}", FALSE, FALSE },
    { "{'buttons': <[{'label': <'L'>}]>}", FALSE, FALSE },
    { "{'buttons': <[{'label': <'L'>, 'action': <'a'>, 'purpose': <'call.accept'>}]>}",
      FALSE,
      TRUE },
    { "{'nonsense': <1>}", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (notifications); i++)
    {
      g_autoptr (GVariant) notification = g_variant_parse (
          G_VARIANT_TYPE_VARDICT, notifications[i].notification, NULL, NULL, NULL);

      g_test_message ("%s", notifications[i].notification);
      g_assert_cmpint (portal_rules_accept (notification, 1, NULL), ==, notifications[i].by_1);
      g_assert_cmpint (portal_rules_accept (notification, 2, NULL), ==, notifications[i].by_2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/notices/portal/card/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_card);
    }
  g_test_add_func ("/notices/portal/id", test_id);
  g_test_add_func ("/notices/portal/rules", test_rules);
  return g_test_run ();
}
