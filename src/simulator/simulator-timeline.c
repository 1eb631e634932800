/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-timeline.h"

#include <math.h>

/* Seconds; below this, differences come from floating point. */
#define NOTHING 1e-6

struct _SimulatorTimeline
{
  SimulatorScenario *scenario;
  double speed;
  gboolean begun;
  guint next;    /* index of the next step */
  guint first;   /* index of the first step that is not past */
  double passed; /* seconds of the timeline at base_ms */
  gint64 base_ms;
};

SimulatorTimeline *
simulator_timeline_new (SimulatorScenario *scenario, double speed)
{
  SimulatorTimeline *timeline = g_new0 (SimulatorTimeline, 1);

  timeline->scenario = simulator_scenario_ref (scenario);
  timeline->speed = speed;
  return timeline;
}

void
simulator_timeline_free (SimulatorTimeline *timeline)
{
  simulator_scenario_unref (timeline->scenario);
  g_free (timeline);
}

static SimulatorStep *
peek (SimulatorTimeline *timeline)
{
  if (timeline->next >= timeline->scenario->timeline->len)
    return NULL;
  return g_ptr_array_index (timeline->scenario->timeline, timeline->next);
}

SimulatorStep *
simulator_timeline_take_past (SimulatorTimeline *timeline)
{
  SimulatorStep *step = peek (timeline);

  if (step == NULL || step->at >= 0)
    return NULL;
  timeline->first = ++timeline->next;
  return step;
}

void
simulator_timeline_begin (SimulatorTimeline *timeline, gint64 now_ms)
{
  timeline->begun = TRUE;
  timeline->base_ms = now_ms;
}

gboolean
simulator_timeline_has_begun (SimulatorTimeline *timeline)
{
  return timeline->begun;
}

gboolean
simulator_timeline_has_ended (SimulatorTimeline *timeline)
{
  return timeline->begun && peek (timeline) == NULL && timeline->scenario->repeat <= 0;
}

static double
get_passed (SimulatorTimeline *timeline, gint64 now_ms)
{
  return timeline->passed + (double)(now_ms - timeline->base_ms) * timeline->speed / 1000;
}

void
simulator_timeline_set_speed (SimulatorTimeline *timeline, double speed, gint64 now_ms)
{
  if (timeline->begun)
    {
      timeline->passed = get_passed (timeline, now_ms);
      timeline->base_ms = now_ms;
    }
  timeline->speed = speed;
}

double
simulator_timeline_get_speed (SimulatorTimeline *timeline)
{
  return timeline->speed;
}

void
simulator_timeline_advance (SimulatorTimeline *timeline, double seconds)
{
  timeline->passed += seconds;
}

SimulatorStep *
simulator_timeline_take_due (SimulatorTimeline *timeline, gint64 now_ms)
{
  SimulatorStep *step = peek (timeline);
  double passed;

  if (!timeline->begun)
    return NULL;
  passed = get_passed (timeline, now_ms);
  if (step == NULL && timeline->scenario->repeat > 0 && passed >= timeline->scenario->repeat
      && timeline->first < timeline->scenario->timeline->len)
    {
      timeline->passed -= timeline->scenario->repeat;
      passed -= timeline->scenario->repeat;
      timeline->next = timeline->first;
      step = peek (timeline);
    }
  if (step == NULL || step->at > passed + NOTHING)
    return NULL;
  timeline->next++;
  return step;
}

gint64
simulator_timeline_get_wait (SimulatorTimeline *timeline, gint64 now_ms)
{
  SimulatorStep *step = peek (timeline);
  double at;

  if (!timeline->begun || timeline->speed <= 0)
    return -1;
  if (step != NULL)
    at = step->at;
  else if (timeline->scenario->repeat > 0)
    at = timeline->scenario->repeat;
  else
    return -1;
  return (gint64)ceil (
      MAX (0, (at - get_passed (timeline, now_ms) - NOTHING) * 1000 / timeline->speed));
}
