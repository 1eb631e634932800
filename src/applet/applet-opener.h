/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "spaces-link.h"

G_BEGIN_DECLS

/**
 * AppletOpener: what leaves the program: pages in the browser, text on the clipboard, the window.
 */

/* Opens @url with the person's browser, if @links allow it. @activation_token (nullable) lets the
 * browser come to the front. A failure is a message in the log with what to do. */
void
applet_opener_open_url (const SpacesLinks *links, const char *url, const char *activation_token);
/* Puts @text on the clipboard: the window program does it, since the applet has no display. */
void applet_opener_copy_text (const char *text);
/* Opens the window of @profile ("" for the default one). @no_tray: it says that there is no tray.
 */
void
applet_opener_show_window (const char *profile, gboolean no_tray, const char *activation_token);

/* A program of ours: beside the running one (a build tree included), else where it was installed.
 * @folder: its folder in the build tree. (transfer full) (nullable) */
char *applet_opener_find_program (const char *name, const char *folder);

G_END_DECLS
