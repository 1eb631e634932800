/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

/* The course a client takes: from attempt to attempt, and what ends the wait between them. */
#include "sio-client-private.h"

static void wait_for (SioClient *self, guint ms);

void
sio_client_set_state (SioClient *self, SioState state, SioReason reason, const char *detail)
{
  SioState old = self->state;
  gboolean new_reason = self->reason != reason;

  if (g_strcmp0 (self->detail, detail) != 0)
    {
      g_free (self->detail);
      self->detail = g_strdup (detail);
      if (detail != NULL)
        g_debug ("%s: %s: %s", self->setup.name_space, sio_reason_to_string (reason), detail);
    }
  if (old == state && !new_reason)
    return;

  self->state = state;
  self->reason = reason;
  g_debug ("%s: %s", self->setup.name_space, sio_state_to_string (state));
  sio_client_notify_state (self, old, new_reason);
}

/* Attempts */

static void
on_authorize (GTask *task, gpointer owner)
{
  SioClient *self = owner;

  if (self->credentials_func != NULL)
    self->credentials_func (self, self->previous_refused, task, self->credentials_data);
  else
    g_task_return_pointer (task, sio_credentials_new (), (GDestroyNotify)sio_credentials_free);
}

static void
on_progress (SioState state, gpointer owner)
{
  SioClient *self = owner;

  if (state == SIO_STATE_JOINED)
    {
      self->previous_refused = FALSE;
      sio_retry_joined (&self->retry);
      sio_client_set_state (self, state, SIO_REASON_NONE, NULL);
    }
  else
    sio_client_set_state (self, state, self->reason, self->detail);
}

static void
on_heard (gpointer owner)
{
  SioClient *self = owner;

  self->heard = sio_clock_boot_time (self->setup.clock);
  sio_client_notify_heard (self);
}

static gboolean
on_wants (const char *event_name, gpointer owner)
{
  SioClient *self = owner;

  return self->wants_all || g_hash_table_contains (self->wanted, event_name);
}

static void
on_event (SioPacket *packet, gpointer owner)
{
  sio_client_notify_event (owner, packet);
}

static gint64
ms_since (SioClient *self, gint64 boot_time)
{
  return (sio_clock_boot_time (self->setup.clock) - boot_time) / G_TIME_SPAN_MILLISECOND;
}

static void
on_ended (const SioAttemptEnd *end, gpointer owner)
{
  SioClient *self = owner;
  const SioClock *clock = self->setup.clock;
  SioGeneration generation = self->retry.generation;
  gint64 joined = sio_attempt_get_joined (self->attempt);
  SioRetryInput input = { end->reason,
                          ms_since (self, self->attempt_begun),
                          joined >= 0 ? ms_since (self, joined) : -1,
                          end->retry_after_s };
  guint ms = sio_retry_next (&self->retry, &input, clock->random (clock->data));

  g_object_ref (self);
  g_clear_pointer (&self->attempt, sio_attempt_drop);
  if (sio_reason_is_refusal (end->reason))
    self->previous_refused = TRUE;
  self->wait_fixed = end->retry_after_s > 0 || sio_reason_is_refusal (end->reason);
  wait_for (self, ms);
  if (generation != self->retry.generation)
    sio_client_notify_generation (self);
  sio_client_set_state (self, SIO_STATE_WAITING, end->reason, end->detail);
  g_object_unref (self);
}

static const SioAttemptHandlers attempt_handlers
    = { on_authorize, on_progress, on_heard, on_wants, on_event, on_ended };

void
sio_client_try_now (SioClient *self)
{
  sio_clock_clear_timer (&self->wait_timer);
  self->attempt_begun = sio_clock_boot_time (self->setup.clock);
  self->attempt = sio_attempt_new (&self->setup, self->retry.generation, &attempt_handlers, self);
  sio_attempt_begin (self->attempt);
}

/* Waiting */

static gboolean
on_wait_over (gpointer data)
{
  SioClient *self = data;

  /* A timer of whole seconds may come early; the next one will not. */
  if (sio_clock_ms_until (self->setup.clock, self->wait_until) > 0)
    wait_for (self, sio_clock_ms_until (self->setup.clock, self->wait_until));
  else
    sio_client_try_now (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for (SioClient *self, guint ms)
{
  sio_clock_clear_timer (&self->wait_timer);
  self->wait_until = sio_clock_boot_time (self->setup.clock) + (gint64)ms * G_TIME_SPAN_MILLISECOND;
  self->wait_timer = sio_clock_add_timer (self->setup.clock, ms, on_wait_over, self);
}

/* There is news that may end the wait: at once, but not more often than the limit says. */
static void
hurry (SioClient *self)
{
  gint64 earliest = self->attempt_begun
                    + (gint64)self->setup.times.network_retry_limit * G_TIME_SPAN_MILLISECOND;

  if (!self->wait_fixed)
    self->wait_until = MIN (self->wait_until, earliest);
  wait_for (self, sio_clock_ms_until (self->setup.clock, self->wait_until));
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  SioClient *self = data;

  /* That there is no network is never believed: with a loopback or some VPNs it is said wrongly. */
  if (self->state == SIO_STATE_WAITING && available)
    hurry (self);
  else if (self->state == SIO_STATE_JOINED)
    sio_attempt_probe (self->attempt, SIO_REASON_NETWORK_CHANGED);
}

void
sio_client_clock_jumped (SioClient *self, gint64 slept_us)
{
  if (slept_us <= 0)
    return;

  g_object_ref (self);
  if (self->attempt != NULL)
    sio_attempt_check_deadline (self->attempt, SIO_REASON_SUSPENDED);
  if (self->attempt != NULL)
    sio_attempt_probe (self->attempt, SIO_REASON_SUSPENDED);
  if (self->state == SIO_STATE_WAITING)
    hurry (self);
  g_object_unref (self);
}

void
sio_client_watch_network (SioClient *self, GNetworkMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  g_signal_connect (monitor, "network-changed", G_CALLBACK (on_network_changed), self);
}
