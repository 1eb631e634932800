/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-view.h"

#include <glib/gi18n.h>

#include "tray-entry.h"
#include "tray-words.h"

#define TOOLTIP_MEETINGS 5

const char *
tray_view_icon_name (MeetingStatusKind kind)
{
  switch (kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
      return APPLICATION_ID "-signed-out";
    case MEETING_STATUS_OFFLINE:
      return APPLICATION_ID "-offline";
    case MEETING_STATUS_JOINED:
      return APPLICATION_ID "-joined";
    case MEETING_STATUS_RECORDING:
      return APPLICATION_ID "-recording";
    case MEETING_STATUS_LIVE:
      return APPLICATION_ID "-live";
    case MEETING_STATUS_STALE:
      return APPLICATION_ID "-stale";
    case MEETING_STATUS_IDLE:
      return APPLICATION_ID "-idle";
    }
  g_assert_not_reached ();
}

char *
tray_view_dup_connection_line (const TrayModel *model)
{
  TraySentences sentences = tray_words_connection (model->status.kind, model->status.reason);
  g_autofree char *line = NULL;
  g_autofree char *clock = NULL;

  if (sentences.advice == NULL)
    return g_strdup (sentences.state);
  if (g_str_has_suffix (sentences.state, "…"))
    line = g_strdup_printf (
        /* Translators: two sentences: what is going on (with an ellipsis), and what to do. */
        C_ ("tray connection, going on", "%s %s"),
        sentences.state,
        sentences.advice);
  else
    /* Translators: two sentences: what is the case (without a full stop), and what to do. */
    line = g_strdup_printf (C_ ("tray connection", "%s. %s"), sentences.state, sentences.advice);
  if (model->status.kind != MEETING_STATUS_OFFLINE || model->next_attempt == MEETING_TIME_UNKNOWN)
    return g_steal_pointer (&line);
  clock = tray_words_clock (model->next_attempt);
  /* Translators: what is the case and what to do, and a time of day. */
  return g_strdup_printf (C_ ("tray connection", "%s Next attempt at %s."), line, clock);
}

/* "Harbour Works Weekly, 4 people, 23 min"; without a clock, not how long. */
static char *
dup_meeting_words (const TrayModel *model, const Meeting *meeting)
{
  g_autofree char *name = tray_model_dup_space_name (model, meeting->space_id);
  g_autofree char *people = tray_words_people (meeting);
  g_autofree char *duration = NULL;

  if (model->now == MEETING_TIME_UNKNOWN && people == NULL)
    return g_steal_pointer (&name);
  if (model->now == MEETING_TIME_UNKNOWN)
    /* Translators: a space's name, how many people are in its meeting ("4 people"). */
    return g_strdup_printf (C_ ("tray title, people", "%s, %s"), name, people);
  duration = tray_words_duration (meeting->started_at, model->now);
  if (people == NULL)
    /* Translators: a space's name, how long its meeting has been on. */
    return g_strdup_printf (C_ ("tray title", "%s, %s"), name, duration);
  /* Translators: a space's name, how many people are there ("4 people"), how long. */
  return g_strdup_printf (C_ ("tray title", "%s, %s, %s"), name, people, duration);
}

static const Meeting *
find_recorded (const TrayModel *model)
{
  for (guint i = 0; i < model->meetings->len; i++)
    {
      const Meeting *meeting = g_ptr_array_index (model->meetings, i);

      if (meeting->recording != NULL)
        return meeting;
    }
  return NULL;
}

static char *
dup_many_title (const TrayModel *model)
{
  const MeetingStatus *status = &model->status;
  guint n = model->meetings->len;
  /* Translators: %u is how many meetings are on, at least 2. */
  g_autofree char *meetings = g_strdup_printf (ngettext ("%u meeting", "%u meetings", n), n);
  g_autofree char *people
      /* Translators: %u is how many different people are in all meetings. */
      = g_strdup_printf (ngettext ("%u person", "%u people", status->people), status->people);

  switch (status->kind)
    {
    case MEETING_STATUS_JOINED:
      /* Translators: "3 meetings", "9 people". */
      return g_strdup_printf (C_ ("tray title", "You are in one of %s, %s"), meetings, people);
    case MEETING_STATUS_RECORDING:
      /* Translators: "3 meetings", "9 people". */
      return g_strdup_printf (C_ ("tray title", "%s, %s, being recorded"), meetings, people);
    case MEETING_STATUS_SIGNED_OUT:
    case MEETING_STATUS_OFFLINE:
    case MEETING_STATUS_LIVE:
    case MEETING_STATUS_STALE:
    case MEETING_STATUS_IDLE:
      break;
    }
  /* Translators: "3 meetings", "9 people". */
  return g_strdup_printf (C_ ("tray title", "%s, %s"), meetings, people);
}

static char *
dup_live_title (const TrayModel *model)
{
  const Meeting *recorded;
  g_autofree char *words = NULL;

  if (model->meetings == NULL || model->meetings->len == 0)
    return g_strdup (C_ ("tray title", "A meeting is on"));
  recorded = find_recorded (model);
  if (model->meetings->len > 1)
    return dup_many_title (model);
  words = dup_meeting_words (model, g_ptr_array_index (model->meetings, 0));
  if (model->status.kind == MEETING_STATUS_JOINED && recorded != NULL)
    /* Translators: %s is a space's name, how many people are in its meeting, and how long. */
    return g_strdup_printf (C_ ("tray title", "You are in a meeting: %s, being recorded"), words);
  if (model->status.kind == MEETING_STATUS_JOINED)
    /* Translators: %s is a space's name, how many people are in its meeting, and how long. */
    return g_strdup_printf (C_ ("tray title", "You are in a meeting: %s"), words);
  if (recorded != NULL)
    /* Translators: %s is a space's name, how many people are in its meeting, and how long. */
    return g_strdup_printf (C_ ("tray title", "Meeting: %s, being recorded"), words);
  /* Translators: %s is a space's name, how many people are in its meeting, and how long. */
  return g_strdup_printf (C_ ("tray title", "Meeting: %s"), words);
}

static char *
dup_title (const TrayModel *model)
{
  switch (model->status.kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
    case MEETING_STATUS_OFFLINE:
      return g_strdup (tray_words_connection (model->status.kind, model->status.reason).state);
    case MEETING_STATUS_STALE:
      if (model->status.reason == MEETING_REASON_NO_SPACES)
        return g_strdup (C_ ("tray title", "No space is watched"));
      if (model->status.reason == MEETING_REASON_PARTLY_UNKNOWN)
        return g_strdup (C_ ("tray title", "Not all spaces are known"));
      return g_strdup (C_ ("tray title", "Looking for meetings…"));
    case MEETING_STATUS_IDLE:
      if (model->status.reason == MEETING_REASON_NO_SPACES)
        return g_strdup (C_ ("tray title", "No space is watched"));
      return g_strdup (C_ ("tray title", "No meeting"));
    case MEETING_STATUS_JOINED:
    case MEETING_STATUS_RECORDING:
    case MEETING_STATUS_LIVE:
      return dup_live_title (model);
    }
  g_assert_not_reached ();
}

/* Takes @text. */
static char *
mark_demonstration (const TrayModel *model, char *text)
{
  g_autofree char *plain = text;

  if (!model->demonstration)
    return g_steal_pointer (&plain);
  /* Translators: %s is the status in a few words, such as "No meeting". */
  return g_strdup_printf (C_ ("tray title", "Demonstration · %s"), plain);
}

char *
tray_view_dup_summary (const TrayModel *model)
{
  return mark_demonstration (model,
                             model->status.reason == MEETING_REASON_NONE
                                 ? dup_title (model)
                                 : tray_view_dup_connection_line (model));
}

static const char *
icon_words (MeetingStatusKind kind)
{
  switch (kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
      /* Translators: what a screen reader says for the icon; so are those that follow. */
      return C_ ("tray icon", "Spaces Tray: not signed in");
    case MEETING_STATUS_OFFLINE:
      return C_ ("tray icon", "Spaces Tray: not connected");
    case MEETING_STATUS_JOINED:
      return C_ ("tray icon", "Spaces Tray: you are in a meeting");
    case MEETING_STATUS_RECORDING:
      return C_ ("tray icon", "Spaces Tray: a meeting is being recorded");
    case MEETING_STATUS_LIVE:
      return C_ ("tray icon", "Spaces Tray: a meeting is on");
    case MEETING_STATUS_STALE:
      return C_ ("tray icon", "Spaces Tray: not all spaces are known");
    case MEETING_STATUS_IDLE:
      return C_ ("tray icon", "Spaces Tray: no meeting");
    }
  g_assert_not_reached ();
}

static void
append_line (GString *body, const char *line)
{
  if (body->len > 0)
    g_string_append_c (body, '\n');
  g_string_append (body, line);
}

static void
append_meetings (GString *body, const TrayModel *model)
{
  guint n = model->meetings != NULL ? model->meetings->len : 0;

  for (guint i = 0; i < MIN (n, TOOLTIP_MEETINGS); i++)
    {
      const Meeting *meeting = g_ptr_array_index (model->meetings, i);
      g_autofree char *name = tray_model_dup_space_name (model, meeting->space_id);
      g_autofree char *line = tray_model_dup_meeting_line (model, meeting);
      /* Translators: a space's name, then how long its meeting has been on and who is there. */
      char *plain = g_strdup_printf (C_ ("tray tooltip", "%s: %s"), name, line);
      g_autofree char *whole = tray_words_direct (plain);

      append_line (body, whole);
    }
  if (n > TOOLTIP_MEETINGS)
    {
      guint rest = n - TOOLTIP_MEETINGS;
      g_autofree char *more
          /* Translators: %u is how many live meetings are left out. */
          = g_strdup_printf (ngettext ("and %u more meeting", "and %u more meetings", rest), rest);

      append_line (body, more);
    }
}

/* The watched spaces, where there is no meeting to tell of. */
static void
append_watched (GString *body, const MeetingStatus *status)
{
  g_autofree char *line = NULL;

  if (status->watched == 0)
    return;
  if (status->known < status->watched)
    /* Translators: how many of the watched spaces have answered, and how many there are: the second
     * %u decides between singular and plural. */
    line = g_strdup_printf (ngettext ("%u of %u watched space is known",
                                      "%u of %u watched spaces are known",
                                      status->watched),
                            status->known,
                            status->watched);
  else
    line = g_strdup_printf (
        /* Translators: %u is how many spaces are watched. */
        ngettext ("%u space is watched", "%u spaces are watched", status->watched),
        status->watched);
  append_line (body, line);
}

static char *
dup_tooltip_body (const TrayModel *model)
{
  g_autoptr (GString) body = g_string_new (NULL);
  TraySentences sentences = tray_words_connection (model->status.kind, model->status.reason);

  append_meetings (body, model);
  if (sentences.advice != NULL)
    {
      g_autofree char *line = tray_view_dup_connection_line (model);

      append_line (body, line);
    }
  if (!tray_model_is_unconfirmed (model) || model->status.kind == MEETING_STATUS_STALE)
    if (model->meetings == NULL || model->meetings->len == 0)
      append_watched (body, &model->status);
  if (model->demonstration)
    append_line (body, C_ ("tray tooltip", "This is a demonstration: the meetings are made up."));
  return g_string_free (g_steal_pointer (&body), FALSE);
}

TrayView *
tray_view_new (const TrayModel *model)
{
  TrayView *view = g_new0 (TrayView, 1);

  view->icon_name = g_strdup (tray_view_icon_name (model->status.kind));
  view->title = mark_demonstration (model, dup_title (model));
  view->tooltip_title = g_strdup (view->title);
  view->tooltip_body = dup_tooltip_body (model);
  view->accessible_description = g_strdup (icon_words (model->status.kind));
  view->entries = tray_entries_new (model);
  return view;
}

void
tray_view_free (TrayView *view)
{
  if (view == NULL)
    return;
  g_free (view->icon_name);
  g_free (view->title);
  g_free (view->tooltip_title);
  g_free (view->tooltip_body);
  g_free (view->accessible_description);
  g_ptr_array_unref (view->entries);
  g_free (view);
}
