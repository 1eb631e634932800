/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPACES_ERROR (spaces_error_quark ())
GQuark spaces_error_quark (void);

typedef enum
{
  SPACES_ERROR_PAYLOAD,      /* not an object, or without what every such object has */
  SPACES_ERROR_CATEGORY,     /* a category we do not know or do not use: ignored with a debug line */
  SPACES_ERROR_UNAUTHORIZED, /* 401 */
  SPACES_ERROR_FORBIDDEN,    /* 403 */
  SPACES_ERROR_NOT_FOUND,    /* 404 where it is not an answer */
  SPACES_ERROR_RATE_LIMITED, /* 429 */
  SPACES_ERROR_SERVER,       /* 5xx, or a body that is not what was asked for */
  SPACES_ERROR_UNREACHABLE,
  SPACES_ERROR_TIMED_OUT,
  SPACES_ERROR_TLS,
  SPACES_ERROR_TOO_BIG,
  SPACES_ERROR_URL,
  SPACES_ERROR_TOKEN_FILE,   /* missing, unreadable, empty, or readable by others */
} SpacesError;

G_END_DECLS
