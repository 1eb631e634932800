/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-list.h"

G_BEGIN_DECLS

#define HISTORY_ERROR (history_error_quark ())
GQuark history_error_quark (void);
typedef enum
{
  HISTORY_ERROR_OPEN,    /* cannot be opened or made */
  HISTORY_ERROR_CORRUPT, /* not our file, or damaged */
  HISTORY_ERROR_TOO_NEW, /* schema of a later version of the program */
  HISTORY_ERROR_WRITE,   /* full disk, read-only, ... */
  HISTORY_ERROR_READ,
} HistoryError;

typedef enum
{
  HISTORY_NOTICE_INTENDED, /* about to be handed to the presenter; outcome unknown if it stays so */
  HISTORY_NOTICE_SHOWN,    /* the daemon accepted it */
  HISTORY_NOTICE_FAILED,   /* none took it, or none answered; told by the next digest */
  HISTORY_NOTICE_DONE,     /* withdrawn, clicked or closed */
} HistoryNoticeState;

/**
 * HistoryNotice: one row of the ledger: a notice appears once, over crashes and restarts.
 */
typedef struct
{
  char *key; /* "meeting:KEY", "recording:ID" */
  char *space_id;
  char *text; /* what it said, one line, for the digest */
  HistoryNoticeState state;
  MeetingTime intended_at;
  guint daemon_id; /* the daemon's number of it; 0 when none */
  char *daemon;    /* unique bus name of the daemon that gave it; nullable */
} HistoryNotice;
void history_notice_free (HistoryNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HistoryNotice, history_notice_free)

#define HISTORY_TYPE_STORE (history_store_get_type ())
/**
 * HistoryStore: the journal in SQLite (WAL): events, meetings, recordings and the ledger of
 * notices. Writes are short (no sync to disk on the way) and collected in one transaction that
 * ends, after 128 of them or with history_store_flush(), and never between a change and the notices
 * intended after it; checkpoints run on the store's own worker thread.
 *
 * A write that fails (HISTORY_ERROR_WRITE: full disk, ...) is kept in memory with all that was
 * recorded since the last flush, the newest 1024, and written again by the next flush that can. A
 * file that proves damaged while in use is set aside as by history_store_open(), with a message.
 * Timestamps are microseconds since 1970. Directory 0700, file 0600.
 */
G_DECLARE_FINAL_TYPE (HistoryStore, history_store, HISTORY, STORE, GObject)

/* The applet: opens or makes the file, migrates older schemas. A damaged file is set aside as
 * PATH.damaged-TIMESTAMP and a new one begun; *set_aside (nullable, transfer full) tells its name.
 */
HistoryStore *history_store_open (const char *path, char **set_aside, GError **error);
/* Deletes the file, and the log beside it, for good. Nobody has it open. */
void history_store_discard (const char *path);
/* The window: read-only, never migrates; HISTORY_ERROR_TOO_NEW, _CORRUPT or _OPEN when it cannot.
 */
HistoryStore *history_store_open_read_only (const char *path, GError **error);
/* Flushes and closes, without a checkpoint, so at once; safe twice. */
void history_store_close (HistoryStore *self);

/* @space_name: nullable. */
gboolean history_store_record_change (HistoryStore *self,
                                      MeetingChange *change,
                                      const char *space_name,
                                      GError **error);
gboolean history_store_record_space (HistoryStore *self,
                                     const char *space_id,
                                     const char *name,
                                     GError **error);
/* Ends the open transaction: what was written before is kept, whatever happens to the process. */
gboolean history_store_flush (HistoryStore *self, GError **error);

/* Live when we last heard of them. (element-type Meeting) (transfer full) */
GPtrArray *history_store_dup_open_meetings (HistoryStore *self, GError **error);
/* Newest first, at most @most. (element-type MeetingRecording) (transfer full) */
GPtrArray *history_store_dup_recordings (HistoryStore *self, guint most, GError **error);
/* Of any earlier run, by the name it goes by (meeting_recording_dup_key()). (transfer full)
 * (nullable): NULL without error when there is none. */
MeetingRecording *history_store_dup_recording (HistoryStore *self, const char *key, GError **error);
/* The newest @most event ids, for recognising replays. (transfer full) (array zero-terminated) */
char **history_store_dup_event_ids (HistoryStore *self, guint most, GError **error);
/* Name of a space, from any earlier run. (transfer full) (nullable) */
char *history_store_dup_space_name (HistoryStore *self, const char *space_id);

/* The ledger. */
gboolean history_store_intend_notice (HistoryStore *self,
                                      const char *key,
                                      const char *space_id,
                                      const char *text,
                                      MeetingTime at,
                                      GError **error);
gboolean history_store_set_notice_state (HistoryStore *self,
                                         const char *key,
                                         HistoryNoticeState state,
                                         guint daemon_id,
                                         const char *daemon,
                                         GError **error);
/* (transfer full) (nullable): NULL without error when there is none. */
HistoryNotice *history_store_dup_notice (HistoryStore *self, const char *key, GError **error);
/* Those that nobody may have seen: intended before @before and neither shown nor done.
 * (element-type HistoryNotice) (transfer full) */
GPtrArray *
history_store_dup_unknown_notices (HistoryStore *self, MeetingTime before, GError **error);
/* Those shown and not done, for withdrawing or answering after a restart. */
GPtrArray *history_store_dup_shown_notices (HistoryStore *self, GError **error);

G_END_DECLS
