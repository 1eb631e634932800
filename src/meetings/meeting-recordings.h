/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-change.h"

G_BEGIN_DECLS

/**
 * MeetingRecordings: the recordings we have heard of, newest first, bounded. Private to the list.
 *
 * A recording goes from running to stopped to ready and never back. One without an id is recognised by
 * its own start, else by its meeting and the order: a start belongs to the one running, a stop ends the
 * one running, a readiness is that of the oldest one stopped; the first id told later becomes its id.
 */
typedef struct _MeetingRecordings MeetingRecordings;

MeetingRecordings *meeting_recordings_new (void);
void meeting_recordings_free (MeetingRecordings *recordings);

/* Learns @told, whose meeting has @meeting_key (nullable: unknown). What that alters is added to
 * @change. */
void meeting_recordings_apply (MeetingRecordings *recordings,
                               const MeetingRecording *told,
                               const char *meeting_key,
                               MeetingTime heard_at,
                               MeetingChange *change);
/* Whether a recording of this id is known in the space. */
gboolean meeting_recordings_has (MeetingRecordings *recordings,
                                 const char *space_id,
                                 const char *recording_id);
/* (transfer none) (nullable): the one running in the space. */
MeetingRecording *meeting_recordings_get_running (MeetingRecordings *recordings,
                                                  const char *space_id);
/* No meeting is on in the space any more, so nothing is recorded there. What that alters is added
 * to @change. */
void meeting_recordings_stop (MeetingRecordings *recordings,
                              const char *space_id,
                              MeetingTime ended_at,
                              MeetingChange *change);
/* Puts a recording of an earlier run in; one that is known already keeps the later state. */
void meeting_recordings_restore (MeetingRecordings *recordings,
                                 MeetingRecording *recording,
                                 const char *meeting_key);
/* (element-type MeetingRecording) (transfer container): newest first, at most @max. */
GPtrArray *meeting_recordings_list (MeetingRecordings *recordings, guint max);

G_END_DECLS
