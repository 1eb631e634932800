/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "sio-packet.h"

G_BEGIN_DECLS

/* However deep a caller's limit may be: sio_json_take(), and what walks its tree, recurse. */
#define SIO_JSON_DEPTH_MAX 512

/**
 * sio_json_scan: checks in one pass, without recursion, that @text is one JSON value (RFC 8259,
 * nothing before or behind it but white space) no deeper than the limit, where [] and {} are 1
 * deep, and of no more values. json-glib alone does not do: it takes comments, assignments and a
 * few more things that are no JSON, recurses without a limit, and ends strings at a NUL.
 *
 * What JSON allows but UTF-8 C strings cannot hold, the escapes \u0000 and lone surrogates, are
 * replaced in place by \ufffd.
 *
 * @text: (inout) valid UTF-8, followed by a NUL that is not part of @length.
 *
 * Returns: FALSE with SIO_ERROR_JSON or SIO_ERROR_LIMIT.
 */
gboolean sio_json_scan (char *text, gsize length, const SioLimits *limits, GError **error);

/* The first character of the root value of what sio_json_scan() accepted. */
char sio_json_get_root (const char *text);

/* The first element of the root array of what sio_json_scan() accepted, if it is a string or a
 * number: its source text, quotes included; else NULL. */
const char *sio_json_get_first (const char *text, gsize *length);

/**
 * sio_json_take: makes a tree of what sio_json_scan() accepted, which cannot fail. Half the cost of
 * json-glib's parser, and an integer too large for 64 bits becomes a double instead of another one.
 *
 * @text: the strings are made in place: what is left of it is no JSON any more.
 *
 * Returns: (transfer full)
 */
JsonNode *sio_json_take (char *text);

/* Valid UTF-8 without NUL; a text of ASCII costs almost nothing. */
gboolean sio_text_is_utf8 (const char *text, gsize length);

G_END_DECLS
