/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "window-row.h"

G_BEGIN_DECLS

/* What names an item for good. (transfer full) */
typedef char *(*WindowListKeyFunc) (GVariant *item);
typedef void (*WindowListShowFunc) (WindowRow *row, GVariant *item, gint64 now, gboolean sure);

/* A list of WindowRow, with lines between them. */
void window_list_set_up (GtkListBox *list);
/* Makes the rows equal to @items (aa{sv}): those that are there already are only told what is
 * different. @list is in a window. @sure: see WindowRow. */
void window_list_update (GtkListBox *list,
                         GVariant *items,
                         gboolean sure,
                         WindowListKeyFunc dup_key,
                         WindowListShowFunc show);

G_END_DECLS
