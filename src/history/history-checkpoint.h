/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HistoryCheckpointer: moves the write-ahead log into the database file on one worker thread with a
 * connection of its own, since that syncs to disk. The thread comes from GLib's pool when there is
 * work and goes back to it after.
 */
typedef struct _HistoryCheckpointer HistoryCheckpointer;

HistoryCheckpointer *history_checkpointer_new (const char *path);
/* Returns at once; one already asked for and not begun covers this one too. */
void history_checkpointer_run (HistoryCheckpointer *self);
/* Returns at once: a checkpoint under way ends by itself, which is safe at any moment. */
void history_checkpointer_free (HistoryCheckpointer *self);

G_END_DECLS
