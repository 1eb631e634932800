/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-status.h"

G_BEGIN_DECLS

/* What came of the last notification. */
typedef enum
{
  TRAY_NOTICES_SHOWN, /* or none was to be shown yet */
  TRAY_NOTICES_NOT_SHOWN,
  TRAY_NOTICES_NOT_ALLOWED, /* by the person, in the settings of the desktop */
} TrayNotices;

/**
 * TrayModel: everything the tray shows is made of this. Nothing is owned.
 */
typedef struct
{
  MeetingStatus status;
  GPtrArray *meetings;   /* (element-type Meeting) (nullable) live ones, oldest first */
  GPtrArray *recordings; /* (element-type MeetingRecording) (nullable) newest first */
  const char *(*space_name) (const char *space_id, gpointer data); /* (nullable) nullable result */
  gpointer space_name_data;
  MeetingTime now;          /* MEETING_TIME_UNKNOWN: titles do not say how long */
  MeetingTime next_attempt; /* or MEETING_TIME_UNKNOWN */
  gboolean demonstration;
  TrayNotices notices;
} TrayModel;

/* What a click on an entry asks for. The target is given in brackets. */
#define TRAY_ACTION_MEETINGS "meetings"               /* show the meetings, as Activate does */
#define TRAY_ACTION_JOIN "join"                       /* [space id] */
#define TRAY_ACTION_COPY_SPACE_LINK "copy-space-link" /* [space id] */
#define TRAY_ACTION_VIEW_RECORDING "view-recording"   /* [meeting_recording_dup_key()] */
#define TRAY_ACTION_COPY_RECORDING_LINK "copy-recording-link" /* [meeting_recording_dup_key()] */
#define TRAY_ACTION_RECONNECT "reconnect"                     /* connect now, do not wait */
#define TRAY_ACTION_QUIT "quit"

typedef enum
{
  TRAY_ENTRY_ACTION,  /* can be clicked */
  TRAY_ENTRY_LABEL,   /* a line of information */
  TRAY_ENTRY_SUBMENU, /* label and children */
  TRAY_ENTRY_SEPARATOR,
} TrayEntryKind;

typedef struct
{
  TrayEntryKind kind;
  char *id;            /* names the entry for good, unique in the menu: an entry that says something
                        * else next time keeps it; never NULL */
  char *label;         /* plain text, no mnemonic; NULL for a separator */
  char *action;        /* one of TRAY_ACTION_*; NULL unless TRAY_ENTRY_ACTION */
  char *target;        /* nullable */
  GPtrArray *children; /* (element-type TrayEntry) TRAY_ENTRY_SUBMENU, else NULL */
} TrayEntry;

/**
 * TrayView: what to show. Made anew from the model each time, compared, never toggled.
 */
typedef struct
{
  char *icon_name; /* "io.github.spacestray.SpacesTray-live", ... */
  char *title;     /* the status in a few words; the accessible name on several hosts */
  char *tooltip_title;
  char *tooltip_body;           /* plain text, lines separated by newlines; may be empty */
  char *accessible_description; /* of the icon: the status without what changes by the minute */
  GPtrArray *entries;           /* (element-type TrayEntry) never empty */
} TrayView;

/* Pure, but for the language and the time zone. (transfer full) */
TrayView *tray_view_new (const TrayModel *model);
void tray_view_free (TrayView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrayView, tray_view_free)

/* Icon of a status kind, static; each kind has a shape of its own (joined shares none either). */
const char *tray_view_icon_name (MeetingStatusKind kind);
/* The status in a few words, as in TrayView.title, when all is well, else the connection line.
 * (transfer full) */
char *tray_view_dup_summary (const TrayModel *model);
/* The connection line: status and reason as a sentence that says what to do. (transfer full) */
char *tray_view_dup_connection_line (const TrayModel *model);

G_END_DECLS
