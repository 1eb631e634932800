/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-faults.h"

#include <string.h>

static const char *const fault_names[] = {
  [SIMULATOR_FAULT_DROP] = "drop",
  [SIMULATOR_FAULT_CLOSE] = "close",
  [SIMULATOR_FAULT_KICK] = "kick",
  [SIMULATOR_FAULT_STALL] = "stall",
  [SIMULATOR_FAULT_REFUSE] = "refuse",
  [SIMULATOR_FAULT_GARBAGE] = "garbage",
  [SIMULATOR_FAULT_DUPLICATE] = "duplicate",
  [SIMULATOR_FAULT_REORDER] = "reorder",
  [SIMULATOR_FAULT_OVERSIZE] = "oversize",
  [SIMULATOR_FAULT_REST] = "rest",
  [SIMULATOR_FAULT_RESTART] = "restart",
  [SIMULATOR_FAULT_CLEAR] = "clear",
  NULL,
};

/* One each of the ways a message can be wrong: empty, unknown type, no JSON, wrong JSON, a count of
 * attachments without attachments, nesting, a packet cut short. */
static const char *const garbage[] = {
  "",
  "9",
  "garbage",
  "4",
  "49/chat,",
  "42/chat,",
  "42/chat,{\"no\":\"array\"}",
  "42/chat,[]",
  "42/chat,[\"MEDIA_SESSION_RESPONSE\",{\"category\":",
  "42/chat,[\"MEDIA_SESSION_RESPONSE\",NaN]",
  "45-/chat,[\"x\"]",
  "42/chat,99999999999999999999[\"x\"]",
  "42/chat,[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
};

struct _SimulatorFaults
{
  gint64 cut_until; /* milliseconds; 0: not */
  gint64 stall_until;
  gint64 refuse_until; /* G_MAXINT64 while refuse_count is not used up */
  guint refuse_count;  /* 0: by time only */
  guint refuse_status;
  guint refuse_retry_after;
  gint64 join_until;
  guint join_count;
  gint64 rest_until;
  guint rest_count;
  guint rest_status;
  guint rest_retry_after;
  guint rest_delay_ms;
  char *rest_path;
  guint duplicate;
  guint reorder;
  JsonNode *held;
  guint next_garbage;
};

const char *
simulator_fault_kind_to_string (SimulatorFaultKind kind)
{
  return fault_names[kind];
}

void
simulator_fault_free (SimulatorFault *fault)
{
  g_free (fault->text);
  g_free (fault->path);
  g_free (fault);
}

/* Which members a fault has besides "for" and "count". */
static void
read_members (SimulatorReader *reader, SimulatorFault *fault)
{
  switch (fault->kind)
    {
    case SIMULATOR_FAULT_CLOSE:
      fault->code = (guint)simulator_reader_get_number (reader, "code", 0, 0, 4999);
      if ((fault->code > 0 && fault->code < 1000) || (fault->code >= 1004 && fault->code <= 1006)
          || fault->code == 1010 || (fault->code >= 1015 && fault->code < 3000))
        simulator_reader_fail (reader,
                               SIMULATOR_ERROR_VALUE,
                               "code",
                               "%u cannot be sent in a close frame",
                               fault->code);
      break;
    case SIMULATOR_FAULT_REFUSE:
      fault->status = (guint)simulator_reader_get_number (reader, "status", 0, 0, 599);
      if (fault->status > 0 && fault->status < 300)
        simulator_reader_fail (reader, SIMULATOR_ERROR_VALUE, "status", "must be from 300 to 599");
      fault->retry_after = (guint)simulator_reader_get_number (reader, "retryAfter", 0, 0, 86400);
      break;
    case SIMULATOR_FAULT_GARBAGE:
      fault->text = g_strdup (simulator_reader_get_string (reader, "text"));
      fault->binary = simulator_reader_get_boolean (reader, "binary", FALSE);
      break;
    case SIMULATOR_FAULT_OVERSIZE:
      fault->bytes
          = (gsize)simulator_reader_get_number (reader, "bytes", 10e6, 1, 100.0 * 1024 * 1024);
      break;
    case SIMULATOR_FAULT_REST:
      fault->status = (guint)simulator_reader_get_number (reader, "status", 0, 0, 599);
      if (fault->status > 0 && fault->status < 200)
        simulator_reader_fail (reader, SIMULATOR_ERROR_VALUE, "status", "must be from 200 to 599");
      fault->retry_after = (guint)simulator_reader_get_number (reader, "retryAfter", 0, 0, 86400);
      fault->delay = simulator_reader_get_number (reader, "delay", 0, 0, 3600);
      fault->path = g_strdup (simulator_reader_get_string (reader, "path"));
      break;
    case SIMULATOR_FAULT_DROP:
    case SIMULATOR_FAULT_KICK:
    case SIMULATOR_FAULT_STALL:
    case SIMULATOR_FAULT_DUPLICATE:
    case SIMULATOR_FAULT_REORDER:
    case SIMULATOR_FAULT_RESTART:
    case SIMULATOR_FAULT_CLEAR:
      break;
    }
}

SimulatorFault *
simulator_fault_read (SimulatorReader *reader)
{
  g_autoptr (SimulatorFault) fault = g_new0 (SimulatorFault, 1);

  if (simulator_reader_need_string (reader, "fault") == NULL)
    return NULL;
  fault->kind = (SimulatorFaultKind)simulator_reader_get_keyword (reader, "fault", fault_names, 0);
  fault->seconds = simulator_reader_get_number (reader, "for", 0, 0, 86400);
  fault->count = (guint)simulator_reader_get_number (reader, "count", 0, 0, 1e6);
  if (reader->error == NULL)
    read_members (reader, fault);
  return reader->error == NULL ? g_steal_pointer (&fault) : NULL;
}

SimulatorFaults *
simulator_faults_new (void)
{
  return g_new0 (SimulatorFaults, 1);
}

static void
clear (SimulatorFaults *faults)
{
  g_clear_pointer (&faults->rest_path, g_free);
  g_clear_pointer (&faults->held, json_node_unref);
  *faults = (SimulatorFaults){ .next_garbage = faults->next_garbage };
}

void
simulator_faults_free (SimulatorFaults *faults)
{
  clear (faults);
  g_free (faults);
}

static void
add_rest (SimulatorFaults *faults, const SimulatorFault *fault, double speed, gint64 until)
{
  faults->rest_until = until;
  faults->rest_count = fault->count;
  faults->rest_status = fault->status;
  faults->rest_retry_after = fault->retry_after;
  faults->rest_delay_ms = (guint)(fault->delay * 1000 / speed);
  g_free (faults->rest_path);
  faults->rest_path = g_strdup (fault->path);
}

void
simulator_faults_add (SimulatorFaults *faults,
                      const SimulatorFault *fault,
                      double speed,
                      gint64 now_ms)
{
  gint64 end = now_ms + (gint64)(fault->seconds * 1000 / speed);
  gint64 until = fault->seconds > 0 ? end : G_MAXINT64;

  switch (fault->kind)
    {
    case SIMULATOR_FAULT_DROP:
      faults->cut_until = end;
      break;
    case SIMULATOR_FAULT_STALL:
      faults->stall_until = until;
      break;
    case SIMULATOR_FAULT_REFUSE:
      if (fault->status == 0)
        {
          faults->join_until = until;
          faults->join_count = fault->count;
          break;
        }
      faults->refuse_until = until;
      faults->refuse_count = fault->count;
      faults->refuse_status = fault->status;
      faults->refuse_retry_after = fault->retry_after;
      break;
    case SIMULATOR_FAULT_REST:
      add_rest (faults, fault, speed, until);
      break;
    case SIMULATOR_FAULT_DUPLICATE:
      faults->duplicate += MAX (fault->count, 1);
      break;
    case SIMULATOR_FAULT_REORDER:
      faults->reorder += MAX (fault->count, 1);
      break;
    case SIMULATOR_FAULT_CLEAR:
      clear (faults);
      break;
    case SIMULATOR_FAULT_CLOSE:
    case SIMULATOR_FAULT_KICK:
    case SIMULATOR_FAULT_GARBAGE:
    case SIMULATOR_FAULT_OVERSIZE:
    case SIMULATOR_FAULT_RESTART:
      break;
    }
}

/* Whether a fault with a time and perhaps a count is still on; takes one off the count. */
static gboolean
use (gint64 *until, guint *count, gint64 now_ms)
{
  if (now_ms >= *until)
    return FALSE;
  if (*count > 0 && --*count == 0)
    *until = 0;
  return TRUE;
}

/* Left without an answer until the fault is over, and then turned away. */
static SimulatorVerdict
stall (const SimulatorFaults *faults, gint64 now_ms)
{
  return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_STATUS,
                             .status = 503,
                             .delay_ms = (guint)MIN (faults->stall_until - now_ms, 3600 * 1000) };
}

SimulatorVerdict
simulator_faults_judge_handshake (SimulatorFaults *faults, gint64 now_ms)
{
  if (now_ms < faults->cut_until)
    return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_CUT };
  if (now_ms < faults->stall_until)
    return stall (faults, now_ms);
  if (use (&faults->refuse_until, &faults->refuse_count, now_ms))
    return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_STATUS,
                               .status = faults->refuse_status,
                               .retry_after = faults->refuse_retry_after };
  return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_ACCEPT };
}

SimulatorVerdict
simulator_faults_judge_rest (SimulatorFaults *faults, const char *path, gint64 now_ms)
{
  if (now_ms < faults->cut_until)
    return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_CUT };
  if (now_ms < faults->stall_until)
    return stall (faults, now_ms);
  if ((faults->rest_path == NULL || strstr (path, faults->rest_path) != NULL)
      && use (&faults->rest_until, &faults->rest_count, now_ms))
    return (SimulatorVerdict){ .kind = faults->rest_status != 0 ? SIMULATOR_VERDICT_STATUS
                                                                : SIMULATOR_VERDICT_ACCEPT,
                               .status = faults->rest_status,
                               .retry_after = faults->rest_retry_after,
                               .delay_ms = faults->rest_delay_ms };
  return (SimulatorVerdict){ .kind = SIMULATOR_VERDICT_ACCEPT };
}

gboolean
simulator_faults_refuses_join (SimulatorFaults *faults, gint64 now_ms)
{
  return use (&faults->join_until, &faults->join_count, now_ms);
}

gboolean
simulator_faults_is_stalled (SimulatorFaults *faults, gint64 now_ms)
{
  return now_ms < faults->stall_until;
}

GPtrArray *
simulator_faults_pass_event (SimulatorFaults *faults, JsonNode *event)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  if (faults->held == NULL && faults->reorder > 0)
    {
      faults->reorder--;
      faults->held = json_node_ref (event);
      return g_steal_pointer (&out);
    }
  g_ptr_array_add (out, json_node_ref (event));
  if (faults->duplicate > 0)
    {
      faults->duplicate--;
      g_ptr_array_add (out, json_node_ref (event));
    }
  if (faults->held != NULL)
    g_ptr_array_add (out, g_steal_pointer (&faults->held));
  return g_steal_pointer (&out);
}

const char *
simulator_faults_next_garbage (SimulatorFaults *faults)
{
  return garbage[faults->next_garbage++ % G_N_ELEMENTS (garbage)];
}
