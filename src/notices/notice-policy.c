/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice-policy.h"

static char *
meeting_key (const Meeting *meeting)
{
  return g_strconcat ("meeting:", meeting->key, NULL);
}

char *
notice_policy_dup_recording_key (const MeetingRecording *recording)
{
  g_autofree char *key = meeting_recording_dup_key (recording);

  return g_strconcat ("recording:", key, NULL);
}

char *
notice_policy_dup_key (MeetingChange *change)
{
  if (change->meeting != NULL)
    return meeting_key (change->meeting);
  return change->ended_meeting != NULL ? meeting_key (change->ended_meeting) : NULL;
}

static Notice *
new_notice (NoticeKind kind, const char *key, const char *space_id, const char *space_name)
{
  Notice *notice = notice_new (kind, key);

  notice->space_id = g_strdup (space_id);
  notice->space_name = g_strdup (space_name);
  return notice;
}

static Notice *
new_meeting_notice (MeetingChange *change, const char *space_name)
{
  g_autofree char *key = meeting_key (change->meeting);
  Notice *notice = new_notice (NOTICE_MEETING, key, change->space_id, space_name);

  notice->meeting = meeting_ref (change->meeting);
  return notice;
}

static gboolean
contains (GPtrArray *attendees, const char *id)
{
  for (guint i = 0; i < attendees->len; i++)
    if (g_str_equal (((MeetingAttendee *)g_ptr_array_index (attendees, i))->id, id))
      return TRUE;
  return FALSE;
}

static gpointer
copy_attendee (gconstpointer attendee, gpointer data)
{
  return meeting_attendee_ref ((MeetingAttendee *)attendee);
}

/* Those before are different people already: only the new ones are compared. */
static void
name_joined (Notice *notice, GPtrArray *before, GPtrArray *joined, const char *own_id)
{
  if (before != NULL)
    g_ptr_array_extend (notice->joined, before, copy_attendee, NULL);
  for (guint i = 0; i < joined->len; i++)
    {
      MeetingAttendee *attendee = g_ptr_array_index (joined, i);

      if (g_strcmp0 (attendee->id, own_id) != 0 && !contains (notice->joined, attendee->id))
        g_ptr_array_add (notice->joined, meeting_attendee_ref (attendee));
    }
}

static void
show (NoticeDecision *decision, Notice *notice, const char *reason)
{
  decision->kind = NOTICE_DECISION_SHOW;
  decision->notice = notice;
  decision->reason = reason;
}

static void
decide_started (MeetingChange *change,
                const NoticePast *past,
                const char *space_name,
                NoticeDecision *decision)
{
  if (past->told)
    decision->reason = "told-before";
  else
    show (decision,
          new_meeting_notice (change, space_name),
          change->meeting->found ? "found-running" : "started");
}

static gboolean
is_only (GPtrArray *attendees, const char *id)
{
  return attendees->len == 1 && id != NULL && contains (attendees, id);
}

/* The open notification grows; one that the person closed stays closed. */
static void
decide_joined (MeetingChange *change,
               const NoticePast *past,
               const char *space_name,
               const char *own_id,
               NoticeDecision *decision)
{
  Notice *notice;

  if (!past->open)
    {
      decision->reason = past->told ? "closed-before" : "not-told";
      return;
    }
  if (is_only (change->joined, own_id))
    {
      decision->reason = "yourself";
      return;
    }
  notice = new_meeting_notice (change, space_name);
  notice->update = TRUE;
  name_joined (notice, past->joined, change->joined, own_id);
  show (decision, notice, "joined");
}

static void
decide_ended (MeetingChange *change, NoticeDecision *decision)
{
  decision->withdraw_key = meeting_key (change->ended_meeting);
  if (decision->kind == NOTICE_DECISION_NOTHING)
    {
      decision->kind = NOTICE_DECISION_WITHDRAW;
      decision->reason = "ended";
    }
}

void
notice_policy_decide (MeetingChange *change,
                      const NoticePast *past,
                      const char *space_name,
                      const char *own_id,
                      NoticeDecision *decision)
{
  *decision = (NoticeDecision){ .kind = NOTICE_DECISION_NOTHING, .reason = "nothing-to-tell" };

  if (change->flags & MEETING_CHANGE_STARTED)
    decide_started (change, past, space_name, decision);
  else if (change->flags & MEETING_CHANGE_JOINED && change->meeting != NULL)
    decide_joined (change, past, space_name, own_id, decision);
  if (change->flags & MEETING_CHANGE_ENDED)
    decide_ended (change, decision);
}

void
notice_policy_decide_recording (const MeetingRecordingChange *change,
                                const NoticePast *past,
                                const char *space_name,
                                NoticeDecision *decision)
{
  g_autofree char *key = NULL;
  Notice *notice;

  *decision = (NoticeDecision){ .kind = NOTICE_DECISION_NOTHING, .reason = "nothing-to-tell" };
  if ((change->flags & MEETING_CHANGE_RECORDING_READY) == 0)
    return;
  if (past->told)
    {
      decision->reason = "told-before";
      return;
    }
  key = notice_policy_dup_recording_key (change->recording);
  notice = new_notice (NOTICE_RECORDING, key, change->recording->space_id, space_name);
  notice->recording = meeting_recording_ref (change->recording);
  show (decision, notice, "recording-ready");
}

void
notice_decision_clear (NoticeDecision *decision)
{
  g_clear_pointer (&decision->notice, notice_unref);
  g_clear_pointer (&decision->withdraw_key, g_free);
}
