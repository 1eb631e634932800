/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* Every way a connection is not had or is lost: what is said of it, and that it comes back. */
#include <string.h>

#include "sio-test-case.h"

/* HTTP answers */

typedef struct
{
  const char *name;
  guint status;
  const char *header;
  SioReason reason;
  gint64 wait_ms;
} HttpAnswer;

/* The clock of the tests stands at 2023-11-14 22:13:20 UTC. */
static const HttpAnswer answers[] = {
  { "200-portal", 200, NULL, SIO_REASON_HTTP_REFUSED, 1000 },
  { "302", 302, "Location: http://127.0.0.1:1/", SIO_REASON_HTTP_REFUSED, 1000 },
  { "400", 400, NULL, SIO_REASON_HTTP_REFUSED, 1000 },
  { "401", 401, NULL, SIO_REASON_HTTP_UNAUTHORIZED, 0 },
  { "401-challenge", 401, "WWW-Authenticate: Basic realm=\"x\"", SIO_REASON_HTTP_UNAUTHORIZED, 0 },
  { "403", 403, NULL, SIO_REASON_HTTP_UNAUTHORIZED, 0 },
  { "404", 404, NULL, SIO_REASON_HTTP_REFUSED, 1000 },
  { "429", 429, "Retry-After: 120", SIO_REASON_HTTP_REFUSED, 121000 },
  { "429-without", 429, NULL, SIO_REASON_HTTP_REFUSED, 1000 },
  { "500", 500, "Retry-After: 120", SIO_REASON_HTTP_REFUSED, 1000 },
  { "503", 503, "Retry-After: 7", SIO_REASON_HTTP_REFUSED, 8000 },
  { "503-date",
    503,
    "Retry-After: Tue, 14 Nov 2023 22:15:20 GMT",
    SIO_REASON_HTTP_REFUSED,
    121000 },
  { "503-date-over",
    503,
    "Retry-After: Tue, 14 Nov 2000 22:15:20 GMT",
    SIO_REASON_HTTP_REFUSED,
    1000 },
  { "503-nonsense", 503, "Retry-After: soon", SIO_REASON_HTTP_REFUSED, 1000 },
  { "503-negative", 503, "Retry-After: -5", SIO_REASON_HTTP_REFUSED, 1000 },
  { "503-for-ever", 503, "Retry-After: 4294967295", SIO_REASON_HTTP_REFUSED, 3601000 },
};

static void
test_http (gconstpointer data)
{
  const HttpAnswer *answer = data;
  SioTestCase *test = sio_test_case_new ();
  g_autofree char *detail = g_strdup_printf ("HTTP %u instead of a WebSocket", answer->status);

  test->clock->random = 1.0;
  test->peer->http_status = answer->status;
  test->peer->http_header = g_strdup (answer->header);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, answer->reason);
  g_assert_cmpstr (sio_client_get_detail (test->client), ==, detail);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, answer->wait_ms);
  g_assert_cmpuint (test->peer->queries->len, ==, 1);

  test->peer->http_status = 0;
  sio_test_clock_advance (test->clock, (guint)answer->wait_ms);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->asked_refused, ==, answer->wait_ms == 0 ? 1 : 0);
  sio_test_case_free (test);
}

/* The token is in the URL: another origin must not get it. */
static void
test_redirect_is_not_followed (void)
{
  SioTestCase *test = sio_test_case_new ();
  SioTestPeer *elsewhere = sio_test_peer_new (NULL);

  test->peer->http_status = 307;
  test->peer->http_header = g_strdup_printf ("Location: %s/socket.io/?x=1", elsewhere->origin);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_HTTP_REFUSED);
  g_assert_cmpuint (elsewhere->queries->len, ==, 0);
  sio_test_case_free (test);
  sio_test_peer_free (elsewhere);
}

/* Bytes instead of a WebSocket */

typedef struct
{
  const char *name;
  SioRawAnswer answer;
  const char *bytes;
  gssize length;
  SioRawEnd end;
  SioReason reason; /* NONE: nothing happens until the time-out */
} RawCase;

static const RawCase raw_cases[] = {
  { "silent", SIO_RAW_SILENT, NULL, 0, SIO_RAW_STAY, SIO_REASON_NONE },
  { "endless-head",
    SIO_RAW_WRITE,
    "HTTP/1.1 101 Switching Protocols\r\n",
    -1,
    SIO_RAW_STAY,
    SIO_REASON_NONE },
  { "hangs-up", SIO_RAW_SILENT, NULL, 0, SIO_RAW_FIN, SIO_REASON_UNREACHABLE },
  { "resets", SIO_RAW_SILENT, NULL, 0, SIO_RAW_RST, SIO_REASON_UNREACHABLE },
  { "hangs-up-in-the-head",
    SIO_RAW_WRITE,
    "HTTP/1.1 101 Swi",
    -1,
    SIO_RAW_FIN,
    SIO_REASON_UNREACHABLE },
  { "not-http",
    SIO_RAW_WRITE,
    "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n\r\n",
    -1,
    SIO_RAW_FIN,
    SIO_REASON_UNREACHABLE },
  { "101-without-key",
    SIO_RAW_WRITE,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    -1,
    SIO_RAW_STAY,
    SIO_REASON_PROTOCOL },
  { "opens-never", SIO_RAW_UPGRADE, NULL, 0, SIO_RAW_STAY, SIO_REASON_NONE },
  { "fin-before-open", SIO_RAW_UPGRADE, NULL, 0, SIO_RAW_FIN, SIO_REASON_SERVER_CLOSED },
  { "rst-before-open", SIO_RAW_UPGRADE, NULL, 0, SIO_RAW_RST, SIO_REASON_SERVER_CLOSED },
  { "fin-in-a-frame", SIO_RAW_UPGRADE, "\x81\x7e", 2, SIO_RAW_FIN, SIO_REASON_SERVER_CLOSED },
  { "reserved-bits",
    SIO_RAW_UPGRADE,
    "\xf1\x01"
    "0",
    3,
    SIO_RAW_STAY,
    SIO_REASON_WRONG_GENERATION },
  { "invalid-utf-8",
    SIO_RAW_UPGRADE,
    "\x81\x03"
    "4\xff\xfe",
    5,
    SIO_RAW_STAY,
    SIO_REASON_PROTOCOL },
  /* "Service restart", which libsoup takes for a mistake of the server's. */
  { "close-1012", SIO_RAW_UPGRADE, "\x88\x02\x03\xf4", 4, SIO_RAW_STAY, SIO_REASON_SERVER_CLOSED },
  { "close-without-code", SIO_RAW_UPGRADE, "\x88\x00", 2, SIO_RAW_STAY, SIO_REASON_SERVER_CLOSED },
};

static void
test_raw (gconstpointer data)
{
  const RawCase *raw_case = data;
  g_autoptr (SioRawPeer) raw
      = sio_raw_peer_new (raw_case->answer, raw_case->bytes, raw_case->length, raw_case->end);
  SioTestCase *test = sio_test_case_new_full (raw->origin, NULL, NULL);

  sio_client_start (test->client);
  if (raw_case->reason != SIO_REASON_NONE)
    {
      sio_test_case_assert_ends (test, raw_case->reason);
    }
  else
    {
      SIO_TEST_WAIT (raw->requests == 1);
      if (raw_case->answer == SIO_RAW_UPGRADE)
        sio_test_case_reach (test, SIO_STATE_OPENING);
      sio_test_clock_advance (test->clock, 14999);
      g_assert_cmpint (sio_client_get_state (test->client), !=, SIO_STATE_WAITING);
      sio_test_clock_advance (test->clock, 1);
      sio_test_case_assert_ends (test, SIO_REASON_CONNECT_TIMEOUT);
    }
  g_assert_nonnull (sio_client_get_detail (test->client));
  sio_test_case_free (test);
}

static void
test_nobody_there (void)
{
  SioRawPeer *raw = sio_raw_peer_new (SIO_RAW_SILENT, NULL, 0, SIO_RAW_STAY);
  SioTestCase *test = sio_test_case_new_full (raw->origin, NULL, NULL);

  /* A port that was somebody's a moment ago and is nobody's now. */
  sio_raw_peer_free (raw);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_UNREACHABLE);
  sio_test_case_free (test);
}

static void
test_bad_origin (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new_full (data, NULL, NULL);

  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_UNREACHABLE);
  g_assert_cmpstr (
      sio_client_get_detail (test->client), ==, "the server's address is not an origin");
  sio_test_case_free (test);
}

/* TLS */

static void
test_self_signed (void)
{
  g_autofree char *file
      = g_test_build_filename (G_TEST_DIST, "socketio", "fixtures", "self-signed.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (file, &error);
  SioTestPeer *peer;
  SioTestCase *test;

  g_assert_no_error (error);
  peer = sio_test_peer_new (certificate);
  test = sio_test_case_new_full (peer->origin, NULL, NULL);
  test->clock->random = 1.0;
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_TLS);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  g_assert_cmpuint (peer->queries->len, ==, 0);
  sio_test_case_free (test);
  sio_test_peer_free (peer);
}

static void
test_tls_to_plain (void)
{
  g_autoptr (SioRawPeer) raw
      = sio_raw_peer_new (SIO_RAW_GREET, "HTTP/1.1 400 Bad Request\r\n\r\n", -1, SIO_RAW_STAY);
  g_autofree char *origin = g_strdup_printf ("https%s", raw->origin + strlen ("http"));
  SioTestCase *test = sio_test_case_new_full (origin, NULL, NULL);

  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_TLS);
  sio_test_case_free (test);
}

/* Joined, and then */

static void
test_join_timeout (void)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  sio_test_peer_set_join (test->peer, NULL);
  sio_client_start (test->client);
  SIO_TEST_WAIT (test->peer->frames->len == 1);
  sio_test_peer_send (test->peer, "40");
  SIO_TEST_WAIT (test->heard == 2);
  sio_test_clock_advance (test->clock, 9999);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_JOINING);
  sio_test_clock_advance (test->clock, 1);
  sio_test_case_assert_ends (test, SIO_REASON_JOIN_TIMEOUT);
  sio_test_peer_set_join (test->peer, "40/chat,");
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

static void
test_kicked (gconstpointer data)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  sio_test_case_join (test);
  sio_test_peer_send (test->peer, "41");
  sio_test_peer_send (test->peer, "41/other,");
  sio_test_peer_send (test->peer, data);
  sio_test_case_assert_ends (test, SIO_REASON_KICKED);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpuint (test->asked, ==, 2);
  /* The old connection is closed, not left behind. */
  SIO_TEST_WAIT (test->peer->closed == 1);
  sio_test_case_free (test);
}

/* Kicked each time: the wait grows, and only a stable time makes it short again. */
static void
test_kicked_again_and_again (void)
{
  SioTestCase *test = sio_test_case_new ();

  test->clock->random = 1.0;
  sio_client_start (test->client);
  for (guint wait = 1000; wait <= 8000; wait *= 2)
    {
      sio_test_case_reach (test, SIO_STATE_JOINED);
      sio_test_peer_send (test->peer, "41/chat,");
      sio_test_case_assert_ends (test, SIO_REASON_KICKED);
      g_assert_cmpint (sio_test_case_get_wait (test), ==, wait);
      sio_test_clock_advance (test->clock, wait);
    }
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_peer_send (test->peer, "6");
  sio_test_clock_advance (test->clock, 15000);
  sio_test_peer_send (test->peer, "6");
  sio_test_clock_advance (test->clock, 15000);
  sio_test_peer_send (test->peer, "41/chat,");
  sio_test_case_assert_ends (test, SIO_REASON_KICKED);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  sio_test_case_free (test);
}

static void
test_close_code (gconstpointer data)
{
  gushort code = (gushort)GPOINTER_TO_UINT (data);
  SioTestCase *test = sio_test_case_new ();
  g_autofree char *words = g_strdup_printf ("%u", code);

  test->clock->random = 1.0;
  sio_test_case_join (test);
  sio_test_peer_close (test->peer, code);
  sio_test_case_assert_ends (test, code == 1009 ? SIO_REASON_TOO_BIG : SIO_REASON_SERVER_CLOSED);
  g_assert_nonnull (strstr (sio_client_get_detail (test->client), words));
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* A dead peer's answer to our close frame is not waited for. */
static void
test_closed_without_an_answer (void)
{
  g_autoptr (GByteArray) open = sio_test_frame (1, TRUE, SIO_TEST_OPEN, strlen (SIO_TEST_OPEN));
  g_autoptr (SioRawPeer) raw
      = sio_raw_peer_new (SIO_RAW_UPGRADE, open->data, open->len, SIO_RAW_STAY);
  SioTestCase *test = sio_test_case_new_full (raw->origin, NULL, NULL);

  sio_client_start (test->client);
  sio_test_case_reach (test, SIO_STATE_JOINING);
  sio_client_leave (test->client);
  g_assert_cmpint (sio_client_get_state (test->client), ==, SIO_STATE_IDLE);
  g_assert_cmpint (sio_test_clock_next (test->clock), ==, 1000);
  sio_test_clock_advance (test->clock, 1000);
  SIO_TEST_WAIT (test->clock->timers->len == 0);
  sio_test_case_free (test);
}

typedef struct
{
  const char *name;
  SioRawEnd end;
} Cut;

static const Cut cuts[] = { { "fin", SIO_RAW_FIN }, { "rst", SIO_RAW_RST } };

static void
test_cut (gconstpointer data)
{
  const Cut *cut = data;
  const char *joined = "40/chat,";
  g_autoptr (GByteArray) frames = sio_test_frame (1, TRUE, SIO_TEST_OPEN, strlen (SIO_TEST_OPEN));
  g_autoptr (GByteArray) answer = sio_test_frame (1, TRUE, joined, strlen (joined));
  g_autoptr (SioRawPeer) raw = NULL;
  SioTestCase *test;

  g_byte_array_append (frames, answer->data, answer->len);
  raw = sio_raw_peer_new (SIO_RAW_UPGRADE, frames->data, frames->len, SIO_RAW_STAY);
  test = sio_test_case_new_full (raw->origin, NULL, NULL);
  test->clock->random = 1.0;
  sio_test_case_join (test);
  sio_raw_peer_end (raw, cut->end);
  sio_test_case_assert_ends (test, SIO_REASON_SERVER_CLOSED);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  sio_test_case_free (test);
}

/* Size */

static void
test_too_big (gconstpointer data)
{
  gsize length = GPOINTER_TO_SIZE (data);
  SioTestCase *test = sio_test_case_new ();
  g_autofree char *filler = g_strnfill (length - strlen ("42/chat,[\"wanted\",\"\"]"), 'x');
  g_autofree char *frame = g_strdup_printf ("42/chat,[\"wanted\",\"%s\"]", filler);

  g_assert_cmpuint (strlen (frame), ==, length);
  test->clock->random = 1.0;
  sio_test_case_join (test);
  sio_test_peer_send (test->peer, frame);
  sio_test_case_assert_ends (test, SIO_REASON_TOO_BIG);
  g_assert_cmpint (sio_test_case_get_wait (test), ==, 1000);
  g_assert_cmpuint (test->events->len, ==, 0);
  SIO_TEST_WAIT (test->peer->closed == 1);
  /* A peer in the middle of writing may see the connection break before it sees why. */
  if (length < 2 * 1024 * 1024)
    g_assert_cmpint (test->peer->close_code, ==, 1009);
  sio_test_clock_advance (test->clock, 1000);
  sio_test_case_reach (test, SIO_STATE_JOINED);
  g_assert_cmpint (sio_client_get_reason (test->client), ==, SIO_REASON_NONE);
  sio_test_case_free (test);
}

static void
test_just_fits (void)
{
  SioTestCase *test = sio_test_case_new ();
  g_autofree char *filler = g_strnfill (1024 * 1024 - strlen ("42/chat,[\"wanted\",\"\"]"), 'x');
  g_autofree char *frame = g_strdup_printf ("42/chat,[\"wanted\",\"%s\"]", filler);

  sio_test_case_join (test);
  sio_test_peer_send (test->peer, frame);
  SIO_TEST_WAIT (test->events->len == 1);
  sio_test_case_free (test);
}

/* Each fragment is small enough, their sum is not. */
static void
test_too_big_in_fragments (void)
{
  g_autoptr (GByteArray) frames = sio_test_frame (1, TRUE, SIO_TEST_OPEN, strlen (SIO_TEST_OPEN));
  g_autofree char *filler = g_strnfill (200 * 1024, 'x');
  g_autoptr (SioRawPeer) raw = NULL;
  SioTestCase *test;

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GByteArray) fragment = sio_test_frame (i == 0 ? 1 : 0, i == 5, filler, 200 * 1024);

      g_byte_array_append (frames, fragment->data, fragment->len);
    }
  raw = sio_raw_peer_new (SIO_RAW_UPGRADE, frames->data, frames->len, SIO_RAW_STAY);
  test = sio_test_case_new_full (raw->origin, NULL, NULL);
  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_TOO_BIG);
  sio_test_case_free (test);
}

/* A limit of nothing must not become libsoup's "no limit" (CVE-2026-0716). */
static void
test_no_limit_is_not_unlimited (void)
{
  SioLimits limits = { 0 };
  static const guint8 frame[] = { 0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf6, 'x' };
  g_autoptr (SioRawPeer) raw
      = sio_raw_peer_new (SIO_RAW_UPGRADE, frame, sizeof frame, SIO_RAW_STAY);
  SioTestCase *test = sio_test_case_new_full (raw->origin, NULL, &limits);

  sio_client_start (test->client);
  sio_test_case_assert_ends (test, SIO_REASON_TOO_BIG);
  sio_test_case_free (test);
}

static void
test_attachments_too_big (void)
{
  SioLimits limits = { .max_message = 1000, .max_attached = 1500 };
  SioTestCase *test = sio_test_case_new_full (NULL, NULL, &limits);
  g_autofree char *data = g_strnfill (900, '\x04');

  sio_test_case_join (test);
  sio_test_peer_send (test->peer,
                      "452-/chat,[\"wanted\",{\"_placeholder\":true,\"num\":0},"
                      "{\"_placeholder\":true,\"num\":1}]");
  sio_test_peer_send_binary (test->peer, data, 900);
  sio_test_peer_send_binary (test->peer, data, 900);
  sio_test_case_assert_ends (test, SIO_REASON_TOO_BIG);
  sio_test_case_free (test);
}

static void
add (const char *group, const char *name, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/client/%s/%s", group, name);

  g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
  static const guint codes[] = { 1000, 1001, 1008, 1009, 1011, 4000 };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    add ("http", answers[i].name, &answers[i], test_http);
  g_test_add_func ("/client/http/redirect-is-not-followed", test_redirect_is_not_followed);
  for (guint i = 0; i < G_N_ELEMENTS (raw_cases); i++)
    add ("handshake", raw_cases[i].name, &raw_cases[i], test_raw);
  g_test_add_func ("/client/handshake/nobody-there", test_nobody_there);
  add ("origin", "path-only", "/chat", test_bad_origin);
  add ("origin", "other-scheme", "ftp://127.0.0.1", test_bad_origin);
  add ("origin", "empty", "", test_bad_origin);
  g_test_add_func ("/client/tls/self-signed", test_self_signed);
  g_test_add_func ("/client/tls/to-a-plain-port", test_tls_to_plain);
  g_test_add_func ("/client/end/join-timeout", test_join_timeout);
  add ("end", "kicked", "41/chat,", test_kicked);
  add ("end", "kicked-without-comma", "41/chat", test_kicked);
  g_test_add_func ("/client/end/kicked-again-and-again", test_kicked_again_and_again);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *name = g_strdup_printf ("closed-%u", codes[i]);

      add ("end", name, GUINT_TO_POINTER (codes[i]), test_close_code);
    }
  g_test_add_func ("/client/end/no-answer-to-the-close-frame", test_closed_without_an_answer);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    add ("end", cuts[i].name, &cuts[i], test_cut);
  add ("size", "one-byte-too-many", GSIZE_TO_POINTER (1024 * 1024 + 1), test_too_big);
  add ("size", "five-megabytes", GSIZE_TO_POINTER (5 * 1024 * 1024), test_too_big);
  g_test_add_func ("/client/size/just-fits", test_just_fits);
  g_test_add_func ("/client/size/in-fragments", test_too_big_in_fragments);
  g_test_add_func ("/client/size/no-limit-is-not-unlimited", test_no_limit_is_not_unlimited);
  g_test_add_func ("/client/size/attachments", test_attachments_too_big);
  return g_test_run ();
}
