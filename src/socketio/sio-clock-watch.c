/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

#include "sio-clock-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* The two clocks are read one after the other, so they differ by less than this without a sleep. */
#define SLEPT_AT_LEAST_US (100 * 1000)

struct _SioClockWatch
{
  const SioClock *clock;
  SioClockWatchFunc func;
  gpointer user_data;
  gint64 offset; /* boot time minus monotonic time */
  int fd;
  GSource *source;
};

static gint64
read_offset (const SioClock *clock)
{
  return clock->boot_time (clock->data) - clock->monotonic_time (clock->data);
}

/* Never meant to expire: the far end of what the kernel takes. */
static gboolean
arm (int fd)
{
  struct itimerspec never = { 0 };

  never.it_value.tv_sec = G_MAXINT64 / G_USEC_PER_SEC / 1000;
  return timerfd_settime (fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static gboolean
on_clock_set (int fd, GIOCondition condition, gpointer data)
{
  SioClockWatch *watch = data;
  guint64 expirations;

  /* ECANCELED is the notice; the timer stays armed in the kernel only once it is set again. */
  if (read (fd, &expirations, sizeof expirations) < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  if (!arm (fd))
    {
      g_debug ("The clock is not watched any more: %s", g_strerror (errno));
      g_clear_pointer (&watch->source, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  sio_clock_watch_check (watch);
  return G_SOURCE_CONTINUE;
}

SioClockWatch *
sio_clock_watch_new (const SioClock *clock, SioClockWatchFunc func, gpointer user_data)
{
  SioClockWatch *watch;
  int fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);

  if (fd < 0 || !arm (fd))
    {
      g_debug ("The clock cannot be watched: %s", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  watch = g_new0 (SioClockWatch, 1);
  watch->clock = clock;
  watch->func = func;
  watch->user_data = user_data;
  watch->offset = read_offset (clock);
  watch->fd = fd;
  watch->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (watch->source, G_SOURCE_FUNC (on_clock_set), watch, NULL);
  g_source_attach (watch->source, g_main_context_get_thread_default ());
  return watch;
}

void
sio_clock_watch_free (SioClockWatch *watch)
{
  sio_clock_clear_timer (&watch->source);
  close (watch->fd);
  g_free (watch);
}

void
sio_clock_watch_check (SioClockWatch *watch)
{
  gint64 offset = read_offset (watch->clock);
  gint64 slept = offset - watch->offset;

  watch->offset = offset;
  watch->func (slept >= SLEPT_AT_LEAST_US ? slept : 0, watch->user_data);
}
