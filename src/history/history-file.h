/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-db.h"

G_BEGIN_DECLS

/* Opens the file at @path for writing, made for its owner alone when there is none, with the schema
 * of this program. One that is damaged or not ours makes room for a new one; then *set_aside
 * (nullable, transfer full) tells its new name. */
HistoryDb *history_file_open (const char *path, char **set_aside, GError **error);
/* Renames the file and the log beside it to PATH.damaged-TIME. (transfer full) (nullable): the new
 * name. */
char *history_file_set_aside (const char *path, GError **error);

G_END_DECLS
