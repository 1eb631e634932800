/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-libnotify-presenter.h"
#include "notice-libnotify-worker.h"

#define KEEP_SECONDS 600
#define ANSWER_TIMEOUT_OF_GDBUS -1

typedef enum
{
  STATE_IDLE, /* nothing was ever shown, so there is no thread */
  STATE_RUNNING,
  STATE_STOPPED, /* the thread ends when it can */
} State;

struct _NoticeLibnotifyPresenter
{
  GObject parent_instance;

  char *application_name;
  char *desktop_entry;
  guint keep_seconds;
  int answer_timeout_ms;

  State state;
  NoticeChannel *channel;
};

static void notice_libnotify_presenter_iface_init (NoticePresenterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NoticeLibnotifyPresenter,
                               notice_libnotify_presenter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NOTICE_TYPE_PRESENTER,
                                                      notice_libnotify_presenter_iface_init))

static void
on_report (const NoticeReport *report, gpointer user_data)
{
  NoticeLibnotifyPresenter *self = user_data;

  if (self->state == STATE_STOPPED && report->kind != NOTICE_REPORT_FINISHED)
    return;
  g_object_ref (self);
  switch (report->kind)
    {
    case NOTICE_REPORT_SHOWN:
      g_signal_emit_by_name (self, "shown", report->key, report->daemon_id, report->text);
      break;
    case NOTICE_REPORT_FAILED:
      g_signal_emit_by_name (self, "failed", report->key, report->error);
      break;
    case NOTICE_REPORT_CLOSED:
      g_signal_emit_by_name (self, "closed", report->key);
      break;
    case NOTICE_REPORT_ACTION:
      g_signal_emit_by_name (self, "action", report->key, report->text, report->token);
      break;
    case NOTICE_REPORT_AVAILABLE:
      g_signal_emit_by_name (self, "available-changed", report->available);
      break;
    case NOTICE_REPORT_FINISHED:
      g_signal_emit_by_name (self, "finished");
      break;
    }
  g_object_unref (self);
}

static void
notice_libnotify_presenter_stop (NoticePresenter *presenter)
{
  NoticeLibnotifyPresenter *self = NOTICE_LIBNOTIFY_PRESENTER (presenter);

  if (self->state == STATE_RUNNING)
    notice_channel_stop (self->channel);
  self->state = STATE_STOPPED;
}

/* FALSE when nothing is to be asked any more. */
static gboolean
ensure_running (NoticeLibnotifyPresenter *self, GError **error)
{
  const NoticeWorkerSettings settings = {
    .application_name = self->application_name,
    .desktop_entry = self->desktop_entry,
    .keep_us = self->keep_seconds * G_TIME_SPAN_SECOND,
    .answer_timeout_ms = self->answer_timeout_ms,
  };

  if (self->state != STATE_IDLE)
    return self->state == STATE_RUNNING;
  if (!notice_libnotify_worker_start (self->channel, &settings, error))
    return FALSE;
  self->state = STATE_RUNNING;
  return TRUE;
}

/* Takes @request. */
static void
ask (NoticeLibnotifyPresenter *self, NoticeRequest *request)
{
  g_autoptr (NoticeRequest) overflow = notice_channel_ask (self->channel, request);
  NoticeReport *report;

  if (overflow == NULL || overflow->kind != NOTICE_REQUEST_SHOW)
    return;
  report = notice_report_new (NOTICE_REPORT_FAILED, overflow->key);
  report->error = g_error_new (
      NOTICE_ERROR, NOTICE_ERROR_TOO_MANY, "Notification not shown: too many are waiting");
  notice_channel_report (self->channel, report);
}

static void
notice_libnotify_presenter_show (NoticePresenter *presenter, const NoticeCard *card)
{
  NoticeLibnotifyPresenter *self = NOTICE_LIBNOTIFY_PRESENTER (presenter);
  g_autoptr (GError) error = NULL;
  NoticeReport *report;

  if (ensure_running (self, &error))
    {
      ask (self, notice_request_new_show (card));
    }
  else if (error != NULL)
    {
      report = notice_report_new (NOTICE_REPORT_FAILED, card->key);
      report->error = g_steal_pointer (&error);
      notice_channel_report (self->channel, report);
    }
}

static void
notice_libnotify_presenter_withdraw (NoticePresenter *presenter, const char *key)
{
  NoticeLibnotifyPresenter *self = NOTICE_LIBNOTIFY_PRESENTER (presenter);

  /* Without a thread nothing was shown. */
  if (self->state == STATE_RUNNING)
    ask (self, notice_request_new (NOTICE_REQUEST_WITHDRAW, key));
}

static void
notice_libnotify_presenter_adopt (NoticePresenter *presenter,
                                  const char *key,
                                  guint daemon_id,
                                  const char *daemon)
{
  NoticeLibnotifyPresenter *self = NOTICE_LIBNOTIFY_PRESENTER (presenter);
  NoticeRequest *request;

  if (!ensure_running (self, NULL))
    return;
  request = notice_request_new (NOTICE_REQUEST_ADOPT, key);
  request->daemon_id = daemon_id;
  request->daemon = g_strdup (daemon);
  ask (self, request);
}

static void
notice_libnotify_presenter_iface_init (NoticePresenterInterface *iface)
{
  iface->show = notice_libnotify_presenter_show;
  iface->withdraw = notice_libnotify_presenter_withdraw;
  iface->adopt = notice_libnotify_presenter_adopt;
  iface->stop = notice_libnotify_presenter_stop;
}

static void
notice_libnotify_presenter_finalize (GObject *object)
{
  NoticeLibnotifyPresenter *self = NOTICE_LIBNOTIFY_PRESENTER (object);

  notice_libnotify_presenter_stop (NOTICE_PRESENTER (self));
  notice_channel_hang_up (self->channel);
  g_clear_pointer (&self->channel, notice_channel_unref);
  g_free (self->application_name);
  g_free (self->desktop_entry);

  G_OBJECT_CLASS (notice_libnotify_presenter_parent_class)->finalize (object);
}

static void
notice_libnotify_presenter_class_init (NoticeLibnotifyPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = notice_libnotify_presenter_finalize;
  g_signal_new ("finished",
                NOTICE_TYPE_LIBNOTIFY_PRESENTER,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                0);
}

static void
notice_libnotify_presenter_init (NoticeLibnotifyPresenter *self)
{
  self->channel = notice_channel_new (on_report, self);
}

NoticePresenter *
notice_libnotify_presenter_new (const char *application_name, const char *desktop_entry)
{
  return notice_libnotify_presenter_new_full (
      application_name, desktop_entry, KEEP_SECONDS, ANSWER_TIMEOUT_OF_GDBUS);
}

NoticePresenter *
notice_libnotify_presenter_new_full (const char *application_name,
                                     const char *desktop_entry,
                                     guint keep_seconds,
                                     int answer_timeout_ms)
{
  NoticeLibnotifyPresenter *self;

  g_return_val_if_fail (application_name != NULL && application_name[0] != '\0', NULL);
  g_return_val_if_fail (desktop_entry != NULL, NULL);

  self = g_object_new (NOTICE_TYPE_LIBNOTIFY_PRESENTER, NULL);
  self->application_name = g_strdup (application_name);
  self->desktop_entry = g_strdup (desktop_entry);
  self->keep_seconds = keep_seconds;
  self->answer_timeout_ms = answer_timeout_ms;
  return NOTICE_PRESENTER (self);
}
