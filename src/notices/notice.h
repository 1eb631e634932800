/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-change.h"

G_BEGIN_DECLS

typedef enum
{
  NOTICE_MEETING,   /* a meeting is on; updated in place as people come */
  NOTICE_RECORDING, /* a recording can be watched */
  NOTICE_DIGEST,    /* notices of unknown outcome (killed while showing them) */
} NoticeKind;

/**
 * Notice: something worth telling a person, without words yet. Immutable once shared, counted.
 */
typedef struct
{
  NoticeKind kind;
  char *
      key; /* one desktop notification per key, for good: "meeting:KEY", "recording:ID", "digest" */
  char *space_id;    /* NULL for a digest */
  char *space_name;  /* nullable */
  gboolean update;   /* replaces the one of the same key, silently */
  Meeting *meeting;  /* NOTICE_MEETING */
  GPtrArray *joined; /* NOTICE_MEETING: (element-type MeetingAttendee) those who came since it
                      * was first shown, newest last; never NULL */
  MeetingRecording *recording; /* NOTICE_RECORDING */
  char **lines;                /* NOTICE_DIGEST */
} Notice;

Notice *notice_new (NoticeKind kind, const char *key);
Notice *notice_ref (Notice *notice);
void notice_unref (Notice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Notice, notice_unref)

G_END_DECLS
