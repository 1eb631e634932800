/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

/**
 * WindowTestApplet: stands for the applet on a session bus: it has the interface's properties, says
 * when they change, and notes which methods are called.
 */
typedef struct
{
  GDBusConnection *connection;
  guint object_id;
  guint name_id;
  gboolean owned;
  const char *status; /* (unowned) as text of a{sv} */
  char *meetings;     /* as text of aa{sv} */
  char *recordings;   /* as text of aa{sv} */
  GString *calls;     /* "Method(arguments)" a line */
} WindowTestApplet;

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                          \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > wait_deadline)                                               \
          g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition);               \
        iterate ();                                                                                \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* One turn of the main loop, at most 20 ms. */
void iterate (void);

/* Takes @meetings and @recordings. */
void window_test_applet_init (WindowTestApplet *applet,
                              const char *bus_address,
                              const char *status,
                              char *meetings,
                              char *recordings);
void window_test_applet_clear (WindowTestApplet *applet);
void window_test_applet_start (WindowTestApplet *applet);
void window_test_applet_stop (WindowTestApplet *applet);
/* Says that something is different, with the new values. @meetings may be the ones it has. */
void window_test_applet_tell (WindowTestApplet *applet, const char *status, const char *meetings);
