/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TrayBus: a private session bus with two connections, one for what is tested and one that plays
 * the host, which notes every signal of one object.
 */
typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *item;
  GDBusConnection *host;
  char *path;
  GString *signals; /* "Name(arguments);" of each */
} TrayBus;

/* @path: the object whose signals are noted. */
TrayBus *tray_bus_new (const char *path);
/* Asserts that nothing holds the connections any more. */
void tray_bus_free (TrayBus *bus);

/* Another connection to the bus. (transfer full) */
GDBusConnection *tray_bus_connect (TrayBus *bus);

/* Runs the main loop until @check gives TRUE; fails after a generous time. */
void tray_bus_wait (gboolean (*check) (gpointer data), gpointer data);

/* Calls from the host and waits for the answer. (transfer full) */
GVariant *tray_bus_call (TrayBus *bus,
                         const char *path,
                         const char *interface,
                         const char *method,
                         GVariant *parameters);
/* The same where the answer is an error. (transfer full) */
GError *tray_bus_call_failing (TrayBus *bus,
                               const char *path,
                               const char *interface,
                               const char *method,
                               GVariant *parameters);
/* a{sv} of all properties. (transfer full) */
GVariant *tray_bus_get_all (TrayBus *bus, const char *path, const char *interface);

/* Lets every signal sent so far arrive, and forgets them. */
void tray_bus_take_signals (TrayBus *bus);
/* Asserts what arrived since the last look, in order, and forgets it. */
void tray_bus_assert_signals (TrayBus *bus, const char *expected);

G_END_DECLS
