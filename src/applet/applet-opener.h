/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "spaces-link.h"

G_BEGIN_DECLS

/**
 * AppletOpener: what leaves the program: pages in the browser, text on the clipboard, the window.
 */

/* What the window says on top when it is opened. */
typedef enum
{
  APPLET_OPENER_NOTE_NONE,
  APPLET_OPENER_NOTE_NO_TRAY,    /* the desktop shows no tray icons */
  APPLET_OPENER_NOTE_NOT_OPENED, /* a page could not be opened */
  APPLET_OPENER_NOTE_NO_PORTAL,  /* the same, as the desktop has no portal for that */
} AppletOpenerNote;

/* The page of a space, and a recording (or, without an address that may be opened, the page of its
 * space), in the person's browser. @activation_token (nullable) lets the browser come to the front.
 * A failure is a message in the log, and the window of @profile says what to do. */
void applet_opener_open_space (const char *profile,
                               const SpacesLinks *links,
                               const char *space_id,
                               const char *activation_token);
void applet_opener_open_recording (const char *profile,
                                   const SpacesLinks *links,
                                   const MeetingRecording *recording,
                                   const char *activation_token);
/* Puts the link of @recording, or without one of the space, on the clipboard: the window program
 * does it, since the applet has no display. @recording: (nullable) */
void applet_opener_copy_link (const SpacesLinks *links,
                              const char *space_id,
                              const MeetingRecording *recording);
/* Opens the window of @profile ("" for the default one). */
void applet_opener_show_window (const char *profile,
                                AppletOpenerNote note,
                                const char *activation_token);

/* A program of ours: beside the running one (a build tree included), else where it was installed.
 * @folder: its folder in the build tree. (transfer full) (nullable) */
char *applet_opener_find_program (const char *name, const char *folder);

G_END_DECLS
