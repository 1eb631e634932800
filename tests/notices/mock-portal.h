/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MOCK_PORTAL_ANSWERS,
  MOCK_PORTAL_FORBIDS, /* the person has switched the notifications of the application off */
  MOCK_PORTAL_REFUSES, /* every notification is an error */
  MOCK_PORTAL_HOLDS,   /* what is asked of notifications is answered by mock_portal_answer() */
  MOCK_PORTAL_SILENT,  /* everything is */
  MOCK_PORTAL_CRASHES, /* it is gone with the first notification, without an answer */
} MockPortalBehaviour;

/**
 * MockPortal: org.freedesktop.portal.Notification as tests want it, on a connection of its own and
 * in the main context of the test. It refuses what the real one refuses (portal-rules.h).
 */
typedef struct
{
  MockPortalBehaviour behaviour;
  guint version;
  gboolean without_interface; /* a portal, but not of notifications */

  GDBusConnection *connection; /* NULL while it is not there */
  GString *asked;              /* "add ID;", "remove ID;": each as it was answered */
  GVariant *last;              /* the newest notification; NULL before the first */
  GQueue held;                 /* (element-type GDBusMethodInvocation) */
} MockPortal;

MockPortal *mock_portal_new (guint version);
void mock_portal_free (MockPortal *self);
void mock_portal_appear (MockPortal *self, const char *address);
/* Without a word; what it has not answered is lost. */
void mock_portal_vanish (MockPortal *self);
/* Answers what is held, and from now on at once. */
void mock_portal_answer (MockPortal *self);

G_END_DECLS
