/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-client.h"

G_BEGIN_DECLS

/* "tokenType=jwt&token=a%2Fb": each name and value as JavaScript's encodeURIComponent does, which
 * leaves no comma or ampersand; "" for none. (transfer full): end it with sio_credentials_wipe().
 */
char *sio_credentials_to_query (SioCredentials *credentials);

/* A JSON object of strings; NULL for none. (transfer full) (nullable) */
JsonNode *sio_credentials_to_json (SioCredentials *credentials);

/* @text without any secret of ours in it, plain or encoded, made valid, of one line and at most
 * 200 characters: servers quote what they refuse. (transfer full) */
char *sio_credentials_redact (SioCredentials *credentials, const char *text);

/* Overwrites a string that holds a secret, and frees it. @text: (nullable) (transfer full). */
void sio_credentials_wipe (char *text);

G_END_DECLS
