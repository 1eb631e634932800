/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AppletAutostartFile: the entry by which desktops start a program with the session, outside a
 * sandbox (freedesktop.org, Desktop Application Autostart Specification). The file is the person's:
 * one that says off stays as it is until they ask for on, and one that says on is never rewritten.
 */

/* $XDG_CONFIG_HOME/autostart/ID.desktop, with the profile's name behind the id. (transfer full) */
char *applet_autostart_file_dup_path (const char *profile);
/* The entry. @program: what Exec names, quoted as the Desktop Entry Specification has it. Pure.
 * (transfer full) */
char *applet_autostart_file_dup_text (const char *profile, const char *program);

/* Whether the desktop starts the program: there is a readable entry that nobody switched off. */
gboolean applet_autostart_file_is_on (const char *path);
/* Writes the entry (its folders too), or removes it; nothing when it is so already. Error
 * G_IO_ERROR with a sentence. */
gboolean
applet_autostart_file_set (const char *path, gboolean on, const char *text, GError **error);

G_END_DECLS
