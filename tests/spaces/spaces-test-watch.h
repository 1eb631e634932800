/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "spaces-event-decoder.h"
#include "spaces-test-service.h"
#include "spaces-watcher-private.h"

G_BEGIN_DECLS

#define SPACES_TEST_LIST "/users/me/spaces?topictype=group%2Cpersonal%2Cdirect&size=50"

/* As the real ones, but for what would be longer than the server's patience. */
#define SPACES_TEST_TIMES                                                                          \
  {                                                                                                \
    100, 500, 2000, 6000, 4, 500, 3000, 60000                                                      \
  }

/**
 * SpacesTestWatch: a watcher between a socket peer, a REST server and a clock that is moved by
 * hand.
 */
typedef struct
{
  SioTestCase *socket;
  SpacesTestService *service;
  SoupSession *session; /* with more connections than anybody asks for */
  SpacesTokenSource *tokens;
  SpacesApi *api;
  GPtrArray *fixed; /* of SpacesSpace */
  SpacesTimes times;
  SpacesWatcher *watcher;
  GString *told;      /* the signals, in words */
  GPtrArray *sent;    /* of char *: "+ID" for SUBSCRIBE_CHANNEL, "-ID" for UNSUBSCRIBE_CHANNEL */
  guint frames_read;  /* of the socket peer's */
  gboolean answering; /* what is sent is answered as the service would */
  guint progress;
} SpacesTestWatch;

SpacesTestWatch *spaces_test_watch_new (void);
/* Ends the watcher if it is still there, and sees that nothing is left. */
void spaces_test_watch_free (SpacesTestWatch *self);

/* Joined, without a list: one fixed space, "a", whose subscription is sent and never answered. */
SpacesTestWatch *spaces_test_watch_new_fixed (gboolean with_api);
/* Joined, with @n listed spaces (see spaces_test_watch_list()), all asked and subscribed. */
SpacesTestWatch *spaces_test_watch_new_listed (const char *ids, guint n);

/* Before the start: a space the person gave. @name: (nullable) */
void spaces_test_watch_fix (SpacesTestWatch *self, const char *id, const char *name);
/* The list from now on, one page: ids separated by spaces. */
void spaces_test_watch_list (SpacesTestWatch *self, const char *ids);
/* This space's meeting from now on. @meeting_id: NULL for none */
void spaces_test_watch_meet (SpacesTestWatch *self, const char *id, const char *meeting_id);

/* Makes the watcher; and joins. */
void spaces_test_watch_make (SpacesTestWatch *self, gboolean with_api);
void spaces_test_watch_join (SpacesTestWatch *self);
/* Loses the connection; and comes back. */
void spaces_test_watch_lose (SpacesTestWatch *self);
void spaces_test_watch_come_back (SpacesTestWatch *self);

/* Reads what the socket peer heard since, answers it if it should; for SIO_TEST_WAIT(). */
guint spaces_test_watch_read (SpacesTestWatch *self);
/* Lets time pass and everything happen that is due. */
void spaces_test_watch_pass (SpacesTestWatch *self, guint ms);
/* Turns the main loop until nothing more happens that does not need time to pass. */
void spaces_test_watch_settle (SpacesTestWatch *self);

void spaces_test_watch_tell_channel (SpacesTestWatch *self, const char *event, const char *id);
void spaces_test_watch_tell_event (SpacesTestWatch *self, const char *category, const char *id);

/* @expected: "+a +b -a" */
void spaces_test_watch_assert_sent (SpacesTestWatch *self, const char *expected);
guint spaces_test_watch_count_asks (SpacesTestWatch *self, const char *id);
/* How often it was told, of lines "event started a", "listed a b", "list-failed 6", "known a",
 * "failed a 3", "unauthorized". */
guint spaces_test_watch_count_told (SpacesTestWatch *self, const char *line);

#define SPACES_TEST_WATCH_WAIT(watch, condition)                                                   \
  SIO_TEST_WAIT ((spaces_test_watch_read (watch), (condition)))

G_END_DECLS
