/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-history.h"

#include <glib/gi18n.h>

#define RECORDINGS_KEPT 20
#define EVENT_IDS_KEPT 4096

HistoryStore *
applet_history_open (const char *file, gboolean anew)
{
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  HistoryStore *store;

  if (anew)
    history_store_discard (file);
  store = history_store_open (file, &set_aside, &error);
  if (store == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history is not kept in this run: %s"), error->message);
  if (set_aside != NULL)
    /* Translators: in the log; %s is a file. */
    g_message (_ ("The history was damaged. It was set aside as %s and a new one begun."),
               set_aside);
  return store;
}

void
applet_history_restore (HistoryStore *store, MeetingList *list)
{
  g_autoptr (GPtrArray) meetings = NULL;
  g_autoptr (GPtrArray) recordings = NULL;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;

  meetings = history_store_dup_open_meetings (store, &error);
  if (meetings != NULL)
    recordings = history_store_dup_recordings (store, RECORDINGS_KEPT, &error);
  if (recordings != NULL)
    ids = history_store_dup_event_ids (store, EVENT_IDS_KEPT, &error);
  if (error != NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  for (guint i = 0; meetings != NULL && i < meetings->len; i++)
    meeting_list_restore_meeting (list, g_ptr_array_index (meetings, i));
  for (guint i = recordings != NULL ? recordings->len : 0; i > 0; i--)
    meeting_list_restore_recording (list, g_ptr_array_index (recordings, i - 1));
  /* The oldest first: it is the first to be forgotten. */
  for (guint i = ids != NULL ? g_strv_length (ids) : 0; i > 0; i--)
    meeting_list_restore_event_id (list, ids[i - 1]);
}
