/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-change.h"

G_BEGIN_DECLS

/**
 * MeetingSpace: a space we have heard of. Owned by the list, valid until the list changes.
 */
typedef struct
{
  char *id;
  char *name;       /* as the server or the person named it; NULL when unknown */
  gboolean watched; /* its meetings are wanted in the status */
  gboolean known;   /* since the last meeting_list_forget() we have learnt whether a meeting is on */
  gboolean fresh;   /* the live meeting (if any) was confirmed since the last meeting_list_forget() */
} MeetingSpace;

#define MEETING_TYPE_LIST (meeting_list_get_type ())
/**
 * MeetingList: all we know of spaces, live meetings and recent recordings. Pure: it asks nobody,
 * and has no clock (events carry their times). At most one meeting is live in a space.
 *
 * Signal "changed" (no arguments): anything a view shows may be different now; emitted at most
 * once a call of a function below.
 *
 * How events are understood (heard_at never orders them: the wall clock may step):
 *
 * - Which meeting: by meeting id; without one, by the start time (within a second). Its key stays for
 *   good, also when its id is told later.
 * - An event id seen before (the last 4096, those of an earlier run included) is a duplicate.
 * - A STARTED of another id, or of a later start, replaces the live meeting: ENDED and STARTED in one
 *   change. So does an ATTENDEE_ADDED or RECORDING_STARTED of another id. One of an older start, or of
 *   a meeting that is over, is late and changes nothing.
 * - A STARTED told again adds people and details, it takes nobody away.
 * - An ENDED of another meeting than the live one is only remembered, so that a late STARTED of it
 *   does not bring it back. So is an ENDED while nothing is on.
 * - A meeting that ended by being replaced or by NONE was not said to be over: a later ATTENDEE_ADDED
 *   or RECORDING_STARTED of it brings it back, under its key. After an ENDED only FOUND does.
 * - An ATTENDEE_ADDED or RECORDING_STARTED while no meeting is known means that one is on: STARTED,
 *   with those people. An ATTENDEE_LEFT means it when others remain.
 * - A full list of people in an event is the truth of that moment, the single person on top of it: who
 *   is added is in; who left is out unless another device of theirs is in. A list made when a person
 *   came says nothing of those who came later. A person does not come back by a report of the stay that
 *   has ended (same or older join time, no new session). An event with an older modified_at than
 *   the newest list tells nothing of people.
 * - FOUND is exact: people, start, and that this meeting is the one. Its ended_at means that none is on.
 * - NONE ends whatever is live, at its ended_at, else when heard.
 * - An inactive activity is no end. An ending_at marks the meeting as ending, until somebody comes.
 * - Recordings go from running to stopped to ready, never back; each state is told once. Events other
 *   than recording events and FOUND do not move them, except that the end of a meeting stops them.
 * - In an event of a recording, started_at and ended_at are not the meeting's, and recordings has the
 *   one concerned first; none there: one without id.
 */
G_DECLARE_FINAL_TYPE (MeetingList, meeting_list, MEETING, LIST, GObject)

MeetingList *meeting_list_new (void);

/* Makes @space_id watched. @name may be NULL and then leaves a known name. */
void meeting_list_watch_space (MeetingList *self, const char *space_id, const char *name);
/* Its live meeting is forgotten without a change: we no longer look. */
void meeting_list_unwatch_space (MeetingList *self, const char *space_id);
/* (element-type MeetingSpace) (transfer container): watched first, in the order they were added. */
GPtrArray *meeting_list_get_spaces (MeetingList *self);
const MeetingSpace *meeting_list_get_space (MeetingList *self, const char *space_id);

/* Learns one event. Returns (transfer full) (nullable): what it altered, or NULL for nothing new
 * (a duplicate, an event that only repeats what is known, an end of a meeting never heard of). */
MeetingChange *meeting_list_apply (MeetingList *self, MeetingEvent *event);

/* A meeting kept from an earlier run, not confirmed yet. */
void meeting_list_restore_meeting (MeetingList *self, Meeting *meeting);
/* A recording kept from an earlier run. */
void meeting_list_restore_recording (MeetingList *self, MeetingRecording *recording);
/* An event id of an earlier run, so that a replay of it is recognised. */
void meeting_list_restore_event_id (MeetingList *self, const char *event_id);

/* The connection was lost: nothing is known any more, live meetings are unconfirmed. */
void meeting_list_forget (MeetingList *self);
/* Without asking, by subscription alone: nothing else is to be had (reason events-only). */
void meeting_list_mark_known (MeetingList *self, const char *space_id);

/* (element-type Meeting) (transfer container): the live ones, oldest first. */
GPtrArray *meeting_list_get_live (MeetingList *self);
/* The live meeting of a space, (transfer none) (nullable). */
Meeting *meeting_list_get_meeting (MeetingList *self, const char *space_id);
/* (element-type MeetingRecording) (transfer container): newest first, at most 20. */
GPtrArray *meeting_list_get_recordings (MeetingList *self);

G_END_DECLS
