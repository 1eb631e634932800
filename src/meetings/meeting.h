/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-event.h"

G_BEGIN_DECLS

/**
 * Meeting: one session held in a space, as known at one moment. Immutable once shared, reference
 * counted: the list makes a new one for each change.
 */
typedef struct
{
  char *key;              /* never NULL: names this meeting for good, also while its id is unknown */
  char *id;               /* the server's id, or NULL */
  char *space_id;         /* never NULL */
  MeetingTime started_at; /* told by the server, else when we first heard of it; always known */
  MeetingTime ended_at;   /* MEETING_TIME_UNKNOWN while live */
  gboolean ending;        /* the server announced the end; still live */
  gboolean found;         /* found running by asking; its start was not heard */
  MeetingMode mode;
  GPtrArray *attendees;        /* (element-type MeetingAttendee) each person once, in order of arrival; never NULL */
  guint people_seen;           /* how many different people have been in it so far */
  MeetingRecording *recording; /* the one running now, or NULL */
} Meeting;

Meeting *meeting_new (const char *key, const char *space_id, MeetingTime started_at);
/* A copy to change before it is shared; the attendees array is a new one with the same elements. */
Meeting *meeting_copy (const Meeting *meeting);
Meeting *meeting_ref (Meeting *meeting);
void meeting_unref (Meeting *meeting);
/* (transfer none) (nullable): the person of this id. */
MeetingAttendee *meeting_find_attendee (const Meeting *meeting, const char *attendee_id);
gboolean meeting_has_attendee (const Meeting *meeting, const char *attendee_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Meeting, meeting_unref)

G_END_DECLS
