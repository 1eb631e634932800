/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <gio/gio.h>

#include "spaces-token.h"

G_BEGIN_DECLS

#define APPLET_DEFAULT_API_URL "https://spacesapis.avayacloud.com/api"
#define APPLET_DEFAULT_SOCKET_URL "https://spacesapis-socket.avayacloud.com"
#define APPLET_DEFAULT_WEB_URL "https://spaces.avayacloud.com"
#define APPLET_DEMONSTRATION_PROFILE "demo"

typedef enum
{
  APPLET_VERB_RUN,
  APPLET_VERB_STATUS,
  APPLET_VERB_QUIT,
  APPLET_VERB_AUTOSTART,
  APPLET_VERB_SIGN_IN, /* spaces-tray:oauth?... */
  APPLET_VERB_VERSION,
} AppletVerb;

typedef enum
{
  APPLET_SWITCH_ASK,
  APPLET_SWITCH_ON,
  APPLET_SWITCH_OFF,
} AppletSwitch;

/**
 * AppletOptions: the command line, checked.
 */
typedef struct
{
  AppletVerb verb;
  gboolean json;          /* status --json */
  AppletSwitch autostart; /* autostart [on|off] */
  gboolean background;    /* --background, or started as a D-Bus service: opens no window */
  gboolean service;       /* --gapplication-service: started by the bus */
  gboolean demonstration;
  const char
      *start_option; /* (nullable) static: one given that one that runs already cannot take */
  double speed;      /* of the demonstration; 1 is as it would happen in about two minutes */
  char *api_url;     /* never NULL, ends in /api */
  char *socket_url;  /* never NULL, an origin */
  char *web_url;     /* never NULL */
  char *token_file;  /* nullable: then there is no account */
  SpacesTokenType token_type;
  GPtrArray *spaces; /* (element-type SpacesSpace) --space; never NULL */
  char *space_id;    /* nullable: of spaces-tray:space/ID, the space whose page is to open */
  char *profile;     /* "" for the default one; else [a-z][a-z0-9_]* */
} AppletOptions;

/* Parses and checks @argv (not changed). Returns NULL with an error of G_OPTION_ERROR, SPACES_ERROR
 * or a file's when something is wrong: a plain sentence for the person. --help prints and exits. */
AppletOptions *applet_options_parse (const char *const *argv, GError **error);
void applet_options_free (AppletOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppletOptions, applet_options_free)

/* The bus name and application id of a profile. (transfer full) */
char *applet_options_dup_application_id (const AppletOptions *options);
gboolean applet_options_profile_is_valid (const char *profile);

G_END_DECLS
