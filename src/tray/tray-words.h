/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-status.h"

G_BEGIN_DECLS

/* The longest name of a space or person that a menu shows, in characters. */
#define TRAY_WORDS_NAME_LENGTH 48

/**
 * TraySentences: the connection's state in words.
 */
typedef struct
{
  const char *state;  /* what is the case, a sentence without the last full stop; never NULL */
  const char *advice; /* what to do, or that nothing need be done; NULL when all is well */
} TraySentences;

/* Words for a status and its reason, whatever the pair. */
TraySentences tray_words_connection (MeetingStatusKind kind, MeetingStatusReason reason);

/* Whether choosing "Connect now" can help. */
gboolean tray_words_may_reconnect (const MeetingStatus *status, MeetingTime next_attempt);

/* Whether the language of the texts is written from right to left. */
gboolean tray_words_is_rtl (void);

/* Text from elsewhere made fit for one line: control characters and runs of white space become
 * one space, direction controls go, at most @length characters are kept, and where its direction
 * may disturb the words around it, it is isolated (Unicode UAX 9, FSI and PDI).
 * @text: (nullable). NULL when nothing visible is left. (transfer full) (nullable) */
char *tray_words_clean (const char *text, guint length);

/* A line that may begin with somebody's words, kept in the direction of the texts around it:
 * toolkits take it from the first letter, isolated or not. Takes @line. (transfer full) */
char *tray_words_direct (char *line);

/* The name of a space, cleaned; "a space (…last 6 of its id)" without one. (transfer full) */
char *tray_words_space_name (const char *name, const char *space_id);

/* "just started", "23 min", "1 h 05 min". (transfer full) */
char *tray_words_duration (MeetingTime since, MeetingTime now);

/* "4 people"; NULL for nobody known to have been there. (transfer full) (nullable) */
char *tray_words_people (const Meeting *meeting);

/* "4 people: Ana, Bo and 2 more"; NULL as above. (transfer full) (nullable) */
char *tray_words_people_by_name (const Meeting *meeting);

/* When something was: "10:05" today, "Mon 10:05" in the last days, "3 Nov" before. NULL when
 * unknown. (transfer full) (nullable) */
char *tray_words_moment (MeetingTime moment, MeetingTime now);

/* The time of day with seconds. (transfer full) */
char *tray_words_clock (MeetingTime moment);

G_END_DECLS
