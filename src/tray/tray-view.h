/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-status.h"

G_BEGIN_DECLS

/**
 * TrayModel: everything the tray shows is made of this. Nothing is owned.
 */
typedef struct
{
  MeetingStatus status;
  GPtrArray *meetings;   /* (element-type Meeting) live ones, oldest first */
  GPtrArray *recordings; /* (element-type MeetingRecording) newest first */
  const char *(*space_name) (const char *space_id, gpointer data); /* nullable result */
  gpointer space_name_data;
  MeetingTime now;
  MeetingTime next_attempt; /* or MEETING_TIME_UNKNOWN */
  gboolean demonstration;
} TrayModel;

typedef enum
{
  TRAY_ENTRY_ACTION,    /* can be clicked */
  TRAY_ENTRY_LABEL,     /* a line of information */
  TRAY_ENTRY_SUBMENU,   /* label and children */
  TRAY_ENTRY_SEPARATOR,
} TrayEntryKind;

typedef struct
{
  TrayEntryKind kind;
  char *label;     /* plain text, no mnemonic; NULL for a separator */
  char *action;    /* "meetings", "join", "copy-space-link", "view-recording", "copy-recording-link", "reconnect", "quit" */
  char *target;    /* space id or recording key; nullable */
  GPtrArray *children; /* (element-type TrayEntry) TRAY_ENTRY_SUBMENU */
} TrayEntry;

/**
 * TrayView: what to show. Made anew from the model each time, compared, never toggled.
 */
typedef struct
{
  char *icon_name;     /* "io.github.spacestray.SpacesTray-live", ... */
  char *title;         /* the status in a few words; the accessible name on several hosts */
  char *tooltip_title;
  char *tooltip_body;  /* plain text, lines separated by newlines */
  char *accessible_description; /* of the icon */
  GPtrArray *entries;  /* (element-type TrayEntry) */
} TrayView;

/* Pure. (transfer full) */
TrayView *tray_view_new (const TrayModel *model);
void tray_view_free (TrayView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrayView, tray_view_free)

/* Icon of a status kind, static; each kind has a shape of its own (joined shares none either). */
const char *tray_view_icon_name (MeetingStatusKind kind);
/* The connection line: status and reason as a sentence that says what to do. (transfer full) */
char *tray_view_dup_connection_line (const TrayModel *model);

G_END_DECLS
