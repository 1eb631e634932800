/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-lister.h"

#define RETRY_FACTOR_MAX 10

struct _SpacesLister
{
  const SioClock *clock;
  SpacesApi *api;
  SpacesTimes times;
  SpacesListerFuncs funcs;
  gpointer user_data;
  char *own_id;
  GCancellable *cancellable; /* while started; a callback that is not cancelled may touch us */
  gboolean under_way;
  gboolean once_more;
  guint failures; /* in a row */
  GSource *timer;
};

SpacesLister *
spaces_lister_new (const SioClock *clock,
                   SpacesApi *api,
                   const SpacesTimes *times,
                   const SpacesListerFuncs *funcs,
                   gpointer user_data)
{
  SpacesLister *self = g_new0 (SpacesLister, 1);

  self->clock = clock;
  self->api = g_object_ref (api);
  self->times = *times;
  self->funcs = *funcs;
  self->user_data = user_data;
  return self;
}

void
spaces_lister_free (SpacesLister *self)
{
  spaces_lister_stop (self);
  g_object_unref (self->api);
  g_free (self->own_id);
  g_free (self);
}

static gboolean
on_timer (gpointer user_data)
{
  SpacesLister *self = user_data;

  sio_clock_clear_timer (&self->timer);
  spaces_lister_list_now (self);
  return G_SOURCE_REMOVE;
}

static void
list_later (SpacesLister *self, guint delay)
{
  if (self->once_more)
    delay = 0;
  self->once_more = FALSE;
  self->timer = sio_clock_add_timer (self->clock, delay, on_timer, self);
}

static void
take_failure (SpacesLister *self, const GError *error)
{
  guint factor;

  /* A token that was refused is not tried more often than once a minute. */
  if (g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED))
    self->failures = MAX (self->failures, 1);
  factor = self->failures > 3 ? RETRY_FACTOR_MAX : 1u << self->failures;
  self->under_way = FALSE;
  self->failures++;
  list_later (self, self->times.ask_retry * factor);
  self->funcs.failed (self->user_data, error);
}

static void
on_spaces (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SpacesLister *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces
      = spaces_api_list_spaces_finish (SPACES_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (spaces == NULL)
    {
      take_failure (self, error);
      return;
    }
  self->under_way = FALSE;
  self->failures = 0;
  list_later (self, self->times.relist);
  self->funcs.listed (self->user_data, spaces);
}

static void
list_spaces (SpacesLister *self)
{
  spaces_api_list_spaces_async (self->api, self->own_id, self->cancellable, on_spaces, self);
}

/* The list is worth having even where nobody says who we are. */
static void
on_own_id (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SpacesLister *self = user_data;
  g_autoptr (GError) error = NULL;
  char *own_id = spaces_api_get_own_id_finish (SPACES_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED))
    {
      take_failure (self, error);
      return;
    }
  if (own_id == NULL)
    g_debug ("We do not know who we are: %s", error->message);
  self->own_id = own_id;
  list_spaces (self);
}

void
spaces_lister_start (SpacesLister *self)
{
  spaces_lister_stop (self);
  self->cancellable = g_cancellable_new ();
  spaces_lister_list_now (self);
}

void
spaces_lister_stop (SpacesLister *self)
{
  sio_clock_clear_timer (&self->timer);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->under_way = FALSE;
  self->once_more = FALSE;
  self->failures = 0;
}

void
spaces_lister_list_now (SpacesLister *self)
{
  if (self->cancellable == NULL)
    return;
  if (self->under_way)
    {
      self->once_more = TRUE;
      return;
    }
  sio_clock_clear_timer (&self->timer);
  self->under_way = TRUE;
  if (self->own_id != NULL)
    list_spaces (self);
  else
    spaces_api_get_own_id_async (self->api, self->cancellable, on_own_id, self);
}

const char *
spaces_lister_get_own_id (SpacesLister *self)
{
  return self->own_id;
}
