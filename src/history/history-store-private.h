/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-db.h"

G_BEGIN_DECLS

/* The connection to read from. NULL with HISTORY_ERROR_READ once the store is closed. */
HistoryDb *history_store_get_db (HistoryStore *self, GError **error);
/* Ledger as it would be read had every write succeeded: the notice of @key among those that could
 * not be written yet. (transfer full) (nullable) */
HistoryNotice *history_store_dup_unwritten_notice (HistoryStore *self, const char *key);

G_END_DECLS
