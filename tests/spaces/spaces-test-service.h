/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-test-case.h"
#include "spaces-api.h"

G_BEGIN_DECLS

#define SPACES_TEST_TOKEN "eyJ-secret-of-the-test.abc_123"

/**
 * SpacesTestService: a REST server on 127.0.0.1 that answers what it was told to, 404 where it was
 * told nothing, and remembers what it was asked.
 */
typedef struct
{
  SoupServer *server;
  char *origin;
  char *api_url;
  GHashTable *answers;  /* "PATH" or "PATH?QUERY" below /api -> answer */
  GPtrArray *requests;  /* of char *: "PATH" or "PATH?QUERY" below /api, in order */
  GPtrArray *headers;   /* of char *: "AUTHORIZATION|ACCEPT" of each */
  GHashTable *withheld; /* paths whose requests are left without an answer */
  GPtrArray *waiting;   /* of SoupServerMessage: the requests that were withheld, in order */
  guint under_way_max;  /* the most that were waiting at once */
} SpacesTestService;

SpacesTestService *spaces_test_service_new (void);
void spaces_test_service_free (SpacesTestService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesTestService, spaces_test_service_free)

/* From now on @path is answered with @status and @body (NULL for none) of type application/json. */
void spaces_test_service_answer (SpacesTestService *self,
                                 const char *path,
                                 guint status,
                                 const char *body);
void spaces_test_service_answer_full (SpacesTestService *self,
                                      const char *path,
                                      guint status,
                                      const char *type,
                                      const char *body,
                                      const char *header,
                                      const char *value);
/* Requests of @path wait until they are released. */
void spaces_test_service_withhold (SpacesTestService *self, const char *path);
/* Answers the oldest request that waits with what its path is answered with now; later ones are
 * not withheld. */
void spaces_test_service_release (SpacesTestService *self);
guint spaces_test_service_count (SpacesTestService *self, const char *path);

/* Collects every log message of the program from now on, and shows none but warnings. */
void spaces_test_watch_logs (void);
/* None of them held the token. */
void spaces_test_assert_logs_clean (void);

G_END_DECLS
