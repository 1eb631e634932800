/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "applet-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define APPLET_TYPE_ACTIONS (applet_actions_get_type ())
/**
 * AppletActions: what a person can ask for, whichever surface they asked at, by the names of
 * TrayEntry: "meetings", "join" and "copy-space-link" (a space's id), "view-recording" and
 * "copy-recording-link" (a recording's key), "reconnect", "quit". An unknown action or target is
 * ignored. What is asked before there is a session is done when there is.
 *
 * Those of a launcher or a notification are actions of the application too, which the desktop
 * activates by org.freedesktop.Application.ActivateAction and starts the program for: "meetings",
 * "quit", "join", "view-recording", "copy-recording-link", and "in-profile", which hands one of
 * them on to the program of another profile (NOTICE_PORTAL_ACTION_IN_PROFILE).
 *
 * Signals:
 *  quit (): asked for
 *  answered (char *action, char *target (nullable)): an action of the application was done
 *  passed-on (): one was handed on, or nobody was there to take it
 */
G_DECLARE_FINAL_TYPE (AppletActions, applet_actions, APPLET, ACTIONS, GObject)

/* Adds its actions to @application, which must outlive it. @profile: "" for the default one. */
AppletActions *applet_actions_new (GApplication *application, const char *profile);
/* Once. @store: (nullable) for recordings that the session does not have any more. */
void applet_actions_set_session (AppletActions *self, AppletSession *session, HistoryStore *store);
/* Of the call from elsewhere that is being answered; nullable. */
void applet_actions_set_activation_token (AppletActions *self, const char *token);
const char *applet_actions_get_activation_token (AppletActions *self);
/* @target, @activation_token: nullable. */
void applet_actions_perform (AppletActions *self,
                             const char *action,
                             const char *target,
                             const char *activation_token);

G_END_DECLS
