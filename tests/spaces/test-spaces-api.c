/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The REST client against a server that answers well, badly, late and at length. */
#include <string.h>

#include "spaces-api-private.h"
#include "spaces-test-rest.h"

static char *
finish_own_id (SpacesTestRest *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  SIO_TEST_WAIT (f->result != NULL);
  result = g_steal_pointer (&f->result);
  return spaces_api_get_own_id_finish (f->api, result, error);
}

static char *
get_own_id (SpacesTestRest *f, GError **error)
{
  spaces_api_get_own_id_async (f->api, f->cancellable, spaces_test_rest_on_result, f);
  return finish_own_id (f, error);
}

static MeetingEvent *
get_active_meeting (SpacesTestRest *f, const char *space_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  spaces_api_get_active_meeting_async (
      f->api, space_id, f->cancellable, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  result = g_steal_pointer (&f->result);
  return spaces_api_get_active_meeting_finish (f->api, result, error);
}

/* Asks who we are and sees @code; no message ever holds the token. */
static char *
assert_fails (SpacesTestRest *f, int code)
{
  g_autoptr (GError) error = NULL;
  char *own_id = get_own_id (f, &error);

  g_assert_null (own_id);
  g_assert_error (error, SPACES_ERROR, code);
  g_assert_null (strstr (error->message, SPACES_TEST_TOKEN));
  return g_strdup (error->message);
}

static void
test_own_id (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *own_id = NULL;

  spaces_test_service_answer (
      f->service, "/users/me", 200, "{\"_id\":\"63f8\",\"username\":\"maren@example.com\"}");
  own_id = get_own_id (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own_id, ==, "63f8");
  g_assert_cmpstr (f->service->headers->pdata[0], ==, "jwt " SPACES_TEST_TOKEN "|application/json");
  spaces_test_rest_free (f);
}

static void
test_own_id_missing (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();

  spaces_test_service_answer (f->service, "/users/me", 200, "{\"username\":\"maren\"}");
  g_free (assert_fails (f, SPACES_ERROR_SERVER));
  spaces_test_rest_free (f);
}

static void
test_bearer (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (SpacesTokenSource) tokens
      = spaces_token_source_new_for_text (SPACES_TEST_TOKEN, SPACES_TOKEN_OAUTH);
  SpacesApi *api = spaces_api_new (f->session, f->service->api_url, tokens, 15);

  spaces_api_set_clock (api, &f->clock->clock);
  spaces_api_get_own_id_async (api, NULL, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  g_clear_object (&f->result);
  g_assert_cmpstr (
      f->service->headers->pdata[0], ==, "bearer " SPACES_TEST_TOKEN "|application/json");
  g_assert_finalize_object (api);
  spaces_test_rest_free (f);
}

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *body;
  int code;
  const char *words; /* in the error's message; nullable */
} StatusCase;

static const StatusCase status_cases[] = {
  { "401",
    401,
    "application/json",
    "{\"message\":\"Unauthorized\"}",
    SPACES_ERROR_UNAUTHORIZED,
    "Unauthorized" },
  { "401-with-html", 401, "text/html", "<h1>no</h1>", SPACES_ERROR_UNAUTHORIZED, "401" },
  { "403",
    403,
    "application/json",
    "{\"message\":\"password is required\"}",
    SPACES_ERROR_FORBIDDEN,
    "password is required" },
  { "404", 404, NULL, NULL, SPACES_ERROR_NOT_FOUND, NULL },
  { "407", 407, "text/html", "<h1>proxy</h1>", SPACES_ERROR_UNREACHABLE, NULL },
  { "429", 429, NULL, NULL, SPACES_ERROR_RATE_LIMITED, NULL },
  { "500", 500, "text/plain", "oops", SPACES_ERROR_SERVER, "500" },
  { "503", 503, NULL, NULL, SPACES_ERROR_SERVER, "503" },
  { "504", 504, NULL, NULL, SPACES_ERROR_TIMED_OUT, NULL },
  { "words-in-lines",
    403,
    "application/json",
    "{\"message\":\"one\\n\\ttwo\\u0007 three\"}",
    SPACES_ERROR_FORBIDDEN,
    ": one two three" },
  { "words-of-wrong-type",
    403,
    "application/json",
    "{\"message\":{\"a\":1}}",
    SPACES_ERROR_FORBIDDEN,
    "403" },
  { "words-that-repeat-the-token",
    403,
    "application/json",
    "{\"message\":\"bad " SPACES_TEST_TOKEN "\"}",
    SPACES_ERROR_FORBIDDEN,
    "403" },
  { "captive-portal",
    200,
    "text/html",
    "<html>Welcome to the hotel</html>",
    SPACES_ERROR_SERVER,
    NULL },
  { "html-said-to-be-json", 200, "application/json", "<html></html>", SPACES_ERROR_SERVER, NULL },
  { "nothing", 200, "application/json", "", SPACES_ERROR_SERVER, NULL },
  { "no-content", 204, NULL, NULL, SPACES_ERROR_SERVER, NULL },
  { "null", 200, "application/json", "null", SPACES_ERROR_SERVER, NULL },
  { "array", 200, "application/json", "[]", SPACES_ERROR_SERVER, NULL },
  { "number", 200, "application/json", "7", SPACES_ERROR_SERVER, NULL },
  { "cut", 200, "application/json", "{\"_id\":\"63", SPACES_ERROR_SERVER, NULL },
  { "not-utf8", 200, "application/json", "{\"_id\":\"\xff\xfe\"}", SPACES_ERROR_SERVER, NULL },
};

static void
test_status (gconstpointer data)
{
  const StatusCase *test = data;
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autofree char *message = NULL;

  spaces_test_service_answer_full (
      f->service, "/users/me", test->status, test->type, test->body, NULL, NULL);
  message = assert_fails (f, test->code);
  if (test->words != NULL)
    g_assert_nonnull (strstr (message, test->words));
  g_assert_cmpuint (f->service->requests->len, ==, 1);
  spaces_test_rest_free (f);
}

static void
test_long_words (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autofree char *words = g_strnfill (5000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"message\":\"%s\"}", words);
  g_autofree char *message = NULL;

  spaces_test_service_answer (f->service, "/users/me", 403, body);
  message = assert_fails (f, SPACES_ERROR_FORBIDDEN);
  g_assert_cmpuint (strlen (message), <, 300);
  spaces_test_rest_free (f);
}

static char *
make_nested (guint depth)
{
  GString *text = g_string_new ("{\"_id\":\"63f8\",\"deep\":");

  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *deepest = make_nested (32);
  g_autofree char *too_deep = make_nested (33);
  g_autofree char *abyss = make_nested (200000);
  g_autofree char *own_id = NULL;

  spaces_test_service_answer (f->service, "/users/me", 200, deepest);
  own_id = get_own_id (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own_id, ==, "63f8");
  spaces_test_service_answer (f->service, "/users/me", 200, too_deep);
  g_free (assert_fails (f, SPACES_ERROR_TOO_BIG));
  spaces_test_service_answer (f->service, "/users/me", 200, abyss);
  g_free (assert_fails (f, SPACES_ERROR_TOO_BIG));
  spaces_test_rest_free (f);
}

static void
test_size (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *largest = spaces_test_make_large (1024 * 1024);
  g_autofree char *too_large = spaces_test_make_large (1024 * 1024 + 1);
  g_autofree char *endless = spaces_test_make_large (16 * 1024 * 1024);
  g_autofree char *own_id = NULL;

  spaces_test_service_answer (f->service, "/users/me", 200, largest);
  own_id = get_own_id (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own_id, ==, "63f8");
  spaces_test_service_answer (f->service, "/users/me", 200, too_large);
  g_free (assert_fails (f, SPACES_ERROR_TOO_BIG));
  spaces_test_service_answer (f->service, "/users/me", 200, endless);
  g_free (assert_fails (f, SPACES_ERROR_TOO_BIG));
  /* A refusal is one whatever its length. */
  spaces_test_service_answer (f->service, "/users/me", 401, endless);
  g_free (assert_fails (f, SPACES_ERROR_UNAUTHORIZED));
  spaces_test_rest_free (f);
}

static void
test_slow (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();

  spaces_test_service_answer (f->service, "/users/me", 200, "{\"_id\":\"63f8\"}");
  spaces_test_service_withhold (f->service, "/users/me");
  spaces_api_get_own_id_async (f->api, f->cancellable, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->service->waiting->len == 1);
  sio_test_clock_advance (f->clock, 14999);
  g_assert_null (f->result);
  sio_test_clock_advance (f->clock, 1);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (finish_own_id (f, &error));
    g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TIMED_OUT);
  }
  spaces_test_rest_free (f);
}

static void
test_cancelled (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  spaces_test_service_withhold (f->service, "/users/me");
  spaces_api_get_own_id_async (f->api, f->cancellable, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->service->waiting->len == 1);
  g_cancellable_cancel (f->cancellable);
  g_assert_null (finish_own_id (f, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  spaces_test_rest_free (f);
}

static void
test_unreachable (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();

  soup_server_disconnect (f->service->server);
  g_free (assert_fails (f, SPACES_ERROR_UNREACHABLE));
  spaces_test_rest_free (f);
}

/* A certificate that nobody vouches for. */
static void
test_tls (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autofree char *pem
      = g_test_build_filename (G_TEST_DIST, "socketio", "fixtures", "self-signed.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (SioTestPeer) peer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  SpacesApi *api;

  certificate = g_tls_certificate_new_from_file (pem, &error);
  g_assert_no_error (error);
  peer = sio_test_peer_new (certificate);
  url = g_strconcat (peer->origin, "/api", NULL);
  api = spaces_api_new (f->session, url, f->tokens, 15);
  spaces_api_get_own_id_async (api, NULL, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  g_assert_null (spaces_api_get_own_id_finish (api, f->result, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TLS);
  g_clear_object (&f->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (api);
  spaces_test_rest_free (f);
}

static void
test_no_address (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  SpacesApi *api = spaces_api_new (f->session, "::nothing::", f->tokens, 15);
  g_autoptr (GError) error = NULL;

  spaces_api_get_own_id_async (api, NULL, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  g_assert_null (spaces_api_get_own_id_finish (api, f->result, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_URL);
  g_clear_object (&f->result);
  g_assert_finalize_object (api);
  spaces_test_rest_free (f);
}

static void
test_no_token (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (SpacesTokenSource) tokens
      = spaces_token_source_new_for_file ("/nonexistent/token", SPACES_TOKEN_JWT);
  SpacesApi *api = spaces_api_new (f->session, f->service->api_url, tokens, 15);
  g_autoptr (GError) error = NULL;

  spaces_api_get_own_id_async (api, NULL, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  g_assert_null (spaces_api_get_own_id_finish (api, f->result, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOKEN_FILE);
  g_clear_object (&f->result);
  g_assert_cmpuint (f->service->requests->len, ==, 0);
  SIO_TEST_WAIT (G_OBJECT (api)->ref_count == 1);
  g_assert_finalize_object (api);
  spaces_test_rest_free (f);
}

/* A challenge is no reason to ask twice. */
static void
test_challenge (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();

  spaces_test_service_answer_full (f->service,
                                   "/users/me",
                                   401,
                                   "application/json",
                                   "{}",
                                   "WWW-Authenticate",
                                   "Basic realm=\"spaces\"");
  g_free (assert_fails (f, SPACES_ERROR_UNAUTHORIZED));
  g_free (assert_fails (f, SPACES_ERROR_UNAUTHORIZED));
  g_assert_cmpuint (f->service->requests->len, ==, 2);
  g_assert_cmpstr (f->service->headers->pdata[1], ==, "jwt " SPACES_TEST_TOKEN "|application/json");
  spaces_test_rest_free (f);
}

static void
test_redirect (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  SpacesTestService *other = spaces_test_service_new ();
  g_autofree char *there = g_strconcat (other->api_url, "/users/me", NULL);

  spaces_test_service_answer (other, "/users/me", 200, "{\"_id\":\"63f8\"}");
  spaces_test_service_answer_full (f->service, "/users/me", 302, NULL, NULL, "Location", there);
  g_free (assert_fails (f, SPACES_ERROR_SERVER));
  spaces_test_service_answer_full (
      f->service, "/users/me", 307, NULL, NULL, "Location", "/api/elsewhere");
  g_free (assert_fails (f, SPACES_ERROR_SERVER));
  g_assert_cmpuint (other->requests->len, ==, 0);
  g_assert_cmpuint (f->service->requests->len, ==, 2);
  spaces_test_service_free (other);
  spaces_test_rest_free (f);
}

typedef struct
{
  const char *name;
  guint status;
  const char *value;
  guint hold_ms; /* 0: none */
} HoldCase;

static const HoldCase hold_cases[] = {
  { "seconds", 429, "7", 7000 },
  { "unavailable", 503, "30", 30000 },
  { "not-said", 429, NULL, 60 * 1000 },
  { "not-readable", 429, "soon", 60 * 1000 },
  { "negative", 429, "-5", 60 * 1000 },
  { "too-long", 429, "86400", 15 * 60 * 1000 },
  { "unavailable-not-said", 503, NULL, 0 },
};

/* After a hold was told, every request waits for its end, whoever asks, and no longer. */
static void
test_hold (gconstpointer data)
{
  const HoldCase *test = data;
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *own_id = NULL;

  spaces_test_service_answer_full (f->service,
                                   "/spaces/a/activemeeting",
                                   test->status,
                                   NULL,
                                   NULL,
                                   test->value != NULL ? "Retry-After" : NULL,
                                   test->value);
  g_assert_null (get_active_meeting (f, "a", &error));
  spaces_test_service_answer (f->service, "/users/me", 200, "{\"_id\":\"63f8\"}");
  spaces_api_get_own_id_async (f->api, f->cancellable, spaces_test_rest_on_result, f);
  if (test->hold_ms > 0)
    {
      sio_test_clock_advance (f->clock, test->hold_ms - 1);
      g_assert_cmpuint (f->service->requests->len, ==, 1);
      sio_test_clock_advance (f->clock, 1);
    }
  own_id = finish_own_id (f, NULL);
  g_assert_cmpstr (own_id, ==, "63f8");
  spaces_test_rest_free (f);
}

static void
test_hold_cancelled (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  spaces_test_service_answer (f->service, "/users/me", 429, NULL);
  g_free (assert_fails (f, SPACES_ERROR_RATE_LIMITED));
  spaces_api_get_own_id_async (f->api, f->cancellable, spaces_test_rest_on_result, f);
  g_cancellable_cancel (f->cancellable);
  g_assert_null (finish_own_id (f, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->service->requests->len, ==, 1);
  spaces_test_rest_free (f);
}

static void
test_active_meeting (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MeetingEvent) found = NULL;
  g_autoptr (MeetingEvent) none = NULL;

  spaces_test_service_answer (f->service,
                              "/spaces/64c0%2F/..#/activemeeting",
                              200,
                              "{\"_id\":\"m1\",\"content\":{\"attendees\":[]}}");
  f->clock->real = 1234567890123456;
  found = get_active_meeting (f, "64c0%2F/..#", &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->kind, ==, MEETING_EVENT_FOUND);
  g_assert_cmpstr (found->space_id, ==, "64c0%2F/..#");
  g_assert_cmpstr (found->meeting_id, ==, "m1");
  g_assert_cmpint (found->heard_at, ==, 1234567890123456);
  none = get_active_meeting (f, "64c1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (none->kind, ==, MEETING_EVENT_NONE);
  g_assert_cmpstr (none->space_id, ==, "64c1");
  g_assert_cmpint (none->heard_at, ==, 1234567890123456);
  spaces_test_rest_free (f);
}

static void
test_active_meeting_broken (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  spaces_test_service_answer (f->service, "/spaces/a/activemeeting", 200, "[]");
  g_assert_null (get_active_meeting (f, "a", &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_PAYLOAD);
  spaces_test_rest_free (f);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  g_test_add_func ("/api/own-id", test_own_id);
  g_test_add_func ("/api/own-id-missing", test_own_id_missing);
  g_test_add_func ("/api/bearer", test_bearer);
  for (guint i = 0; i < G_N_ELEMENTS (status_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/api/status/", status_cases[i].name, NULL);

      g_test_add_data_func (path, &status_cases[i], test_status);
    }
  for (guint i = 0; i < G_N_ELEMENTS (hold_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/api/hold/", hold_cases[i].name, NULL);

      g_test_add_data_func (path, &hold_cases[i], test_hold);
    }
  g_test_add_func ("/api/hold/cancelled", test_hold_cancelled);
  g_test_add_func ("/api/long-words", test_long_words);
  g_test_add_func ("/api/depth", test_depth);
  g_test_add_func ("/api/size", test_size);
  g_test_add_func ("/api/slow", test_slow);
  g_test_add_func ("/api/cancelled", test_cancelled);
  g_test_add_func ("/api/unreachable", test_unreachable);
  g_test_add_func ("/api/tls", test_tls);
  g_test_add_func ("/api/no-address", test_no_address);
  g_test_add_func ("/api/no-token", test_no_token);
  g_test_add_func ("/api/challenge", test_challenge);
  g_test_add_func ("/api/redirect", test_redirect);
  g_test_add_func ("/api/active-meeting", test_active_meeting);
  g_test_add_func ("/api/active-meeting-broken", test_active_meeting_broken);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
