/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "interop-client.h"

#include "interop-server.h"

static void
on_state_changed (SioClient *client, SioState before, SioState state, gpointer data)
{
  InteropClient *self = data;
  InteropChange change = { state, sio_client_get_reason (client) };

  g_test_message ("client: %s, %s: %s",
                  sio_state_to_string (state),
                  sio_reason_to_string (change.reason),
                  sio_client_get_detail (client));
  g_array_append_val (self->changes, change);
}

static void
on_event (SioClient *client, SioPacket *packet, gpointer data)
{
  InteropClient *self = data;

  g_ptr_array_add (self->events, sio_packet_ref (packet));
}

static void
authorize (SioClient *client, gboolean previous_refused, GTask *task, gpointer data)
{
  InteropClient *self = data;
  SioCredentials *credentials = sio_credentials_new ();
  g_autofree char *token = g_strdup_printf ("token-%u", self->asked + 1);

  self->asked++;
  self->told_refused = previous_refused;
  sio_credentials_add (credentials, "tokenType", "jwt");
  sio_credentials_add (credentials, "token", self->token != NULL ? self->token : token);
  g_task_return_pointer (task, credentials, (GDestroyNotify)sio_credentials_free);
}

InteropClient *
interop_client_new (const char *origin, SioGeneration generation, const SioTimes *times)
{
  const SioTimes short_times = INTEROP_TIMES;
  InteropClient *self = g_new0 (InteropClient, 1);

  self->session = soup_session_new ();
  self->changes = g_array_new (FALSE, FALSE, sizeof (InteropChange));
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)sio_packet_unref);
  self->client
      = sio_client_new (self->session, origin, "/chat", times != NULL ? times : &short_times, NULL);
  sio_client_set_generation (self->client, generation);
  sio_client_set_credentials_func (self->client, authorize, self, NULL);
  g_signal_connect (self->client, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  return self;
}

void
interop_client_free (InteropClient *self)
{
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_assert_finalize_object (self->client);
  g_object_unref (self->session);
  g_array_unref (self->changes);
  g_ptr_array_unref (self->events);
  g_free (self->token);
  g_free (self);
}

static gboolean
find_change (InteropClient *self, SioState state, const SioReason *reason)
{
  for (; self->seen < self->changes->len; self->seen++)
    {
      const InteropChange *change = &g_array_index (self->changes, InteropChange, self->seen);

      if (change->state == state && (reason == NULL || change->reason == *reason))
        {
          self->seen++;
          return TRUE;
        }
    }
  return FALSE;
}

void
interop_client_wait (InteropClient *self, SioState state, SioReason reason)
{
  g_autofree char *what
      = g_strdup_printf ("%s, %s", sio_state_to_string (state), sio_reason_to_string (reason));

  interop_wait_until (what, find_change (self, state, &reason));
}

SioReason
interop_client_wait_state (InteropClient *self, SioState state)
{
  interop_wait_until (sio_state_to_string (state), find_change (self, state, NULL));
  return g_array_index (self->changes, InteropChange, self->seen - 1).reason;
}

gboolean
interop_client_had (InteropClient *self, SioState state, SioReason reason)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const InteropChange *change = &g_array_index (self->changes, InteropChange, i);

      if (change->state == state && change->reason == reason)
        return TRUE;
    }
  return FALSE;
}

SioPacket *
interop_client_take_event (InteropClient *self, const char *name)
{
  SioPacket *packet = NULL;

  interop_wait_until (name, self->events->len > 0);
  packet = g_ptr_array_steal_index (self->events, 0);
  g_assert_cmpstr (sio_packet_get_event_name (packet), ==, name);
  return packet;
}
