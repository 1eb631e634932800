/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-portal-queue.h"

struct _NoticePortalQueue
{
  GPtrArray *entries; /* (element-type NoticePortalEntry) */
};

static void
notice_portal_entry_free (NoticePortalEntry *entry)
{
  g_clear_pointer (&entry->card, notice_card_free);
  g_clear_pointer (&entry->sent, notice_card_free);
  g_free (entry->key);
  g_free (entry);
}

gboolean
notice_portal_entry_wants (const NoticePortalEntry *entry)
{
  return entry->card != NULL || entry->withdrawn;
}

void
notice_portal_entry_set_card (NoticePortalEntry *entry, NoticeCard *card)
{
  if (entry->card != NULL && !entry->card->update)
    card->update = FALSE;
  g_clear_pointer (&entry->card, notice_card_free);
  entry->card = card;
}

void
notice_portal_entry_take_back (NoticePortalEntry *entry, guint most_attempts)
{
  g_autoptr (NoticeCard) sent = g_steal_pointer (&entry->sent);

  if (entry->card != NULL)
    entry->card->update = entry->card->update && sent->update;
  else if (!entry->withdrawn && entry->attempts < most_attempts)
    entry->card = g_steal_pointer (&sent);
}

NoticePortalQueue *
notice_portal_queue_new (void)
{
  NoticePortalQueue *self = g_new0 (NoticePortalQueue, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)notice_portal_entry_free);
  return self;
}

void
notice_portal_queue_free (NoticePortalQueue *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

guint
notice_portal_queue_get_length (NoticePortalQueue *self)
{
  return self->entries->len;
}

NoticePortalEntry *
notice_portal_queue_get (NoticePortalQueue *self, guint index)
{
  return g_ptr_array_index (self->entries, index);
}

NoticePortalEntry *
notice_portal_queue_find (NoticePortalQueue *self, const char *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      NoticePortalEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->key, key))
        return entry;
    }
  return NULL;
}

NoticePortalEntry *
notice_portal_queue_add (NoticePortalQueue *self, const char *key)
{
  NoticePortalEntry *entry = g_new0 (NoticePortalEntry, 1);

  entry->key = g_strdup (key);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

void
notice_portal_queue_remove (NoticePortalQueue *self, NoticePortalEntry *entry)
{
  g_ptr_array_remove (self->entries, entry);
}

gboolean
notice_portal_queue_wants (NoticePortalQueue *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (notice_portal_entry_wants (g_ptr_array_index (self->entries, i)))
      return TRUE;
  return FALSE;
}

char *
notice_portal_queue_limit (NoticePortalQueue *self, guint most)
{
  NoticePortalEntry *oldest = NULL;
  guint n_waiting = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      NoticePortalEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->card == NULL)
        continue;
      n_waiting++;
      if (oldest == NULL)
        oldest = entry;
    }
  if (n_waiting <= most)
    return NULL;
  g_clear_pointer (&oldest->card, notice_card_free);
  return g_strdup (oldest->key);
}

char **
notice_portal_queue_take_untold (NoticePortalQueue *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      NoticePortalEntry *entry = g_ptr_array_index (self->entries, i);

      if ((entry->card == NULL && entry->sent == NULL) || entry->withdrawn || entry->told)
        continue;
      entry->told = TRUE;
      g_strv_builder_add (keys, entry->key);
    }
  return g_strv_builder_end (keys);
}
