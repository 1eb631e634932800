/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-recording.h"

G_BEGIN_DECLS

typedef enum
{
  MEETING_EVENT_STARTED,
  MEETING_EVENT_ENDED,
  MEETING_EVENT_ATTENDEE_ADDED,
  MEETING_EVENT_ATTENDEE_LEFT,
  MEETING_EVENT_RECORDING_STARTED,
  MEETING_EVENT_RECORDING_STOPPED,
  MEETING_EVENT_RECORDING_READY,
  MEETING_EVENT_FOUND, /* truth, asked for: this meeting is on, with exactly these people */
  MEETING_EVENT_NONE,  /* truth, asked for: no meeting is on in this space */
} MeetingEventKind;

typedef enum
{
  MEETING_MODE_UNKNOWN,
  MEETING_MODE_AUDIO,
  MEETING_MODE_VIDEO,
} MeetingMode;

typedef enum
{
  MEETING_ACTIVITY_UNKNOWN,
  MEETING_ACTIVITY_ACTIVE,
  MEETING_ACTIVITY_INACTIVE,
} MeetingActivity;

/**
 * MeetingEvent: a fact from the server, decoded. Immutable once shared, reference counted.
 * Only kind and space_id are always there.
 */
typedef struct
{
  MeetingEventKind kind;
  char *space_id;         /* never NULL */
  char *id;               /* the event's own id, for recognising duplicates; or NULL */
  char *meeting_id;       /* or NULL */
  MeetingTime heard_at;   /* when it reached us; always known */
  MeetingTime started_at; /* the event's object (meeting, recording...) began; or unknown */
  MeetingTime ended_at;   /* the event's object ended; or unknown */
  MeetingTime ending_at;  /* "virtual" end: the meeting is about to end, still live; or unknown */
  MeetingTime modified_at;
  MeetingMode mode;
  MeetingActivity activity;
  MeetingAttendee *attendee; /* the one who came or left; or NULL */
  GPtrArray *attendees;      /* (element-type MeetingAttendee) everyone in the meeting; NULL = not told */
  GPtrArray *recordings;     /* (element-type MeetingRecording) NULL = not told */
} MeetingEvent;

/* A new event with every optional field unset; the maker fills it before sharing it. */
MeetingEvent *meeting_event_new (MeetingEventKind kind, const char *space_id, MeetingTime heard_at);
MeetingEvent *meeting_event_ref (MeetingEvent *event);
void meeting_event_unref (MeetingEvent *event);

/* A keyword for logs, history and tests: "started", "attendee-added", ...; never NULL. */
const char *meeting_event_kind_to_string (MeetingEventKind kind);
gboolean meeting_event_kind_from_string (const char *keyword, MeetingEventKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MeetingEvent, meeting_event_unref)

G_END_DECLS
