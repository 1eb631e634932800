/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"
#include "spaces-watcher.h"

G_BEGIN_DECLS

/* For tests: the same watcher with time in the caller's hand. @clock: must outlive it. */
SpacesWatcher *spaces_watcher_new_with_clock (SioClient *client,
                                              SpacesApi *api,
                                              GPtrArray *fixed,
                                              const SpacesTimes *times,
                                              const SioClock *clock);

G_END_DECLS
