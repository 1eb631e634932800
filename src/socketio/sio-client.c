/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

#include "sio-client.h"

#include "sio-attempt.h"
#include "sio-client-private.h"
#include "sio-clock-watch.h"
#include "sio-retry.h"

struct _SioClient
{
  GObject parent_instance;

  SioAttemptSetup setup;
  GHashTable *wanted; /* names of events */
  gboolean wants_all;
  SioCredentialsFunc credentials_func;
  gpointer credentials_data;
  GDestroyNotify credentials_destroy;

  SioState state;
  SioReason reason;
  char *detail;
  gboolean previous_refused; /* the last credentials were; cleared by a join */
  gint64 heard;              /* boot time of the last packet, -1 for none */

  SioAttempt *attempt; /* in every state but IDLE and WAITING */
  SioRetry retry;
  GSource *wait_timer;
  gint64 wait_until;    /* boot time */
  gboolean wait_fixed;  /* the server asked for it: news of the network do not shorten it */
  gint64 attempt_begun; /* boot time of the last one */

  SioClockWatch *clock_watch;
  GNetworkMonitor *monitor;
};

enum
{
  PROP_STATE = 1,
  PROP_REASON,
  PROP_GENERATION,
  N_PROPERTIES
};

enum
{
  SIGNAL_STATE_CHANGED,
  SIGNAL_EVENT,
  SIGNAL_HEARD,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SioClient, sio_client, G_TYPE_OBJECT)

static void wait_for (SioClient *self, guint ms);

/* The one place where state, reason and detail change. @detail: (nullable). */
static void
set_state (SioClient *self, SioState state, SioReason reason, const char *detail)
{
  SioState old = self->state;
  gboolean new_reason = self->reason != reason;

  if (g_strcmp0 (self->detail, detail) != 0)
    {
      g_free (self->detail);
      self->detail = g_strdup (detail);
    }
  if (old == state && !new_reason)
    return;

  self->state = state;
  self->reason = reason;
  g_debug ("%s: %s, reason %s%s%s",
           self->setup.name_space,
           sio_state_to_string (state),
           sio_reason_to_string (reason),
           detail != NULL ? ": " : "",
           detail != NULL ? detail : "");

  g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (old != state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (new_reason)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  g_object_thaw_notify (G_OBJECT (self));
  if (old != state)
    g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0, old, state);
  g_object_unref (self);
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
      set_state (self, state, SIO_REASON_NONE, NULL);
    }
  else
    set_state (self, state, self->reason, self->detail);
}

static void
on_heard (gpointer owner)
{
  SioClient *self = owner;

  self->heard = sio_clock_boot_time (self->setup.clock);
  g_signal_emit (self, signals[SIGNAL_HEARD], 0);
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
  g_signal_emit (owner, signals[SIGNAL_EVENT], 0, packet);
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
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GENERATION]);
  set_state (self, SIO_STATE_WAITING, end->reason, end->detail);
  g_object_unref (self);
}

static const SioAttemptHandlers attempt_handlers
    = { on_authorize, on_progress, on_heard, on_wants, on_event, on_ended };

static void
try_now (SioClient *self)
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
    try_now (self);
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

static void
on_slept (gint64 slept_us, gpointer data)
{
  sio_client_clock_jumped (data, slept_us);
}

/* The public face */

void
sio_client_start (SioClient *self)
{
  g_return_if_fail (SIO_IS_CLIENT (self));

  if (self->state != SIO_STATE_IDLE && self->state != SIO_STATE_WAITING)
    return;

  g_object_ref (self);
  if (self->state == SIO_STATE_IDLE)
    {
      sio_retry_reset (&self->retry);
      set_state (self, SIO_STATE_IDLE, SIO_REASON_NONE, NULL);
    }
  /* Unless a handler was faster. */
  if (self->attempt == NULL)
    try_now (self);
  g_object_unref (self);
}

void
sio_client_leave (SioClient *self)
{
  g_return_if_fail (SIO_IS_CLIENT (self));

  if (self->state == SIO_STATE_IDLE)
    return;

  sio_clock_clear_timer (&self->wait_timer);
  g_clear_pointer (&self->attempt, sio_attempt_drop);
  self->previous_refused = FALSE;
  set_state (self, SIO_STATE_IDLE, SIO_REASON_LEFT, NULL);
}

void
sio_client_set_credentials_func (SioClient *self,
                                 SioCredentialsFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  g_return_if_fail (SIO_IS_CLIENT (self));

  if (self->credentials_destroy != NULL)
    self->credentials_destroy (self->credentials_data);
  self->credentials_func = func;
  self->credentials_data = user_data;
  self->credentials_destroy = destroy;
}

void
sio_client_set_generation (SioClient *self, SioGeneration generation)
{
  g_return_if_fail (SIO_IS_CLIENT (self));

  if (self->retry.generation == generation)
    return;
  sio_retry_set_generation (&self->retry, generation);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GENERATION]);
}

SioGeneration
sio_client_get_generation (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), SIO_GENERATION_3);

  return self->retry.generation;
}

void
sio_client_listen (SioClient *self, const char *event_name)
{
  g_return_if_fail (SIO_IS_CLIENT (self));

  if (event_name == NULL)
    self->wants_all = TRUE;
  else
    g_hash_table_add (self->wanted, g_strdup (event_name));
}

gboolean
sio_client_emit (SioClient *self, const char *event_name, JsonNode *argument, GError **error)
{
  g_autoptr (JsonNode) payload = NULL;
  g_autofree char *packet = NULL;
  JsonArray *arguments;

  g_return_val_if_fail (SIO_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (event_name != NULL, FALSE);

  if (self->state != SIO_STATE_JOINED)
    {
      g_set_error_literal (error, SIO_ERROR, SIO_ERROR_NOT_JOINED, "the namespace is not joined");
      return FALSE;
    }

  arguments = json_array_new ();
  json_array_add_string_element (arguments, event_name);
  if (argument != NULL)
    json_array_add_element (arguments, json_node_copy (argument));
  payload = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (payload, arguments);
  packet = sio_packet_serialize (
      SIO_PACKET_EVENT, self->setup.name_space, 0, SIO_ACK_ID_NONE, payload);
  return sio_attempt_send (self->attempt, packet, error);
}

SioState
sio_client_get_state (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), SIO_STATE_IDLE);

  return self->state;
}

SioReason
sio_client_get_reason (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), SIO_REASON_NONE);

  return self->reason;
}

const char *
sio_client_get_detail (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), NULL);

  return self->detail;
}

/* By how long ago, so that a wall clock set meanwhile makes it neither older nor newer. */
static gint64
to_real_time (SioClient *self, gint64 boot_time)
{
  const SioClock *clock = self->setup.clock;

  return sio_clock_real_time (clock) - (sio_clock_boot_time (clock) - boot_time);
}

gint64
sio_client_get_last_heard (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), -1);

  return self->heard >= 0 ? to_real_time (self, self->heard) : -1;
}

gint64
sio_client_get_next_attempt (SioClient *self)
{
  g_return_val_if_fail (SIO_IS_CLIENT (self), -1);

  return self->state == SIO_STATE_WAITING ? to_real_time (self, self->wait_until) : -1;
}

/* GObject */

static void
sio_client_dispose (GObject *object)
{
  SioClient *self = SIO_CLIENT (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->clock_watch, sio_clock_watch_free);
  sio_clock_clear_timer (&self->wait_timer);
  g_clear_pointer (&self->attempt, sio_attempt_drop);
  self->state = SIO_STATE_IDLE;
  if (self->credentials_destroy != NULL)
    g_steal_pointer (&self->credentials_destroy) (self->credentials_data);
  self->credentials_func = NULL;

  G_OBJECT_CLASS (sio_client_parent_class)->dispose (object);
}

static void
sio_client_finalize (GObject *object)
{
  SioClient *self = SIO_CLIENT (object);

  g_clear_object (&self->setup.session);
  g_free (self->setup.origin);
  g_free (self->setup.name_space);
  g_free (self->detail);
  g_hash_table_unref (self->wanted);

  G_OBJECT_CLASS (sio_client_parent_class)->finalize (object);
}

static void
sio_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SioClient *self = SIO_CLIENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int)self->state);
      break;
    case PROP_REASON:
      g_value_set_enum (value, (int)self->reason);
      break;
    case PROP_GENERATION:
      g_value_set_enum (value, (int)self->retry.generation);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sio_client_class_init (SioClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sio_client_dispose;
  object_class->finalize = sio_client_finalize;
  object_class->get_property = sio_client_get_property;

  properties[PROP_STATE]
      = g_param_spec_enum ("state",
                           NULL,
                           NULL,
                           SIO_TYPE_STATE,
                           SIO_STATE_IDLE,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_REASON]
      = g_param_spec_enum ("reason",
                           NULL,
                           NULL,
                           SIO_TYPE_REASON,
                           SIO_REASON_NONE,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_GENERATION]
      = g_param_spec_enum ("generation",
                           NULL,
                           NULL,
                           SIO_TYPE_GENERATION,
                           SIO_GENERATION_3,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed",
                                                SIO_TYPE_CLIENT,
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                2,
                                                SIO_TYPE_STATE,
                                                SIO_TYPE_STATE);
  signals[SIGNAL_EVENT] = g_signal_new ("event",
                                        SIO_TYPE_CLIENT,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        g_cclosure_marshal_VOID__POINTER,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_POINTER);
  g_signal_set_va_marshaller (
      signals[SIGNAL_EVENT], SIO_TYPE_CLIENT, g_cclosure_marshal_VOID__POINTERv);
  signals[SIGNAL_HEARD] = g_signal_new ("heard",
                                        SIO_TYPE_CLIENT,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        g_cclosure_marshal_VOID__VOID,
                                        G_TYPE_NONE,
                                        0);
  g_signal_set_va_marshaller (
      signals[SIGNAL_HEARD], SIO_TYPE_CLIENT, g_cclosure_marshal_VOID__VOIDv);
}

static void
sio_client_init (SioClient *self)
{
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->state = SIO_STATE_IDLE;
  self->heard = -1;
}

static void
fill_times (SioTimes *times, const SioTimes *given)
{
  const SioTimes defaults = SIO_TIMES_DEFAULT;

  *times = given != NULL ? *given : defaults;
#define DEFAULT(field) times->field = times->field > 0 ? times->field : defaults.field
  DEFAULT (connect_timeout);
  DEFAULT (join_timeout);
  DEFAULT (ping_limit);
  DEFAULT (probe_timeout);
  DEFAULT (retry_base);
  DEFAULT (retry_cap);
  DEFAULT (refused_cap);
  DEFAULT (stable_after);
  DEFAULT (network_retry_limit);
  DEFAULT (credentials_timeout);
#undef DEFAULT
}

SioClient *
sio_client_new_with_clock (SoupSession *session,
                           const char *origin,
                           const char *name_space,
                           const SioTimes *times,
                           const SioLimits *limits,
                           const SioClock *clock,
                           GNetworkMonitor *monitor)
{
  const SioLimits default_limits = SIO_LIMITS_DEFAULT;
  SioClient *self = g_object_new (SIO_TYPE_CLIENT, NULL);

  self->setup.session = g_object_ref (session);
  self->setup.origin = g_strdup (origin);
  self->setup.name_space = g_strdup (name_space);
  self->setup.limits = limits != NULL ? *limits : default_limits;
  if (self->setup.limits.max_message == 0) /* which libsoup takes for "no limit" */
    self->setup.limits.max_message = default_limits.max_message;
  self->setup.clock = clock;
  fill_times (&self->setup.times, times);
  sio_retry_init (&self->retry, &self->setup.times, SIO_GENERATION_3);
  if (monitor != NULL)
    {
      self->monitor = g_object_ref (monitor);
      g_signal_connect (monitor, "network-changed", G_CALLBACK (on_network_changed), self);
    }
  return self;
}

SioClient *
sio_client_new (SoupSession *session,
                const char *origin,
                const char *name_space,
                const SioTimes *times,
                const SioLimits *limits)
{
  SioClient *self;

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (name_space != NULL, NULL);

  self = sio_client_new_with_clock (session,
                                    origin,
                                    name_space,
                                    times,
                                    limits,
                                    sio_clock_get_system (),
                                    g_network_monitor_get_default ());
  self->clock_watch = sio_clock_watch_new (self->setup.clock, on_slept, self);
  return self;
}
