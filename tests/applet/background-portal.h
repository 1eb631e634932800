/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PORTAL_GRANTS,
  PORTAL_GRANTS_EARLY, /* the answer is there before the call has returned */
  PORTAL_REFUSES,      /* the person said no: response 1 */
  PORTAL_WITHHOLDS,    /* response 0, but no autostart */
  PORTAL_BABBLES,      /* a response of another type */
  PORTAL_FAILS,        /* the call is an error */
  PORTAL_HOLDS,        /* answered by background_portal_respond() */
} BackgroundPortalBehaviour;

/**
 * BackgroundPortal: org.freedesktop.portal.Background as tests want it, in the test's main context;
 * and beside it org.freedesktop.portal.OpenURI, which behaves in the same way.
 */
typedef struct
{
  BackgroundPortalBehaviour behaviour;
  GDBusConnection *connection;
  guint registration_ids[2];
  GPtrArray *requests;  /* (element-type GVariant) options of each request */
  GPtrArray *handles;   /* (element-type utf8) of each, in the same order */
  GPtrArray *lines;     /* (element-type utf8) of each SetStatus */
  GPtrArray *uris;      /* (element-type utf8) of each OpenURI */
  gboolean refuse_line; /* SetStatus fails, for now */
} BackgroundPortal;

/* Takes the portal's name on @connection. @version: 0 has the name without the interface, as with
 * some desktops; 1 has no SetStatus. */
BackgroundPortal *background_portal_new (GDBusConnection *connection, guint version);
void background_portal_free (BackgroundPortal *self);
/* Answers request number @index. */
void background_portal_respond (BackgroundPortal *self,
                                guint index,
                                guint32 response,
                                gboolean autostart);

G_END_DECLS
