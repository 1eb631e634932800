/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-list.h"
#include "meeting-recordings.h"
#include "meeting-roster.h"

G_BEGIN_DECLS

/**
 * MeetingPast: a meeting that is over, remembered to recognise what comes late.
 */
typedef struct
{
  char *id;  /* or NULL */
  char *key; /* or NULL when it was never live here */
  MeetingTime started_at; /* as told by the server, or unknown */
  MeetingTime ended_at;   /* likewise */
  gboolean final;         /* an ENDED said so; else it was replaced, or not found */
} MeetingPast;

/**
 * MeetingListSpace: a space as the list keeps it. Begins with what others see.
 */
typedef struct
{
  MeetingSpace space;
  Meeting *live;         /* or NULL */
  MeetingRoster *roster; /* of live; NULL without */
  gboolean start_told;   /* live->started_at is the server's, not the moment we heard */
  GPtrArray *past;       /* (element-type MeetingPast) newest first, bounded */
} MeetingListSpace;

MeetingListSpace *meeting_list_space_new (const char *id);
void meeting_list_space_free (MeetingListSpace *self);
void meeting_list_space_set_live (MeetingListSpace *self, Meeting *meeting);
void meeting_list_space_clear_live (MeetingListSpace *self);
void meeting_list_space_remember (MeetingListSpace *self,
                                  const char *id,
                                  const char *key,
                                  MeetingTime started_at,
                                  MeetingTime ended_at,
                                  gboolean final);
void meeting_list_space_unremember (MeetingListSpace *self, const char *id);
MeetingPast *meeting_list_space_find_past (MeetingListSpace *self, const char *id);

/* Which meeting an event is about. */
typedef enum
{
  MEETING_RELATION_SAME,  /* the live one */
  MEETING_RELATION_NEWER, /* one that took its place */
  MEETING_RELATION_OLDER, /* one before it */
} MeetingRelation;

MeetingRelation meeting_list_space_relate (MeetingListSpace *self, const MeetingEvent *event);
/* Whether an event that would begin a meeting is about one that is over. */
gboolean meeting_list_space_is_past (MeetingListSpace *self, const MeetingEvent *event);

/* The rules: alters @space and @recordings, fills @change. */
void meeting_list_apply_event (MeetingListSpace *space,
                               MeetingRecordings *recordings,
                               MeetingEvent *event,
                               MeetingChange *change);

G_END_DECLS
