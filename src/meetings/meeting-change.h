/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting.h"

G_BEGIN_DECLS

typedef enum
{
  MEETING_CHANGE_STARTED = 1 << 0,           /* a meeting is on that was not (see meeting->found) */
  MEETING_CHANGE_ENDED = 1 << 1,             /* ended_meeting is over */
  MEETING_CHANGE_JOINED = 1 << 2,            /* people in joined came */
  MEETING_CHANGE_LEFT = 1 << 3,              /* people in left went */
  MEETING_CHANGE_RECORDING_STARTED = 1 << 4, /* recording is running */
  MEETING_CHANGE_RECORDING_STOPPED = 1 << 5, /* recording is being processed */
  MEETING_CHANGE_RECORDING_READY = 1 << 6,   /* recording can be watched */
  MEETING_CHANGE_DETAILS = 1 << 7,           /* mode, start time, id, ending, a name: nothing worth telling */
} MeetingChangeFlags;

/**
 * MeetingRecordingChange: what an event altered in one recording.
 */
typedef struct
{
  MeetingChangeFlags flags;    /* the RECORDING flag of its new state, else DETAILS (a link, an id) */
  MeetingRecording *recording; /* as it is after that; never NULL */
  char *former_key;            /* its meeting_recording_dup_key() until now, when it was another; or NULL */
} MeetingRecordingChange;

/**
 * MeetingChange: what one event altered in what we know. Immutable once shared, reference counted.
 */
typedef struct
{
  MeetingChangeFlags flags; /* never 0 */
  char *space_id;           /* never NULL */
  MeetingTime at;           /* when the event reached us */
  Meeting *meeting;         /* as it is after the change; NULL when none is on in the space now */
  Meeting *ended_meeting;   /* with MEETING_CHANGE_ENDED: the one that ended, ended_at set; else NULL.
                             * With MEETING_CHANGE_STARTED too: it was replaced by meeting. */
  GPtrArray *joined;        /* (element-type MeetingAttendee) never NULL, may be empty; those a meeting
                             * starts with are only in meeting->attendees */
  GPtrArray *left;          /* (element-type MeetingAttendee) never NULL, may be empty; those in a meeting
                             * that ends are only in ended_meeting->attendees */
  GPtrArray *recordings;    /* (element-type MeetingRecordingChange) never NULL, may be empty; in the order it
                             * happened: a recording that begins stops the one before it, a meeting that
                             * ends stops its recording. Their flags are in flags too. */
  MeetingEvent *event;         /* what caused it; never NULL */
} MeetingChange;

MeetingChange *meeting_change_new (MeetingChangeFlags flags, MeetingEvent *event);
MeetingChange *meeting_change_ref (MeetingChange *change);
void meeting_change_unref (MeetingChange *change);
/* Adds to recordings and flags. Only for the maker, before it is shared. @former_key: nullable. */
void meeting_change_add_recording (MeetingChange *change,
                                   MeetingChangeFlags flags,
                                   MeetingRecording *recording,
                                   const char *former_key);
/* "started|joined", for logs and tests. (transfer full) */
char *meeting_change_flags_to_string (MeetingChangeFlags flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MeetingChange, meeting_change_unref)

G_END_DECLS
