/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice-wording.h"

#include <glib/gi18n.h>

#include "meeting-text.h"
#include "notice-text.h"

/* So long after its start a meeting that was found running is told as "on since". */
#define FRESH_US ((gint64)90 * G_USEC_PER_SEC)
#define LINE_MAX_CHARACTERS 160
#define LINES_MAX 5
#define ID_TAIL 6
/* No identifier is longer. */
#define ID_LENGTH_MAX 128

static void
notice_action_free (NoticeAction *action)
{
  g_free (action->id);
  g_free (action->label);
  g_free (action->name);
  g_free (action->target);
  g_free (action);
}

static void
add_action (NoticeCard *card,
            const char *id,
            const char *label,
            const char *name,
            const char *target)
{
  NoticeAction *action = g_new0 (NoticeAction, 1);

  action->id = g_strdup (id);
  action->label = g_strdup (label);
  action->name = g_strdup (name);
  action->target = g_strdup (target);
  g_ptr_array_add (card->actions, action);
}

static NoticeCard *
new_card (const char *key)
{
  NoticeCard *card = g_new0 (NoticeCard, 1);

  card->key = g_strdup (key);
  card->urgency = NOTICE_URGENCY_NORMAL;
  card->actions = g_ptr_array_new_with_free_func ((GDestroyNotify)notice_action_free);
  return card;
}

char *
notice_wording_dup_space_name (const char *name, const char *space_id)
{
  g_autofree char *clean = meeting_text_clean (name, NOTICE_NAME_MAX);
  g_autofree char *id = NULL;
  glong length;

  if (clean != NULL)
    return g_steal_pointer (&clean);
  id = meeting_text_clean (space_id, ID_LENGTH_MAX);
  if (id == NULL)
    /* Translators: the title of a notification about a space of which nothing is known. */
    return g_strdup (_ ("a space"));
  length = g_utf8_strlen (id, -1);
  /* Translators: a space whose name is not known; %s is the end of its id. */
  return g_strdup_printf (_ ("a space (…%s)"),
                          g_utf8_offset_to_pointer (id, length > ID_TAIL ? length - ID_TAIL : 0));
}

/* "3 people joined" would say less than who they are. */
static char *
word_joined (GPtrArray *joined)
{
  g_autofree char *names = notice_text_list_names (joined);

  /* Translators: %s is one name (singular) or a list of names as in "Ana, Bo and 3 more" (plural):
   * those who came to a meeting. */
  return g_strdup_printf (ngettext ("%s joined", "%s joined", joined->len), names);
}

static char *
word_start (const Meeting *meeting, MeetingTime now)
{
  g_autofree char *moment = notice_text_moment (meeting->started_at, now);

  if (meeting->found && now - meeting->started_at > FRESH_US)
    /* Translators: %s is a time of day, or a day and a time; the meeting was on before we looked.
     */
    return g_strdup_printf (_ ("Meeting on since %s"), moment);
  if (meeting->mode == MEETING_MODE_AUDIO)
    /* Translators: %s is a time of day, or a day and a time; a meeting without video. */
    return g_strdup_printf (_ ("Audio meeting started at %s"), moment);
  /* Translators: %s is a time of day, or a day and a time. */
  return g_strdup_printf (_ ("Meeting started at %s"), moment);
}

static char *
word_people (GPtrArray *attendees)
{
  g_autofree char *names = NULL;

  if (attendees->len == 0)
    return NULL;
  names = notice_text_list_names (attendees);
  /* Translators: %s is one name (singular) or a list of names (plural); it is the meeting. */
  return g_strdup_printf (ngettext ("%s is in it", "%s are in it", attendees->len), names);
}

static void
word_meeting (NoticeCard *card, const Notice *notice, MeetingTime now)
{
  g_autofree char *start = word_start (notice->meeting, now);
  g_autofree char *people = notice->joined->len > 0 ? word_joined (notice->joined)
                                                    : word_people (notice->meeting->attendees);

  card->body = people != NULL ? g_strjoin ("\n", start, people, NULL) : g_strdup (start);
  card->icon_name = g_strdup (APPLICATION_ID "-live");
  card->category = g_strdup ("im.received");
  card->transient = notice->update;
  /* Translators: a button: join the meeting. */
  add_action (card, NOTICE_ACTION_DEFAULT, C_ ("button", "Join"), "join", notice->space_id);
}

static void
word_recording (NoticeCard *card, const Notice *notice, MeetingTime now)
{
  const MeetingRecording *recording = notice->recording;
  g_autofree char *key = meeting_recording_dup_key (recording);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strdup (_ ("The recording is ready")));
  if (recording->started_at != MEETING_TIME_UNKNOWN && recording->ended_at > recording->started_at)
    {
      g_autofree char *moment = notice_text_moment (recording->started_at, now);
      g_autofree char *duration
          = notice_text_duration (recording->ended_at - recording->started_at);

      /* Translators: when a recording began and how long it is, as in "09:15, 43 min". */
      g_ptr_array_add (lines, g_strdup_printf (C_ ("recording", "%s, %s"), moment, duration));
    }
  if (recording->started_by != NULL)
    {
      g_autofree char *clean = meeting_text_clean (recording->started_by, NOTICE_NAME_MAX);
      g_autofree char *name = clean != NULL ? meeting_text_isolate (clean) : NULL;

      if (name != NULL)
        /* Translators: %s is a person's name. */
        g_ptr_array_add (lines, g_strdup_printf (_ ("Recorded by %s"), name));
    }
  g_ptr_array_add (lines, NULL);
  card->body = g_strjoinv ("\n", (char **)lines->pdata);
  card->icon_name = g_strdup (APPLICATION_ID);
  card->category = g_strdup ("transfer.complete");
  add_action (card, NOTICE_ACTION_DEFAULT, C_ ("button", "View recording"), "view-recording", key);
  add_action (
      card, NOTICE_ACTION_COPY_LINK, C_ ("button", "Copy link"), "copy-recording-link", key);
}

static void
word_digest (NoticeCard *card, const Notice *notice)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint count = notice->lines != NULL ? g_strv_length (notice->lines) : 0;

  /* Translators: the title of a notification that lists what happened meanwhile. */
  card->title = g_strdup (_ ("While Spaces Tray was interrupted"));
  g_ptr_array_add (lines, g_strdup (_ ("You may have seen this already:")));
  for (guint i = 0; i < MIN (count, LINES_MAX); i++)
    {
      char *line = meeting_text_clean (notice->lines[i], LINE_MAX_CHARACTERS);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  if (count > LINES_MAX)
    g_ptr_array_add (lines,
                     /* Translators: %u more lines that did not fit. */
                     g_strdup_printf (ngettext ("and %u more", "and %u more", count - LINES_MAX),
                                      count - LINES_MAX));
  g_ptr_array_add (lines, NULL);
  card->body = g_strjoinv ("\n", (char **)lines->pdata);
  card->icon_name = g_strdup (APPLICATION_ID);
  card->category = g_strdup ("im");
  /* Translators: a button that opens the window with the meetings. */
  add_action (card, NOTICE_ACTION_DEFAULT, C_ ("button", "Meetings"), "meetings", NULL);
}

NoticeCard *
notice_wording_make_card (const Notice *notice, MeetingTime now)
{
  NoticeCard *card = new_card (notice->key);

  card->update = notice->update;
  if (notice->space_id != NULL)
    {
      g_autofree char *name = notice_wording_dup_space_name (notice->space_name, notice->space_id);

      card->title = g_steal_pointer (&name);
    }
  switch (notice->kind)
    {
    case NOTICE_MEETING:
      word_meeting (card, notice, now);
      break;
    case NOTICE_RECORDING:
      word_recording (card, notice, now);
      break;
    case NOTICE_DIGEST:
      word_digest (card, notice);
      break;
    }
  return card;
}

NoticeCard *
notice_card_copy (const NoticeCard *card)
{
  NoticeCard *copy = new_card (card->key);

  copy->title = g_strdup (card->title);
  copy->body = g_strdup (card->body);
  copy->icon_name = g_strdup (card->icon_name);
  copy->category = g_strdup (card->category);
  copy->urgency = card->urgency;
  copy->transient = card->transient;
  copy->update = card->update;
  for (guint i = 0; i < card->actions->len; i++)
    {
      const NoticeAction *action = g_ptr_array_index (card->actions, i);

      add_action (copy, action->id, action->label, action->name, action->target);
    }
  return copy;
}

void
notice_card_free (NoticeCard *card)
{
  g_free (card->key);
  g_free (card->title);
  g_free (card->body);
  g_free (card->icon_name);
  g_free (card->category);
  g_ptr_array_unref (card->actions);
  g_free (card);
}
