/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-state.h"

G_BEGIN_DECLS

/* What the service says, as JSON. Members and spellings after the service's developer pages
 * (MEDIA_SESSION_RESPONSE, PRESENCE_EVENT_RESPONSE, users/me, users/me/spaces) and, for the active
 * meeting, what public clients read. Pure. All results (transfer full). */

/* ["MEDIA_SESSION_RESPONSE", {...}]. @attendee: of attendee events. @recording: of recording
 * events. Both nullable. */
JsonNode *simulator_wire_media_session (const SimulatorVariants *variants,
                                        const char *category,
                                        const char *event_id,
                                        const SimulatorMeeting *meeting,
                                        const SimulatorAttendee *attendee,
                                        const SimulatorRecording *recording);
/* ["PRESENCE_EVENT_RESPONSE", {...}] */
JsonNode *simulator_wire_presence (const char *category,
                                   const SimulatorSpace *space,
                                   const SimulatorPerson *person);
/* ["MESSAGE_SENT", {...}]: a line of chat. */
JsonNode *simulator_wire_chat (const char *event_id,
                               const SimulatorSpace *space,
                               const SimulatorPerson *person,
                               gint64 now_ms);
/* ["MEDIA_SESSION_RESPONSE", {...}] of category tracksstatus: somebody muted a microphone. */
JsonNode *simulator_wire_tracks (const char *event_id,
                                 const SimulatorSpace *space,
                                 const SimulatorPerson *person);

/* ["CHANNEL_SUBSCRIBED", ...] and its like. @error_code: nullable. */
JsonNode *simulator_wire_channel (const char *name, const char *space_id, const char *error_code);

/* Bodies of REST answers. */
JsonNode *simulator_wire_user (const SimulatorPerson *person);
JsonNode *simulator_wire_space (const SimulatorScenario *scenario, const SimulatorSpace *space);
JsonNode *
simulator_wire_meeting (const SimulatorVariants *variants, const SimulatorMeeting *meeting);
JsonNode *simulator_wire_message (const char *message);

/* ISO 8601 in UTC with milliseconds. */
char *simulator_wire_iso_time (gint64 ms);

G_END_DECLS
