/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-presenter.h"

G_BEGIN_DECLS

typedef enum
{
  NOTICE_REQUEST_SHOW, /* card */
  NOTICE_REQUEST_WITHDRAW,
  NOTICE_REQUEST_ADOPT, /* daemon_id, daemon */
} NoticeRequestKind;

typedef struct
{
  NoticeRequestKind kind;
  char *key;
  NoticeCard *card;
  guint daemon_id;
  char *daemon;
  gint64 asked_at; /* microseconds, monotonic */
  guint attempts;  /* how often a daemon was given it */
} NoticeRequest;

NoticeRequest *notice_request_new (NoticeRequestKind kind, const char *key);
NoticeRequest *notice_request_new_show (const NoticeCard *card);
void notice_request_free (NoticeRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoticeRequest, notice_request_free)

typedef enum
{
  NOTICE_REPORT_SHOWN,  /* daemon_id, text: the daemon's unique name */
  NOTICE_REPORT_FAILED, /* error */
  NOTICE_REPORT_CLOSED,
  NOTICE_REPORT_ACTION,    /* text: the action's id, token (nullable) */
  NOTICE_REPORT_AVAILABLE, /* available; no key */
  NOTICE_REPORT_FINISHED,  /* the worker's last word; no key */
} NoticeReportKind;

typedef struct
{
  NoticeReportKind kind;
  char *key;
  guint daemon_id;
  char *text;
  char *token;
  GError *error;
  gboolean available;
} NoticeReport;

NoticeReport *notice_report_new (NoticeReportKind kind, const char *key);

/**
 * NoticeChannel: where a presenter and its worker thread meet. Only plain values cross it. Requests
 * wait in it, the newest of each key; reports come out in the presenter's main context. Counted
 * atomically; either side may be gone before the other.
 */
typedef struct _NoticeChannel NoticeChannel;

typedef void (*NoticeReportFunc) (const NoticeReport *report, gpointer user_data);

/* @on_report is called in the thread-default main context of the caller. */
NoticeChannel *notice_channel_new (NoticeReportFunc on_report, gpointer user_data);
NoticeChannel *notice_channel_ref (NoticeChannel *self);
void notice_channel_unref (NoticeChannel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoticeChannel, notice_channel_unref)

/* The presenter's side. */

/* Takes @request. (transfer full) (nullable): one that had to go to make room. */
NoticeRequest *notice_channel_ask (NoticeChannel *self, NoticeRequest *request);
/* Nothing is asked any more; the worker ends when it can. */
void notice_channel_stop (NoticeChannel *self);
/* No report is delivered after this. */
void notice_channel_hang_up (NoticeChannel *self);

/* The worker's side. */

/* The one the worker waits in. (transfer none) */
GMainContext *notice_channel_get_worker_context (NoticeChannel *self);
gboolean notice_channel_is_stopped (NoticeChannel *self);
gboolean notice_channel_has_requests (NoticeChannel *self);
/* (transfer full) (nullable): the one that has waited longest. */
NoticeRequest *notice_channel_take (NoticeChannel *self);
/* Takes @report. */
void notice_channel_report (NoticeChannel *self, NoticeReport *report);

G_END_DECLS
