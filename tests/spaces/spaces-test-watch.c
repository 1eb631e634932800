/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "spaces-test-watch.h"

#include <string.h>

#include "spaces-api-private.h"

/* The longest that servers may set, so that no ping comes between. */
#define OPEN "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":120000,\"pingTimeout\":120000}"

SpacesTestWatch *
spaces_test_watch_new (void)
{
  SpacesTestWatch *self = g_new0 (SpacesTestWatch, 1);

  self->socket = sio_test_case_new ();
  sio_test_peer_set_open (self->socket->peer, OPEN);
  self->service = spaces_test_service_new ();
  /* Looking for a proxy would take a thread, and time that is not the clock's. */
  self->session
      = g_object_new (SOUP_TYPE_SESSION, "max-conns-per-host", 10, "proxy-resolver", NULL, NULL);
  self->tokens = spaces_token_source_new_for_text (SPACES_TEST_TOKEN, SPACES_TOKEN_JWT);
  self->api = spaces_api_new (self->session, self->service->api_url, self->tokens, 15);
  spaces_api_set_clock (self->api, &self->socket->clock->clock);
  self->fixed = g_ptr_array_new_with_free_func ((GDestroyNotify)spaces_space_unref);
  self->times = (SpacesTimes)SPACES_TEST_TIMES;
  self->told = g_string_new ("\n");
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->answering = TRUE;
  spaces_test_service_answer (self->service, "/users/me", 200, "{\"_id\":\"me\"}");
  return self;
}

void
spaces_test_watch_free (SpacesTestWatch *self)
{
  if (self->watcher != NULL)
    g_assert_finalize_object (self->watcher);
  SIO_TEST_WAIT (G_OBJECT (self->api)->ref_count == 1);
  g_assert_finalize_object (self->api);
  g_assert_finalize_object (self->tokens);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  sio_test_case_free (self->socket);
  spaces_test_service_free (self->service);
  g_ptr_array_unref (self->fixed);
  g_ptr_array_unref (self->sent);
  g_string_free (self->told, TRUE);
  g_free (self);
}

void
spaces_test_watch_fix (SpacesTestWatch *self, const char *id, const char *name)
{
  g_ptr_array_add (self->fixed, spaces_space_new (id, name, SPACES_SPACE_GROUP));
}

void
spaces_test_watch_list (SpacesTestWatch *self, const char *ids)
{
  g_auto (GStrv) each = g_strsplit (ids, " ", -1);
  GString *body = g_string_new ("{\"data\":[");

  for (guint i = 0; each[i] != NULL && *ids != '\0'; i++)
    g_string_append_printf (
        body, "%s{\"_id\":\"%s\",\"title\":\"Space %s\"}", i > 0 ? "," : "", each[i], each[i]);
  g_string_append (body, "]}");
  spaces_test_service_answer (self->service, SPACES_TEST_LIST, 200, body->str);
  g_string_free (body, TRUE);
}

static char *
dup_ask_path (const char *id)
{
  return g_strdup_printf ("/spaces/%s/activemeeting", id);
}

void
spaces_test_watch_meet (SpacesTestWatch *self, const char *id, const char *meeting_id)
{
  g_autofree char *path = dup_ask_path (id);
  g_autofree char *body = g_strdup_printf ("{\"_id\":\"%s\",\"content\":{}}", meeting_id);

  spaces_test_service_answer (
      self->service, path, meeting_id != NULL ? 200 : 404, meeting_id != NULL ? body : NULL);
}

static void
on_event (SpacesWatcher *watcher, MeetingEvent *event, gpointer data)
{
  SpacesTestWatch *self = data;

  g_assert_cmpint (event->heard_at, ==, self->socket->clock->real);
  g_string_append_printf (
      self->told, "event %s %s\n", meeting_event_kind_to_string (event->kind), event->space_id);
}

static void
on_listed (SpacesWatcher *watcher, GPtrArray *spaces, gpointer data)
{
  SpacesTestWatch *self = data;

  g_string_append (self->told, "listed");
  for (guint i = 0; i < spaces->len; i++)
    {
      const SpacesSpace *space = g_ptr_array_index (spaces, i);
      g_autofree char *plain = g_strconcat ("Space ", space->id, NULL);

      g_string_append_printf (self->told, " %s", space->id);
      if (g_strcmp0 (space->name, plain) != 0)
        g_string_append_printf (self->told, "=%s", space->name != NULL ? space->name : "-");
    }
  g_string_append_c (self->told, '\n');
}

static void
on_list_failed (SpacesWatcher *watcher, GError *error, gpointer data)
{
  SpacesTestWatch *self = data;

  g_assert_true (error->domain == SPACES_ERROR);
  g_string_append_printf (self->told, "list-failed %d\n", error->code);
}

static void
on_known (SpacesWatcher *watcher, const char *id, gpointer data)
{
  SpacesTestWatch *self = data;

  g_string_append_printf (self->told, "known %s\n", id);
}

static void
on_failed (SpacesWatcher *watcher, const char *id, GError *error, gpointer data)
{
  SpacesTestWatch *self = data;

  g_assert_true (error->domain == SPACES_ERROR);
  g_string_append_printf (self->told, "failed %s %d\n", id, error->code);
}

static void
on_unauthorized (SpacesWatcher *watcher, GError *error, gpointer data)
{
  SpacesTestWatch *self = data;

  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_UNAUTHORIZED);
  g_string_append (self->told, "unauthorized\n");
}

static void
on_progress (SpacesWatcher *watcher, gpointer data)
{
  ((SpacesTestWatch *)data)->progress++;
}

void
spaces_test_watch_make (SpacesTestWatch *self, gboolean with_api)
{
  self->watcher = spaces_watcher_new_with_clock (self->socket->client,
                                                 with_api ? self->api : NULL,
                                                 self->fixed,
                                                 &self->times,
                                                 &self->socket->clock->clock);
  g_signal_connect (self->watcher, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->watcher, "spaces-listed", G_CALLBACK (on_listed), self);
  g_signal_connect (self->watcher, "list-failed", G_CALLBACK (on_list_failed), self);
  g_signal_connect (self->watcher, "space-known", G_CALLBACK (on_known), self);
  g_signal_connect (self->watcher, "space-failed", G_CALLBACK (on_failed), self);
  g_signal_connect (self->watcher, "unauthorized", G_CALLBACK (on_unauthorized), self);
  g_signal_connect (self->watcher, "progress", G_CALLBACK (on_progress), self);
}

void
spaces_test_watch_join (SpacesTestWatch *self)
{
  sio_test_case_join (self->socket);
}

void
spaces_test_watch_lose (SpacesTestWatch *self)
{
  sio_test_peer_close (self->socket->peer, 1001);
  sio_test_case_reach (self->socket, SIO_STATE_WAITING);
}

void
spaces_test_watch_come_back (SpacesTestWatch *self)
{
  sio_client_start (self->socket->client);
  sio_test_case_reach (self->socket, SIO_STATE_JOINED);
}

/* Takes apart what the watcher says, which is nothing but these two. */
static void
read_frame (SpacesTestWatch *self, const char *frame)
{
  const char *json = strchr (frame, '[');
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *again = NULL;
  JsonObject *channel;
  gboolean subscribe;
  const char *id;

  if (!g_str_has_prefix (frame, "42/chat,"))
    return;
  node = json_from_string (json, NULL);
  subscribe = g_str_equal (json_array_get_string_element (json_node_get_array (node), 0),
                           "SUBSCRIBE_CHANNEL");
  channel = json_object_get_object_member (
      json_array_get_object_element (json_node_get_array (node), 1), "channel");
  g_assert_cmpstr (json_object_get_string_member (channel, "type"), ==, "topic");
  id = json_object_get_string_member (channel, "_id");
  again = g_strdup_printf ("42/chat,[\"%s\"",
                           subscribe ? "SUBSCRIBE_CHANNEL" : "UNSUBSCRIBE_CHANNEL");
  g_assert_true (g_str_has_prefix (frame, again));
  g_ptr_array_add (self->sent, g_strconcat (subscribe ? "+" : "-", id, NULL));
  if (self->answering)
    spaces_test_watch_tell_channel (
        self, subscribe ? SPACES_EVENT_SUBSCRIBED : SPACES_EVENT_UNSUBSCRIBED, id);
}

guint
spaces_test_watch_read (SpacesTestWatch *self)
{
  GPtrArray *frames = self->socket->peer->frames;

  while (self->frames_read < frames->len)
    read_frame (self, g_ptr_array_index (frames, self->frames_read++));
  return self->sent->len;
}

/* Round trips take no time of the clock, but turns of the loop; an echo on the same connection
 * that came back proves that all before it has arrived. */
void
spaces_test_watch_settle (SpacesTestWatch *self)
{
  for (guint i = 0; i < 3; i++)
    {
      guint heard = self->socket->heard;

      if (sio_client_get_state (self->socket->client) != SIO_STATE_JOINED)
        return;
      spaces_test_watch_read (self);
      sio_test_peer_send (self->socket->peer, "42/chat,[\"wanted\"]");
      SIO_TEST_WAIT (self->socket->heard > heard);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

void
spaces_test_watch_pass (SpacesTestWatch *self, guint ms)
{
  spaces_test_watch_settle (self);
  sio_test_clock_advance (self->socket->clock, ms);
  spaces_test_watch_settle (self);
}

void
spaces_test_watch_tell_channel (SpacesTestWatch *self, const char *event, const char *id)
{
  g_autofree char *frame
      = g_strdup_printf ("42/chat,[\"%s\",{\"channel\":{\"type\":\"topic\",\"_id\":\"%s\"},"
                         "\"error\":{\"code\":\"invalid.parameters\",\"message\":\"no\\nway\"}}]",
                         event,
                         id);

  sio_test_peer_send (self->socket->peer, frame);
}

void
spaces_test_watch_tell_event (SpacesTestWatch *self, const char *category, const char *id)
{
  g_autofree char *frame = g_strdup_printf (
      "42/chat,[\"MEDIA_SESSION_RESPONSE\",{\"category\":\"%s\",\"topicId\":\"%s\"}]",
      category,
      id);

  sio_test_peer_send (self->socket->peer, frame);
}

void
spaces_test_watch_assert_sent (SpacesTestWatch *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  spaces_test_watch_read (self);
  for (guint i = 0; i < self->sent->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? " " : "", (char *)g_ptr_array_index (self->sent, i));
  g_assert_cmpstr (text->str, ==, expected);
}

guint
spaces_test_watch_count_asks (SpacesTestWatch *self, const char *id)
{
  g_autofree char *path = dup_ask_path (id);

  return spaces_test_service_count (self->service, path);
}

guint
spaces_test_watch_count_told (SpacesTestWatch *self, const char *line)
{
  g_autofree char *whole = g_strconcat ("\n", line, "\n", NULL);
  guint n = 0;

  /* The line break behind one is that before the next. */
  for (const char *p = strstr (self->told->str, whole); p != NULL; p = strstr (p + 1, whole))
    n++;
  return n;
}

SpacesTestWatch *
spaces_test_watch_new_fixed (gboolean with_api)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_fix (watch, "a", "A");
  spaces_test_watch_list (watch, "");
  spaces_test_watch_make (watch, with_api);
  watch->answering = FALSE;
  spaces_test_watch_join (watch);
  spaces_test_watch_pass (watch, 100);
  SPACES_TEST_WATCH_WAIT (watch, watch->sent->len == 1);
  return watch;
}

SpacesTestWatch *
spaces_test_watch_new_listed (const char *ids, guint n)
{
  SpacesTestWatch *watch = spaces_test_watch_new ();

  spaces_test_watch_list (watch, ids);
  spaces_test_watch_make (watch, TRUE);
  spaces_test_watch_join (watch);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_asked (watch->watcher) == n);
  spaces_test_watch_pass (watch, 100 + n * 500);
  SPACES_TEST_WATCH_WAIT (watch, spaces_watcher_get_subscribed (watch->watcher) == n);
  return watch;
}
