/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-entry.h"

#include <glib/gi18n.h>

#include "tray-words.h"

#define MEETINGS_SHOWN 10
#define RECORDINGS_SHOWN 5
/* Two parts of one line: "23 min · 4 people". */
#define MIDDLE_DOT " · "

static void
tray_entry_free (TrayEntry *entry)
{
  g_free (entry->id);
  g_free (entry->label);
  g_free (entry->action);
  g_free (entry->target);
  g_clear_pointer (&entry->children, g_ptr_array_unref);
  g_free (entry);
}

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tray_entry_free);
}

/* Takes @id and @label. */
static TrayEntry *
add (GPtrArray *entries, TrayEntryKind kind, char *id, char *label)
{
  TrayEntry *entry = g_new0 (TrayEntry, 1);

  entry->kind = kind;
  entry->id = id;
  entry->label = label;
  g_ptr_array_add (entries, entry);
  return entry;
}

static void
add_action (GPtrArray *entries, char *id, const char *label, const char *action, const char *target)
{
  TrayEntry *entry = add (entries, TRAY_ENTRY_ACTION, id, g_strdup (label));

  entry->action = g_strdup (action);
  entry->target = g_strdup (target);
}

static void
add_separator (GPtrArray *entries, const char *id)
{
  add (entries, TRAY_ENTRY_SEPARATOR, g_strdup (id), NULL);
}

char *
tray_model_dup_space_name (const TrayModel *model, const char *space_id)
{
  const char *name = NULL;

  if (model->space_name != NULL)
    name = model->space_name (space_id, model->space_name_data);
  return tray_words_space_name (name, space_id);
}

gboolean
tray_model_is_unconfirmed (const TrayModel *model)
{
  switch (model->status.kind)
    {
    case MEETING_STATUS_SIGNED_OUT:
    case MEETING_STATUS_OFFLINE:
    case MEETING_STATUS_STALE:
      return TRUE;
    case MEETING_STATUS_JOINED:
    case MEETING_STATUS_RECORDING:
    case MEETING_STATUS_LIVE:
    case MEETING_STATUS_IDLE:
      return FALSE;
    }
  g_assert_not_reached ();
}

char *
tray_model_dup_meeting_line (const TrayModel *model, const Meeting *meeting)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *duration = tray_words_duration (meeting->started_at, model->now);
  g_autofree char *people = tray_words_people_by_name (meeting);

  if (tray_model_is_unconfirmed (model))
    {
      /* Translators: in front of how long a meeting has been on, when that may be over by now. */
      g_string_append (line, C_ ("tray", "when last heard"));
      g_string_append (line, MIDDLE_DOT);
    }
  if (meeting->recording != NULL)
    {
      g_string_append (line, C_ ("tray", "● being recorded"));
      g_string_append (line, MIDDLE_DOT);
    }
  g_string_append (line, duration);
  if (people != NULL)
    {
      g_string_append (line, MIDDLE_DOT);
      g_string_append (line, people);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
add_meeting_actions (GPtrArray *entries, const TrayModel *model, const Meeting *meeting)
{
  add (entries,
       TRAY_ENTRY_LABEL,
       g_strdup_printf ("meeting:%s/line", meeting->key),
       tray_model_dup_meeting_line (model, meeting));
  add_action (entries,
              g_strdup_printf ("meeting:%s/join", meeting->key),
              C_ ("tray menu", "Join"),
              TRAY_ACTION_JOIN,
              meeting->space_id);
  add_action (entries,
              g_strdup_printf ("meeting:%s/copy", meeting->key),
              C_ ("tray menu", "Copy link"),
              TRAY_ACTION_COPY_SPACE_LINK,
              meeting->space_id);
}

static void
add_meeting_submenu (GPtrArray *entries, const TrayModel *model, const Meeting *meeting)
{
  g_autofree char *name = tray_model_dup_space_name (model, meeting->space_id);
  g_autofree char *duration = tray_words_duration (meeting->started_at, model->now);
  g_autofree char *label
      = g_strconcat (meeting->recording != NULL ? "● " : "", name, MIDDLE_DOT, duration, NULL);
  TrayEntry *entry = add (entries,
                          TRAY_ENTRY_SUBMENU,
                          g_strdup_printf ("meeting:%s/menu", meeting->key),
                          tray_words_direct (g_steal_pointer (&label)));

  entry->children = new_entries ();
  add_meeting_actions (entry->children, model, meeting);
}

/* One meeting lies open in the menu; more are submenus, so that the menu stays short. */
static void
add_meetings (GPtrArray *entries, const TrayModel *model)
{
  guint n = model->meetings != NULL ? model->meetings->len : 0;

  if (n == 0)
    return;
  add_separator (entries, "separator:meetings");
  if (n == 1)
    {
      const Meeting *meeting = g_ptr_array_index (model->meetings, 0);

      add (entries,
           TRAY_ENTRY_LABEL,
           g_strdup_printf ("meeting:%s", meeting->key),
           tray_model_dup_space_name (model, meeting->space_id));
      add_meeting_actions (entries, model, meeting);
      return;
    }
  for (guint i = 0; i < MIN (n, MEETINGS_SHOWN); i++)
    add_meeting_submenu (entries, model, g_ptr_array_index (model->meetings, i));
  if (n > MEETINGS_SHOWN)
    add (entries,
         TRAY_ENTRY_LABEL,
         g_strdup ("meetings:rest"),
         g_strdup_printf (
             /* Translators: %u is how many live meetings the menu leaves out. */
             ngettext ("and %u more meeting", "and %u more meetings", n - MEETINGS_SHOWN),
             n - MEETINGS_SHOWN));
}

GPtrArray *
tray_model_pick_recordings (const TrayModel *model)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; model->recordings != NULL && i < model->recordings->len; i++)
    {
      MeetingRecording *recording = g_ptr_array_index (model->recordings, i);

      if (recording->state != MEETING_RECORDING_RUNNING && picked->len < RECORDINGS_SHOWN)
        g_ptr_array_add (picked, recording);
    }
  return picked;
}

static char *
dup_recording_label (const TrayModel *model, const MeetingRecording *recording)
{
  g_autofree char *name = tray_model_dup_space_name (model, recording->space_id);
  MeetingTime moment = recording->started_at != MEETING_TIME_UNKNOWN ? recording->started_at
                       : recording->ended_at != MEETING_TIME_UNKNOWN ? recording->ended_at
                                                                     : recording->ready_at;
  g_autofree char *when = tray_words_moment (moment, model->now);
  g_autoptr (GString) label = g_string_new (name);

  if (when != NULL)
    g_string_append_printf (label, MIDDLE_DOT "%s", when);
  if (recording->state != MEETING_RECORDING_READY)
    g_string_append_printf (label, MIDDLE_DOT "%s", C_ ("recording", "being processed"));
  return tray_words_direct (g_string_free (g_steal_pointer (&label), FALSE));
}

static void
add_recording (GPtrArray *entries, const TrayModel *model, const MeetingRecording *recording)
{
  g_autofree char *key = meeting_recording_dup_key (recording);
  gboolean ready = recording->state == MEETING_RECORDING_READY;
  TrayEntry *entry = add (entries,
                          ready ? TRAY_ENTRY_SUBMENU : TRAY_ENTRY_LABEL,
                          g_strdup_printf ("recording:%s", key),
                          dup_recording_label (model, recording));

  if (!ready)
    return;
  entry->children = new_entries ();
  add_action (entry->children,
              g_strdup_printf ("recording:%s/view", key),
              C_ ("tray menu", "View recording"),
              TRAY_ACTION_VIEW_RECORDING,
              key);
  add_action (entry->children,
              g_strdup_printf ("recording:%s/copy", key),
              C_ ("tray menu", "Copy link"),
              TRAY_ACTION_COPY_RECORDING_LINK,
              key);
}

static void
add_recordings (GPtrArray *entries, const TrayModel *model)
{
  g_autoptr (GPtrArray) recordings = tray_model_pick_recordings (model);

  if (recordings->len == 0)
    return;
  add_separator (entries, "separator:recordings");
  add (entries,
       TRAY_ENTRY_LABEL,
       g_strdup ("recordings"),
       g_strdup (C_ ("tray menu", "Recent recordings")));
  for (guint i = 0; i < recordings->len; i++)
    add_recording (entries, model, g_ptr_array_index (recordings, i));
}

static void
add_connection (GPtrArray *entries, const TrayModel *model)
{
  TraySentences sentences = tray_words_connection (model->status.kind, model->status.reason);

  add_separator (entries, "separator:connection");
  add (entries, TRAY_ENTRY_LABEL, g_strdup ("connection"), g_strdup (sentences.state));
  if (sentences.advice != NULL)
    add (entries, TRAY_ENTRY_LABEL, g_strdup ("connection/advice"), g_strdup (sentences.advice));
  if (model->next_attempt != MEETING_TIME_UNKNOWN && model->status.kind == MEETING_STATUS_OFFLINE)
    {
      g_autofree char *clock = tray_words_clock (model->next_attempt);

      add (entries,
           TRAY_ENTRY_LABEL,
           g_strdup ("connection/next"),
           /* Translators: %s is a time of day. */
           g_strdup_printf (C_ ("tray menu", "Next attempt at %s"), clock));
    }
  if (tray_words_may_reconnect (&model->status, model->next_attempt))
    add_action (entries,
                g_strdup ("reconnect"),
                C_ ("tray menu", "Connect now"),
                TRAY_ACTION_RECONNECT,
                NULL);
}

static void
add_notices (GPtrArray *entries, TrayNotices notices)
{
  const char *line = NULL;

  switch (notices)
    {
    case TRAY_NOTICES_SHOWN:
      return;
    case TRAY_NOTICES_NOT_SHOWN:
      line = C_ ("tray menu", "Notifications cannot be shown on this desktop");
      break;
    case TRAY_NOTICES_NOT_ALLOWED:
      line = C_ ("tray menu", "Notifications are switched off in the settings of your desktop");
      break;
    }
  add (entries, TRAY_ENTRY_LABEL, g_strdup ("notices"), g_strdup (line));
}

GPtrArray *
tray_entries_new (const TrayModel *model)
{
  GPtrArray *entries = new_entries ();

  add_action (
      entries, g_strdup ("meetings"), C_ ("tray menu", "Meetings…"), TRAY_ACTION_MEETINGS, NULL);
  if (model->demonstration)
    add (entries,
         TRAY_ENTRY_LABEL,
         g_strdup ("demonstration"),
         g_strdup (C_ ("tray menu", "Demonstration: these meetings are made up")));
  add_meetings (entries, model);
  add_recordings (entries, model);
  add_connection (entries, model);
  add_notices (entries, model->notices);
  add_separator (entries, "separator:quit");
  add_action (entries, g_strdup ("quit"), C_ ("tray menu", "Quit"), TRAY_ACTION_QUIT, NULL);
  return entries;
}
