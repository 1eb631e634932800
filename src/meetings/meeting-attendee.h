/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MeetingTime: microseconds since 1970-01-01T00:00:00Z, as g_get_real_time() counts them, or
 * %MEETING_TIME_UNKNOWN.
 */
typedef gint64 MeetingTime;
#define MEETING_TIME_UNKNOWN ((MeetingTime) -1)

typedef enum
{
  MEETING_ATTENDEE_USER,  /* has an account */
  MEETING_ATTENDEE_PHONE, /* dialled in; the name is a number */
  MEETING_ATTENDEE_GUEST, /* anything else */
} MeetingAttendeeKind;

/* Devices of one person that are told apart; a person has two or three. */
#define MEETING_SESSIONS_MAX 32

/**
 * MeetingAttendee: a person in a meeting. Immutable once shared, reference counted.
 */
typedef struct
{
  char *id;   /* never NULL; the same person has the same id on every device */
  char *name; /* valid UTF-8 as the server told it, unescaped; NULL when it did not */
  MeetingAttendeeKind kind;
  MeetingTime joined_at; /* or MEETING_TIME_UNKNOWN */
  char **sessions;       /* ids of this person's devices in the meeting; NULL or empty when not told */
} MeetingAttendee;

/* Takes nothing: @id, @name and the first MEETING_SESSIONS_MAX of @sessions are copied. */
MeetingAttendee *meeting_attendee_new (const char *id,
                                       const char *name,
                                       MeetingAttendeeKind kind,
                                       MeetingTime joined_at,
                                       const char *const *sessions);
MeetingAttendee *meeting_attendee_ref (MeetingAttendee *attendee);
void meeting_attendee_unref (MeetingAttendee *attendee);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MeetingAttendee, meeting_attendee_unref)

G_END_DECLS
