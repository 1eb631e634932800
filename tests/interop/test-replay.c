/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 *
 * What official servers once sent, frame by frame, sent again to SioClient: the states it goes
 * through and the events it delivers are those that the recording holds.
 */
#include <string.h>

#include "sio-fixture.h"
#include "sio-test-case.h"

typedef struct
{
  const char *file;
  SioGeneration generation;
  guint connections; /* to /chat in the file, so that none is skipped unseen */
} Recording;

static const Recording recordings[] = {
  { "eio3-server-2.0.4.jsonl", SIO_GENERATION_3, 23 },
  { "eio3-server-2.5.1.jsonl", SIO_GENERATION_3, 23 },
  { "eio3-server-4.8.4.jsonl", SIO_GENERATION_3, 23 },
  { "eio4-server-2.5.1.jsonl", SIO_GENERATION_4, 20 },
  { "eio4-server-4.8.4.jsonl", SIO_GENERATION_4, 24 },
};

/* One connection: the lines from an open packet to the next one. */
typedef struct
{
  GPtrArray *lines; /* of JsonNode, unowned */
  gboolean joins;   /* the client asked for /chat */
} Part;

typedef struct
{
  SioTestCase *test;
  SioGeneration generation;
  GPtrArray *expected; /* of char *: the JSON of the events in /chat */
  guint sent;          /* messages, the open packet included */
  guint pings;
  gboolean joined;
  gboolean root_refused;
  SioReason ends; /* SIO_REASON_NONE while it goes on */
} Replay;

static JsonObject *
get_line (Part *part, guint index)
{
  return json_node_get_object (g_ptr_array_index (part->lines, index));
}

static gboolean
is (JsonObject *line, const char *member, const char *value)
{
  return g_strcmp0 (sio_fixture_get_string (line, member), value) == 0;
}

static gboolean
has_asked_to_join (SioTestPeer *peer)
{
  for (guint i = 0; i < peer->frames->len; i++)
    if (g_str_has_prefix (sio_test_peer_get_frame (peer, i), "40/chat"))
      return TRUE;
  return FALSE;
}

/* What C strings cannot hold arrives as U+FFFD. */
static char *
repair (const char *json)
{
  GString *repaired = g_string_new (json);

  g_string_replace (repaired, "\\u0000", "\\ufffd", 0);
  return g_string_free (repaired, FALSE);
}

/* What the line means for a client of /chat, by the protocol's text. */
static void
expect (Replay *replay, JsonObject *line)
{
  const char *text = sio_fixture_get_string (line, "text");

  if (is (line, "engine", "ping"))
    replay->pings++;
  if (is (line, "type", "error") && is (line, "namespace", "/"))
    replay->root_refused = TRUE;
  /* A server of 2.x joins everybody to the root, unasked; and what it accepts has no id. */
  if (is (line, "type", "connect") && replay->generation == SIO_GENERATION_4
      && strstr (text, "\"sid\"") == NULL)
    replay->ends = SIO_REASON_WRONG_GENERATION;
  if (!is (line, "namespace", "/chat") || replay->ends != SIO_REASON_NONE)
    return;

  if (is (line, "type", "event") || is (line, "type", "binary-event"))
    g_ptr_array_add (replay->expected, repair (strchr (text, '[')));
  else if (is (line, "type", "error"))
    replay->ends = SIO_REASON_NAMESPACE_REFUSED;
  else if (is (line, "type", "disconnect"))
    replay->ends = SIO_REASON_KICKED;
  else if (is (line, "type", "connect"))
    replay->joined = TRUE;
}

static void
send_line (Replay *replay, JsonObject *line)
{
  const char *text = sio_fixture_get_string (line, "text");

  SIO_TEST_WAIT (replay->test->peer->connection != NULL);
  if (text != NULL)
    sio_test_peer_send (replay->test->peer, text);
  else
    {
      g_autoptr (GBytes) bytes = sio_fixture_unhex (sio_fixture_get_string (line, "binary"));
      gsize size = 0;
      const void *data = g_bytes_get_data (bytes, &size);

      sio_test_peer_send_binary (replay->test->peer, data, size);
    }
  replay->sent++;
  expect (replay, line);
}

static void
assert_events (Replay *replay)
{
  GPtrArray *events = replay->test->events;

  if (replay->joined)
    SIO_TEST_WAIT (events->len >= replay->expected->len);
  g_assert_cmpuint (events->len, ==, replay->joined ? replay->expected->len : 0);
  for (guint i = 0; i < events->len; i++)
    {
      g_autoptr (JsonNode) delivered = json_from_string (g_ptr_array_index (events, i), NULL);
      g_autoptr (JsonNode) recorded
          = json_from_string (g_ptr_array_index (replay->expected, i), NULL);

      g_assert_nonnull (recorded);
      g_assert_true (json_node_equal (delivered, recorded));
    }
}

/* Servers of 2.x say nothing more after they have refused the root. */
static void
await_end (Replay *replay)
{
  if (replay->ends == SIO_REASON_NONE && replay->root_refused && !replay->joined)
    {
      SIO_TEST_WAIT (replay->test->heard == replay->sent);
      sio_test_clock_advance (replay->test->clock, 10000);
      replay->ends = SIO_REASON_NAMESPACE_REFUSED;
    }
  if (replay->ends != SIO_REASON_NONE)
    SIO_TEST_WAIT (replay->test->last_end == replay->ends);
  else
    sio_test_case_reach (replay->test, SIO_STATE_JOINED);
}

static void
assert_states (Replay *replay, gboolean left)
{
  g_autofree char *states = g_strconcat ("authorizing connecting opening joining",
                                         replay->joined ? " joined" : "",
                                         replay->ends != SIO_REASON_NONE ? " waiting" : "",
                                         left ? " idle" : "",
                                         NULL);

  /* After its end it may have begun anew already. */
  if (replay->ends != SIO_REASON_NONE)
    g_assert_true (g_str_has_prefix (replay->test->states->str, states));
  else
    g_assert_cmpstr (g_strstrip (replay->test->states->str), ==, states);
}

static void
play (Part *part, SioGeneration generation)
{
  Replay replay = { .test = sio_test_case_new (), .generation = generation, .sent = 1 };
  SioTestPeer *peer = replay.test->peer;
  gboolean left = FALSE;

  replay.expected = g_ptr_array_new_with_free_func (g_free);
  sio_test_peer_set_open (peer, sio_fixture_get_string (get_line (part, 0), "text"));
  sio_test_peer_set_join (peer, NULL);
  sio_client_listen (replay.test->client, NULL);
  sio_client_set_generation (replay.test->client, generation);
  sio_client_start (replay.test->client);

  for (guint i = 1; i < part->lines->len && !left && replay.ends == SIO_REASON_NONE; i++)
    {
      JsonObject *line = get_line (part, i);

      if (is (line, "from", "server"))
        send_line (&replay, line);
      else if (is (line, "type", "connect") && is (line, "namespace", "/chat"))
        SIO_TEST_WAIT (has_asked_to_join (peer));
      else if (is (line, "type", "disconnect") && is (line, "namespace", "/chat"))
        left = TRUE;
    }
  await_end (&replay);
  assert_events (&replay);
  if (generation == SIO_GENERATION_4 && replay.ends == SIO_REASON_NONE)
    SIO_TEST_WAIT (sio_test_peer_count (peer, "3") == replay.pings);
  if (left && replay.ends == SIO_REASON_NONE)
    {
      sio_client_leave (replay.test->client);
      SIO_TEST_WAIT (sio_test_peer_count (peer, "41/chat,") == 1);
    }
  assert_states (&replay, left && replay.ends == SIO_REASON_NONE);

  g_ptr_array_unref (replay.expected);
  sio_test_case_free (replay.test);
}

static Part *
part_new (void)
{
  Part *part = g_new0 (Part, 1);

  part->lines = g_ptr_array_new ();
  return part;
}

static void
part_free (Part *part)
{
  g_ptr_array_unref (part->lines);
  g_free (part);
}

static GPtrArray *
split_into_connections (GPtrArray *lines)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);

  for (guint i = 0; i < lines->len; i++)
    {
      JsonNode *node = g_ptr_array_index (lines, i);
      JsonObject *line = json_node_get_object (node);
      Part *part = NULL;

      if (is (line, "engine", "open"))
        g_ptr_array_add (parts, part_new ());
      g_assert_cmpuint (parts->len, >, 0);
      part = g_ptr_array_index (parts, parts->len - 1);
      g_ptr_array_add (part->lines, node);
      if (is (line, "from", "client") && is (line, "type", "connect")
          && is (line, "namespace", "/chat"))
        part->joins = TRUE;
    }
  return parts;
}

static void
test_replay (gconstpointer data)
{
  const Recording *recording = data;
  g_autoptr (GPtrArray) lines = sio_fixture_load_lines ("sessions", recording->file);
  g_autoptr (GPtrArray) parts = split_into_connections (lines);
  guint played = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = g_ptr_array_index (parts, i);

      if (!part->joins)
        continue;
      g_test_message (
          "%s, connection %u", sio_fixture_get_string (get_line (part, 0), "session"), i);
      play (part, recording->generation);
      played++;
    }
  g_assert_cmpuint (played, ==, recording->connections);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      g_autofree char *path = g_strconcat ("/replay/", recordings[i].file, NULL);

      g_test_add_data_func (path, &recordings[i], test_replay);
    }
  return g_test_run ();
}
