/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"

#include "sio-client.h"

#include "sio-client-private.h"

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

void
sio_client_notify_state (SioClient *self, SioState old, gboolean new_reason)
{
  SioState state = self->state;

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

void
sio_client_notify_generation (SioClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GENERATION]);
}

void
sio_client_notify_event (SioClient *self, SioPacket *packet)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, packet);
}

void
sio_client_notify_heard (SioClient *self)
{
  g_signal_emit (self, signals[SIGNAL_HEARD], 0);
}

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
      sio_client_set_state (self, SIO_STATE_IDLE, SIO_REASON_NONE, NULL);
    }
  /* Unless a handler was faster. */
  if (self->attempt == NULL)
    sio_client_try_now (self);
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
  sio_client_set_state (self, SIO_STATE_IDLE, SIO_REASON_LEFT, NULL);
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

#define FILL(values, field, defaults)                                                              \
  if ((values)->field == 0)                                                                        \
  (values)->field = (defaults).field

static void
fill_times (SioTimes *times)
{
  const SioTimes defaults = SIO_TIMES_DEFAULT;

  FILL (times, connect_timeout, defaults);
  FILL (times, join_timeout, defaults);
  FILL (times, ping_limit, defaults);
  FILL (times, probe_timeout, defaults);
  FILL (times, retry_base, defaults);
  FILL (times, retry_cap, defaults);
  FILL (times, refused_cap, defaults);
  FILL (times, stable_after, defaults);
  FILL (times, network_retry_limit, defaults);
  FILL (times, credentials_timeout, defaults);
}

/* A limit of nothing helps nobody, and libsoup takes 0 for "no limit". */
static void
fill_limits (SioLimits *limits)
{
  const SioLimits defaults = SIO_LIMITS_DEFAULT;

  FILL (limits, max_message, defaults);
  FILL (limits, max_depth, defaults);
  FILL (limits, max_attachments, defaults);
  FILL (limits, max_attached, defaults);
  FILL (limits, max_values, defaults);
}

#undef FILL

SioClient *
sio_client_new_with_clock (SoupSession *session,
                           const char *origin,
                           const char *name_space,
                           const SioTimes *times,
                           const SioLimits *limits,
                           const SioClock *clock,
                           GNetworkMonitor *monitor)
{
  SioClient *self = g_object_new (SIO_TYPE_CLIENT, NULL);

  self->setup.session = g_object_ref (session);
  self->setup.origin = g_strdup (origin);
  self->setup.name_space = g_strdup (name_space);
  self->setup.clock = clock;
  if (times != NULL)
    self->setup.times = *times;
  fill_times (&self->setup.times);
  if (limits != NULL)
    self->setup.limits = *limits;
  fill_limits (&self->setup.limits);
  sio_retry_init (&self->retry, &self->setup.times, SIO_GENERATION_3);
  if (monitor != NULL)
    {
      sio_client_watch_network (self, monitor);
    }
  return self;
}

static void
on_slept (gint64 slept_us, gpointer data)
{
  sio_client_clock_jumped (data, slept_us);
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
