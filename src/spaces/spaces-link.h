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
/* @url: (nullable). Only https on its usual port, without user-info, on *.avayacloud.com (not on
 * avayacloud.com itself), storage.googleapis.com or an extra host; or any address of the extra origin. Names are
 * compared as ASCII; a name ending in a dot, percent-encoded or outside ASCII is refused. */
gboolean spaces_links_allows (const SpacesLinks *links, const char *url);
/* The recording's own address if it may be opened, else the space's page. (transfer full) */
char *spaces_links_dup_recording (const SpacesLinks *links, const MeetingRecording *recording);

/* Service addresses as a person gives them: checked and brought into shape (lower-case host, no usual port,
 * no trailing slash). https anywhere; http only to loopback; no user-info, query or fragment. Error
 * SPACES_ERROR_URL with a message that follows "the address cannot be used: ". (transfer full) */
char *spaces_url_normalize_api (const char *url, GError **error);    /* must end in /api */
char *spaces_url_normalize_socket (const char *url, GError **error); /* an origin, https or http for wss and ws; a trailing /chat is dropped */
char *spaces_url_normalize_web (const char *url, GError **error);

G_END_DECLS
