/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-store.h"
#include "meeting-status.h"
#include "sio-client.h"
#include "spaces-link.h"
#include "spaces-watcher.h"

G_BEGIN_DECLS

/**
 * AppletSessionConfig: what a session is made of. Nothing is taken: strings and objects are copied
 * or referenced.
 */
typedef struct
{
  const char *api_url;       /* ends in /api */
  const char *socket_url;    /* an origin */
  SpacesTokenSource *tokens; /* nullable: no account; then nothing is connected */
  SpacesLinks *links;        /* (transfer none), must outlive the session */
  GPtrArray *spaces;   /* (element-type SpacesSpace) watched whatever the service lists; nullable */
  HistoryStore *store; /* nullable: nothing is kept */
  gboolean demonstration;          /* these meetings are made up */
  SioGeneration generation;        /* to try first */
  const SioTimes *sio_times;       /* nullable: the defaults */
  const SpacesTimes *spaces_times; /* nullable: the defaults */
} AppletSessionConfig;

#define APPLET_TYPE_SESSION (applet_session_get_type ())
/**
 * AppletSession: the one place that connects the layers: what the server says becomes an event, the
 * event a change, the change is written, and only then told.
 *
 * Signals:
 *  changed (): anything that is shown may be different now; many changes, one signal (in an idle)
 *  meeting-changed (MeetingChange *change): recorded, not yet flushed
 *  generation-changed (guint generation): to be remembered for this host
 */
G_DECLARE_FINAL_TYPE (AppletSession, applet_session, APPLET, SESSION, GObject)

AppletSession *applet_session_new (const AppletSessionConfig *config);
void applet_session_start (AppletSession *self);
/* Leaves the service cleanly; the session is of no further use. */
void applet_session_stop (AppletSession *self);
/* Connects now; when connected, connects anew, so that every space is asked again. */
void applet_session_reconnect (AppletSession *self);

MeetingList *applet_session_get_list (AppletSession *self);
SpacesLinks *applet_session_get_links (AppletSession *self);
const MeetingStatus *applet_session_get_status (AppletSession *self);
/* When the status became what it is. */
MeetingTime applet_session_get_since (AppletSession *self);
/* When anything last came from the server, or MEETING_TIME_UNKNOWN. */
MeetingTime applet_session_get_last_heard (AppletSession *self);
/* The person's own attendee id; NULL until it is known. */
const char *applet_session_get_own_id (AppletSession *self);
gboolean applet_session_is_demonstration (AppletSession *self);
/* When the next attempt to connect is due, or MEETING_TIME_UNKNOWN. */
MeetingTime applet_session_get_next_attempt (AppletSession *self);
/* The connection's own words on what went wrong, free of secrets; nullable. */
const char *applet_session_get_detail (AppletSession *self);
/* The space's own name, also from earlier runs; nullable. */
const char *applet_session_get_space_name (AppletSession *self, const char *space_id);

G_END_DECLS
