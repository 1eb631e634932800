/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-recording.h"
#include "spaces-error.h"

G_BEGIN_DECLS

/**
 * SpacesLinks: which addresses may be opened, and what the pages of the service are called. Pure.
 */
typedef struct _SpacesLinks SpacesLinks;

/* @web_url: "https://spaces.avayacloud.com". @extra_hosts: (nullable) hosts the person added, exact
 * names. @extra_origin: (nullable) one origin allowed besides, http to loopback included (the
 * demonstration's own page). */
SpacesLinks *spaces_links_new (const char *web_url, const char *const *extra_hosts, const char *extra_origin);
void spaces_links_free (SpacesLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpacesLinks, spaces_links_free)

/* The space's own page, WEB/spaces/ID with the id percent-encoded. (transfer full) */
char *spaces_links_dup_space (const SpacesLinks *links, const char *space_id);
/* Only https without user-info on *.avayacloud.com, storage.googleapis.com, an extra host, or the
 * extra origin. */
gboolean spaces_links_allows (const SpacesLinks *links, const char *url);
/* The recording's own address if it may be opened, else the space's page. (transfer full) */
char *spaces_links_dup_recording (const SpacesLinks *links, const MeetingRecording *recording);

/* Service addresses as a person gives them: checked and brought into shape (no trailing slash).
 * https anywhere; http only to loopback. (transfer full) */
char *spaces_url_normalize_api (const char *url, GError **error);    /* must end in /api */
char *spaces_url_normalize_socket (const char *url, GError **error); /* an origin; a trailing /chat is dropped */
char *spaces_url_normalize_web (const char *url, GError **error);

G_END_DECLS
