/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "spaces-api.h"

G_BEGIN_DECLS

/* What the REST side answers, read. Pure: no connection, no clock of its own. */

/* JSON text of a body, checked before it is parsed: UTF-8, at most 32 deep, an object or an array.
 * @text: changed in place, followed by a NUL that is not part of @length. (transfer full); NULL
 * with SPACES_ERROR_SERVER, or SPACES_ERROR_TOO_BIG when it is deeper or has more values than
 * SIO_LIMITS_DEFAULT allows. */
JsonNode *spaces_answer_parse (char *text, gsize length, GError **error);

/* What a status that is no success means; @words: (nullable) the service's own. */
GError *spaces_answer_error_new (guint status, const char *words);

/* Valid UTF-8 made one line without control characters, of at most 200 characters; NULL when there
 * is nothing in it. @text: (nullable). (transfer full) */
char *spaces_answer_dup_line (const char *text);

/* The member "message" of an error's body as such a line; NULL when there is none, or
 * when it repeats @secret. (transfer full) */
char *spaces_answer_dup_words (char *text, gsize length, const char *secret);

/* Retry-After (RFC 9110, 10.2.3) in seconds: a number, or a date compared with the answer's own
 * @date (nullable), else with @now (microseconds). -1 when missing or unreadable. */
gint64 spaces_answer_parse_retry_after (const char *value, const char *date, gint64 now);

/* Member "data" of a page of users/me/spaces -> SpacesSpace, archived and deleted ones and what is
 * no space left out, appended to @spaces; ids already in @seen are skipped, others added to it. The
 * number of entries of the page is in @count. FALSE with SPACES_ERROR_SERVER without such a list. */
gboolean spaces_answer_read_page (JsonNode *page,
                                  const char *own_id,
                                  GPtrArray *spaces,
                                  GHashTable *seen,
                                  guint *count,
                                  GError **error);

/* Member "nextPageUrl", absolute or relative to @url or to @base, if it stays on the origin of
 * @base. (transfer full); NULL without an error when there is none, with SPACES_ERROR_URL for
 * another origin or what is no address. */
char *
spaces_answer_dup_next_page (JsonNode *page, const char *url, const char *base, GError **error);

G_END_DECLS
