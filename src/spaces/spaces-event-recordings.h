/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "meeting-event.h"

G_BEGIN_DECLS

/* The recording that an event of a recording is about, from its content (nullable). Never NULL: without
 * an entry it is one without an id. Private to the decoder. (transfer full) */
MeetingRecording *spaces_event_recording_concerned (const char *space_id,
                                                    const char *meeting_id,
                                                    JsonObject *content,
                                                    MeetingRecordingState state);

/* All entries of content.recordings, each in the state it tells itself; NULL when there is no such list.
 * (element-type MeetingRecording) (transfer full) */
GPtrArray *spaces_event_recordings_all (const char *space_id,
                                        const char *meeting_id,
                                        JsonObject *content);

G_END_DECLS
