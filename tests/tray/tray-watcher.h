/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "tray-bus.h"

G_BEGIN_DECLS

/**
 * TrayWatcher: plays org.kde.StatusNotifierWatcher on a connection of its own.
 */
typedef struct
{
  GDBusConnection *connection;
  guint object;
  gboolean host;       /* what IsStatusNotifierHostRegistered says */
  gboolean refuses;    /* RegisterStatusNotifierItem is answered with an error */
  gboolean mute;       /* the property is answered with an error */
  GPtrArray *services; /* (element-type utf8) argument of each RegisterStatusNotifierItem */
  GPtrArray *senders;  /* (element-type utf8) who called it */
} TrayWatcher;

/* Takes the name, from another watcher if need be. */
TrayWatcher *tray_watcher_new (TrayBus *bus, gboolean host);
/* Says that a host came or went. */
void tray_watcher_set_host (TrayWatcher *watcher, gboolean host);
void tray_watcher_free (TrayWatcher *watcher);

G_END_DECLS
