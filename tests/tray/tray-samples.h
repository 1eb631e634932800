/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "tray-view.h"

G_BEGIN_DECLS

/* The moment every sample is looked at: Monday, 2 November 2026, 10:30:00 UTC. */
#define TRAY_SAMPLE_NOW (G_GINT64_CONSTANT (1793615400) * G_USEC_PER_SEC)

/**
 * TraySample: a TrayModel and all it points to.
 */
typedef struct
{
  TrayModel model;
  GHashTable *names; /* space id -> name */
} TraySample;

/* From the members "status", "reason", "meetings", "recordings", "names", "watched", "known",
 * "people", "next", "demonstration" of @object, all but status optional. */
TraySample *tray_sample_new (JsonObject *object);
/* The same from text. */
TraySample *tray_sample_parse (const char *json);
void tray_sample_free (TraySample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TraySample, tray_sample_free)

MeetingStatusKind tray_sample_kind (const char *keyword);

/* Entries as lines: "meetings: Meetings…", "-", "| a line", "> a submenu", two spaces deeper what
 * is in it; an action with a target is "join(room): Join". (transfer full) */
GPtrArray *tray_sample_lines (GPtrArray *entries);

G_END_DECLS
