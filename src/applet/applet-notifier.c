/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-notifier.h"

#include "applet-remake.h"

#include <glib/gi18n.h>

#include "notice-policy.h"

#define DIGEST_KEY "digest"

/* What is known of one notice. */
typedef struct
{
  NoticePast past;
  char *space_id;
  MeetingRecording *recording; /* nullable */
  gboolean shown;              /* what fails from now on is an update */
} NoticeEntry;

struct _AppletNotifier
{
  GObject parent_instance;

  AppletSession *session; /* (unowned): signals are disconnected with it */
  NoticePresenter *presenter;
  HistoryStore *store;
  GHashTable *entries;   /* key -> NoticeEntry */
  GPtrArray *pending;    /* Notice: decided, put into words when the history is flushed */
  GPtrArray *digest;     /* HistoryNotice: those the digest tells of; NULL without one */
  GPtrArray *unanswered; /* HistoryNotice: told in a digest when another daemon comes */
  guint flush_id;
};

enum
{
  SIGNAL_ACTION,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletNotifier, applet_notifier, G_TYPE_OBJECT)

static void
notice_entry_free (NoticeEntry *entry)
{
  g_clear_pointer (&entry->past.joined, g_ptr_array_unref);
  g_clear_pointer (&entry->recording, meeting_recording_unref);
  g_free (entry->space_id);
  g_free (entry);
}

/* What an earlier run told is in the ledger; its notification is no longer ours to update. */
static NoticeEntry *
ensure_entry (AppletNotifier *self, const char *key)
{
  NoticeEntry *entry = g_hash_table_lookup (self->entries, key);
  g_autoptr (GError) error = NULL;
  g_autoptr (HistoryNotice) past = NULL;

  if (entry != NULL)
    return entry;
  entry = g_new0 (NoticeEntry, 1);
  if (self->store != NULL)
    past = history_store_dup_notice (self->store, key, &error);
  if (error != NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  /* Whatever came of it: what was not shown, the digest tells. */
  entry->past.told = past != NULL;
  g_hash_table_insert (self->entries, g_strdup (key), entry);
  return entry;
}

static void
write_state (AppletNotifier *self,
             const char *key,
             HistoryNoticeState state,
             guint daemon_id,
             const char *daemon)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL
      && (!history_store_set_notice_state (self->store, key, state, daemon_id, daemon, &error)
          || !history_store_flush (self->store, &error)))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be written: %s"), error->message);
}

/* Run from a build tree the icons are in no theme: the daemon is given the file. */
static void
use_icon_file (NoticeCard *card)
{
  const char *icons = g_getenv ("SPACES_TRAY_ICON_PATH");
  g_autofree char *file_name = NULL;
  g_autofree char *path = NULL;

  if (icons == NULL)
    return;
  file_name = g_strconcat (card->icon_name, ".svg", NULL);
  path = g_build_filename (icons, "hicolor", "scalable", "apps", file_name, NULL);
  g_free (card->icon_name);
  card->icon_name = g_steal_pointer (&path);
}

static void
flush (AppletNotifier *self)
{
  g_autoptr (GError) error = NULL;
  MeetingTime now = g_get_real_time ();

  if (self->store != NULL && !history_store_flush (self->store, &error))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be written: %s"), error->message);
  for (guint i = 0; i < self->pending->len; i++)
    {
      g_autoptr (NoticeCard) card
          = notice_wording_make_card (g_ptr_array_index (self->pending, i), now);

      use_icon_file (card);
      notice_presenter_show (self->presenter, card);
    }
  g_ptr_array_set_size (self->pending, 0);
}

static gboolean
on_flush_idle (gpointer user_data)
{
  AppletNotifier *self = user_data;

  self->flush_id = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

/* A change is on disk before its notice is on the screen, and what comes in together is written
 * together. A person waits for the notice: the views are made anew after it. */
static void
queue_flush (AppletNotifier *self)
{
  if (self->flush_id == 0)
    self->flush_id = g_idle_add_full (G_PRIORITY_HIGH, on_flush_idle, self, NULL);
}

/* Takes the place of an older one of its key. @notice is not shared yet. */
static void
queue_notice (AppletNotifier *self, Notice *notice)
{
  for (guint i = 0; i < self->pending->len; i++)
    {
      const Notice *other = g_ptr_array_index (self->pending, i);

      if (g_str_equal (other->key, notice->key))
        {
          notice->update = other->update;
          g_ptr_array_remove_index (self->pending, i);
          break;
        }
    }
  g_ptr_array_add (self->pending, notice_ref (notice));
  queue_flush (self);
}

static void
withdraw (AppletNotifier *self, const char *key)
{
  NoticeEntry *entry = ensure_entry (self, key);

  for (guint i = 0; i < self->pending->len; i++)
    {
      const Notice *notice = g_ptr_array_index (self->pending, i);

      if (g_str_equal (notice->key, key))
        {
          g_ptr_array_remove_index (self->pending, i);
          break;
        }
    }
  for (guint i = 0; i < self->unanswered->len; i++)
    {
      const HistoryNotice *notice = g_ptr_array_index (self->unanswered, i);

      if (g_str_equal (notice->key, key))
        {
          g_ptr_array_remove_index (self->unanswered, i);
          break;
        }
    }
  entry->past.open = FALSE;
  g_clear_pointer (&entry->past.joined, g_ptr_array_unref);
  notice_presenter_withdraw (self->presenter, key);
  write_state (self, key, HISTORY_NOTICE_DONE, 0, NULL);
}

static void
write_intention (AppletNotifier *self, const Notice *notice)
{
  MeetingTime now = g_get_real_time ();
  g_autoptr (NoticeCard) card = notice_wording_make_card (notice, now);
  g_autofree char *line = g_strdup_printf ("%s: %s", card->title, card->body);
  g_autoptr (GError) error = NULL;

  if (!history_store_intend_notice (self->store, notice->key, notice->space_id, line, now, &error))
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be written: %s"), error->message);
}

static void
show (AppletNotifier *self, Notice *notice)
{
  NoticeEntry *entry = ensure_entry (self, notice->key);

  if (!notice->update && self->store != NULL)
    write_intention (self, notice);
  entry->past.told = TRUE;
  entry->past.open = TRUE;
  g_clear_pointer (&entry->past.joined, g_ptr_array_unref);
  entry->past.joined = notice->joined != NULL ? g_ptr_array_ref (notice->joined) : NULL;
  g_free (entry->space_id);
  entry->space_id = g_strdup (notice->space_id);
  g_clear_pointer (&entry->recording, meeting_recording_unref);
  entry->recording = notice->recording != NULL ? meeting_recording_ref (notice->recording) : NULL;
  queue_notice (self, notice);
}

static void
follow (AppletNotifier *self, NoticeDecision *decision)
{
  g_debug ("notice: %s", decision->reason);
  if (decision->withdraw_key != NULL)
    withdraw (self, decision->withdraw_key);
  if (decision->kind == NOTICE_DECISION_SHOW)
    show (self, decision->notice);
  notice_decision_clear (decision);
}

static void
tell_recording (AppletNotifier *self, const MeetingRecordingChange *change, const char *space_name)
{
  g_autofree char *key = notice_policy_dup_recording_key (change->recording);
  NoticeDecision decision;

  notice_policy_decide_recording (change, &ensure_entry (self, key)->past, space_name, &decision);
  follow (self, &decision);
}

static void
on_meeting_changed (AppletSession *session, MeetingChange *change, AppletNotifier *self)
{
  const char *space_name = applet_session_get_space_name (session, change->space_id);
  g_autofree char *key = notice_policy_dup_key (change);
  const NoticePast none = { 0 };
  NoticeDecision decision;

  notice_policy_decide (change,
                        key != NULL ? &ensure_entry (self, key)->past : &none,
                        space_name,
                        applet_session_get_own_id (session),
                        &decision);
  follow (self, &decision);
  for (guint i = 0; i < change->recordings->len; i++)
    {
      const MeetingRecordingChange *recording = g_ptr_array_index (change->recordings, i);

      if (recording->flags & MEETING_CHANGE_RECORDING_READY)
        tell_recording (self, recording, space_name);
    }
  queue_flush (self);
}

static void
on_shown (NoticePresenter *presenter,
          const char *key,
          guint daemon_id,
          const char *daemon,
          AppletNotifier *self)
{
  if (!g_str_equal (key, DIGEST_KEY))
    {
      NoticeEntry *entry = ensure_entry (self, key);

      entry->shown = TRUE;
      /* Withdrawn while the daemon took its time: it is done, and goes down again. */
      if (entry->past.open)
        write_state (self, key, HISTORY_NOTICE_SHOWN, daemon_id, daemon);
      return;
    }
  /* Only now: a digest that never reached the screen is told again by the next run. */
  for (guint i = 0; self->digest != NULL && i < self->digest->len; i++)
    write_state (self,
                 ((HistoryNotice *)g_ptr_array_index (self->digest, i))->key,
                 HISTORY_NOTICE_DONE,
                 0,
                 NULL);
  g_clear_pointer (&self->digest, g_ptr_array_unref);
}

/* The daemon may have shown it before it fell silent, and may be replaced by one that has not. */
static void
add_unanswered (AppletNotifier *self, const char *key)
{
  g_autoptr (HistoryNotice) notice = NULL;
  g_autoptr (GError) error = NULL;

  if (self->store != NULL)
    notice = history_store_dup_notice (self->store, key, &error);
  if (error != NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  if (notice != NULL)
    g_ptr_array_add (self->unanswered, g_steal_pointer (&notice));
}

static void
on_failed (NoticePresenter *presenter, const char *key, GError *error, AppletNotifier *self)
{
  NoticeEntry *entry;

  /* Translators: in the log; %s is what went wrong. */
  g_message (_ ("A notification cannot be shown: %s"), error->message);
  if (g_str_equal (key, DIGEST_KEY))
    return;
  /* What is over by now is no news, neither here nor in a digest. */
  entry = ensure_entry (self, key);
  if (entry->shown || !entry->past.open)
    return;
  write_state (self, key, HISTORY_NOTICE_FAILED, 0, NULL);
  if (g_error_matches (error, NOTICE_ERROR, NOTICE_ERROR_TIMED_OUT))
    add_unanswered (self, key);
}

static void
on_closed (NoticePresenter *presenter, const char *key, AppletNotifier *self)
{
  NoticeEntry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL || !entry->past.open)
    return;
  entry->past.open = FALSE;
  g_clear_pointer (&entry->past.joined, g_ptr_array_unref);
  if (!g_str_equal (key, DIGEST_KEY))
    write_state (self, key, HISTORY_NOTICE_DONE, 0, NULL);
}

static void
on_action (NoticePresenter *presenter,
           const char *key,
           const char *action_id,
           const char *activation_token,
           AppletNotifier *self)
{
  NoticeEntry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    g_signal_emit (self,
                   signals[SIGNAL_ACTION],
                   0,
                   action_id,
                   entry->space_id,
                   entry->recording,
                   activation_token);
}

static void
adopt (AppletNotifier *self, const HistoryNotice *notice)
{
  NoticeEntry *entry = ensure_entry (self, notice->key);

  entry->past.open = TRUE;
  entry->shown = TRUE;
  g_free (entry->space_id);
  entry->space_id = g_strdup (notice->space_id);
  g_clear_pointer (&entry->recording, meeting_recording_unref);
  entry->recording
      = applet_remake_find_recording (applet_session_get_list (self->session), notice->key);
  notice_presenter_adopt (self->presenter, notice->key, notice->daemon_id, notice->daemon);
}

void
applet_notifier_adopt_shown (AppletNotifier *self)
{
  g_autoptr (GPtrArray) shown = NULL;
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return;
  shown = history_store_dup_shown_notices (self->store, &error);
  if (shown == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  for (guint i = 0; shown != NULL && i < shown->len; i++)
    {
      const HistoryNotice *notice = g_ptr_array_index (shown, i);

      if (notice->daemon != NULL && notice->space_id != NULL)
        adopt (self, notice);
    }
}

static gboolean
is_answered_by (const char *key, const NoticeEntry *entry, const char *action, const char *target)
{
  if (g_str_equal (action, "meetings"))
    return g_str_equal (key, DIGEST_KEY);
  if (target == NULL)
    return FALSE;
  if (g_str_equal (action, "join"))
    return g_str_has_prefix (key, "meeting:") && g_strcmp0 (entry->space_id, target) == 0;
  return g_str_has_prefix (key, "recording:") && g_str_equal (key + strlen ("recording:"), target);
}

void
applet_notifier_close_answered (AppletNotifier *self, const char *action, const char *target)
{
  g_autofree char *answered = NULL;
  GHashTableIter iter;
  gpointer key, entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (answered == NULL && g_hash_table_iter_next (&iter, &key, &entry))
    if (((NoticeEntry *)entry)->past.open && is_answered_by (key, entry, action, target))
      answered = g_strdup (key);
  if (answered != NULL)
    withdraw (self, answered);
}

/* Takes @notices (element-type HistoryNotice), at least one. */
static void
tell_digest (AppletNotifier *self, GPtrArray *notices)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autoptr (Notice) digest = notice_new (NOTICE_DIGEST, DIGEST_KEY);

  if (self->digest == NULL)
    self->digest = notices;
  else
    g_ptr_array_extend_and_steal (self->digest, notices);
  for (guint i = 0; i < self->digest->len; i++)
    g_ptr_array_add (lines, ((HistoryNotice *)g_ptr_array_index (self->digest, i))->text);
  g_ptr_array_add (lines, NULL);
  digest->lines = g_strdupv ((char **)lines->pdata);
  ensure_entry (self, DIGEST_KEY)->past.open = TRUE;
  queue_notice (self, digest);
}

static GPtrArray *
new_notices (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)history_notice_free);
}

static void
on_available_changed (NoticePresenter *presenter, gboolean available, AppletNotifier *self)
{
  GPtrArray *unanswered = self->unanswered;

  if (!available || unanswered->len == 0)
    return;
  self->unanswered = new_notices ();
  tell_digest (self, unanswered);
}

/* With ids of its own a presenter shows a notice again, and it is not there twice. Takes out of
 * @unknown what it shows. */
static void
show_again (AppletNotifier *self, GPtrArray *unknown)
{
  for (guint i = 0; i < unknown->len;)
    {
      g_autoptr (Notice) notice
          = applet_remake_notice (self->session, g_ptr_array_index (unknown, i));

      if (notice == NULL)
        {
          i++;
          continue;
        }
      show (self, notice);
      g_ptr_array_remove_index (unknown, i);
    }
}

void
applet_notifier_tell_unknown (AppletNotifier *self)
{
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return;
  unknown = history_store_dup_unknown_notices (self->store, g_get_real_time (), &error);
  if (unknown == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  if (unknown != NULL && notice_presenter_has_own_ids (self->presenter))
    show_again (self, unknown);
  if (unknown != NULL && unknown->len > 0)
    tell_digest (self, g_steal_pointer (&unknown));
}

AppletNotifier *
applet_notifier_new (AppletSession *session, NoticePresenter *presenter, HistoryStore *store)
{
  AppletNotifier *self = g_object_new (APPLET_TYPE_NOTIFIER, NULL);

  self->session = session;
  self->presenter = g_object_ref (presenter);
  g_set_object (&self->store, store);
  g_signal_connect_object (session, "meeting-changed", G_CALLBACK (on_meeting_changed), self, 0);
  g_signal_connect_object (presenter, "shown", G_CALLBACK (on_shown), self, 0);
  g_signal_connect_object (presenter, "failed", G_CALLBACK (on_failed), self, 0);
  g_signal_connect_object (presenter, "closed", G_CALLBACK (on_closed), self, 0);
  g_signal_connect_object (presenter, "action", G_CALLBACK (on_action), self, 0);
  g_signal_connect_object (
      presenter, "available-changed", G_CALLBACK (on_available_changed), self, 0);
  return self;
}

static void
applet_notifier_dispose (GObject *object)
{
  AppletNotifier *self = APPLET_NOTIFIER (object);

  g_clear_handle_id (&self->flush_id, g_source_remove);
  g_clear_object (&self->presenter);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (applet_notifier_parent_class)->dispose (object);
}

static void
applet_notifier_finalize (GObject *object)
{
  AppletNotifier *self = APPLET_NOTIFIER (object);

  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->pending);
  g_clear_pointer (&self->digest, g_ptr_array_unref);
  g_ptr_array_unref (self->unanswered);
  G_OBJECT_CLASS (applet_notifier_parent_class)->finalize (object);
}

static void
applet_notifier_class_init (AppletNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = applet_notifier_dispose;
  object_class->finalize = applet_notifier_finalize;
  signals[SIGNAL_ACTION] = g_signal_new ("action",
                                         G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         4,
                                         G_TYPE_STRING,
                                         G_TYPE_STRING,
                                         G_TYPE_POINTER,
                                         G_TYPE_STRING);
}

static void
applet_notifier_init (AppletNotifier *self)
{
  self->entries
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)notice_entry_free);
  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify)notice_unref);
  self->unanswered = new_notices ();
}
