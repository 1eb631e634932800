/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* No token and no URL in any message of ours or of the libraries below, whatever happens. */
#include <string.h>

#include "sio-test-case.h"

static GLogWriterOutput
remember (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  GString *log = data;

  for (gsize i = 0; i < n_fields; i++)
    {
      const char *value = fields[i].value;

      if (fields[i].length < 0)
        g_string_append_printf (log, "%s=%s\n", fields[i].key, value);
      else
        g_string_append_len (log, value, fields[i].length);
    }
  return (level & G_LOG_FLAG_FATAL) != 0
             ? g_log_writer_standard_streams (level, fields, n_fields, NULL)
             : G_LOG_WRITER_HANDLED;
}

static void
assert_clean (const char *text)
{
  static const char *const secrets[]
      = { SIO_TEST_TOKEN, "tok%2Fen", "tok/en", "secret", "token=", "socket.io/" };

  if (text == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strstr (text, secrets[i]) != NULL)
      g_error ("a message gives away '%s'", secrets[i]);
}

static void
run_round (GString *log, guint http_status, const char *join, const char *close_frame)
{
  SioTestCase *test = sio_test_case_new ();

  test->peer->http_status = http_status;
  sio_test_peer_set_join (test->peer, join);
  sio_client_start (test->client);
  if (http_status == 0 && g_str_has_prefix (join, "40"))
    {
      sio_test_case_reach (test, SIO_STATE_JOINED);
      assert_clean (sio_client_get_detail (test->client));
      sio_client_emit (test->client, "e", NULL, NULL);
      sio_test_peer_send (test->peer, close_frame);
    }
  sio_test_case_reach (test, SIO_STATE_WAITING);
  assert_clean (sio_client_get_detail (test->client));
  sio_test_clock_advance (test->clock, 20000);
  assert_clean (sio_client_get_detail (test->client));
  sio_client_leave (test->client);
  sio_test_case_free (test);
}

static void
run_raw (SioRawAnswer answer, const char *bytes, SioRawEnd end)
{
  g_autoptr (SioRawPeer) raw = sio_raw_peer_new (answer, bytes, -1, end);
  SioTestCase *test = sio_test_case_new_full (raw->origin, NULL, NULL);

  sio_client_start (test->client);
  SIO_TEST_WAIT (raw->requests == 1);
  sio_test_clock_advance (test->clock, 15000);
  SIO_TEST_WAIT (test->last_end != SIO_REASON_NONE);
  assert_clean (sio_client_get_detail (test->client));
  sio_test_case_free (test);
}

static void
test_nothing_is_given_away (gconstpointer data)
{
  GString *log = (GString *)data;

  run_round (log, 0, "40/chat,", "41/chat,");
  run_round (log, 0, "40/chat,", "4garbage " SIO_TEST_TOKEN);
  run_round (log, 0, "40/chat,", "44/chat,\"your token " SIO_TEST_TOKEN " has expired\"");
  run_round (log, 0, "44/chat,\"tok%2Fen%2B1%3D%26%C3%A9%2Csecret is not good\"", NULL);
  run_round (log, 0, "44/chat,{\"message\":\"jwt " SIO_TEST_TOKEN "\"}", NULL);
  run_round (log, 401, NULL, NULL);
  run_round (log, 302, NULL, NULL);
  run_round (log, 500, NULL, NULL);
  run_raw (SIO_RAW_SILENT, NULL, SIO_RAW_STAY);
  run_raw (SIO_RAW_SILENT, NULL, SIO_RAW_RST);
  run_raw (SIO_RAW_UPGRADE, "HTTP/1.1 400 Bad Request\r\n\r\n", SIO_RAW_FIN);
  run_raw (SIO_RAW_WRITE, "HTTP/1.1 101 Switching Protocols\r\n\r\n", SIO_RAW_FIN);

  /* The log was really listened to. */
  g_assert_nonnull (strstr (log->str, "/chat: joined"));
  g_assert_nonnull (strstr (log->str, "GLIB_DOMAIN=libsoup"));
  assert_clean (log->str);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) log = g_string_new (NULL);

  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (remember, log, NULL);
  g_test_add_data_func ("/client/log/nothing-is-given-away", log, test_nothing_is_given_away);
  return g_test_run ();
}
