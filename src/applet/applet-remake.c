/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "applet-remake.h"

#include <string.h>

#include "notice-policy.h"

/* What a run that was killed was about to tell is news for so long. */
#define NEWS_US ((gint64)10 * 60 * G_USEC_PER_SEC)

MeetingRecording *
applet_remake_find_recording (MeetingList *list, const char *notice_key)
{
  g_autoptr (GPtrArray) recordings = meeting_list_get_recordings (list);

  for (guint i = 0; i < recordings->len; i++)
    {
      MeetingRecording *recording = g_ptr_array_index (recordings, i);
      g_autofree char *key = notice_policy_dup_recording_key (recording);

      if (g_str_equal (key, notice_key))
        return meeting_recording_ref (recording);
    }
  return NULL;
}

static Meeting *
find_live_meeting (MeetingList *list, const char *notice_key)
{
  g_autoptr (GPtrArray) live = meeting_list_get_live (list);

  for (guint i = 0; i < live->len; i++)
    {
      Meeting *meeting = g_ptr_array_index (live, i);

      if (g_str_has_prefix (notice_key, "meeting:")
          && g_str_equal (notice_key + strlen ("meeting:"), meeting->key))
        return meeting_ref (meeting);
    }
  return NULL;
}

Notice *
applet_remake_notice (AppletSession *session, const HistoryNotice *intended)
{
  MeetingList *list = applet_session_get_list (session);
  g_autoptr (MeetingRecording) recording = applet_remake_find_recording (list, intended->key);
  g_autoptr (Meeting) meeting = find_live_meeting (list, intended->key);
  Notice *notice;

  if (g_get_real_time () - intended->intended_at > NEWS_US || intended->space_id == NULL
      || (recording == NULL && meeting == NULL))
    return NULL;
  notice = notice_new (recording != NULL ? NOTICE_RECORDING : NOTICE_MEETING, intended->key);
  notice->space_id = g_strdup (intended->space_id);
  notice->space_name = g_strdup (applet_session_get_space_name (session, intended->space_id));
  notice->recording = g_steal_pointer (&recording);
  notice->meeting = g_steal_pointer (&meeting);
  return notice;
}
