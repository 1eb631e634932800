/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <glib.h>
#include <glib/gi18n.h>

G_BEGIN_DECLS

#define APPLET_URI_SCHEME "spaces-tray"
/* Longer than any code for signing in that a service gives. */
#define APPLET_URI_MAX 4096
/* For translation, what a person is told who comes back from the browser. */
#define APPLET_URI_SIGN_IN_ANSWER                                                                  \
  N_ ("Signing in by the browser is not there yet: start with --token-file FILE.")

typedef enum
{
  APPLET_URI_SPACE,   /* spaces-tray:space/ID */
  APPLET_URI_SIGN_IN, /* spaces-tray:oauth?QUERY */
} AppletUriKind;

/* Whether @text claims to be one of our addresses; the scheme is in any case (RFC 3986, 3.1). */
gboolean applet_uri_has_scheme (const char *text);
/* Reads one of the two addresses the program opens; whatever may come from a web page. Pure.
 * @space_id: (out) (transfer full): the id of SPACE, else NULL.
 * Returns FALSE with G_OPTION_ERROR_BAD_VALUE and a sentence without the address, which may carry a
 * secret. */
gboolean applet_uri_parse (const char *text, AppletUriKind *kind, char **space_id, GError **error);
/* (transfer full) */
char *applet_uri_new_for_space (const char *space_id);
/* 1 to 128 letters, digits, - and _ of ASCII: nothing that could leave the path it is put in. */
gboolean applet_uri_space_id_is_valid (const char *id, gsize length);

G_END_DECLS
