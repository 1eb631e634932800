/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-test-case.h"

#include "sio-test-monitor.h"

/* Tasks are to be completed, also late. */
static void
forget_credentials (SioTestCase *self)
{
  if (self->credentials != NULL)
    g_task_return_error_if_cancelled (self->credentials);
  g_clear_object (&self->credentials);
}

static void
on_credentials (SioClient *client, gboolean previous_refused, GTask *task, gpointer data)
{
  SioTestCase *self = data;

  self->asked++;
  self->asked_refused += previous_refused ? 1 : 0;
  forget_credentials (self);
  self->credentials = g_object_ref (task);
  if (!self->withhold)
    sio_test_case_give_credentials (self);
}

void
sio_test_case_give_credentials (SioTestCase *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->credentials);
  SioCredentials *credentials;

  g_assert_nonnull (task);
  if (self->no_credentials != NULL)
    {
      g_task_return_error (task, g_error_copy (self->no_credentials));
      return;
    }
  credentials = sio_credentials_new ();
  sio_credentials_add (credentials, "tokenType", "jwt");
  sio_credentials_add (credentials, "token", SIO_TEST_TOKEN);
  g_task_return_pointer (task, credentials, (GDestroyNotify)sio_credentials_free);
}

static void
on_state_changed (SioClient *client, SioState old, SioState state, gpointer data)
{
  SioTestCase *self = data;

  g_assert_cmpint (sio_client_get_state (client), ==, state);
  g_assert_cmpint (old, !=, state);
  if (state == SIO_STATE_WAITING)
    self->last_end = sio_client_get_reason (client);
  g_string_append_printf (
      self->states, "%s%s", self->states->len > 0 ? " " : "", sio_state_to_string (state));
}

static void
on_event (SioClient *client, SioPacket *packet, gpointer data)
{
  SioTestCase *self = data;
  JsonNode *payload = sio_packet_get_payload (packet);

  g_assert_cmpint (sio_client_get_state (client), ==, SIO_STATE_JOINED);
  g_ptr_array_add (self->events, json_to_string (payload, FALSE));
}

static void
on_heard (SioClient *client, gpointer data)
{
  ((SioTestCase *)data)->heard++;
}

SioTestCase *
sio_test_case_new_full (const char *origin, const SioTimes *times, const SioLimits *limits)
{
  SioTestCase *self = g_new0 (SioTestCase, 1);

  self->clock = sio_test_clock_new ();
  self->peer = sio_test_peer_new (NULL);
  self->session = soup_session_new ();
  self->monitor = sio_test_monitor_new ();
  self->states = g_string_new (NULL);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->client = sio_client_new_with_clock (self->session,
                                            origin != NULL ? origin : self->peer->origin,
                                            "/chat",
                                            times,
                                            limits,
                                            &self->clock->clock,
                                            self->monitor);
  sio_client_set_credentials_func (self->client, on_credentials, self, NULL);
  sio_client_listen (self->client, "wanted");
  g_signal_connect (self->client, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->client, "heard", G_CALLBACK (on_heard), self);
  return self;
}

SioTestCase *
sio_test_case_new (void)
{
  return sio_test_case_new_full (NULL, NULL, NULL);
}

void
sio_test_case_free (SioTestCase *self)
{
  if (self->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->client, self);
      g_assert_finalize_object (self->client);
    }
  /* A farewell takes a second at most. */
  sio_test_clock_advance (self->clock, 2000);
  SIO_TEST_WAIT (self->clock->timers->len == 0);

  soup_session_abort (self->session);
  g_object_unref (self->session);
  sio_test_peer_free (self->peer);
  g_assert_finalize_object (self->monitor);
  forget_credentials (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_error (&self->no_credentials);
  g_string_free (self->states, TRUE);
  g_ptr_array_unref (self->events);
  sio_test_clock_free (self->clock);
  g_free (self);
}

void
sio_test_case_change_network (SioTestCase *self, gboolean available)
{
  g_signal_emit_by_name (self->monitor, "network-changed", available);
}

static gboolean
on_half_a_second (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
sio_test_step (void)
{
  guint alarm = g_timeout_add (500, on_half_a_second, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
}

void
sio_test_case_reach (SioTestCase *self, SioState state)
{
  SIO_TEST_WAIT (sio_client_get_state (self->client) == state);
}

void
sio_test_case_join (SioTestCase *self)
{
  sio_client_start (self->client);
  sio_test_case_reach (self, SIO_STATE_JOINED);
  g_assert_cmpint (sio_client_get_reason (self->client), ==, SIO_REASON_NONE);
}

void
sio_test_case_assert_ends (SioTestCase *self, SioReason reason)
{
  sio_test_case_reach (self, SIO_STATE_WAITING);
  g_assert_cmpstr (sio_reason_to_string (sio_client_get_reason (self->client)),
                   ==,
                   sio_reason_to_string (reason));
}

gint64
sio_test_case_get_wait (SioTestCase *self)
{
  gint64 next = sio_client_get_next_attempt (self->client);

  g_assert_cmpint (next, >=, 0);
  return (next - self->clock->real) / 1000;
}
