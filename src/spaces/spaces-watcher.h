/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-event.h"
#include "sio-client.h"
#include "spaces-api.h"

G_BEGIN_DECLS

/**
 * SpacesTimes: intervals in milliseconds, so that tests need not wait.
 */
typedef struct
{
  guint subscribe_delay;    /* between joining and the first subscription; 100 ms */
  guint subscribe_pace;     /* between two subscriptions; 500 ms */
  guint subscribe_timeout;  /* a subscription unanswered this long counts as failed; 10 s */
  guint subscribe_retry;    /* a failed one is tried once more after this; 60 s */
  guint ask_concurrency;    /* requests for active meetings under way at once (a count); 4 */
  guint ask_pace;           /* between two of them, once the first 20 are out; 500 ms */
  guint ask_retry;          /* after a failure that is not an answer; 30 s, doubled up to 10 times that */
  guint relist;             /* list of spaces asked for again; 15 min */
} SpacesTimes;
#define SPACES_TIMES_DEFAULT { 100, 500, 10000, 60000, 4, 500, 30000, 900000 }

#define SPACES_TYPE_WATCHER (spaces_watcher_get_type ())
/**
 * SpacesWatcher: keeps the watched spaces subscribed and asks for the truth after every join: lists
 * the spaces, subscribes each (paced), asks each for its active meeting (the live ones and the most
 * recently active first), and turns what the socket says into events. What was watched before a
 * connection was lost is subscribed and asked at once after the next join, without waiting for the
 * list. Nothing that was asked before a loss is told after it.
 *
 * A space is asked once more when its subscription is confirmed, since what happened between the
 * first answer and then was heard by nobody; so MEETING_EVENT_FOUND and MEETING_EVENT_NONE may come
 * more than once a join. An answer that an event of the same space has overtaken is not told but
 * asked for again.
 *
 * Signals; all arguments belong to the watcher:
 *  event (MeetingEvent *event): heard or asked for, of spaces that are not watched too
 *  spaces-listed (GPtrArray *spaces (element-type SpacesSpace)): the service's whole list, under the
 *    names the person gave, and behind it the fixed ones it does not have; those not in it are gone
 *  list-failed (GError *error): domain SPACES_ERROR; it is tried again by itself, as with all below
 *  space-known (char *space_id): a fixed one that is subscribed, and the service cannot be asked for
 *    it (events only)
 *  space-failed (char *space_id, GError *error): cannot be subscribed, until the next join
 *  unauthorized (GError *error): the service refused the token; at most once a join
 *  progress (): counts below changed
 */
G_DECLARE_FINAL_TYPE (SpacesWatcher, spaces_watcher, SPACES, WATCHER, GObject)

/* @api: (nullable) without it only events are to be had. @fixed: (nullable) (element-type SpacesSpace)
 * spaces given by the person (--space): watched at once, besides those listed. */
SpacesWatcher *spaces_watcher_new (SioClient *client, SpacesApi *api, GPtrArray *fixed, const SpacesTimes *times);
/* Spaces to subscribe and ask first, after each join from now on and in what is still to be done after
 * this one, in this order. */
void spaces_watcher_prefer (SpacesWatcher *self, const char *const *space_ids);
guint spaces_watcher_get_watched (SpacesWatcher *self);
guint spaces_watcher_get_subscribed (SpacesWatcher *self);
guint spaces_watcher_get_asked (SpacesWatcher *self); /* answered since the last join */
/* Those whose question was refused or failed again and again, and whose events do not tell either. */
guint spaces_watcher_get_unanswered (SpacesWatcher *self);
/* At least one space is known by its events alone. */
gboolean spaces_watcher_get_events_only (SpacesWatcher *self);
const char *spaces_watcher_get_own_id (SpacesWatcher *self); /* nullable until known */

G_END_DECLS
