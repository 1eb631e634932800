/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-retry.h"

static const SioTimes times = SIO_TIMES_DEFAULT;

/* A story: what happens, one after the other, and how long each time is waited. */
typedef struct
{
  SioReason reason;
  gint64 lasted_ms;
  gint64 joined_ms;
  guint retry_after_s;
  guint wait_ms;
  SioGeneration generation; /* of the next attempt */
} Step;

typedef struct
{
  const char *name;
  Step steps[8];
} Story;

#define NEVER -1

static const Story stories[] = {
  { "unreachable",
    { { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 1000, 3 },
      { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_CONNECT_TIMEOUT, 15000, NEVER, 0, 4000, 3 },
      { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 8000, 3 },
      { SIO_REASON_JOIN_TIMEOUT, 5, NEVER, 0, 16000, 3 },
      { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 30000, 3 },
      { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 30000, 3 } } },
  { "kicked-at-once-each-time", /* no loop at the first wait */
    { { SIO_REASON_KICKED, 50, 10, 0, 1000, 3 },
      { SIO_REASON_KICKED, 50, 10, 0, 2000, 3 },
      { SIO_REASON_KICKED, 50, 29999, 0, 4000, 3 } } },
  { "stable-time-resets",
    { { SIO_REASON_SERVER_CLOSED, 5, NEVER, 0, 1000, 3 },
      { SIO_REASON_SERVER_CLOSED, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_SERVER_CLOSED, 30100, 30000, 0, 1000, 3 },
      { SIO_REASON_SERVER_CLOSED, 5, NEVER, 0, 2000, 3 } } },
  { "refused-once",
    { { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 0, 3 },
      { SIO_REASON_SERVER_CLOSED, 99999, 99999, 0, 1000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 0, 3 } } },
  { "refused-again-and-again",
    { { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 0, 3 },
      { SIO_REASON_HTTP_UNAUTHORIZED, 5, NEVER, 0, 1000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 4000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 8000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 16000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, NEVER, 0, 32000, 3 },
      { SIO_REASON_HTTP_UNAUTHORIZED, 5, NEVER, 0, 64000, 3 } } },
  { "joined-and-refused-in-turn", /* no second immediate retry without a stable time */
    { { SIO_REASON_NAMESPACE_REFUSED, 5, 3, 0, 0, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, 3, 0, 1000, 3 },
      { SIO_REASON_NAMESPACE_REFUSED, 5, 3, 0, 2000, 3 } } },
  { "retry-after",
    { { SIO_REASON_HTTP_REFUSED, 5, NEVER, 120, 121000, 3 },
      { SIO_REASON_HTTP_REFUSED, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_HTTP_REFUSED, 5, NEVER, G_MAXUINT, 3604000, 3 } } },
  { "tls-is-tried-slowly",
    { { SIO_REASON_TLS, 5, NEVER, 0, 1000, 3 },
      { SIO_REASON_TLS, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_TLS, 5, NEVER, 0, 4000, 3 },
      { SIO_REASON_TLS, 5, NEVER, 0, 8000, 3 },
      { SIO_REASON_TLS, 5, NEVER, 0, 16000, 3 },
      { SIO_REASON_TLS, 5, NEVER, 0, 32000, 3 } } },
  { "resumed",
    { { SIO_REASON_SUSPENDED, 28800000, 28700000, 0, 0, 3 },
      { SIO_REASON_SUSPENDED, 3000, 2900, 0, 2000, 3 },
      { SIO_REASON_NETWORK_CHANGED, 6000, 5900, 0, 0, 3 },
      { SIO_REASON_UNREACHABLE, 5, NEVER, 0, 1000, 3 } } },
  { "wrong-generation",
    { { SIO_REASON_WRONG_GENERATION, 5, NEVER, 0, 0, 4 },
      { SIO_REASON_SERVER_CLOSED, 5, NEVER, 0, 1000, 4 } } },
  { "neither-generation", /* one retry, then back to where we were, with backoff */
    { { SIO_REASON_WRONG_GENERATION, 5, NEVER, 0, 0, 4 },
      { SIO_REASON_WRONG_GENERATION, 5, NEVER, 0, 1000, 3 },
      { SIO_REASON_WRONG_GENERATION, 5, NEVER, 0, 0, 4 },
      { SIO_REASON_PROTOCOL, 5, NEVER, 0, 2000, 3 },
      { SIO_REASON_PROTOCOL, 5, NEVER, 0, 4000, 3 } } },
};

static void
test_story (gconstpointer data)
{
  const Story *story = data;
  SioRetry retry;

  sio_retry_init (&retry, &times, SIO_GENERATION_3);
  for (guint i = 0; i < G_N_ELEMENTS (story->steps) && story->steps[i].reason != 0; i++)
    {
      const Step *step = &story->steps[i];
      SioRetryInput input = { step->reason, step->lasted_ms, step->joined_ms, step->retry_after_s };

      g_test_message ("step %u: %s", i, sio_reason_to_string (step->reason));
      g_assert_cmpuint (sio_retry_next (&retry, &input, 1.0), ==, step->wait_ms);
      g_assert_cmpint (retry.generation, ==, step->generation);
    }
}

/* What has worked is home from then on. */
static void
test_generation_is_kept (void)
{
  SioRetry retry;
  SioRetryInput wrong = { SIO_REASON_WRONG_GENERATION, 5, -1, 0 };
  SioRetryInput garbage = { SIO_REASON_PROTOCOL, 5, -1, 0 };

  sio_retry_init (&retry, &times, SIO_GENERATION_3);
  g_assert_cmpuint (sio_retry_next (&retry, &wrong, 1.0), ==, 0);
  sio_retry_joined (&retry);
  sio_retry_next (&retry, &garbage, 1.0);
  g_assert_cmpint (retry.generation, ==, SIO_GENERATION_4);
  /* And a server that was exchanged is found again. */
  g_assert_cmpuint (sio_retry_next (&retry, &wrong, 1.0), ==, 0);
  g_assert_cmpint (retry.generation, ==, SIO_GENERATION_3);
}

static void
test_reset (void)
{
  SioRetry retry;
  SioRetryInput refused = { SIO_REASON_NAMESPACE_REFUSED, 5, -1, 0 };

  sio_retry_init (&retry, &times, SIO_GENERATION_3);
  for (guint i = 0; i < 4; i++)
    sio_retry_next (&retry, &refused, 1.0);
  sio_retry_reset (&retry);
  g_assert_cmpuint (sio_retry_next (&retry, &refused, 1.0), ==, 0);
  g_assert_cmpuint (sio_retry_next (&retry, &refused, 1.0), ==, 1000);
}

static void
test_every_reason_has_a_wait (void)
{
  GEnumClass *reasons = g_type_class_ref (SIO_TYPE_REASON);

  for (guint i = 0; i < reasons->n_values; i++)
    {
      SioRetry retry;
      SioRetryInput input = { (SioReason)reasons->values[i].value, 10, -1, 0 };
      guint second;

      sio_retry_init (&retry, &times, SIO_GENERATION_3);
      sio_retry_next (&retry, &input, 0.0);
      second = sio_retry_next (&retry, &input, 0.0);
      /* Whatever it is, it never goes round without a pause. */
      g_assert_cmpuint (second, >=, 500);
      g_assert_cmpstr (sio_reason_to_string (input.reason), ==, reasons->values[i].value_nick);
    }
  g_type_class_unref (reasons);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autofree char *path = g_strconcat ("/retry/", stories[i].name, NULL);

      g_test_add_data_func (path, &stories[i], test_story);
    }
  g_test_add_func ("/retry/generation-is-kept", test_generation_is_kept);
  g_test_add_func ("/retry/reset", test_reset);
  g_test_add_func ("/retry/every-reason", test_every_reason_has_a_wait);
  return g_test_run ();
}
