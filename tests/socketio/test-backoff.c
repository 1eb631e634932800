/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-backoff.h"

typedef struct
{
  const char *name;
  guint base_ms;
  guint cap_ms;
  double random;
  guint waits[10];
} BackoffCase;

static const BackoffCase cases[] = {
  { "longest",
    1000,
    30000,
    1.0,
    { 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000, 30000 } },
  { "shortest",
    1000,
    30000,
    0.0,
    { 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000, 15000 } },
  { "middle",
    1000,
    30000,
    0.5,
    { 750, 1500, 3000, 6000, 12000, 22500, 22500, 22500, 22500, 22500 } },
  { "refused",
    1000,
    300000,
    1.0,
    { 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 300000 } },
  { "base-above-cap",
    5000,
    1000,
    1.0,
    { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 } },
  { "chance-out-of-range",
    1000,
    30000,
    7.0,
    { 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000, 30000 } },
};

static void
test_table (gconstpointer data)
{
  const BackoffCase *row = data;
  SioBackoff backoff;

  sio_backoff_init (&backoff, row->base_ms);
  for (guint i = 0; i < G_N_ELEMENTS (row->waits); i++)
    g_assert_cmpuint (sio_backoff_next (&backoff, row->cap_ms, row->random), ==, row->waits[i]);
}

static void
test_reset (void)
{
  SioBackoff backoff;

  sio_backoff_init (&backoff, 1000);
  for (guint i = 0; i < 5; i++)
    sio_backoff_next (&backoff, 30000, 1.0);
  sio_backoff_reset (&backoff);
  g_assert_cmpuint (sio_backoff_next (&backoff, 30000, 1.0), ==, 1000);
}

/* Shifting by the width of a number is undefined; days of being offline must not reach it. */
static void
test_for_ever (void)
{
  SioBackoff backoff;

  sio_backoff_init (&backoff, 1000);
  for (guint i = 0; i < 100000; i++)
    {
      guint wait = sio_backoff_next (&backoff, 30000, 0.0);

      g_assert_cmpuint (wait, >=, 500);
      g_assert_cmpuint (wait, <=, 15000);
    }
  backoff.attempts = G_MAXUINT;
  g_assert_cmpuint (sio_backoff_next (&backoff, 30000, 1.0), ==, 30000);
  g_assert_cmpuint (backoff.attempts, ==, G_MAXUINT);
}

/* Ten thousand clients of a server that went down come back spread over half the cap, also once
 * they have all reached it. */
static void
test_thundering_herd (void)
{
  enum
  {
    CLIENTS = 10000,
    SLOTS = 15
  };
  guint slots[SLOTS] = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (4711);

  for (guint i = 0; i < CLIENTS; i++)
    {
      SioBackoff backoff;
      guint wait = 0;

      sio_backoff_init (&backoff, 1000);
      for (guint attempt = 0; attempt < 8; attempt++)
        wait = sio_backoff_next (&backoff, 30000, g_rand_double (chance));
      g_assert_cmpuint (wait, >=, 15000);
      g_assert_cmpuint (wait, <, 30000);
      slots[(wait - 15000) / 1000]++;
    }
  /* 667 in each second when perfectly even. */
  for (guint i = 0; i < SLOTS; i++)
    {
      g_assert_cmpuint (slots[i], >, 550);
      g_assert_cmpuint (slots[i], <, 800);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/backoff/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_table);
    }
  g_test_add_func ("/backoff/reset", test_reset);
  g_test_add_func ("/backoff/for-ever", test_for_ever);
  g_test_add_func ("/backoff/thundering-herd", test_thundering_herd);
  return g_test_run ();
}
