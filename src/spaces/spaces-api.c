/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-api.h"

#include "spaces-api-answer.h"
#include "spaces-api-private.h"
#include "spaces-event-decoder.h"
#include "spaces-json.h"

/* More than anybody has: only a list without end gets there. */
#define SPACES_MAX 5000
#define PAGE_SIZE 50
/* Topics carry their members: where 50 of them pass the limit of an answer, 10 may not, or 2. */
#define PAGE_SIZE_LEAST 2
#define PAGE_SHRINK 5

G_DEFINE_FINAL_TYPE (SpacesApi, spaces_api, G_TYPE_OBJECT)

static void
spaces_api_finalize (GObject *object)
{
  SpacesApi *self = SPACES_API (object);

  g_clear_object (&self->session);
  g_clear_object (&self->tokens);
  g_free (self->base);
  G_OBJECT_CLASS (spaces_api_parent_class)->finalize (object);
}

static void
spaces_api_class_init (SpacesApiClass *class)
{
  G_OBJECT_CLASS (class)->finalize = spaces_api_finalize;
}

static void
spaces_api_init (SpacesApi *self)
{
  self->clock = sio_clock_get_system ();
}

SpacesApi *
spaces_api_new (SoupSession *session, const char *api_url, SpacesTokenSource *tokens, guint timeout)
{
  SpacesApi *self = g_object_new (SPACES_TYPE_API, NULL);

  self->session = g_object_ref (session);
  self->tokens = g_object_ref (tokens);
  self->base = g_strdup (api_url);
  self->timeout = timeout * 1000;
  return self;
}

void
spaces_api_set_clock (SpacesApi *self, const SioClock *clock)
{
  self->clock = clock;
}

typedef struct
{
  SpacesSpace space;
  gatomicrefcount count;
} CountedSpace;

SpacesSpace *
spaces_space_new (const char *id, const char *name, SpacesSpaceKind kind)
{
  CountedSpace *counted = g_new0 (CountedSpace, 1);

  g_atomic_ref_count_init (&counted->count);
  counted->space.id = g_strdup (id);
  counted->space.name = g_strdup (name);
  counted->space.kind = kind;
  return &counted->space;
}

SpacesSpace *
spaces_space_ref (SpacesSpace *space)
{
  g_atomic_ref_count_inc (&((CountedSpace *)space)->count);
  return space;
}

void
spaces_space_unref (SpacesSpace *space)
{
  CountedSpace *counted = (CountedSpace *)space;

  if (!g_atomic_ref_count_dec (&counted->count))
    return;
  g_free (space->id);
  g_free (space->name);
  g_free (counted);
}

static void
on_own_id (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonNode) body = spaces_api_request_finish (SPACES_API (source), result, &error);
  const char *id = NULL;

  if (body == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (body))
    id = spaces_json_get_id (json_node_get_object (body), "_id");
  if (id != NULL)
    g_task_return_pointer (task, g_strdup (id), g_free);
  else
    g_task_return_new_error (
        task, SPACES_ERROR, SPACES_ERROR_SERVER, "The service answered without telling who we are");
}

void
spaces_api_get_own_id_async (SpacesApi *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->base, "/users/me", NULL);

  g_task_set_source_tag (task, spaces_api_get_own_id_async);
  spaces_api_request_async (self, url, cancellable, on_own_id, task);
}

char *
spaces_api_get_own_id_finish (SpacesApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The list as far as it is read. */
typedef struct
{
  char *own_id;
  GPtrArray *spaces; /* of SpacesSpace */
  GHashTable *seen;  /* ids of them, owned */
  char *url;         /* of the page under way */
  guint page_size;
  guint pages;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_free (listing->own_id);
  g_free (listing->url);
  g_ptr_array_unref (listing->spaces);
  g_hash_table_unref (listing->seen);
  g_free (listing);
}

static void on_page (GObject *source, GAsyncResult *result, gpointer user_data);

static void
ask_page (GTask *task, char *url)
{
  Listing *listing = g_task_get_task_data (task);

  g_free (listing->url);
  listing->url = url;
  listing->pages++;
  spaces_api_request_async (
      g_task_get_source_object (task), url, g_task_get_cancellable (task), on_page, task);
}

/* Begins from the first page. Takes @task. */
static void
begin_listing (GTask *task, guint page_size)
{
  SpacesApi *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);

  listing->page_size = page_size;
  listing->pages = 0;
  g_ptr_array_set_size (listing->spaces, 0);
  g_hash_table_remove_all (listing->seen);
  ask_page (task,
            g_strdup_printf ("%s/users/me/spaces?topictype=group%%2Cpersonal%%2Cdirect&size=%u",
                             self->base,
                             page_size));
}

/* A page that is empty or brings nothing new is the last one: some services link to the same page
 * for ever. */
static gboolean
read_page (SpacesApi *self, Listing *listing, JsonNode *page, char **next, GError **error)
{
  guint seen = g_hash_table_size (listing->seen);
  GError *wrong = NULL;
  guint count = 0;

  *next = NULL;
  if (!spaces_answer_read_page (
          page, listing->own_id, listing->spaces, listing->seen, &count, error))
    return FALSE;
  if (count == 0 || g_hash_table_size (listing->seen) == seen)
    return TRUE;
  *next = spaces_answer_dup_next_page (page, listing->url, self->base, &wrong);
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (*next != NULL && listing->pages >= SPACES_MAX / listing->page_size)
    {
      g_debug ("The list of spaces is cut at %u of them", listing->spaces->len);
      g_clear_pointer (next, g_free);
    }
  return TRUE;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SpacesApi *self = SPACES_API (source);
  g_autoptr (GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) page = spaces_api_request_finish (self, result, &error);
  char *next = NULL;

  if (g_error_matches (error, SPACES_ERROR, SPACES_ERROR_TOO_BIG)
      && listing->page_size > PAGE_SIZE_LEAST)
    {
      g_error_free (error);
      begin_listing (g_steal_pointer (&task), listing->page_size / PAGE_SHRINK);
    }
  else if (page == NULL || !read_page (self, listing, page, &next, &error))
    g_task_return_error (task, error);
  else if (next != NULL)
    ask_page (g_steal_pointer (&task), next);
  else
    g_task_return_pointer (
        task, g_ptr_array_ref (listing->spaces), (GDestroyNotify)g_ptr_array_unref);
}

void
spaces_api_list_spaces_async (SpacesApi *self,
                              const char *own_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Listing *listing = g_new0 (Listing, 1);

  g_task_set_source_tag (task, spaces_api_list_spaces_async);
  g_task_set_task_data (task, listing, listing_free);
  listing->own_id = g_strdup (own_id);
  listing->spaces = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  listing->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  begin_listing (task, PAGE_SIZE);
}

GPtrArray *
spaces_api_list_spaces_finish (SpacesApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_active_meeting (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *space_id = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) body = spaces_api_request_finish (SPACES_API (source), result, &error);
  SpacesApi *self = SPACES_API (source);
  MeetingTime now = sio_clock_real_time (self->clock);
  MeetingEvent *event = NULL;

  if (body != NULL)
    event = spaces_event_decode_active_meeting (space_id, body, now, &error);
  else if (g_error_matches (error, SPACES_ERROR, SPACES_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      event = meeting_event_new (MEETING_EVENT_NONE, space_id, now);
    }
  if (event != NULL)
    g_task_return_pointer (task, event, (GDestroyNotify)meeting_event_unref);
  else
    g_task_return_error (task, error);
}

void
spaces_api_get_active_meeting_async (SpacesApi *self,
                                     const char *space_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *escaped = g_uri_escape_string (space_id, NULL, FALSE);
  g_autofree char *url = g_strconcat (self->base, "/spaces/", escaped, "/activemeeting", NULL);

  g_task_set_source_tag (task, spaces_api_get_active_meeting_async);
  g_task_set_task_data (task, g_strdup (space_id), g_free);
  spaces_api_request_async (self, url, cancellable, on_active_meeting, task);
}

MeetingEvent *
spaces_api_get_active_meeting_finish (SpacesApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
