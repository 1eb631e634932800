/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-watcher.h"

#include "spaces-asker.h"
#include "spaces-event-decoder.h"
#include "spaces-lister.h"
#include "spaces-subscriber.h"
#include "spaces-watcher-private.h"

struct _SpacesWatcher
{
  GObject parent_instance;
  const SioClock *clock;
  SioClient *client;
  SpacesSubscriber *subscriber;
  SpacesAsker *asker;    /* NULL without an API */
  SpacesLister *lister;  /* NULL without an API */
  GPtrArray *fixed;      /* of SpacesSpace; never NULL */
  GPtrArray *spaces;     /* of SpacesSpace: what is watched, in order; never NULL */
  GHashTable *ids;       /* of them; points into spaces */
  GHashTable *fixed_ids; /* points into fixed */
  GHashTable *by_events; /* ids known by their events alone; owned */
  char **preferred;      /* nullable */
  gboolean joined;
  gboolean refused; /* "unauthorized" was told since the join */
};

enum
{
  SIGNAL_EVENT,
  SIGNAL_SPACES_LISTED,
  SIGNAL_LIST_FAILED,
  SIGNAL_SPACE_KNOWN,
  SIGNAL_SPACE_FAILED,
  SIGNAL_UNAUTHORIZED,
  SIGNAL_PROGRESS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpacesWatcher, spaces_watcher, G_TYPE_OBJECT)

static void
tell_progress (SpacesWatcher *self)
{
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0);
}

static void
tell_unauthorized (SpacesWatcher *self, const GError *error)
{
  if (self->refused || !g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED))
    return;
  self->refused = TRUE;
  g_signal_emit (self, signals[SIGNAL_UNAUTHORIZED], 0, error);
}

/* A space the person named is known when it is subscribed and nobody can be asked about it. */
static void
update_known (SpacesWatcher *self, const char *space_id)
{
  if (!self->joined || !g_hash_table_contains (self->fixed_ids, space_id)
      || g_hash_table_contains (self->by_events, space_id)
      || !spaces_subscriber_is_subscribed (self->subscriber, space_id)
      || (self->asker != NULL && !spaces_asker_is_hopeless (self->asker, space_id)))
    return;
  g_hash_table_add (self->by_events, g_strdup (space_id));
  g_signal_emit (self, signals[SIGNAL_SPACE_KNOWN], 0, space_id);
}

static void
update_all_known (SpacesWatcher *self)
{
  for (guint i = 0; i < self->fixed->len; i++)
    update_known (self, ((SpacesSpace *)g_ptr_array_index (self->fixed, i))->id);
}

static void
on_answered (gpointer user_data, MeetingEvent *event)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  g_hash_table_remove (self->by_events, event->space_id);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
  tell_progress (self);
}

static void
on_ask_failed (gpointer user_data, const char *space_id, const GError *error)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  update_all_known (self);
  tell_unauthorized (self, error);
  tell_progress (self);
}

static gboolean
send_request (gpointer user_data, gboolean subscribe, const char *space_id, GError **error)
{
  SpacesWatcher *self = user_data;
  g_autoptr (JsonNode) request = spaces_channel_request_new (space_id);

  return sio_client_emit (
      self->client, subscribe ? "SUBSCRIBE_CHANNEL" : "UNSUBSCRIBE_CHANNEL", request, error);
}

static void
on_subscribed (gpointer user_data, const char *space_id)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  if (self->asker != NULL)
    spaces_asker_ask_again (self->asker, space_id);
  update_known (self, space_id);
  tell_progress (self);
}

static void
on_subscription_failed (gpointer user_data, const char *space_id, const GError *error)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  g_signal_emit (self, signals[SIGNAL_SPACE_FAILED], 0, space_id, error);
}

static void
on_dropped (gpointer user_data, const char *space_id)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  g_hash_table_remove (self->by_events, space_id);
  if (self->joined && self->lister != NULL)
    spaces_lister_list_now (self->lister);
  tell_progress (self);
}

/* Where most is at stake, the first of them foremost. */
static void
hurry_preferred (SpacesWatcher *self)
{
  guint n = self->preferred != NULL ? g_strv_length (self->preferred) : 0;

  while (n-- > 0)
    {
      spaces_subscriber_hurry (self->subscriber, self->preferred[n]);
      if (self->asker != NULL)
        spaces_asker_hurry (self->asker, self->preferred[n]);
    }
}

static void
watch_space (SpacesWatcher *self, const char *space_id)
{
  spaces_subscriber_add (self->subscriber, space_id);
  if (self->asker != NULL)
    spaces_asker_add (self->asker, space_id);
}

static void
unwatch_space (SpacesWatcher *self, const char *space_id)
{
  spaces_subscriber_remove (self->subscriber, space_id);
  if (self->asker != NULL)
    spaces_asker_remove (self->asker, space_id);
  g_hash_table_remove (self->by_events, space_id);
}

static SpacesSpace *
find_fixed (SpacesWatcher *self, const char *space_id)
{
  return g_hash_table_lookup (self->fixed_ids, space_id);
}

static void
append_space (GPtrArray *spaces, GHashTable *ids, SpacesSpace *space)
{
  if (g_hash_table_contains (ids, space->id))
    return;
  g_ptr_array_add (spaces, spaces_space_ref (space));
  g_hash_table_insert (ids, space->id, space);
}

/* The listed ones, under the names the person gave them, and behind them the fixed ones that are
 * not listed. */
static GPtrArray *
merge_fixed (SpacesWatcher *self, GPtrArray *listed, GHashTable *ids)
{
  GPtrArray *spaces = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);

  for (guint i = 0; listed != NULL && i < listed->len; i++)
    {
      SpacesSpace *space = g_ptr_array_index (listed, i);
      SpacesSpace *fixed = find_fixed (self, space->id);
      g_autoptr (SpacesSpace) named = NULL;

      if (fixed != NULL && fixed->name != NULL)
        named = spaces_space_new (space->id, fixed->name, space->kind);
      append_space (spaces, ids, named != NULL ? named : space);
    }
  for (guint i = 0; i < self->fixed->len; i++)
    append_space (spaces, ids, g_ptr_array_index (self->fixed, i));
  return spaces;
}

/* Replaces the watched spaces; while joined, what that changes is done at once. */
static void
take_spaces (SpacesWatcher *self, GPtrArray *listed)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->spaces);

  g_clear_pointer (&self->ids, g_hash_table_unref);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->spaces = merge_fixed (self, listed, self->ids);
  for (guint i = 0; old != NULL && i < old->len; i++)
    {
      const SpacesSpace *space = g_ptr_array_index (old, i);

      if (!g_hash_table_contains (self->ids, space->id))
        unwatch_space (self, space->id);
    }
  if (!self->joined)
    return;
  for (guint i = 0; i < self->spaces->len; i++)
    watch_space (self, ((SpacesSpace *)g_ptr_array_index (self->spaces, i))->id);
  hurry_preferred (self);
}

static void
on_listed (gpointer user_data, GPtrArray *listed)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) spaces = NULL;

  take_spaces (self, listed);
  spaces = g_ptr_array_ref (self->spaces);
  g_signal_emit (self, signals[SIGNAL_SPACES_LISTED], 0, spaces);
  tell_progress (self);
}

static void
on_list_failed (gpointer user_data, const GError *error)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (user_data);

  g_signal_emit (self, signals[SIGNAL_LIST_FAILED], 0, error);
  tell_unauthorized (self, error);
}

static void
join (SpacesWatcher *self)
{
  self->joined = TRUE;
  self->refused = FALSE;
  spaces_subscriber_start (self->subscriber);
  /* What was watched before the connection was lost does not wait for the list. */
  for (guint i = 0; i < self->spaces->len; i++)
    watch_space (self, ((SpacesSpace *)g_ptr_array_index (self->spaces, i))->id);
  hurry_preferred (self);
  if (self->lister != NULL)
    spaces_lister_start (self->lister);
  tell_progress (self);
}

/* Whatever is under way is cancelled here, so that nothing of this join is delivered after it. */
static void
leave (SpacesWatcher *self)
{
  self->joined = FALSE;
  spaces_subscriber_stop (self->subscriber);
  if (self->asker != NULL)
    spaces_asker_reset (self->asker);
  if (self->lister != NULL)
    spaces_lister_stop (self->lister);
  g_hash_table_remove_all (self->by_events);
}

static void
on_state_changed (SioClient *client, SioState old, SioState new, SpacesWatcher *self)
{
  if (new == SIO_STATE_JOINED)
    join (self);
  else if (self->joined)
    {
      leave (self);
      tell_progress (self);
    }
}

static void
take_media_session (SpacesWatcher *self, JsonNode *payload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MeetingEvent) event = NULL;
  MeetingTime heard_at = sio_client_get_last_heard (self->client);

  event = spaces_event_decode_media_session (payload, heard_at, &error);
  if (event == NULL)
    {
      /* What others wrote has no place in our log. */
      g_debug ("%s",
               g_error_matches (error, SPACES_ERROR, SPACES_ERROR_CATEGORY)
                   ? "An event of a category that is not ours"
                   : "A malformed event");
      return;
    }
  if (self->asker != NULL)
    spaces_asker_note_event (self->asker, event->space_id);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
take_channel (SpacesWatcher *self, const char *name, JsonNode *payload)
{
  g_autoptr (GError) error = NULL;
  SpacesChannelEvent event = { NULL, NULL, NULL };

  if (!spaces_event_decode_channel (payload, &event, &error))
    {
      g_debug ("A malformed %s", name);
      return;
    }
  if (g_str_equal (name, SPACES_EVENT_SUBSCRIBED))
    spaces_subscriber_take_subscribed (self->subscriber, &event);
  else if (g_str_equal (name, SPACES_EVENT_SUBSCRIBE_FAILED))
    spaces_subscriber_take_failed (self->subscriber, &event);
  else if (g_str_equal (name, SPACES_EVENT_UNSUBSCRIBED))
    spaces_subscriber_take_unsubscribed (self->subscriber, &event);
  spaces_channel_event_clear (&event);
}

static void
on_packet (SioClient *client, SioPacket *packet, SpacesWatcher *watcher)
{
  g_autoptr (SpacesWatcher) self = g_object_ref (watcher);
  const char *name = sio_packet_get_event_name (packet);
  JsonNode *payload = sio_packet_get_argument (packet, 0);

  if (payload == NULL)
    g_debug ("A %s without a payload", name);
  else if (g_str_equal (name, SPACES_EVENT_MEDIA_SESSION))
    take_media_session (self, payload);
  else
    take_channel (self, name, payload);
}

static void
spaces_watcher_dispose (GObject *object)
{
  SpacesWatcher *self = SPACES_WATCHER (object);

  if (self->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->client, self);
      leave (self);
    }
  g_clear_object (&self->client);
  G_OBJECT_CLASS (spaces_watcher_parent_class)->dispose (object);
}

static void
spaces_watcher_finalize (GObject *object)
{
  SpacesWatcher *self = SPACES_WATCHER (object);

  g_clear_pointer (&self->subscriber, spaces_subscriber_free);
  g_clear_pointer (&self->asker, spaces_asker_free);
  g_clear_pointer (&self->lister, spaces_lister_free);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->fixed_ids, g_hash_table_unref);
  g_clear_pointer (&self->by_events, g_hash_table_unref);
  g_clear_pointer (&self->spaces, g_ptr_array_unref);
  g_clear_pointer (&self->fixed, g_ptr_array_unref);
  g_strfreev (self->preferred);
  G_OBJECT_CLASS (spaces_watcher_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType first, GType second)
{
  guint n = first == G_TYPE_NONE ? 0 : second == G_TYPE_NONE ? 1 : 2;

  return g_signal_new (name,
                       SPACES_TYPE_WATCHER,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n,
                       first,
                       second);
}

static void
spaces_watcher_class_init (SpacesWatcherClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = spaces_watcher_dispose;
  object_class->finalize = spaces_watcher_finalize;
  signals[SIGNAL_EVENT] = add_signal ("event", G_TYPE_POINTER, G_TYPE_NONE);
  signals[SIGNAL_SPACES_LISTED] = add_signal ("spaces-listed", G_TYPE_PTR_ARRAY, G_TYPE_NONE);
  signals[SIGNAL_LIST_FAILED] = add_signal ("list-failed", G_TYPE_ERROR, G_TYPE_NONE);
  signals[SIGNAL_SPACE_KNOWN] = add_signal ("space-known", G_TYPE_STRING, G_TYPE_NONE);
  signals[SIGNAL_SPACE_FAILED] = add_signal ("space-failed", G_TYPE_STRING, G_TYPE_ERROR);
  signals[SIGNAL_UNAUTHORIZED] = add_signal ("unauthorized", G_TYPE_ERROR, G_TYPE_NONE);
  signals[SIGNAL_PROGRESS] = add_signal ("progress", G_TYPE_NONE, G_TYPE_NONE);
}

static void
spaces_watcher_init (SpacesWatcher *self)
{
  self->fixed = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  self->fixed_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
make_parts (SpacesWatcher *self, SpacesApi *api, const SpacesTimes *times)
{
  const SpacesSubscriberFuncs subscriber_funcs
      = { send_request, on_subscribed, on_subscription_failed, on_dropped };
  const SpacesAskerFuncs asker_funcs = { on_answered, on_ask_failed };
  const SpacesListerFuncs lister_funcs = { on_listed, on_list_failed };

  self->subscriber = spaces_subscriber_new (self->clock, times, &subscriber_funcs, self);
  if (api == NULL)
    return;
  self->asker = spaces_asker_new (self->clock, api, times, &asker_funcs, self);
  self->lister = spaces_lister_new (self->clock, api, times, &lister_funcs, self);
}

SpacesWatcher *
spaces_watcher_new (SioClient *client, SpacesApi *api, GPtrArray *fixed, const SpacesTimes *times)
{
  return spaces_watcher_new_with_clock (client, api, fixed, times, sio_clock_get_system ());
}

SpacesWatcher *
spaces_watcher_new_with_clock (SioClient *client,
                               SpacesApi *api,
                               GPtrArray *fixed,
                               const SpacesTimes *times,
                               const SioClock *clock)
{
  SpacesWatcher *self = g_object_new (SPACES_TYPE_WATCHER, NULL);
  const SpacesTimes default_times = SPACES_TIMES_DEFAULT;

  self->clock = clock;
  self->client = g_object_ref (client);
  for (guint i = 0; fixed != NULL && i < fixed->len; i++)
    append_space (self->fixed, self->fixed_ids, g_ptr_array_index (fixed, i));
  make_parts (self, api, times != NULL ? times : &default_times);
  take_spaces (self, NULL);
  sio_client_listen (client, SPACES_EVENT_MEDIA_SESSION);
  sio_client_listen (client, SPACES_EVENT_SUBSCRIBED);
  sio_client_listen (client, SPACES_EVENT_SUBSCRIBE_FAILED);
  sio_client_listen (client, SPACES_EVENT_UNSUBSCRIBED);
  g_signal_connect (client, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect (client, "event", G_CALLBACK (on_packet), self);
  if (sio_client_get_state (client) == SIO_STATE_JOINED)
    join (self);
  return self;
}

void
spaces_watcher_prefer (SpacesWatcher *self, const char *const *space_ids)
{
  g_strfreev (self->preferred);
  self->preferred = g_strdupv ((char **)space_ids);
  hurry_preferred (self);
}

guint
spaces_watcher_get_watched (SpacesWatcher *self)
{
  return self->spaces->len;
}

guint
spaces_watcher_get_subscribed (SpacesWatcher *self)
{
  return spaces_subscriber_get_subscribed (self->subscriber);
}

guint
spaces_watcher_get_asked (SpacesWatcher *self)
{
  return self->asker != NULL ? spaces_asker_get_answered (self->asker) : 0;
}

guint
spaces_watcher_get_unanswered (SpacesWatcher *self)
{
  GHashTableIter iter;
  gpointer space_id;
  guint unanswered;

  if (self->asker == NULL)
    return 0;
  unanswered = spaces_asker_get_failing (self->asker);
  g_hash_table_iter_init (&iter, self->by_events);
  while (g_hash_table_iter_next (&iter, &space_id, NULL))
    unanswered -= spaces_asker_is_failing (self->asker, space_id) ? 1 : 0;
  return unanswered;
}

gboolean
spaces_watcher_get_events_only (SpacesWatcher *self)
{
  return g_hash_table_size (self->by_events) > 0;
}

const char *
spaces_watcher_get_own_id (SpacesWatcher *self)
{
  return self->lister != NULL ? spaces_lister_get_own_id (self->lister) : NULL;
}
