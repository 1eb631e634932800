/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "history-store.h"

G_BEGIN_DECLS

/* 2026-11-23T09:00:00Z: when the tests' morning begins. */
#define MORNING G_GINT64_CONSTANT (1795424400000000)
#define MINUTE G_GINT64_CONSTANT (60000000)

/**
 * HistoryFixture: a store in a directory of its own, which goes with it.
 */
typedef struct
{
  char *directory;
  char *path;
  HistoryStore *store;
} HistoryFixture;

void history_fixture_set_up (HistoryFixture *fixture, gconstpointer data);
void history_fixture_tear_down (HistoryFixture *fixture, gconstpointer data);
/* Closes the store and opens it again, as after a restart. */
void history_fixture_reopen (HistoryFixture *fixture);
/* Without closing what is open: (nullable). */
void history_fixture_run_sql (HistoryFixture *fixture, const char *sql);
gint64 history_fixture_get_integer (HistoryFixture *fixture, const char *sql);

/* People "ana", "bo", ... with capitalised names, from a comma-separated list of ids. */
void history_fixture_add_people (GPtrArray *people, const char *ids);
Meeting *history_fixture_new_meeting (const char *key, const char *people);
MeetingChange *
history_fixture_new_change (MeetingChangeFlags flags, Meeting *meeting, MeetingTime at);
/* A meeting of "sales" that starts with these people and is on. */
void history_fixture_start (HistoryFixture *fixture, const char *key, const char *people);
void history_fixture_record (HistoryFixture *fixture, MeetingChange *change);
char *history_fixture_dup_people (const Meeting *meeting);

G_END_DECLS
