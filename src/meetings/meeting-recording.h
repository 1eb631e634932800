/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-attendee.h"

G_BEGIN_DECLS

typedef enum
{
  MEETING_RECORDING_RUNNING, /* being recorded now */
  MEETING_RECORDING_STOPPED, /* over, being processed by the service */
  MEETING_RECORDING_READY,   /* can be watched */
} MeetingRecordingState;

/**
 * MeetingRecording: one recording of a meeting. Immutable once shared, reference counted.
 */
typedef struct
{
  char *id;         /* NULL when the server named none */
  char *space_id;   /* never NULL */
  char *meeting_id; /* NULL when unknown */
  MeetingRecordingState state;
  MeetingTime started_at; /* or MEETING_TIME_UNKNOWN */
  MeetingTime ended_at;   /* or MEETING_TIME_UNKNOWN */
  MeetingTime ready_at;   /* when it was told to be ready, or MEETING_TIME_UNKNOWN */
  char *started_by;       /* a person's name, or NULL */
  char *link;             /* address as the server told it, NOT checked (see spaces-link.h); or NULL */
} MeetingRecording;

/* A new recording with every optional field unset; the maker fills it before sharing it. */
MeetingRecording *meeting_recording_new (const char *id, const char *space_id, MeetingRecordingState state);
MeetingRecording *meeting_recording_copy (const MeetingRecording *recording);
MeetingRecording *meeting_recording_ref (MeetingRecording *recording);
void meeting_recording_unref (MeetingRecording *recording);

/* The name a recording goes by in the history, in menus and on the bus: its id, or, when the server
 * named none, its meeting (else the space) and the time it began (else ended, else was ready).
 * (transfer full) */
char *meeting_recording_dup_key (const MeetingRecording *recording);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MeetingRecording, meeting_recording_unref)

G_END_DECLS
