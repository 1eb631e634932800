/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-attendee.h"

static char **
copy_sessions (const char *const *sessions)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (sessions == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; sessions[i] != NULL && i < MEETING_SESSIONS_MAX; i++)
    g_strv_builder_add (builder, sessions[i]);
  return g_strv_builder_end (builder);
}

MeetingAttendee *
meeting_attendee_new (const char *id,
                      const char *name,
                      MeetingAttendeeKind kind,
                      MeetingTime joined_at,
                      const char *const *sessions)
{
  MeetingAttendee *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_atomic_rc_box_new0 (MeetingAttendee);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->kind = kind;
  self->joined_at = joined_at;
  self->sessions = copy_sessions (sessions);
  return self;
}

MeetingAttendee *
meeting_attendee_ref (MeetingAttendee *attendee)
{
  return g_atomic_rc_box_acquire (attendee);
}

static void
meeting_attendee_clear (MeetingAttendee *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->sessions);
}

void
meeting_attendee_unref (MeetingAttendee *attendee)
{
  g_atomic_rc_box_release_full (attendee, (GDestroyNotify)meeting_attendee_clear);
}
