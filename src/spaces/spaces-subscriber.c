/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-subscriber.h"

#include "spaces-api-answer.h"

typedef enum
{
  STATE_QUEUED, /* to be subscribed as soon as the pace allows */
  STATE_SENT,   /* asked, not answered; timer: the answer does not come */
  STATE_SUBSCRIBED,
  STATE_WAITING, /* failed once; timer: the second try */
  STATE_FAILED,
  STATE_LEAVING, /* to be unsubscribed as soon as the pace allows */
  STATE_LEFT,    /* unsubscribed, until the answer or the next start */
} State;

typedef struct
{
  SpacesSubscriber *subscriber;
  char *id;
  State state;
  gboolean tried;      /* once already, in vain */
  gboolean owes_leave; /* the service has not yet answered that we left */
  GSource *timer;
} Channel;

struct _SpacesSubscriber
{
  const SioClock *clock;
  SpacesTimes times;
  SpacesSubscriberFuncs funcs;
  gpointer user_data;
  gboolean started;
  GHashTable *channels; /* id -> Channel, owned */
  GQueue queue;         /* of Channel, QUEUED or LEAVING, not owned */
  gint64 next_send;     /* boot time, microseconds */
  GSource *pace;
  guint subscribed;
};

static void
channel_free (gpointer data)
{
  Channel *channel = data;

  sio_clock_clear_timer (&channel->timer);
  g_free (channel->id);
  g_free (channel);
}

SpacesSubscriber *
spaces_subscriber_new (const SioClock *clock,
                       const SpacesTimes *times,
                       const SpacesSubscriberFuncs *funcs,
                       gpointer user_data)
{
  SpacesSubscriber *self = g_new0 (SpacesSubscriber, 1);

  self->clock = clock;
  self->times = *times;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->channels = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, channel_free);
  g_queue_init (&self->queue);
  return self;
}

void
spaces_subscriber_free (SpacesSubscriber *self)
{
  spaces_subscriber_stop (self);
  g_hash_table_unref (self->channels);
  g_free (self);
}

/* The one writer of a channel's state; keeps the count and the queue. */
static void
set_state (Channel *channel, State state)
{
  SpacesSubscriber *self = channel->subscriber;

  if (channel->state == state)
    return;
  sio_clock_clear_timer (&channel->timer);
  if (channel->state == STATE_QUEUED || channel->state == STATE_LEAVING)
    g_queue_remove (&self->queue, channel);
  if (channel->state == STATE_SUBSCRIBED)
    self->subscribed--;
  channel->state = state;
  if (channel->state == STATE_QUEUED || channel->state == STATE_LEAVING)
    g_queue_push_tail (&self->queue, channel);
  if (channel->state == STATE_SUBSCRIBED)
    self->subscribed++;
}

static void
forget (Channel *channel)
{
  SpacesSubscriber *self = channel->subscriber;

  set_state (channel, STATE_FAILED);
  g_hash_table_remove (self->channels, channel->id);
}

static void arm_pace (SpacesSubscriber *self);

static gboolean
on_try_again (gpointer user_data)
{
  Channel *channel = user_data;

  sio_clock_clear_timer (&channel->timer);
  set_state (channel, STATE_QUEUED);
  arm_pace (channel->subscriber);
  return G_SOURCE_REMOVE;
}

static void
fail (Channel *channel, const GError *error)
{
  SpacesSubscriber *self = channel->subscriber;

  g_debug ("Space %s is not subscribed: %s", channel->id, error->message);
  if (!channel->tried)
    {
      channel->tried = TRUE;
      set_state (channel, STATE_WAITING);
      channel->timer
          = sio_clock_add_timer (self->clock, self->times.subscribe_retry, on_try_again, channel);
      return;
    }
  set_state (channel, STATE_FAILED);
  self->funcs.failed (self->user_data, channel->id, error);
}

static gboolean
on_no_answer (gpointer user_data)
{
  Channel *channel = user_data;
  g_autoptr (GError) error = g_error_new_literal (
      SPACES_ERROR, SPACES_ERROR_TIMED_OUT, "The service did not answer the subscription in time");

  sio_clock_clear_timer (&channel->timer);
  fail (channel, error);
  return G_SOURCE_REMOVE;
}

static void
send_one (SpacesSubscriber *self, Channel *channel)
{
  gboolean subscribe = channel->state == STATE_QUEUED;
  g_autoptr (GError) error = NULL;

  set_state (channel, subscribe ? STATE_SENT : STATE_LEFT);
  if (subscribe)
    channel->timer
        = sio_clock_add_timer (self->clock, self->times.subscribe_timeout, on_no_answer, channel);
  else
    channel->owes_leave = TRUE;
  /* Last, since a socket that is just going may end in spaces_subscriber_stop(). */
  if (!self->funcs.send (self->user_data, subscribe, channel->id, &error))
    g_debug ("Nothing could be sent: %s", error->message);
}

static gboolean
on_pace (gpointer user_data)
{
  SpacesSubscriber *self = user_data;
  Channel *channel = g_queue_peek_head (&self->queue);

  sio_clock_clear_timer (&self->pace);
  if (channel == NULL)
    return G_SOURCE_REMOVE;
  self->next_send
      = sio_clock_boot_time (self->clock) + self->times.subscribe_pace * G_GINT64_CONSTANT (1000);
  send_one (self, channel);
  if (self->started)
    arm_pace (self);
  return G_SOURCE_REMOVE;
}

static void
arm_pace (SpacesSubscriber *self)
{
  if (self->pace != NULL || g_queue_is_empty (&self->queue))
    return;
  self->pace = sio_clock_add_timer (
      self->clock, sio_clock_ms_until (self->clock, self->next_send), on_pace, self);
}

void
spaces_subscriber_start (SpacesSubscriber *self)
{
  spaces_subscriber_stop (self);
  self->started = TRUE;
  self->next_send
      = sio_clock_boot_time (self->clock) + self->times.subscribe_delay * G_GINT64_CONSTANT (1000);
}

void
spaces_subscriber_stop (SpacesSubscriber *self)
{
  self->started = FALSE;
  sio_clock_clear_timer (&self->pace);
  g_queue_clear (&self->queue);
  g_hash_table_remove_all (self->channels);
  self->subscribed = 0;
}

void
spaces_subscriber_add (SpacesSubscriber *self, const char *space_id)
{
  Channel *channel = g_hash_table_lookup (self->channels, space_id);

  if (!self->started)
    return;
  if (channel == NULL)
    {
      channel = g_new0 (Channel, 1);
      channel->subscriber = self;
      channel->id = g_strdup (space_id);
      channel->state = STATE_QUEUED;
      g_hash_table_insert (self->channels, channel->id, channel);
      g_queue_push_tail (&self->queue, channel);
    }
  else if (channel->state == STATE_LEAVING || channel->state == STATE_LEFT)
    {
      channel->tried = FALSE;
      set_state (channel, STATE_QUEUED);
    }
  arm_pace (self);
}

void
spaces_subscriber_hurry (SpacesSubscriber *self, const char *space_id)
{
  Channel *channel = g_hash_table_lookup (self->channels, space_id);

  if (channel == NULL || channel->state != STATE_QUEUED)
    return;
  g_queue_remove (&self->queue, channel);
  g_queue_push_head (&self->queue, channel);
}

void
spaces_subscriber_remove (SpacesSubscriber *self, const char *space_id)
{
  Channel *channel = g_hash_table_lookup (self->channels, space_id);

  if (channel == NULL)
    return;
  switch (channel->state)
    {
    case STATE_SENT:
    case STATE_SUBSCRIBED:
      set_state (channel, STATE_LEAVING);
      arm_pace (self);
      break;
    case STATE_QUEUED:
    case STATE_WAITING:
    case STATE_FAILED:
      forget (channel);
      break;
    case STATE_LEAVING:
    case STATE_LEFT:
      break;
    }
}

void
spaces_subscriber_take_subscribed (SpacesSubscriber *self, const SpacesChannelEvent *event)
{
  Channel *channel = g_hash_table_lookup (self->channels, event->space_id);

  /* Late answers count as well: one to a try that was given up, or to one before it. */
  if (channel == NULL || channel->state == STATE_SUBSCRIBED || channel->state == STATE_LEAVING
      || channel->state == STATE_LEFT)
    return;
  channel->owes_leave = FALSE;
  set_state (channel, STATE_SUBSCRIBED);
  self->funcs.subscribed (self->user_data, channel->id);
}

void
spaces_subscriber_take_failed (SpacesSubscriber *self, const SpacesChannelEvent *event)
{
  Channel *channel = g_hash_table_lookup (self->channels, event->space_id);
  g_autofree char *message = spaces_answer_dup_line (event->error_message);
  g_autofree char *code = spaces_answer_dup_line (event->error_code);
  g_autoptr (GError) error = NULL;

  if (channel == NULL || channel->state != STATE_SENT)
    return;
  error = g_error_new (SPACES_ERROR,
                       SPACES_ERROR_FORBIDDEN,
                       "The service refuses the subscription: %s (%s)",
                       message != NULL ? message : "without a word",
                       code != NULL ? code : "no code");
  fail (channel, error);
}

void
spaces_subscriber_take_unsubscribed (SpacesSubscriber *self, const SpacesChannelEvent *event)
{
  Channel *channel = g_hash_table_lookup (self->channels, event->space_id);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (channel == NULL)
    return;
  if (channel->owes_leave && channel->state != STATE_LEFT)
    {
      /* The answer to a leave that was followed by a new subscription. */
      channel->owes_leave = FALSE;
      return;
    }
  switch (channel->state)
    {
    case STATE_LEAVING:
    case STATE_LEFT:
      forget (channel);
      break;
    case STATE_SENT:
    case STATE_SUBSCRIBED:
      id = g_strdup (channel->id);
      error = g_error_new_literal (
          SPACES_ERROR, SPACES_ERROR_FORBIDDEN, "The service ended the subscription");
      fail (channel, error);
      self->funcs.dropped (self->user_data, id);
      break;
    case STATE_QUEUED:
    case STATE_WAITING:
    case STATE_FAILED:
      break;
    }
}

gboolean
spaces_subscriber_is_subscribed (SpacesSubscriber *self, const char *space_id)
{
  Channel *channel = g_hash_table_lookup (self->channels, space_id);

  return channel != NULL && channel->state == STATE_SUBSCRIBED;
}

guint
spaces_subscriber_get_subscribed (SpacesSubscriber *self)
{
  return self->subscribed;
}
