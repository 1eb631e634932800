/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "spaces-test-service.h"

G_BEGIN_DECLS

/**
 * SpacesTestRest: a REST client between a server and a clock that is moved by hand.
 */
typedef struct
{
  SioTestClock *clock;
  SpacesTestService *service;
  SoupSession *session;
  SpacesTokenSource *tokens;
  SpacesApi *api;
  GCancellable *cancellable;
  GAsyncResult *result; /* of the call under way */
} SpacesTestRest;

SpacesTestRest *spaces_test_rest_new (void);
void spaces_test_rest_free (SpacesTestRest *f);
/* The callback of every call; its user data is the fixture. */
void spaces_test_rest_on_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* The JSON of an object of @size bytes. (transfer full) */
char *spaces_test_make_large (gsize size);

G_END_DECLS
