/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* What the REST side answers, read without a connection. */
#include <string.h>

#include "spaces-api-answer.h"

typedef struct
{
  const char *name;
  const char *value;
  const char *date;
  gint64 seconds;
} RetryAfterCase;

/* Our own clock says 2023-11-14T22:13:20Z. */
#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static const RetryAfterCase retry_after_cases[] = {
  { "missing", NULL, NULL, -1 },
  { "number", "120", NULL, 120 },
  { "zero", "0", NULL, 0 },
  { "negative", "-1", NULL, -1 },
  { "fraction", "1.5", NULL, -1 },
  { "overflow", "99999999999999999999", NULL, -1 },
  { "words", "later", NULL, -1 },
  { "empty", "", NULL, -1 },
  { "date-by-our-clock", "Tue, 14 Nov 2023 22:15:20 GMT", NULL, 120 },
  { "date-by-its-clock", "Tue, 14 Nov 2023 22:15:20 GMT", "Tue, 14 Nov 2023 22:15:00 GMT", 20 },
  { "date-by-its-broken-clock", "Tue, 14 Nov 2023 22:15:20 GMT", "yesterday", 120 },
  { "date-gone-by", "Tue, 14 Nov 2023 22:00:00 GMT", NULL, 0 },
};

static void
test_retry_after (gconstpointer data)
{
  const RetryAfterCase *test = data;

  g_assert_cmpint (
      spaces_answer_parse_retry_after (test->value, test->date, NOW), ==, test->seconds);
}

static void
test_line (void)
{
  g_autofree char *line = spaces_answer_dup_line ("\n one\ttwo \r\n\x7fthree\u2028four ");
  g_autofree char *many = g_strnfill (1000, 'x');
  g_autofree char *cut = spaces_answer_dup_line (many);

  g_assert_cmpstr (line, ==, "one two three four");
  g_assert_cmpuint (strlen (cut), ==, 200);
  g_assert_null (spaces_answer_dup_line (NULL));
  g_assert_null (spaces_answer_dup_line (""));
  g_assert_null (spaces_answer_dup_line (" \n "));
}

/* One value more than the limit of all JSON we take. */
static void
test_too_many_values (void)
{
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 32768; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  g_assert_null (spaces_answer_parse (text->str, text->len, &error));
  g_assert_error (error, SPACES_ERROR, SPACES_ERROR_TOO_BIG);
}

typedef struct
{
  const char *name;
  const char *next;
  const char *expected; /* NULL: SPACES_ERROR_URL */
} NextCase;

#define BASE "https://spacesapis.avayacloud.com/api"

static const NextCase next_cases[] = {
  { "absolute", BASE "/users/me/spaces?page=1", BASE "/users/me/spaces?page=1" },
  { "default-port",
    "https://spacesapis.avayacloud.com:443/api/x",
    "https://spacesapis.avayacloud.com/api/x" },
  { "capitals",
    "HTTPS://SpacesAPIs.AvayaCloud.com/api/x",
    "https://SpacesAPIs.AvayaCloud.com/api/x" },
  { "rooted", "/api/topics?page=1", "https://spacesapis.avayacloud.com/api/topics?page=1" },
  { "behind-the-host", "api/x?page=1", "https://spacesapis.avayacloud.com/api/x?page=1" },
  { "below-the-api", "users/me/spaces?page=1", BASE "/users/me/spaces?page=1" },
  { "query", "?page=1&token=a%2Fb", BASE "/users/me/spaces?page=1&token=a%2Fb" },
  { "other-host", "https://other.avayacloud.com/api/x", NULL },
  { "host-behind", "https://spacesapis.avayacloud.com.example/api/x", NULL },
  { "user-info", "https://me@spacesapis.avayacloud.com/api/x", NULL },
  { "password", "https://spacesapis.avayacloud.com:443@example.com/api/x", NULL },
  { "other-port", "https://spacesapis.avayacloud.com:8443/api/x", NULL },
  { "other-scheme", "http://spacesapis.avayacloud.com/api/x", NULL },
  { "network-path", "//example.com/api/x", NULL },
  { "no-host", "https:///api/x", NULL },
  { "file", "file:///etc/passwd", NULL },
  { "data", "data:,x", NULL },
};

static void
test_next (gconstpointer data)
{
  const NextCase *test = data;
  g_autofree char *text = g_strdup_printf ("{\"nextPageUrl\":\"%s\"}", test->next);
  g_autoptr (JsonNode) page = spaces_answer_parse (text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *next
      = spaces_answer_dup_next_page (page, BASE "/users/me/spaces?size=50", BASE, &error);

  g_assert_cmpstr (next, ==, test->expected);
  if (test->expected != NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, SPACES_ERROR, SPACES_ERROR_URL);
}

static void
test_no_next (gconstpointer json)
{
  g_autofree char *text = g_strdup (json);
  g_autoptr (JsonNode) page = spaces_answer_parse (text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (spaces_answer_dup_next_page (page, BASE "/users/me/spaces", BASE, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (retry_after_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/answer/retry-after/", retry_after_cases[i].name, NULL);

      g_test_add_data_func (path, &retry_after_cases[i], test_retry_after);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (next_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/answer/next/", next_cases[i].name, NULL);

      g_test_add_data_func (path, &next_cases[i], test_next);
    }
  g_test_add_data_func ("/answer/next/missing", "{}", test_no_next);
  g_test_add_data_func ("/answer/next/null", "{\"nextPageUrl\":null}", test_no_next);
  g_test_add_data_func ("/answer/next/empty", "{\"nextPageUrl\":\"\"}", test_no_next);
  g_test_add_func ("/answer/line", test_line);
  g_test_add_func ("/answer/too-many-values", test_too_many_values);
  return g_test_run ();
}
