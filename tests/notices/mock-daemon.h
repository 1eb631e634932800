/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MOCK_ANSWERS,
  MOCK_REFUSES, /* every Notify is an error */
  MOCK_HOLDS,   /* Notify is answered by mock_daemon_answer() */
  MOCK_SILENT,  /* nothing at all is answered */
} MockBehaviour;

typedef struct
{
  guint id; /* as returned */
  char *application_name;
  guint replaces_id;
  char *icon;
  char *summary;
  char *body;
  char **actions;
  GVariant *hints;
  int timeout;
} MockNotify;

/**
 * MockDaemon: org.freedesktop.Notifications as tests want it, on a connection of its own and in the
 * main context of the test.
 */
typedef struct
{
  MockBehaviour behaviour;
  const char *const *capabilities;
  gboolean forgets_ids; /* an update gets a new id, as some daemons give it */

  GDBusConnection *connection; /* NULL while it is not there */
  guint last_id;
  GPtrArray *notified; /* (element-type MockNotify) */
  GPtrArray *held;     /* (element-type GDBusMethodInvocation) */
  GArray *closed;      /* (element-type guint) ids of CloseNotification */
} MockDaemon;

/* With every capability. */
MockDaemon *mock_daemon_new (void);
void mock_daemon_free (MockDaemon *self);
void mock_daemon_appear (MockDaemon *self, const char *address);
void mock_daemon_vanish (MockDaemon *self);
const char *mock_daemon_get_name (MockDaemon *self);
/* Answers what is held, and from now on at once. */
void mock_daemon_answer (MockDaemon *self);
/* @token: nullable. */
void mock_daemon_click (MockDaemon *self, guint id, const char *action, const char *token);
void mock_daemon_dismiss (MockDaemon *self, guint id);
/* The newest Notify. */
const MockNotify *mock_daemon_get_last (MockDaemon *self);

G_END_DECLS
