/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#pragma once

#include "simulator-json.h"

G_BEGIN_DECLS

/**
 * SimulatorFaultKind: what can go wrong on purpose. data/scenarios/README.md tells it in full.
 */
typedef enum
{
  SIMULATOR_FAULT_DROP,    /* connections are cut without a word; for @seconds new ones as well */
  SIMULATOR_FAULT_CLOSE,   /* WebSocket close frame with @code; 0: without one */
  SIMULATOR_FAULT_KICK,    /* the namespace is ended: 41/chat, */
  SIMULATOR_FAULT_STALL,   /* for @seconds nothing is read, answered or accepted */
  SIMULATOR_FAULT_REFUSE,  /* handshakes answered with HTTP @status, or 0: joining with 44/chat, */
  SIMULATOR_FAULT_GARBAGE, /* @text, or in turn each of a list of malformed messages */
  SIMULATOR_FAULT_DUPLICATE, /* the next @count events are sent twice */
  SIMULATOR_FAULT_REORDER,   /* @count times the next event is sent behind the one after it */
  SIMULATOR_FAULT_OVERSIZE,  /* one event of @bytes */
  SIMULATOR_FAULT_REST,      /* REST answers after @delay seconds, with @status if that is not 0 */
  SIMULATOR_FAULT_RESTART,   /* connections closed, the port shut for @seconds, then open again */
  SIMULATOR_FAULT_CLEAR,     /* all lasting faults end */
} SimulatorFaultKind;

/**
 * SimulatorFault: one fault to be applied. Times are seconds of the scenario: the speed divides
 * them.
 */
typedef struct
{
  SimulatorFaultKind kind;
  double seconds; /* how long it lasts; 0: until count is used up, or for a momentary one, at once
                     over */
  double delay;   /* SIMULATOR_FAULT_REST */
  guint count;    /* how often; 0: as long as seconds allow */
  guint status;   /* HTTP */
  guint retry_after; /* seconds told to the client in Retry-After; 0: none */
  guint code;        /* WebSocket */
  gsize bytes;
  gboolean binary; /* SIMULATOR_FAULT_GARBAGE: in a binary frame */
  char *text;
  char *path; /* SIMULATOR_FAULT_REST: only paths that contain it; NULL: all */
} SimulatorFault;

/* Reads the members of a fault from @reader: "fault" names it. NULL: the reader has the error. */
SimulatorFault *simulator_fault_read (SimulatorReader *reader);
void simulator_fault_free (SimulatorFault *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorFault, simulator_fault_free)
const char *simulator_fault_kind_to_string (SimulatorFaultKind kind);

/**
 * SimulatorFaults: the faults that last. Pure: the caller tells the time, in milliseconds of any
 * monotonic clock, and carries out what is answered.
 */
typedef struct _SimulatorFaults SimulatorFaults;

SimulatorFaults *simulator_faults_new (void);
void simulator_faults_free (SimulatorFaults *faults);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorFaults, simulator_faults_free)

/* Takes note of a lasting fault; of a momentary one there is nothing to note. @speed divides times.
 */
void simulator_faults_add (SimulatorFaults *faults,
                           const SimulatorFault *fault,
                           double speed,
                           gint64 now_ms);

typedef enum
{
  SIMULATOR_VERDICT_ACCEPT,
  SIMULATOR_VERDICT_CUT,    /* cut the connection */
  SIMULATOR_VERDICT_STATUS, /* answer with @status */
} SimulatorVerdictKind;

typedef struct
{
  SimulatorVerdictKind kind;
  guint status;
  guint retry_after;
  guint delay_ms; /* before the answer, whatever it is */
} SimulatorVerdict;

SimulatorVerdict simulator_faults_judge_handshake (SimulatorFaults *faults, gint64 now_ms);
SimulatorVerdict
simulator_faults_judge_rest (SimulatorFaults *faults, const char *path, gint64 now_ms);
/* TRUE: refuse it with 44. */
gboolean simulator_faults_refuses_join (SimulatorFaults *faults, gint64 now_ms);
gboolean simulator_faults_is_stalled (SimulatorFaults *faults, gint64 now_ms);
/* What to send now that @event is to be sent: none, one or several events in order.
 * (element-type JsonNode) (transfer full) */
GPtrArray *simulator_faults_pass_event (SimulatorFaults *faults, JsonNode *event);

/* Malformed messages, one after the other for ever; static. */
const char *simulator_faults_next_garbage (SimulatorFaults *faults);

G_END_DECLS
