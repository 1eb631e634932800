/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"
#include "spaces-watcher.h"

G_BEGIN_DECLS

/**
 * SpacesLister: finds out who we are and lists our spaces, at the start, at every interval, after a
 * failure (later and later), and when told. Part of SpacesWatcher; used by it alone.
 */
typedef struct _SpacesLister SpacesLister;

typedef struct
{
  void (*listed) (gpointer user_data, GPtrArray *spaces);
  void (*failed) (gpointer user_data, const GError *error);
} SpacesListerFuncs;

SpacesLister *spaces_lister_new (const SioClock *clock,
                                 SpacesApi *api,
                                 const SpacesTimes *times,
                                 const SpacesListerFuncs *funcs,
                                 gpointer user_data);
void spaces_lister_free (SpacesLister *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesLister, spaces_lister_free)

/* Lists now, and from then on. */
void spaces_lister_start (SpacesLister *self);
/* Cancels; nothing asked before is reported after. */
void spaces_lister_stop (SpacesLister *self);
/* Lists once more as soon as no listing is under way. Nothing unless started. */
void spaces_lister_list_now (SpacesLister *self);
/* Nullable until known; stays known when stopped. (transfer none) */
const char *spaces_lister_get_own_id (SpacesLister *self);

G_END_DECLS
