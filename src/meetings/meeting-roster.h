/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-change.h"

G_BEGIN_DECLS

/**
 * MeetingRoster: who is in one meeting, with which devices, and who has been. Private to the list.
 *
 * A person's device is a session id, or one unnamed device when the server told no session. What is
 * told of a person who left is compared with the stay that ended (join time, sessions), so that
 * a late report of that stay does not bring the person back.
 */
typedef struct _MeetingRoster MeetingRoster;

/* @meeting: (nullable) a meeting kept from an earlier run, whose people are in. */
MeetingRoster *meeting_roster_new (const Meeting *meeting);
void meeting_roster_free (MeetingRoster *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MeetingRoster, meeting_roster_free)

/* Whether what @event says of people is older than what is known: it must not be applied then. */
gboolean meeting_roster_is_old (MeetingRoster *roster, const MeetingEvent *event);

/* Applies the people of an event of this meeting: of a FOUND exactly, of a STARTED only as additions
 * (it tells of the beginning), of an attendee event its list with the one person on top. Who came and
 * went is added to @joined and @left (nullable). Returns JOINED, LEFT and DETAILS as they apply. */
MeetingChangeFlags meeting_roster_apply (MeetingRoster *roster,
                                         const MeetingEvent *event,
                                         GPtrArray *joined,
                                         GPtrArray *left);

/* Counts the people of the list of an ENDED: everyone who was in it, so it moves nobody. */
void meeting_roster_count (MeetingRoster *roster, GPtrArray *attendees);

/* Whether nobody is in. */
gboolean meeting_roster_is_empty (MeetingRoster *roster);

/* Writes attendees and people_seen of @meeting, which must not be shared yet. */
void meeting_roster_fill (MeetingRoster *roster, Meeting *meeting);

G_END_DECLS
