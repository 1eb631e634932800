/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-soup.h"

#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif

/* glib-networking gives every TLS connection a copy of the system's certificates, 4 MiB in Debian.
 * The WebSocket keeps its own; those of requests are let go when the questions of a connect are
 * over: they are at most half a second apart, and what fails is asked again after half a minute. */
#define IDLE_TIMEOUT_S 10
/* For requests; a WebSocket counts only until it is open. With HTTP/2, which the service speaks,
 * they share one; without it, each more would cost 4 MiB and a handshake. */
#define CONNECTIONS_PER_HOST 2

static gboolean
on_connections_closed (gpointer user_data)
{
  guint *timer_id = user_data;

  *timer_id = 0;
#ifdef HAVE_MALLOC_TRIM
  /* By itself malloc gives back only what lies at the end of its heap. */
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
on_request_unqueued (SoupSession *soup, SoupMessage *message, guint *timer_id)
{
  g_clear_handle_id (timer_id, g_source_remove);
  *timer_id = g_timeout_add_seconds (IDLE_TIMEOUT_S + 1, on_connections_closed, timer_id);
}

static void
free_timer (gpointer data, GClosure *closure)
{
  guint *timer_id = data;

  g_clear_handle_id (timer_id, g_source_remove);
  g_free (timer_id);
}

SoupSession *
applet_soup_new (void)
{
  SoupSession *soup = soup_session_new_with_options (
      "idle-timeout", IDLE_TIMEOUT_S, "max-conns-per-host", CONNECTIONS_PER_HOST, NULL);

  g_signal_connect_data (
      soup, "request-unqueued", G_CALLBACK (on_request_unqueued), g_new0 (guint, 1), free_timer, 0);
  return soup;
}
