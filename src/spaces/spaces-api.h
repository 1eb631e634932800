/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

#include "meeting-event.h"
#include "spaces-error.h"
#include "spaces-token.h"

G_BEGIN_DECLS

typedef enum
{
  SPACES_SPACE_GROUP,
  SPACES_SPACE_PERSONAL,
  SPACES_SPACE_DIRECT,
} SpacesSpaceKind;

/**
 * SpacesSpace: one entry of the list of spaces. Immutable, reference counted.
 */
typedef struct
{
  char *id;   /* never NULL */
  char *name; /* title, or the other person's name of a direct space; NULL when it has none */
  SpacesSpaceKind kind;
} SpacesSpace;
/* @name: (nullable). Copies both. (transfer full) */
SpacesSpace *spaces_space_new (const char *id, const char *name, SpacesSpaceKind kind);
SpacesSpace *spaces_space_ref (SpacesSpace *space);
void spaces_space_unref (SpacesSpace *space);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesSpace, spaces_space_unref)

#define SPACES_TYPE_API (spaces_api_get_type ())
/**
 * SpacesApi: the REST client. One function all requests pass: authorization header, JSON out, an
 * answer of at most 1 MiB, 32 deep, in bounded time, no redirects, no retries; errors of domain
 * SPACES_ERROR (or G_IO_ERROR_CANCELLED) with the service's words, never a token.
 *
 * After a 429, or a 503 that says Retry-After, every later request waits until the service's time
 * is over; this waiting is not counted against the timeout.
 */
G_DECLARE_FINAL_TYPE (SpacesApi, spaces_api, SPACES, API, GObject)

/* @session: shared; its timeouts are not touched. @api_url: ends in /api. @timeout: seconds for one
 * request. Main context of the creating thread only. */
SpacesApi *spaces_api_new (SoupSession *session,
                           const char *api_url,
                           SpacesTokenSource *tokens,
                           guint timeout);

/* GET users/me -> our own id. (transfer full) */
void spaces_api_get_own_id_async (SpacesApi *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *spaces_api_get_own_id_finish (SpacesApi *self, GAsyncResult *result, GError **error);

/* GET users/me/spaces, all pages (bounded, never to another host), archived and deleted ones left
 * out, in the order of recent activity. (element-type SpacesSpace) (transfer full) */
void spaces_api_list_spaces_async (SpacesApi *self,
                                   const char *own_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *spaces_api_list_spaces_finish (SpacesApi *self, GAsyncResult *result, GError **error);

/* GET spaces/ID/activemeeting -> MEETING_EVENT_FOUND, or MEETING_EVENT_NONE for 404. (transfer
 * full) */
void spaces_api_get_active_meeting_async (SpacesApi *self,
                                          const char *space_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
MeetingEvent *
spaces_api_get_active_meeting_finish (SpacesApi *self, GAsyncResult *result, GError **error);

G_END_DECLS
