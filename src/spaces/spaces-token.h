/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "spaces-error.h"

G_BEGIN_DECLS

typedef enum
{
  SPACES_TOKEN_JWT,
  SPACES_TOKEN_OAUTH,
} SpacesTokenType;

#define SPACES_TYPE_TOKEN_SOURCE (spaces_token_source_get_type ())
/**
 * SpacesTokenSource: where a token comes from. Asked anew for every request and attempt; today a
 * file (read afresh each time, so a renewed one is taken), later an account. Asynchronous, since an
 * account may have to be refreshed.
 */
G_DECLARE_FINAL_TYPE (SpacesTokenSource, spaces_token_source, SPACES, TOKEN_SOURCE, GObject)

/* A file that only its owner can read (mode & 077 == 0), owned by us or root, a regular one of at
 * most 64 KiB; its first line, trimmed, is the token: printable ASCII without spaces. */
SpacesTokenSource *spaces_token_source_new_for_file (const char *path, SpacesTokenType type);
/* A fixed token, for the demonstration. */
SpacesTokenSource *spaces_token_source_new_for_text (const char *token, SpacesTokenType type);
SpacesTokenType spaces_token_source_get_token_type (SpacesTokenSource *self);

/* (transfer full): free with spaces_token_free(), which wipes it. */
void spaces_token_source_get_async (SpacesTokenSource *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *
spaces_token_source_get_finish (SpacesTokenSource *self, GAsyncResult *result, GError **error);
void spaces_token_free (char *token);

/* The same look at a token file at once, for the command line before anything runs: FALSE with
 * SPACES_ERROR_TOKEN_FILE and a sentence that says what to do. Blocks for as long as reading takes.
 */
gboolean spaces_token_file_check (const char *path, GError **error);

/* "jwt TOKEN" or "bearer TOKEN". (transfer full), free with spaces_token_free(). */
char *spaces_token_to_authorization (SpacesTokenType type, const char *token);
/* "jwt" or "oauth", as tokenType of the socket. */
const char *spaces_token_type_to_string (SpacesTokenType type);

G_END_DECLS
