/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-clock.h"
#include "spaces-event-decoder.h"
#include "spaces-watcher.h"

G_BEGIN_DECLS

/**
 * SpacesSubscriber: keeps a set of spaces subscribed while the socket is joined. What is sent is
 * paced; an answer is matched by the space's id, since the service sends no acks; a failure, an
 * answer that does not come and a subscription taken away are tried once more later. It sends and
 * reports through the functions it is given.
 *
 * The part of SpacesWatcher that knows nothing of REST; used by it alone.
 */
typedef struct _SpacesSubscriber SpacesSubscriber;

typedef struct
{
  /* Sends SUBSCRIBE_CHANNEL or UNSUBSCRIBE_CHANNEL. */
  gboolean (*send) (gpointer user_data, gboolean subscribe, const char *space_id, GError **error);
  void (*subscribed) (gpointer user_data, const char *space_id);
  /* Failed for good, until the next start. */
  void (*failed) (gpointer user_data, const char *space_id, const GError *error);
  /* Taken away by the service, unasked. */
  void (*dropped) (gpointer user_data, const char *space_id);
} SpacesSubscriberFuncs;

SpacesSubscriber *spaces_subscriber_new (const SioClock *clock,
                                         const SpacesTimes *times,
                                         const SpacesSubscriberFuncs *funcs,
                                         gpointer user_data);
void spaces_subscriber_free (SpacesSubscriber *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesSubscriber, spaces_subscriber_free)

/* Joined: whatever is added from now on is sent, the first one subscribe_delay from now. */
void spaces_subscriber_start (SpacesSubscriber *self);
/* No longer joined: forgets everything. */
void spaces_subscriber_stop (SpacesSubscriber *self);

/* Subscribes @space_id, once, in the order of the calls. */
void spaces_subscriber_add (SpacesSubscriber *self, const char *space_id);
/* Puts one that waits for its turn in front of all others. */
void spaces_subscriber_hurry (SpacesSubscriber *self, const char *space_id);
/* Unsubscribes it if it was asked for. */
void spaces_subscriber_remove (SpacesSubscriber *self, const char *space_id);

/* The answers. Those for spaces nobody asked for are ignored. */
void spaces_subscriber_take_subscribed (SpacesSubscriber *self, const SpacesChannelEvent *event);
void spaces_subscriber_take_failed (SpacesSubscriber *self, const SpacesChannelEvent *event);
void spaces_subscriber_take_unsubscribed (SpacesSubscriber *self, const SpacesChannelEvent *event);

gboolean spaces_subscriber_is_subscribed (SpacesSubscriber *self, const char *space_id);
guint spaces_subscriber_get_subscribed (SpacesSubscriber *self);

G_END_DECLS
