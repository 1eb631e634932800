/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"
#include "spaces-watcher.h"

G_BEGIN_DECLS

/**
 * SpacesAsker: asks each space for its active meeting while the socket is joined: a few at once,
 * the first ones without a pause, the others paced; what fails is asked again later and later.
 *
 * When the service as a whole cannot be asked (unreachable, the token refused, too many requests),
 * all questions pause together and one of them finds out when it is back.
 *
 * The part of SpacesWatcher that knows nothing of the socket; used by it alone.
 */
typedef struct _SpacesAsker SpacesAsker;

typedef struct
{
  void (*answered) (gpointer user_data, MeetingEvent *event);
  /* Of each failure; the question stays and is asked again. */
  void (*failed) (gpointer user_data, const char *space_id, const GError *error);
} SpacesAskerFuncs;

SpacesAsker *spaces_asker_new (const SioClock *clock,
                               SpacesApi *api,
                               const SpacesTimes *times,
                               const SpacesAskerFuncs *funcs,
                               gpointer user_data);
void spaces_asker_free (SpacesAsker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesAsker, spaces_asker_free)

/* Forgets every question; nothing asked before is reported after. */
void spaces_asker_reset (SpacesAsker *self);

/* Asks for @space_id, once, in the order of the calls and never before the main loop runs. */
void spaces_asker_add (SpacesAsker *self, const char *space_id);
void spaces_asker_remove (SpacesAsker *self, const char *space_id);
/* Puts a question that waits for its turn in front of all others. */
void spaces_asker_hurry (SpacesAsker *self, const char *space_id);

/* An event of this space came: an answer under way may be older than it and is not to undo it, so
 * it is asked again. */
void spaces_asker_note_event (SpacesAsker *self, const char *space_id);
/* This space's events come only from now on: what was answered before may have changed unheard. It
 * is asked again after those that have no answer yet. */
void spaces_asker_ask_again (SpacesAsker *self, const char *space_id);

gboolean spaces_asker_is_answered (SpacesAsker *self, const char *space_id);
/* No answer: it is refused, or it or the whole service failed twice. */
gboolean spaces_asker_is_failing (SpacesAsker *self, const char *space_id);
/* Likewise, and no hope of one for now; there is some when the service merely wants another token,
 * or fewer questions. */
gboolean spaces_asker_is_hopeless (SpacesAsker *self, const char *space_id);
guint spaces_asker_get_failing (SpacesAsker *self);
guint spaces_asker_get_answered (SpacesAsker *self);

G_END_DECLS
