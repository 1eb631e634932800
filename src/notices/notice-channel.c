/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-channel.h"

/* A daemon that never answers must not make us grow. */
#define MOST_REQUESTS 64

struct _NoticeChannel
{
  GMainContext *owner_context;
  GMainContext *worker_context;

  /* Only in the owner's context. */
  NoticeReportFunc on_report;
  gpointer user_data;

  GMutex mutex;    /* guards the rest */
  GQueue requests; /* (element-type NoticeRequest) */
  gboolean stopped;
};

typedef struct
{
  NoticeChannel *channel;
  NoticeReport *report;
} Delivery;

NoticeRequest *
notice_request_new (NoticeRequestKind kind, const char *key)
{
  NoticeRequest *request = g_new0 (NoticeRequest, 1);

  request->kind = kind;
  request->key = g_strdup (key);
  request->asked_at = g_get_monotonic_time ();
  return request;
}

NoticeRequest *
notice_request_new_show (const NoticeCard *card)
{
  NoticeRequest *request = notice_request_new (NOTICE_REQUEST_SHOW, card->key);

  request->card = notice_card_copy (card);
  return request;
}

void
notice_request_free (NoticeRequest *request)
{
  g_free (request->key);
  g_clear_pointer (&request->card, notice_card_free);
  g_free (request->daemon);
  g_free (request);
}

NoticeReport *
notice_report_new (NoticeReportKind kind, const char *key)
{
  NoticeReport *report = g_new0 (NoticeReport, 1);

  report->kind = kind;
  report->key = g_strdup (key);
  return report;
}

static void
notice_report_free (NoticeReport *report)
{
  g_free (report->key);
  g_free (report->text);
  g_free (report->token);
  g_clear_error (&report->error);
  g_free (report);
}

NoticeChannel *
notice_channel_new (NoticeReportFunc on_report, gpointer user_data)
{
  NoticeChannel *self = g_atomic_rc_box_new0 (NoticeChannel);

  self->owner_context = g_main_context_ref_thread_default ();
  self->worker_context = g_main_context_new ();
  self->on_report = on_report;
  self->user_data = user_data;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->requests);
  return self;
}

NoticeChannel *
notice_channel_ref (NoticeChannel *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (NoticeChannel *self)
{
  g_queue_clear_full (&self->requests, (GDestroyNotify)notice_request_free);
  g_mutex_clear (&self->mutex);
  g_main_context_unref (self->worker_context);
  g_main_context_unref (self->owner_context);
}

void
notice_channel_unref (NoticeChannel *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify)clear);
}

static NoticeRequest *
take_of_key (NoticeChannel *self, const char *key)
{
  for (GList *link = self->requests.head; link != NULL; link = link->next)
    {
      NoticeRequest *request = link->data;

      if (g_str_equal (request->key, key))
        {
          g_queue_delete_link (&self->requests, link);
          return request;
        }
    }
  return NULL;
}

NoticeRequest *
notice_channel_ask (NoticeChannel *self, NoticeRequest *request)
{
  g_autoptr (NoticeRequest) older = NULL;
  NoticeRequest *overflow = NULL;

  g_mutex_lock (&self->mutex);
  older = take_of_key (self, request->key);
  /* What an update would replace has not been shown yet: this is the first of it to be seen. */
  if (older != NULL && older->kind == NOTICE_REQUEST_SHOW && request->kind == NOTICE_REQUEST_SHOW
      && !older->card->update)
    request->card->update = FALSE;
  if (self->requests.length >= MOST_REQUESTS)
    overflow = g_queue_pop_head (&self->requests);
  g_queue_push_tail (&self->requests, request);
  g_mutex_unlock (&self->mutex);

  g_main_context_wakeup (self->worker_context);
  return overflow;
}

void
notice_channel_stop (NoticeChannel *self)
{
  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_queue_clear_full (&self->requests, (GDestroyNotify)notice_request_free);
  g_mutex_unlock (&self->mutex);
  g_main_context_wakeup (self->worker_context);
}

void
notice_channel_hang_up (NoticeChannel *self)
{
  self->on_report = NULL;
}

GMainContext *
notice_channel_get_worker_context (NoticeChannel *self)
{
  return self->worker_context;
}

gboolean
notice_channel_is_stopped (NoticeChannel *self)
{
  gboolean stopped;

  g_mutex_lock (&self->mutex);
  stopped = self->stopped;
  g_mutex_unlock (&self->mutex);
  return stopped;
}

gboolean
notice_channel_has_requests (NoticeChannel *self)
{
  gboolean has;

  g_mutex_lock (&self->mutex);
  has = self->requests.length > 0;
  g_mutex_unlock (&self->mutex);
  return has;
}

NoticeRequest *
notice_channel_take (NoticeChannel *self)
{
  NoticeRequest *request;

  g_mutex_lock (&self->mutex);
  request = g_queue_pop_head (&self->requests);
  g_mutex_unlock (&self->mutex);
  return request;
}

static gboolean
deliver (gpointer user_data)
{
  Delivery *delivery = user_data;
  NoticeChannel *self = delivery->channel;

  if (self->on_report != NULL)
    self->on_report (delivery->report, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer user_data)
{
  Delivery *delivery = user_data;

  notice_report_free (delivery->report);
  notice_channel_unref (delivery->channel);
  g_free (delivery);
}

void
notice_channel_report (NoticeChannel *self, NoticeReport *report)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->channel = notice_channel_ref (self);
  delivery->report = report;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "notice report");
  g_source_set_callback (source, deliver, delivery, delivery_free);
  g_source_attach (source, self->owner_context);
}
