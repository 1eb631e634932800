/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Names and titles come from people and by way of the server: text made fit to be shown, whatever
 * shows it. Pure; no words of our own.
 */

/* Valid UTF-8 in one line: control characters and runs of white space become one space, direction
 * controls go, marks on one letter are bounded, at most @length characters (at least 1) are kept,
 * an ellipsis among them, and none is torn from what belongs to it. @text: (nullable). NULL when
 * nothing visible is left. (transfer full) (nullable) */
char *meeting_text_clean (const char *text, guint length);

/* Whether any of it is written from right to left. */
gboolean meeting_text_has_right_to_left (const char *text);

/* Between FSI and PDI, so that its direction cannot disturb the words around it (Unicode Standard
 * Annex #9, "Explicit Directional Isolates"). (transfer full) */
char *meeting_text_isolate (const char *text);

G_END_DECLS
