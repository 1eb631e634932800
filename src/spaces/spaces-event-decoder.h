/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "meeting-event.h"
#include "spaces-error.h"

G_BEGIN_DECLS

/* Names of the Socket.IO events on namespace /chat. */
#define SPACES_EVENT_MEDIA_SESSION "MEDIA_SESSION_RESPONSE"
#define SPACES_EVENT_SUBSCRIBED "CHANNEL_SUBSCRIBED"
#define SPACES_EVENT_SUBSCRIBE_FAILED "SUBSCRIBE_CHANNEL_FAILED"
#define SPACES_EVENT_UNSUBSCRIBED "CHANNEL_UNSUBSCRIBED"

/* MEDIA_SESSION_RESPONSE -> event. Needs only category and topicId; whatever else is missing, of another
 * type or out of range is not told. Ids longer than 256 bytes are not told either. The event of a recording has
 * exactly the recording concerned in recordings, in the state of the event; others have all entries, each
 * in the state it tells. Error SPACES_ERROR_CATEGORY for a category that is not about meetings, attendees or
 * recordings, SPACES_ERROR_PAYLOAD for anything else. Pure. (transfer full) */
MeetingEvent *spaces_event_decode_media_session (JsonNode *payload, MeetingTime heard_at, GError **error);

/* The body of GET spaces/ID/activemeeting -> MEETING_EVENT_FOUND. The meeting is the body or its data; it has
 * at least an _id or content. Error SPACES_ERROR_PAYLOAD. (transfer full) */
MeetingEvent *spaces_event_decode_active_meeting (const char *space_id,
                                                  JsonNode *body,
                                                  MeetingTime heard_at,
                                                  GError **error);

typedef struct
{
  char *space_id;      /* never NULL */
  char *error_code;    /* of SUBSCRIBE_CHANNEL_FAILED; nullable */
  char *error_message; /* likewise */
} SpacesChannelEvent;

/* CHANNEL_SUBSCRIBED, SUBSCRIBE_CHANNEL_FAILED, CHANNEL_UNSUBSCRIBED. Fills @event, to be cleared, on TRUE.
 * Error SPACES_ERROR_PAYLOAD. */
gboolean spaces_event_decode_channel (JsonNode *payload, SpacesChannelEvent *event, GError **error);
void spaces_channel_event_clear (SpacesChannelEvent *event);

/* The argument of SUBSCRIBE_CHANNEL and UNSUBSCRIBE_CHANNEL. (transfer full) */
JsonNode *spaces_channel_request_new (const char *space_id);

/* ISO 8601 text (UTC when it has no zone), milliseconds since 1970 as text or number; unknown for null,
 * missing (NULL), anything else, and times outside 1970 to 9999. */
MeetingTime spaces_time_decode (JsonNode *node);

G_END_DECLS
