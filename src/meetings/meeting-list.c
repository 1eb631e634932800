/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-list.h"

#include <string.h>

#include "meeting-list-private.h"

#define MAX_SHOWN_RECORDINGS 20
#define MAX_EVENT_IDS 4096
#define MAX_EVENT_ID_LENGTH 256
/* Spaces that nobody watches but events came from. */
#define MAX_UNWATCHED 512
/* Of an earlier run only the id is kept: it is then a duplicate whatever it says. */
#define EVERY_KIND (~0u)

struct _MeetingList
{
  GObject parent_instance;

  GPtrArray *spaces;        /* (element-type MeetingListSpace) in the order they were added */
  GHashTable *spaces_by_id; /* id (owned by the space) -> MeetingListSpace (borrowed) */
  guint unwatched;          /* how many of them are not watched */
  MeetingRecordings *recordings;

  GHashTable *event_ids; /* id (owned by the queue) -> bits, one a MeetingEventKind */
  GQueue event_id_order; /* (element-type utf8) oldest first */
};

G_DEFINE_FINAL_TYPE (MeetingList, meeting_list, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
meeting_list_finalize (GObject *object)
{
  MeetingList *self = MEETING_LIST (object);

  g_hash_table_unref (self->event_ids);
  g_queue_clear_full (&self->event_id_order, g_free);
  meeting_recordings_free (self->recordings);
  g_hash_table_unref (self->spaces_by_id);
  g_ptr_array_unref (self->spaces);

  G_OBJECT_CLASS (meeting_list_parent_class)->finalize (object);
}

static void
meeting_list_class_init (MeetingListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = meeting_list_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
meeting_list_init (MeetingList *self)
{
  self->spaces = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_list_space_free);
  self->spaces_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->recordings = meeting_recordings_new ();
  self->event_ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->event_id_order);
}

MeetingList *
meeting_list_new (void)
{
  return g_object_new (MEETING_TYPE_LIST, NULL);
}

static void
emit_changed (MeetingList *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static MeetingListSpace *
find_space (MeetingList *self, const char *space_id)
{
  return g_hash_table_lookup (self->spaces_by_id, space_id);
}

/* Events may name any number of spaces: of those nobody watches the oldest goes, one without a
 * meeting first. */
static void
evict_unwatched (MeetingList *self)
{
  MeetingListSpace *victim = NULL;

  for (guint i = 0; i < self->spaces->len; i++)
    {
      MeetingListSpace *space = g_ptr_array_index (self->spaces, i);

      if (space->space.watched)
        continue;
      if (victim == NULL || space->live == NULL)
        victim = space;
      if (space->live == NULL)
        break;
    }
  if (victim == NULL)
    return;
  g_hash_table_remove (self->spaces_by_id, victim->space.id);
  g_ptr_array_remove (self->spaces, victim);
  self->unwatched--;
}

static MeetingListSpace *
ensure_space (MeetingList *self, const char *space_id)
{
  MeetingListSpace *space = find_space (self, space_id);

  if (space != NULL)
    return space;
  if (self->unwatched >= MAX_UNWATCHED)
    evict_unwatched (self);
  space = meeting_list_space_new (space_id);
  g_ptr_array_add (self->spaces, space);
  g_hash_table_insert (self->spaces_by_id, space->space.id, space);
  self->unwatched++;
  return space;
}

void
meeting_list_watch_space (MeetingList *self, const char *space_id, const char *name)
{
  MeetingListSpace *space;
  gboolean changed = FALSE;

  g_return_if_fail (MEETING_IS_LIST (self));
  g_return_if_fail (space_id != NULL);

  space = ensure_space (self, space_id);
  if (!space->space.watched)
    {
      /* Watched ones stand in the order they were watched, not heard of. */
      if (g_ptr_array_index (self->spaces, self->spaces->len - 1) != space)
        {
          guint index = 0;

          if (g_ptr_array_find (self->spaces, space, &index))
            g_ptr_array_add (self->spaces, g_ptr_array_steal_index (self->spaces, index));
        }
      space->space.watched = TRUE;
      self->unwatched--;
      changed = TRUE;
    }
  if (name != NULL && g_strcmp0 (name, space->space.name) != 0)
    {
      g_free (space->space.name);
      space->space.name = g_strdup (name);
      changed = TRUE;
    }
  if (changed)
    emit_changed (self);
}

void
meeting_list_unwatch_space (MeetingList *self, const char *space_id)
{
  MeetingListSpace *space;

  g_return_if_fail (MEETING_IS_LIST (self));
  g_return_if_fail (space_id != NULL);

  space = find_space (self, space_id);
  if (space == NULL || !space->space.watched)
    return;
  space->space.watched = FALSE;
  space->space.known = FALSE;
  self->unwatched++;
  meeting_list_space_clear_live (space);
  emit_changed (self);
}

GPtrArray *
meeting_list_get_spaces (MeetingList *self)
{
  g_autoptr (GPtrArray) spaces = g_ptr_array_new ();

  g_return_val_if_fail (MEETING_IS_LIST (self), g_steal_pointer (&spaces));

  for (guint watched = 0; watched < 2; watched++)
    {
      for (guint i = 0; i < self->spaces->len; i++)
        {
          MeetingListSpace *space = g_ptr_array_index (self->spaces, i);

          if (space->space.watched == (watched == 0))
            g_ptr_array_add (spaces, &space->space);
        }
    }
  return g_steal_pointer (&spaces);
}

const MeetingSpace *
meeting_list_get_space (MeetingList *self, const char *space_id)
{
  MeetingListSpace *space;

  g_return_val_if_fail (MEETING_IS_LIST (self), NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  space = find_space (self, space_id);
  return space != NULL ? &space->space : NULL;
}

/* Remembers that an event of this id and kind came. Returns FALSE when it had come before. An id
 * that serves several kinds (as the id of their message would) does not make them duplicates. */
static gboolean
remember_event_id (MeetingList *self, const char *event_id, guint kinds)
{
  gpointer key;
  gpointer value;
  char *copy;

  if (event_id == NULL || strlen (event_id) > MAX_EVENT_ID_LENGTH)
    return TRUE;
  if (g_hash_table_lookup_extended (self->event_ids, event_id, &key, &value))
    {
      guint known = GPOINTER_TO_UINT (value);

      if ((known & kinds) == kinds)
        return FALSE;
      g_hash_table_insert (self->event_ids, key, GUINT_TO_POINTER (known | kinds));
      return TRUE;
    }

  copy = g_strdup (event_id);
  g_queue_push_tail (&self->event_id_order, copy);
  g_hash_table_insert (self->event_ids, copy, GUINT_TO_POINTER (kinds));
  if (g_queue_get_length (&self->event_id_order) > MAX_EVENT_IDS)
    {
      g_autofree char *oldest = g_queue_pop_head (&self->event_id_order);

      g_hash_table_remove (self->event_ids, oldest);
    }
  return TRUE;
}

MeetingChange *
meeting_list_apply (MeetingList *self, MeetingEvent *event)
{
  g_autoptr (MeetingChange) change = NULL;
  MeetingListSpace *space;
  gboolean known;
  gboolean fresh;

  g_return_val_if_fail (MEETING_IS_LIST (self), NULL);
  g_return_val_if_fail (event != NULL, NULL);

  if (!remember_event_id (self, event->id, 1u << event->kind))
    return NULL;

  space = ensure_space (self, event->space_id);
  known = space->space.known;
  fresh = space->space.fresh;
  change = meeting_change_new (0, event);
  meeting_list_apply_event (space, self->recordings, event, change);

  if (change->flags != 0 || known != space->space.known || fresh != space->space.fresh)
    emit_changed (self);
  return change->flags != 0 ? g_steal_pointer (&change) : NULL;
}

/* Meetings and recordings may be restored in any order: the live meeting shows its running one. */
static void
join_running_recording (MeetingList *self, MeetingListSpace *space)
{
  MeetingRecording *running = meeting_recordings_get_running (self->recordings, space->space.id);
  g_autoptr (Meeting) meeting = NULL;

  if (running == NULL || space->live == NULL || space->live->recording == running
      || running->meeting_id == NULL || g_strcmp0 (running->meeting_id, space->live->id) != 0)
    return;
  meeting = meeting_copy (space->live);
  g_clear_pointer (&meeting->recording, meeting_recording_unref);
  meeting->recording = meeting_recording_ref (running);
  meeting_list_space_set_live (space, meeting);
}

void
meeting_list_restore_meeting (MeetingList *self, Meeting *meeting)
{
  MeetingListSpace *space;

  g_return_if_fail (MEETING_IS_LIST (self));
  g_return_if_fail (meeting != NULL);

  space = ensure_space (self, meeting->space_id);
  if (meeting->ended_at != MEETING_TIME_UNKNOWN)
    {
      meeting_list_space_remember (
          space, meeting->id, meeting->key, meeting->started_at, meeting->ended_at, TRUE);
      return;
    }
  if (space->live != NULL)
    return;

  meeting_list_space_set_live (space, meeting);
  space->roster = meeting_roster_new (meeting);
  space->start_told = TRUE;
  if (meeting->recording != NULL)
    meeting_recordings_restore (self->recordings, meeting->recording, meeting->key);
  join_running_recording (self, space);
  emit_changed (self);
}

void
meeting_list_restore_recording (MeetingList *self, MeetingRecording *recording)
{
  MeetingListSpace *space;
  const char *key = recording->meeting_id;

  g_return_if_fail (MEETING_IS_LIST (self));
  g_return_if_fail (recording != NULL);

  space = find_space (self, recording->space_id);
  if (space != NULL && space->live != NULL && recording->meeting_id != NULL
      && g_strcmp0 (space->live->id, recording->meeting_id) == 0)
    key = space->live->key;
  meeting_recordings_restore (self->recordings, recording, key);
  if (space != NULL)
    join_running_recording (self, space);
  emit_changed (self);
}

void
meeting_list_restore_event_id (MeetingList *self, const char *event_id)
{
  g_return_if_fail (MEETING_IS_LIST (self));

  remember_event_id (self, event_id, EVERY_KIND);
}

void
meeting_list_forget (MeetingList *self)
{
  gboolean changed = FALSE;

  g_return_if_fail (MEETING_IS_LIST (self));

  for (guint i = 0; i < self->spaces->len; i++)
    {
      MeetingListSpace *space = g_ptr_array_index (self->spaces, i);

      changed |= space->space.known || space->space.fresh;
      space->space.known = FALSE;
      space->space.fresh = FALSE;
    }
  if (changed)
    emit_changed (self);
}

void
meeting_list_mark_known (MeetingList *self, const char *space_id)
{
  MeetingListSpace *space;

  g_return_if_fail (MEETING_IS_LIST (self));
  g_return_if_fail (space_id != NULL);

  space = find_space (self, space_id);
  if (space == NULL || space->space.known)
    return;
  space->space.known = TRUE;
  emit_changed (self);
}

static int
compare_start (gconstpointer a, gconstpointer b)
{
  const Meeting *meeting_a = *(Meeting *const *)a;
  const Meeting *meeting_b = *(Meeting *const *)b;

  if (meeting_a->started_at != meeting_b->started_at)
    return meeting_a->started_at < meeting_b->started_at ? -1 : 1;
  return strcmp (meeting_a->key, meeting_b->key);
}

GPtrArray *
meeting_list_get_live (MeetingList *self)
{
  g_autoptr (GPtrArray) live = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_unref);

  g_return_val_if_fail (MEETING_IS_LIST (self), g_steal_pointer (&live));

  for (guint i = 0; i < self->spaces->len; i++)
    {
      MeetingListSpace *space = g_ptr_array_index (self->spaces, i);

      if (space->live != NULL)
        g_ptr_array_add (live, meeting_ref (space->live));
    }
  g_ptr_array_sort (live, compare_start);
  return g_steal_pointer (&live);
}

Meeting *
meeting_list_get_meeting (MeetingList *self, const char *space_id)
{
  MeetingListSpace *space;

  g_return_val_if_fail (MEETING_IS_LIST (self), NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  space = find_space (self, space_id);
  return space != NULL ? space->live : NULL;
}

GPtrArray *
meeting_list_get_recordings (MeetingList *self)
{
  g_return_val_if_fail (MEETING_IS_LIST (self), g_ptr_array_new ());

  return meeting_recordings_list (self->recordings, MAX_SHOWN_RECORDINGS);
}
