/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice.h"

G_BEGIN_DECLS

/* What a click on the notification does; daemons that know no such click show it as a button. */
#define NOTICE_ACTION_DEFAULT "default"
#define NOTICE_ACTION_COPY_LINK "copy-link"

typedef enum
{
  NOTICE_URGENCY_LOW,
  NOTICE_URGENCY_NORMAL,
  NOTICE_URGENCY_CRITICAL,
} NoticeUrgency;

typedef struct
{
  char *id;     /* one of NOTICE_ACTION_* */
  char *label;  /* translated */
  char *name;   /* of the application's own action that does it, without "app."; nullable */
  char *target; /* of that action: a space's id or a recording's key; nullable */
} NoticeAction;

/**
 * NoticeCard: a notice in words, ready for any presenter. A plain value, freely posted to another
 * thread. Texts are plain (not markup), one line each but the body, cut at a sensible length,
 * bidirectional text isolated.
 */
typedef struct
{
  char *key;
  char *title;
  char *body;
  char *icon_name;
  char *category; /* Desktop Notifications specification, "Categories" */
  NoticeUrgency urgency;
  gboolean transient; /* need not be kept in the daemon's list */
  gboolean update;
  GPtrArray *actions; /* (element-type NoticeAction) the default one first */
} NoticeCard;

/* @now: for "since". (transfer full) */
NoticeCard *notice_wording_make_card (const Notice *notice, MeetingTime now);
NoticeCard *notice_card_copy (const NoticeCard *card);
void notice_card_free (NoticeCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoticeCard, notice_card_free)

/* The name to show for a space: its name, or "a space (...last 6 of its id)". (transfer full) */
char *notice_wording_dup_space_name (const char *name, const char *space_id);

G_END_DECLS
