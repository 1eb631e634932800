/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "sio-clock.h"
#include "spaces-api.h"

G_BEGIN_DECLS

struct _SpacesApi
{
  GObject parent_instance;
  SoupSession *session;
  SpacesTokenSource *tokens;
  char *base; /* ends in /api */
  const SioClock *clock;
  guint timeout;     /* milliseconds */
  gint64 held_until; /* boot time, microseconds: no request goes out before; 0 for no hold */
};

/* For tests: time in the caller's hand. @clock: must outlive the API and its requests. */
void spaces_api_set_clock (SpacesApi *self, const SioClock *clock);

/* The one way out: GET @url -> the JSON of a 2xx answer. Errors as SpacesApi documents them. */
void spaces_api_request_async (SpacesApi *self,
                               const char *url,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full): an object or array, at most 32 deep. */
JsonNode *spaces_api_request_finish (SpacesApi *self, GAsyncResult *result, GError **error);

G_END_DECLS
