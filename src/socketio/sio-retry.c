/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-retry.h"

/* A server may ask for patience, but not for ever: a mistyped Retry-After must not end the service.
 */
#define RETRY_AFTER_MAX_S 3600

void
sio_retry_init (SioRetry *retry, const SioTimes *times, SioGeneration generation)
{
  *retry = (SioRetry){ .times = *times, .generation = generation, .home = generation };
  sio_backoff_init (&retry->backoff, times->retry_base);
}

void
sio_retry_reset (SioRetry *retry)
{
  sio_backoff_reset (&retry->backoff);
  retry->refusals = 0;
}

void
sio_retry_set_generation (SioRetry *retry, SioGeneration generation)
{
  retry->generation = generation;
  retry->home = generation;
  retry->away = FALSE;
}

void
sio_retry_joined (SioRetry *retry)
{
  retry->home = retry->generation;
  retry->away = FALSE;
}

gboolean
sio_reason_is_refusal (SioReason reason)
{
  return reason == SIO_REASON_HTTP_UNAUTHORIZED || reason == SIO_REASON_NAMESPACE_REFUSED;
}

/* Once; a server that fits neither revision is no reason to go round in circles. */
static gboolean
try_other_generation (SioRetry *retry)
{
  if (retry->away)
    return FALSE;
  retry->generation = retry->generation == SIO_GENERATION_3 ? SIO_GENERATION_4 : SIO_GENERATION_3;
  retry->away = TRUE;
  return TRUE;
}

static void
return_home (SioRetry *retry)
{
  retry->generation = retry->home;
  retry->away = FALSE;
}

static guint
back_off (SioRetry *retry, guint cap_ms, guint retry_after_s, double random)
{
  /* Added, not compared: everybody who was sent away was told the same time. */
  return MIN (retry_after_s, RETRY_AFTER_MAX_S) * 1000
         + sio_backoff_next (&retry->backoff, cap_ms, random);
}

/* The line broke under a connection that was well: come back at once, but not several times in a
 * row, as when a network flaps. */
static guint
hurry (SioRetry *retry, gint64 lasted_ms)
{
  return (guint)CLAMP (
      retry->times.network_retry_limit - lasted_ms, 0, (gint64)retry->times.network_retry_limit);
}

guint
sio_retry_next (SioRetry *retry, const SioRetryInput *input, double random)
{
  if (input->joined_ms >= (gint64)retry->times.stable_after)
    sio_retry_reset (retry);

  switch (input->reason)
    {
    case SIO_REASON_WRONG_GENERATION:
      if (try_other_generation (retry))
        return 0;
      return_home (retry);
      return back_off (retry, retry->times.retry_cap, 0, random);

    case SIO_REASON_HTTP_UNAUTHORIZED:
    case SIO_REASON_NAMESPACE_REFUSED:
      if (retry->refusals++ == 0)
        return 0;
      return back_off (retry, retry->times.refused_cap, input->retry_after_s, random);

    case SIO_REASON_SUSPENDED:
    case SIO_REASON_NETWORK_CHANGED:
      return hurry (retry, input->lasted_ms);

    case SIO_REASON_PROTOCOL:
      if (retry->away)
        return_home (retry);
      return back_off (retry, retry->times.retry_cap, 0, random);

    case SIO_REASON_TLS: /* nothing that mends itself within seconds */
      return back_off (retry, retry->times.refused_cap, 0, random);

    case SIO_REASON_NONE:
    case SIO_REASON_LEFT:
    case SIO_REASON_CREDENTIALS:
    case SIO_REASON_UNREACHABLE:
    case SIO_REASON_CONNECT_TIMEOUT:
    case SIO_REASON_JOIN_TIMEOUT:
    case SIO_REASON_HTTP_REFUSED:
    case SIO_REASON_SERVER_CLOSED:
    case SIO_REASON_KICKED:
    case SIO_REASON_PING_TIMEOUT:
    case SIO_REASON_TOO_BIG:
      break;
    }
  return back_off (retry, retry->times.retry_cap, input->retry_after_s, random);
}
