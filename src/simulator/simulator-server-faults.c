/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "simulator"
#include "config.h"

#include "simulator-server-private.h"

#include <string.h>

static void
send_garbage (SimulatorServer *self, const SimulatorFault *fault)
{
  for (guint n = 0; n < MAX (fault->count, 1); n++)
    {
      const char *text
          = fault->text != NULL ? fault->text : simulator_faults_next_garbage (self->faults);

      for (guint i = 0; i < self->sockets->len; i++)
        simulator_socket_send_raw (g_ptr_array_index (self->sockets, i), text, -1, fault->binary);
    }
}

static void
send_oversize (SimulatorServer *self, gsize bytes)
{
  static const char head[]
      = "42/chat,[\"MEDIA_SESSION_RESPONSE\",{\"category\":\"padding\",\"padding\":\"";
  static const char tail[] = "\"}]";
  g_autoptr (GString) text = g_string_new (head);

  while (text->len + strlen (tail) < bytes)
    g_string_append_c (text, 'x');
  g_string_append (text, tail);
  for (guint i = 0; i < self->sockets->len; i++)
    simulator_socket_send_raw (
        g_ptr_array_index (self->sockets, i), text->str, (gssize)text->len, FALSE);
}

/* A copy, because sockets leave the list while they are cut. */
static GPtrArray *
copy_sockets (SimulatorServer *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->sockets->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (self->sockets, i)));
  return copy;
}

static gboolean
on_restart (gpointer data)
{
  SimulatorServer *self = data;
  g_autoptr (GError) error = NULL;

  self->restart_source = 0;
  if (simulator_server_open_port (self, self->port, &error))
    simulator_server_tell (self, simulator_server_begin_report ("restarted"));
  else
    g_message ("cannot open the port again: %s", error->message);
  return G_SOURCE_REMOVE;
}

static void
restart (SimulatorServer *self, const SimulatorFault *fault)
{
  g_autoptr (GPtrArray) sockets = copy_sockets (self);

  for (guint i = 0; i < sockets->len; i++)
    simulator_socket_close (g_ptr_array_index (sockets, i), 0);
  simulator_server_close_port (self);
  g_clear_handle_id (&self->restart_source, g_source_remove);
  self->restart_source = g_timeout_add (
      (guint)(fault->seconds * 1000 / simulator_server_get_fault_speed (self)), on_restart, self);
}

static gboolean
on_stall_over (gpointer data)
{
  SimulatorServer *self = data;

  self->stall_source = 0;
  for (guint i = 0; i < self->sockets->len; i++)
    simulator_socket_set_stalled (g_ptr_array_index (self->sockets, i), FALSE);
  return G_SOURCE_REMOVE;
}

static void
stall (SimulatorServer *self, const SimulatorFault *fault)
{
  for (guint i = 0; i < self->sockets->len; i++)
    simulator_socket_set_stalled (g_ptr_array_index (self->sockets, i), TRUE);
  g_clear_handle_id (&self->stall_source, g_source_remove);
  if (fault->seconds > 0)
    self->stall_source
        = g_timeout_add ((guint)(fault->seconds * 1000 / simulator_server_get_fault_speed (self)),
                         on_stall_over,
                         self);
}

void
simulator_server_apply_fault (SimulatorServer *self, const SimulatorFault *fault)
{
  g_autoptr (GPtrArray) sockets = copy_sockets (self);
  JsonObject *report = simulator_server_begin_report ("fault");

  json_object_set_string_member (report, "fault", simulator_fault_kind_to_string (fault->kind));
  simulator_faults_add (self->faults,
                        fault,
                        simulator_server_get_fault_speed (self),
                        simulator_server_get_monotonic_ms (self));
  switch (fault->kind)
    {
    case SIMULATOR_FAULT_DROP:
      g_ptr_array_foreach (sockets, (GFunc)(void (*) (void))simulator_socket_cut, NULL);
      break;
    case SIMULATOR_FAULT_CLOSE:
      for (guint i = 0; i < sockets->len; i++)
        simulator_socket_close (g_ptr_array_index (sockets, i), fault->code);
      break;
    case SIMULATOR_FAULT_KICK:
      for (guint i = 0; i < sockets->len; i++)
        simulator_socket_kick (g_ptr_array_index (sockets, i));
      break;
    case SIMULATOR_FAULT_STALL:
      stall (self, fault);
      break;
    case SIMULATOR_FAULT_GARBAGE:
      send_garbage (self, fault);
      break;
    case SIMULATOR_FAULT_OVERSIZE:
      send_oversize (self, fault->bytes);
      break;
    case SIMULATOR_FAULT_RESTART:
      restart (self, fault);
      break;
    case SIMULATOR_FAULT_CLEAR:
      g_clear_handle_id (&self->stall_source, g_source_remove);
      on_stall_over (self);
      break;
    case SIMULATOR_FAULT_REFUSE:
    case SIMULATOR_FAULT_DUPLICATE:
    case SIMULATOR_FAULT_REORDER:
    case SIMULATOR_FAULT_REST:
      break;
    }
  simulator_server_tell (self, report);
}
