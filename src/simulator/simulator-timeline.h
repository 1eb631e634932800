/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-scenario.h"

G_BEGIN_DECLS

/**
 * SimulatorTimeline: when which step is due. Pure: the caller tells the time, in milliseconds of
 * any monotonic clock.
 */
typedef struct _SimulatorTimeline SimulatorTimeline;

/* @speed: 0 to stand still. */
SimulatorTimeline *simulator_timeline_new (SimulatorScenario *scenario, double speed);
void simulator_timeline_free (SimulatorTimeline *timeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorTimeline, simulator_timeline_free)

/* The next step that lies before the beginning (a negative time); NULL when there is no more. */
SimulatorStep *simulator_timeline_take_past (SimulatorTimeline *timeline);
void simulator_timeline_begin (SimulatorTimeline *timeline, gint64 now_ms);
gboolean simulator_timeline_has_begun (SimulatorTimeline *timeline);
/* All steps told, and no repetition. */
gboolean simulator_timeline_has_ended (SimulatorTimeline *timeline);
void simulator_timeline_set_speed (SimulatorTimeline *timeline, double speed, gint64 now_ms);
double simulator_timeline_get_speed (SimulatorTimeline *timeline);
/* Puts the timeline forward. */
void simulator_timeline_advance (SimulatorTimeline *timeline, double seconds);
/* The next step that is due; NULL when none is. (transfer none) */
SimulatorStep *simulator_timeline_take_due (SimulatorTimeline *timeline, gint64 now_ms);
/* Milliseconds until the next step is due; -1 when none will be. */
gint64 simulator_timeline_get_wait (SimulatorTimeline *timeline, gint64 now_ms);

G_END_DECLS
