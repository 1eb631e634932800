/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "mock-daemon.h"
#include "notice-libnotify-presenter.h"

G_BEGIN_DECLS

/**
 * PresenterFixture: a presenter on a bus of its own with a mock daemon, and what it told, one line
 * each: "shown KEY", "failed KEY no-daemon", "closed KEY", "action KEY ID TOKEN", "available",
 * "unavailable".
 */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *session;
  MockDaemon *daemon;
  NoticePresenter *presenter;
  GPtrArray *told; /* (element-type utf8) */
  guint shown_id;  /* of the last "shown" */
  char *shown_by;
  gboolean ran; /* a thread was started */
  gboolean finished;
} PresenterFixture;

/* The daemon is there. */
void presenter_fixture_set_up (PresenterFixture *fixture, gconstpointer data);
/* The daemon is not. */
void presenter_fixture_set_up_absent (PresenterFixture *fixture, gconstpointer data);
void presenter_fixture_tear_down (PresenterFixture *fixture, gconstpointer data);
/* In place of the one of the set-up. */
void presenter_fixture_use (PresenterFixture *fixture, guint keep_seconds, int answer_timeout_ms);
/* Stops the presenter and waits for its thread. */
void presenter_fixture_stop (PresenterFixture *fixture);
void presenter_fixture_appear (PresenterFixture *fixture);

/* Runs the main loop until @line was told, once more than before. */
void presenter_fixture_wait (PresenterFixture *fixture, const char *line);
guint presenter_fixture_count (PresenterFixture *fixture, const char *line);
/* Runs the main loop until @daemon has @n Notify calls in all. */
void presenter_fixture_wait_notified (PresenterFixture *fixture, guint n);
void presenter_fixture_wait_closed (PresenterFixture *fixture, guint n);

/* A card "Title KEY" with the body @body, default and two buttons. */
NoticeCard *presenter_fixture_new_card (const char *key, const char *body);
void presenter_fixture_show (PresenterFixture *fixture, const char *key, const char *body);
void presenter_fixture_update (PresenterFixture *fixture, const char *key, const char *body);
/* Shows and waits until it is shown. (return): its id */
guint presenter_fixture_show_and_wait (PresenterFixture *fixture, const char *key);
guint presenter_fixture_count_threads (const char *name);

G_END_DECLS
