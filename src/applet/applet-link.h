/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "meeting-status.h"
#include "sio-client.h"

G_BEGIN_DECLS

/**
 * AppletLinkFacts: what is known of the connection, for applet_link_derive().
 */
typedef struct
{
  gboolean account; /* there is one */
  SioState state;
  SioReason reason;
  gboolean events_only;    /* the service cannot be asked, events alone tell */
  gboolean spaces_listed;  /* the list of watched spaces is complete */
  gboolean partly_unknown; /* the list of spaces, or some spaces, cannot be had for now */
  const char *own_id;      /* nullable */
} AppletLinkFacts;

/* Pure: the words of the connection in the words of the status. */
MeetingLink applet_link_derive (const AppletLinkFacts *facts);

G_END_DECLS
