/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "spaces-test-rest.h"

#include <string.h>

#include "spaces-api-private.h"

SpacesTestRest *
spaces_test_rest_new (void)
{
  SpacesTestRest *f = g_new0 (SpacesTestRest, 1);

  f->clock = sio_test_clock_new ();
  f->service = spaces_test_service_new ();
  f->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  f->tokens = spaces_token_source_new_for_text (SPACES_TEST_TOKEN, SPACES_TOKEN_JWT);
  f->api = spaces_api_new (f->session, f->service->api_url, f->tokens, 15);
  spaces_api_set_clock (f->api, &f->clock->clock);
  f->cancellable = g_cancellable_new ();
  return f;
}

void
spaces_test_rest_free (SpacesTestRest *f)
{
  g_clear_object (&f->result);
  soup_session_abort (f->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->api);
  g_assert_finalize_object (f->tokens);
  g_assert_finalize_object (f->cancellable);
  g_object_unref (f->session);
  spaces_test_service_free (f->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sio_test_clock_free (f->clock);
  g_free (f);
}

void
spaces_test_rest_on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SpacesTestRest *f = user_data;

  g_assert_null (f->result);
  f->result = g_object_ref (result);
}

char *
spaces_test_make_large (gsize size)
{
  g_autofree char *filler = g_strnfill (size - strlen ("{\"_id\":\"63f8\",\"filler\":\"\"}"), 'x');

  return g_strdup_printf ("{\"_id\":\"63f8\",\"filler\":\"%s\"}", filler);
}
