/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The session for requests and the WebSocket. It holds on to no memory for long: connections that
 * nothing is asked over close after a few seconds, and what they held goes back to the system. */
SoupSession *applet_soup_new (void);

G_END_DECLS
