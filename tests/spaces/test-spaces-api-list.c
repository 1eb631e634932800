/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* The list of spaces: pages, names, and what would lead astray or never end. */
#include <string.h>

#include "spaces-test-rest.h"

#define LIST_PATH "/users/me/spaces?topictype=group%2Cpersonal%2Cdirect&size=50"
#define LIST_PATH_SMALL "/users/me/spaces?topictype=group%2Cpersonal%2Cdirect&size=10"
#define LIST_PATH_SMALLEST "/users/me/spaces?topictype=group%2Cpersonal%2Cdirect&size=2"

static GPtrArray *
list_spaces (SpacesTestRest *f, const char *own_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  spaces_api_list_spaces_async (f->api, own_id, f->cancellable, spaces_test_rest_on_result, f);
  SIO_TEST_WAIT (f->result != NULL);
  result = g_steal_pointer (&f->result);
  return spaces_api_list_spaces_finish (f->api, result, error);
}

static const char *first_page
    = "{\"data\":["
      "{\"_id\":\"s1\",\"title\":\" Harbour\\nWorks \",\"type\":\"group\",\"status\":0},"
      "{\"_id\":\"s2\",\"title\":\"Archived\",\"type\":\"group\",\"status\":1},"
      "{\"_id\":\"s3\",\"title\":\"\",\"type\":\"direct\",\"members\":["
      "{\"member\":\"me\",\"displayname\":\"Maren\"},"
      "{\"member\":\"you\",\"displayname\":\"Tobias Lind\"}]},"
      "7,null,{\"title\":\"without an id\"},{\"_id\":\"\"},"
      "{\"_id\":\"s1\",\"title\":\"again\"}],\"nextPageUrl\":\"%s\"}";
static const char *second_page = "{\"data\":[{\"_id\":\"s4\",\"title\":\"Deleted\",\"status\":2},"
                                 "{\"_id\":\"s5\",\"type\":\"personal\",\"title\":\"My room\"},"
                                 "{\"_id\":\"s6\",\"title\":null}],\"nextPageUrl\":null}";

static char *
describe (GPtrArray *spaces)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spaces->len; i++)
    {
      const SpacesSpace *space = g_ptr_array_index (spaces, i);

      g_string_append_printf (text,
                              "%s%s=%s/%d",
                              i > 0 ? " " : "",
                              space->id,
                              space->name != NULL ? space->name : "-",
                              space->kind);
    }
  return g_string_free (text, FALSE);
}

static void
answer_first_page (SpacesTestRest *f, const char *next)
{
  g_auto (GStrv) parts = g_strsplit (first_page, "%s", 2);
  g_autofree char *body = g_strconcat (parts[0], next, parts[1], NULL);

  spaces_test_service_answer (f->service, LIST_PATH, 200, body);
}

static const char *const next_forms[] = {
  "/api/users/me/spaces?pageToken=2",   "api/users/me/spaces?pageToken=2",
  "users/me/spaces?pageToken=2",        "?pageToken=2",
  "%s/api/users/me/spaces?pageToken=2",
};

static void
test_list (gconstpointer data)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_auto (GStrv) parts = g_strsplit (data, "%s", 2);
  g_autofree char *next = g_strconcat (parts[1] != NULL ? f->service->origin : "",
                                       g_strv_length (parts) > 1 ? parts[1] : parts[0],
                                       NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces = NULL;
  g_autofree char *text = NULL;

  answer_first_page (f, next);
  spaces_test_service_answer (f->service, "/users/me/spaces?pageToken=2", 200, second_page);
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  text = describe (spaces);
  g_assert_cmpstr (text, ==, "s1=Harbour Works/0 s3=Tobias Lind/2 s5=My room/1 s6=-/0");
  g_assert_cmpuint (f->service->requests->len, ==, 2);
  spaces_test_rest_free (f);
}

static void
test_list_names (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces = NULL;
  g_autofree char *text = NULL;

  spaces_test_service_answer (
      f->service,
      LIST_PATH,
      200,
      "{\"data\":[{\"_id\":\"a\",\"type\":\"direct\",\"title\":\"titled\",\"members\":["
      "{\"member\":\"you\",\"displayname\":\"\",\"username\":\"tobias@example.com\"},"
      "{\"member\":\"me\",\"displayname\":\"Maren\"}]},"
      "{\"_id\":\"b\",\"type\":\"direct\",\"title\":\"titled\",\"members\":[{\"member\":\"me\"},5]}"
      ","
      "{\"_id\":\"c\",\"type\":\"direct\",\"members\":\"none\"},"
      "{\"_id\":\"d\",\"type\":\"group\",\"title\":7,\"status\":\"1\"},"
      "{\"_id\":\"e\",\"type\":9,\"title\":\"Ny\\u0000r\",\"status\":\"0\"}]}");
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  text = describe (spaces);
  g_assert_cmpstr (text, ==, "a=tobias@example.com/2 b=titled/2 c=-/2 e=Ny\xef\xbf\xbdr/0");
  spaces_test_rest_free (f);
}

/* Without knowing who we are, nobody is the other. */
static void
test_list_without_own_id (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GPtrArray) spaces = NULL;
  g_autofree char *text = NULL;

  answer_first_page (f, "");
  spaces = list_spaces (f, NULL, NULL);
  text = describe (spaces);
  g_assert_cmpstr (text, ==, "s1=Harbour Works/0 s3=-/2");
  spaces_test_rest_free (f);
}

static void
test_list_foreign (gconstpointer next)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  answer_first_page (f, next);
  g_assert_null (list_spaces (f, "me", &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_URL);
  g_assert_cmpuint (f->service->requests->len, ==, 1);
  spaces_test_rest_free (f);
}

static const char *const foreign_forms[] = {
  "http://127.0.0.2:9/api/users/me/spaces",
  "https://spaces.example.net/api/users/me/spaces",
  "//127.0.0.2/api/users/me/spaces",
  "http://127.0.0.1:1/api/users/me/spaces",
  "http://somebody@127.0.0.1/api",
  "ftp://127.0.0.1/api",
  "data:text/plain,hello",
  "http://[",
};

/* Each page links to the next for ever. */
static void
on_endless (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  guint *pages = data;
  g_autofree char *body = g_strdup_printf (
      "{\"data\":[{\"_id\":\"s%u\"}],\"nextPageUrl\":\"/endless?page=%u\"}", *pages, *pages + 1);

  (*pages)++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (
      message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
test_list_endless (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces = NULL;
  guint pages = 0;

  soup_server_add_handler (f->service->server, "/endless", on_endless, &pages, NULL);
  spaces_test_service_answer (
      f->service, LIST_PATH, 200, "{\"data\":[{\"_id\":\"first\"}],\"nextPageUrl\":\"/endless\"}");
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spaces->len, ==, 100);
  g_assert_cmpuint (pages, ==, 99);
  spaces_test_rest_free (f);
}

/* Smaller pages are more of them: the list of somebody with two thousand spaces is whole. */
static void
test_list_of_small_pages (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autofree char *large = spaces_test_make_large (1024 * 1024 + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces = NULL;
  guint pages = 0;

  soup_server_add_handler (f->service->server, "/endless", on_endless, &pages, NULL);
  spaces_test_service_answer (f->service, LIST_PATH, 200, large);
  spaces_test_service_answer (f->service,
                              LIST_PATH_SMALL,
                              200,
                              "{\"data\":[{\"_id\":\"first\"}],\"nextPageUrl\":\"/endless\"}");
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pages, ==, 499);
  spaces_test_rest_free (f);
}

static void
test_list_circle (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GPtrArray) spaces = NULL;

  answer_first_page (f, strchr (LIST_PATH, '?'));
  spaces = list_spaces (f, "me", NULL);
  g_assert_cmpuint (spaces->len, ==, 2);
  g_assert_cmpuint (f->service->requests->len, ==, 2);
  spaces_test_rest_free (f);
}

static void
test_list_empty_page (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GPtrArray) spaces = NULL;

  spaces_test_service_answer (
      f->service, LIST_PATH, 200, "{\"data\":[],\"nextPageUrl\":\"http://foreign.example/\"}");
  spaces = list_spaces (f, "me", NULL);
  g_assert_cmpuint (spaces->len, ==, 0);
  g_assert_cmpuint (f->service->requests->len, ==, 1);
  spaces_test_rest_free (f);
}

/* Spaces with many members: fewer of them fit into an answer. */
static void
test_list_too_big (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spaces = NULL;
  g_autofree char *large = spaces_test_make_large (1024 * 1024 + 1);

  spaces_test_service_answer (f->service, LIST_PATH, 200, large);
  spaces_test_service_answer (f->service, LIST_PATH_SMALL, 200, second_page);
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spaces->len, ==, 2);
  spaces_test_service_answer (f->service, LIST_PATH_SMALL, 200, large);
  spaces_test_service_answer (f->service, LIST_PATH_SMALLEST, 200, second_page);
  g_clear_pointer (&spaces, g_ptr_array_unref);
  spaces = list_spaces (f, "me", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spaces->len, ==, 2);
  spaces_test_service_answer (f->service, LIST_PATH_SMALLEST, 200, large);
  g_assert_null (list_spaces (f, "me", &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOO_BIG);
  spaces_test_rest_free (f);
}

static void
test_list_no_list (gconstpointer body)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  spaces_test_service_answer (f->service, LIST_PATH, 200, body);
  g_assert_null (list_spaces (f, "me", &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_SERVER);
  spaces_test_rest_free (f);
}

/* A failure on a later page fails the list: half of it would look as if the rest were gone. */
static void
test_list_second_page_fails (void)
{
  SpacesTestRest *f = spaces_test_rest_new ();
  g_autoptr (GError) error = NULL;

  answer_first_page (f, "?pageToken=2");
  spaces_test_service_answer (f->service, "/users/me/spaces?pageToken=2", 500, NULL);
  g_assert_null (list_spaces (f, "me", &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_SERVER);
  spaces_test_rest_free (f);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  spaces_test_watch_logs ();
  for (guint i = 0; i < G_N_ELEMENTS (next_forms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/list/next-%u", i);

      g_test_add_data_func (path, next_forms[i], test_list);
    }
  for (guint i = 0; i < G_N_ELEMENTS (foreign_forms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/list/foreign-%u", i);

      g_test_add_data_func (path, foreign_forms[i], test_list_foreign);
    }
  g_test_add_func ("/api/list/names", test_list_names);
  g_test_add_func ("/api/list/without-own-id", test_list_without_own_id);
  g_test_add_func ("/api/list/endless", test_list_endless);
  g_test_add_func ("/api/list/small-pages", test_list_of_small_pages);
  g_test_add_func ("/api/list/circle", test_list_circle);
  g_test_add_func ("/api/list/empty-page", test_list_empty_page);
  g_test_add_func ("/api/list/too-big", test_list_too_big);
  g_test_add_data_func ("/api/list/array", "[]", test_list_no_list);
  g_test_add_data_func ("/api/list/no-data", "{}", test_list_no_list);
  g_test_add_data_func ("/api/list/data-no-list", "{\"data\":{}}", test_list_no_list);
  g_test_add_func ("/api/list/second-page-fails", test_list_second_page_fails);
  result = g_test_run ();
  spaces_test_assert_logs_clean ();
  return result;
}
