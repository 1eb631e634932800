/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "notice-text.h"
#include "notice-wording.h"

#define SPACE "64c0a71be2d94f0012ab3401"
#define FSI "\u2068"
#define PDI "\u2069"
/* 2024-02-18T09:01:52Z */
#define START G_GINT64_CONSTANT (1708246912000000)
#define MINUTE ((gint64)60 * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  gint64 minutes;
  const char *expected;
} DurationCase;

static const DurationCase duration_cases[] = {
  { "none", 0, "1 min" },
  { "one", 1, "1 min" },
  { "some", 43, "43 min" },
  { "hour", 60, "1 h 00 min" },
  { "hour-and-one", 61, "1 h 01 min" },
  { "hours", 125, "2 h 05 min" },
  { "negative", -5, "1 min" },
};

static void
test_duration (gconstpointer data)
{
  const DurationCase *test = data;
  g_autofree char *text = notice_text_duration (test->minutes * MINUTE);

  g_assert_cmpstr (text, ==, test->expected);
}

typedef struct
{
  const char *name;
  gboolean update;
  gboolean found;
  MeetingMode mode;
  gint64 age_minutes;
  const char *people; /* in it, separated by | */
  const char *joined;
  const char *body;
} MeetingCase;

static const MeetingCase meeting_cases[] = {
  { "started-empty", FALSE, FALSE, MEETING_MODE_VIDEO, 0, "", "", "Meeting started at 09:01" },
  { "started-by-one",
    FALSE,
    FALSE,
    MEETING_MODE_UNKNOWN,
    0,
    "Ana",
    "",
    "Meeting started at 09:01\n" FSI "Ana" PDI " is in it" },
  { "started-audio",
    FALSE,
    FALSE,
    MEETING_MODE_AUDIO,
    0,
    "",
    "",
    "Audio meeting started at 09:01" },
  { "found-fresh", FALSE, TRUE, MEETING_MODE_VIDEO, 1, "", "", "Meeting started at 09:01" },
  { "found-long-ago",
    FALSE,
    TRUE,
    MEETING_MODE_VIDEO,
    20,
    "Ana|Bo",
    "",
    "Meeting on since 09:01\n" FSI "Ana" PDI " and " FSI "Bo" PDI " are in it" },
  { "found-yesterday",
    FALSE,
    TRUE,
    MEETING_MODE_VIDEO,
    1440,
    "",
    "",
    "Meeting on since Sun 18 Feb, 09:01" },
  { "joined-one",
    TRUE,
    FALSE,
    MEETING_MODE_VIDEO,
    2,
    "Ana|Bo",
    "Bo",
    "Meeting started at 09:01\n" FSI "Bo" PDI " joined" },
  { "joined-three",
    TRUE,
    FALSE,
    MEETING_MODE_VIDEO,
    2,
    "",
    "Ana|Bo|Cy",
    "Meeting started at 09:01\n" FSI "Ana" PDI ", " FSI "Bo" PDI " and " FSI "Cy" PDI " joined" },
  { "joined-five",
    TRUE,
    FALSE,
    MEETING_MODE_VIDEO,
    2,
    "",
    "Ana|Bo|Cy|Di|Ed",
    "Meeting started at 09:01\n" FSI "Ana" PDI ", " FSI "Bo" PDI " and 3 more joined" },
  { "joined-unnamed",
    TRUE,
    FALSE,
    MEETING_MODE_VIDEO,
    2,
    "",
    "\n",
    "Meeting started at 09:01\n" FSI "somebody" PDI " joined" },
  { "markup-stays-text",
    TRUE,
    FALSE,
    MEETING_MODE_VIDEO,
    2,
    "",
    "<b>Bo</b>\nAlert",
    "Meeting started at 09:01\n" FSI "<b>Bo</b> Alert" PDI " joined" },
};

static void
add_people (GPtrArray *array, const char *names)
{
  g_auto (GStrv) split = g_strsplit (names, "|", -1);

  for (char **name = split; *name != NULL; name++)
    if (**name != '\0')
      g_ptr_array_add (
          array,
          meeting_attendee_new (*name, *name, MEETING_ATTENDEE_USER, MEETING_TIME_UNKNOWN, NULL));
}

static void
assert_action (const NoticeCard *card,
               guint index,
               const char *id,
               const char *name,
               const char *target)
{
  const NoticeAction *action = g_ptr_array_index (card->actions, index);

  g_assert_cmpstr (action->id, ==, id);
  g_assert_cmpstr (action->name, ==, name);
  g_assert_cmpstr (action->target, ==, target);
}

static void
test_meeting (gconstpointer data)
{
  const MeetingCase *test = data;
  g_autoptr (Notice) notice = notice_new (NOTICE_MEETING, "meeting:m1");
  g_autoptr (NoticeCard) card = NULL;

  notice->space_id = g_strdup (SPACE);
  notice->space_name = g_strdup ("Weekly");
  notice->update = test->update;
  notice->meeting = meeting_new ("m1", SPACE, START);
  notice->meeting->found = test->found;
  notice->meeting->mode = test->mode;
  add_people (notice->meeting->attendees, test->people);
  add_people (notice->joined, test->joined);
  card = notice_wording_make_card (notice, START + test->age_minutes * MINUTE);
  g_assert_cmpstr (card->key, ==, "meeting:m1");
  g_assert_cmpstr (card->title, ==, "Weekly");
  g_assert_cmpstr (card->body, ==, test->body);
  g_assert_cmpint (card->update, ==, test->update);
  g_assert_cmpint (card->transient, ==, test->update);
  g_assert_cmpuint (card->actions->len, ==, 1);
  assert_action (card, 0, NOTICE_ACTION_DEFAULT, "join", SPACE);
}

static NoticeCard *
make_recording_card (MeetingTime started_at, MeetingTime ended_at, const char *by)
{
  g_autoptr (Notice) notice = notice_new (NOTICE_RECORDING, "recording:r1");

  notice->space_id = g_strdup (SPACE);
  notice->recording = meeting_recording_new ("r1", SPACE, MEETING_RECORDING_READY);
  notice->recording->started_at = started_at;
  notice->recording->ended_at = ended_at;
  notice->recording->started_by = g_strdup (by);
  return notice_wording_make_card (notice, START + 90 * MINUTE);
}

static void
test_recording (void)
{
  g_autoptr (NoticeCard) card = make_recording_card (START, START + 43 * MINUTE, "Maren Okafor");
  g_autoptr (NoticeCard) bare
      = make_recording_card (MEETING_TIME_UNKNOWN, MEETING_TIME_UNKNOWN, NULL);

  g_assert_cmpstr (card->title, ==, "a space (…ab3401)");
  g_assert_cmpstr (
      card->body, ==, "The recording is ready\n09:01, 43 min\nRecorded by " FSI "Maren Okafor" PDI);
  g_assert_false (card->transient);
  g_assert_cmpuint (card->actions->len, ==, 2);
  assert_action (card, 0, NOTICE_ACTION_DEFAULT, "view-recording", "r1");
  assert_action (card, 1, NOTICE_ACTION_COPY_LINK, "copy-recording-link", "r1");
  g_assert_cmpstr (bare->body, ==, "The recording is ready");
}

static void
test_digest (void)
{
  static const char *const lines[]
      = { "Weekly: Meeting started", "b\nc", "d", "e", "f", "g", "h", NULL };
  g_autoptr (Notice) notice = notice_new (NOTICE_DIGEST, "digest");
  g_autoptr (NoticeCard) card = NULL;

  notice->lines = g_strdupv ((char **)lines);
  card = notice_wording_make_card (notice, START);
  g_assert_cmpstr (card->title, ==, "While Spaces Tray was interrupted");
  g_assert_cmpstr (card->body,
                   ==,
                   "You may have seen this already:\nWeekly: Meeting started\nb c\nd\ne\nf\n"
                   "and 2 more");
  g_assert_cmpuint (card->actions->len, ==, 1);
  assert_action (card, 0, NOTICE_ACTION_DEFAULT, "meetings", NULL);
}

static void
test_space_name (void)
{
  g_autofree char *named = notice_wording_dup_space_name ("Pier 9\nRooftop", SPACE);
  g_autofree char *unnamed = notice_wording_dup_space_name (NULL, SPACE);
  g_autofree char *blank = notice_wording_dup_space_name (" \t", SPACE);
  g_autofree char *short_id = notice_wording_dup_space_name (NULL, "abc");

  g_assert_cmpstr (named, ==, "Pier 9 Rooftop");
  g_assert_cmpstr (unnamed, ==, "a space (…ab3401)");
  g_assert_cmpstr (blank, ==, "a space (…ab3401)");
  g_assert_cmpstr (short_id, ==, "a space (…abc)");
}

static void
test_copy (void)
{
  g_autoptr (NoticeCard) card = make_recording_card (START, START + 43 * MINUTE, "Ana");
  g_autoptr (NoticeCard) copy = notice_card_copy (card);

  g_assert_cmpstr (copy->key, ==, card->key);
  g_assert_cmpstr (copy->title, ==, card->title);
  g_assert_cmpstr (copy->body, ==, card->body);
  g_assert_cmpstr (copy->icon_name, ==, card->icon_name);
  g_assert_cmpstr (copy->category, ==, card->category);
  g_assert_cmpuint (copy->actions->len, ==, card->actions->len);
  assert_action (copy, 0, NOTICE_ACTION_DEFAULT, "view-recording", "r1");
}

#define ADD_TABLE(path_, table_, function_)                                                        \
  for (guint i = 0; i < G_N_ELEMENTS (table_); i++)                                                \
    {                                                                                              \
      g_autofree char *path = g_strconcat (path_, table_[i].name, NULL);                           \
      g_test_add_data_func (path, &table_[i], function_);                                          \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TABLE ("/notices/duration/", duration_cases, test_duration);
  ADD_TABLE ("/notices/wording/meeting/", meeting_cases, test_meeting);
  g_test_add_func ("/notices/wording/recording", test_recording);
  g_test_add_func ("/notices/wording/digest", test_digest);
  g_test_add_func ("/notices/wording/space-name", test_space_name);
  g_test_add_func ("/notices/wording/copy", test_copy);
  return g_test_run ();
}
