/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice.h"

G_BEGIN_DECLS

/**
 * NoticePast: what was told before, as a plain value that the applet fills from the history.
 */
typedef struct
{
  gboolean told; /* a notice of this key was shown or its outcome is unknown */
  gboolean open; /* and it is still up: not closed, not clicked, not withdrawn */
  GPtrArray
      *joined; /* (element-type MeetingAttendee) (nullable) those the open notice names already */
} NoticePast;

typedef enum
{
  NOTICE_DECISION_NOTHING,
  NOTICE_DECISION_SHOW,     /* notice */
  NOTICE_DECISION_WITHDRAW, /* the one of withdraw_key */
} NoticeDecisionKind;

/**
 * NoticeDecision: the answer of the policy, with its reason.
 */
typedef struct
{
  NoticeDecisionKind kind;
  Notice *notice;     /* SHOW */
  char *withdraw_key; /* WITHDRAW; also set with SHOW when another one is to go */
  const char *reason; /* a keyword, static */
} NoticeDecision;

/* The key of the notice of the meeting a change is about, so that its past can be looked up; NULL
 * when it is about none. (transfer full) */
char *notice_policy_dup_key (MeetingChange *change);
/* The key of a recording's notice. (transfer full) */
char *notice_policy_dup_recording_key (const MeetingRecording *recording);
/* Pure: change and past -> what to tell of the meeting. @space_name: nullable; @own_id: (nullable)
 * the attendee who is the person told: nobody need hear that they joined themselves. */
void notice_policy_decide (MeetingChange *change,
                           const NoticePast *past,
                           const char *space_name,
                           const char *own_id,
                           NoticeDecision *decision);
/* Likewise of one of its recordings. */
void notice_policy_decide_recording (const MeetingRecordingChange *change,
                                     const NoticePast *past,
                                     const char *space_name,
                                     NoticeDecision *decision);
void notice_decision_clear (NoticeDecision *decision);

G_END_DECLS
