/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "notice-wording.h"

G_BEGIN_DECLS

/**
 * NoticePortalEntry: what is wanted of one notification, and what is under way. One call at a time,
 * since the portal may serve two in the wrong order.
 */
typedef struct
{
  char *key;
  NoticeCard *card;   /* to be shown, the newest; nullable */
  NoticeCard *sent;   /* in the call under way; nullable */
  gboolean withdrawn; /* to be removed */
  gboolean busy;      /* a call is under way */
  gboolean known;     /* the portal has it, or may have */
  gboolean told;      /* that it cannot be shown now */
  guint attempts;     /* calls for what is wanted, all lost */
  gint64 shown_at;    /* g_get_monotonic_time(), 0 when not in this run */
} NoticePortalEntry;

gboolean notice_portal_entry_wants (const NoticePortalEntry *entry);
/* Takes @card. What an older one would have shown first, this one shows first. */
void notice_portal_entry_set_card (NoticePortalEntry *entry, NoticeCard *card);
/* The card under way was lost: it is wanted again, unless a newer one is or it was lost
 * @most_attempts times. */
void notice_portal_entry_take_back (NoticePortalEntry *entry, guint most_attempts);

/**
 * NoticePortalQueue: the entries, oldest first.
 */
typedef struct _NoticePortalQueue NoticePortalQueue;

NoticePortalQueue *notice_portal_queue_new (void);
void notice_portal_queue_free (NoticePortalQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoticePortalQueue, notice_portal_queue_free)

guint notice_portal_queue_get_length (NoticePortalQueue *self);
NoticePortalEntry *notice_portal_queue_get (NoticePortalQueue *self, guint index);
/* (nullable) */
NoticePortalEntry *notice_portal_queue_find (NoticePortalQueue *self, const char *key);
NoticePortalEntry *notice_portal_queue_add (NoticePortalQueue *self, const char *key);
void notice_portal_queue_remove (NoticePortalQueue *self, NoticePortalEntry *entry);
gboolean notice_portal_queue_wants (NoticePortalQueue *self);

/* When more than @most cards wait, the oldest is dropped. Its key. (transfer full) (nullable) */
char *notice_portal_queue_limit (NoticePortalQueue *self, guint most);
/* Keys of what was not shown yet and not told of, now told of. (transfer full) (array
 * zero-terminated) */
char **notice_portal_queue_take_untold (NoticePortalQueue *self);

G_END_DECLS
