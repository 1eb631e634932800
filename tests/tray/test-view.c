/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "tray-samples.h"
#include "tray-words.h"

#define LAST_KIND MEETING_STATUS_IDLE
#define LAST_REASON MEETING_REASON_NO_SPACES

static void
assert_lines (GPtrArray *lines, JsonArray *expected)
{
  for (guint i = 0; i < MAX (lines->len, json_array_get_length (expected)); i++)
    g_assert_cmpstr (i < lines->len ? g_ptr_array_index (lines, i) : "(no more)",
                     ==,
                     i < json_array_get_length (expected)
                         ? json_array_get_string_element (expected, i)
                         : "(no more)");
}

static void
assert_text (JsonObject *expected, const char *member, const char *text)
{
  if (json_object_has_member (expected, member))
    g_assert_cmpstr (text, ==, json_object_get_string_member (expected, member));
}

static void
test_case (gconstpointer data)
{
  JsonObject *object = (JsonObject *)data;
  JsonObject *expected = json_object_get_object_member (object, "expect");
  g_autoptr (TraySample) sample = tray_sample_new (object);
  g_autoptr (TrayView) view = tray_view_new (&sample->model);
  g_autoptr (GPtrArray) lines = tray_sample_lines (view->entries);
  g_autofree char *connection = tray_view_dup_connection_line (&sample->model);

  assert_text (expected, "title", view->title);
  assert_text (expected, "tooltip", view->tooltip_body);
  assert_text (expected, "connection", connection);
  g_assert_cmpstr (view->tooltip_title, ==, view->title);
  if (json_object_has_member (expected, "entries"))
    assert_lines (lines, json_object_get_array_member (expected, "entries"));
}

/* Whatever the pair of status and reason: there are words, one line each, and what is wrong comes
 * with what to do. */
static void
test_every_pair (void)
{
  g_autoptr (TraySample) sample = tray_sample_parse ("{\"status\":\"idle\"}");

  for (MeetingStatusKind kind = 0; kind <= LAST_KIND; kind++)
    for (MeetingStatusReason reason = 0; reason <= LAST_REASON; reason++)
      {
        g_autoptr (TrayView) view = NULL;
        g_autofree char *line = NULL;
        TraySentences sentences = tray_words_connection (kind, reason);

        sample->model.status.kind = kind;
        sample->model.status.reason = reason;
        view = tray_view_new (&sample->model);
        line = tray_view_dup_connection_line (&sample->model);
        g_assert_cmpuint (strlen (view->title), >, 0);
        g_assert_null (strchr (view->title, '\n'));
        g_assert_null (strchr (line, '\n'));
        g_assert_true (g_str_has_prefix (line, sentences.state));
        g_assert_false (g_str_has_suffix (sentences.state, "."));
        g_assert_cmpuint (strlen (view->accessible_description), >, 0);
        if (kind == MEETING_STATUS_SIGNED_OUT || kind == MEETING_STATUS_OFFLINE
            || kind == MEETING_STATUS_STALE)
          {
            g_assert_nonnull (sentences.advice);
            g_assert_true (g_str_has_suffix (sentences.advice, "."));
            g_assert_nonnull (strstr (view->tooltip_body, sentences.advice));
          }
        if (kind == MEETING_STATUS_OFFLINE || kind == MEETING_STATUS_SIGNED_OUT)
          g_assert_cmpstr (view->title, ==, sentences.state);
      }
}

/* Every reason for being offline that the person can do something about says so in its own words.
 */
static void
test_offline_sentences_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (MeetingStatusReason reason = MEETING_REASON_TOKEN_REFUSED;
       reason <= MEETING_REASON_NETWORK_CHANGED;
       reason++)
    {
      const char *state = tray_words_connection (MEETING_STATUS_OFFLINE, reason).state;

      g_assert_true (g_hash_table_add (seen, (gpointer)state));
    }
}

static void
test_icons (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (MeetingStatusKind kind = 0; kind <= LAST_KIND; kind++)
    {
      const char *name = tray_view_icon_name (kind);

      g_assert_true (g_str_has_prefix (name, "io.github.spacestray.SpacesTray-"));
      g_assert_true (g_hash_table_add (seen, (gpointer)name));
    }
  g_assert_cmpstr (tray_view_icon_name (tray_sample_kind ("signed-out")),
                   ==,
                   "io.github.spacestray.SpacesTray-signed-out");
}

static void
test_entry_ids_are_unique (void)
{
  g_autoptr (TraySample) sample = tray_sample_parse (
      "{\"status\":\"live\",\"demonstration\":true,"
      "\"meetings\":[{\"space\":\"a\",\"ago\":60},{\"space\":\"b\",\"ago\":60}],"
      "\"recordings\":[{\"id\":\"r1\"},{\"id\":\"r2\",\"state\":\"stopped\"}]}");
  g_autoptr (TrayView) view = tray_view_new (&sample->model);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < view->entries->len; i++)
    {
      const TrayEntry *entry = g_ptr_array_index (view->entries, i);

      g_assert_true (g_hash_table_add (seen, entry->id));
      for (guint j = 0; entry->children != NULL && j < entry->children->len; j++)
        {
          const TrayEntry *child = g_ptr_array_index (entry->children, j);

          g_assert_true (g_hash_table_add (seen, child->id));
        }
    }
}

static const struct
{
  const char *name;
  const char *text;
  guint length;
  const char *expected;
} CLEANED[] = {
  { "plain", "Harbour Works", 48, "Harbour Works" },
  { "null", NULL, 48, NULL },
  { "empty", "", 48, NULL },
  { "blank", " \t\n\u00a0\u2003 ", 48, NULL },
  { "only-controls", "\x01\x1b\u202e\u200b", 48, NULL },
  { "lines", "one\r\n\ttwo", 48, "one two" },
  { "ends", "  one  ", 48, "one" },
  { "escape", "red\x1b[31m", 48, "red [31m" },
  { "line-separator", "one\u2028two", 48, "one two" },
  { "direction-override", "safe\u202eexe.pdf\u202c", 48, "safeexe.pdf" },
  { "isolates-of-theirs", "\u2067a\u2069b", 48, "ab" },
  { "hebrew", "שלום", 48, "\u2068שלום\u2069" },
  { "arabic-in-latin", "Room غرفة 1", 48, "\u2068Room غرفة 1\u2069" },
  { "cut", "abcdefghij", 5, "abcd…" },
  { "just-fits", "abcde", 5, "abcde" },
  { "cut-at-space", "abc defg", 5, "abc…" },
  { "cut-characters-not-bytes", "ääääää", 5, "ääää…" },
  { "cut-keeps-accents", "abce\u0301\u0302fgh", 6, "abc…" },
  { "cut-keeps-families", "ab👩\u200d👩\u200d👧cd", 6, "ab…" },
  { "cut-one-long-cluster", "e\u0301\u0301\u0301\u0301\u0301", 3, "e\u0301…" },
  { "not-utf-8",
    "a\xff\xfe"
    "b",
    48,
    "a\ufffd\ufffd"
    "b" },
};

static void
test_cleaned (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *cleaned = tray_words_clean (CLEANED[i].text, CLEANED[i].length);

  g_assert_cmpstr (cleaned, ==, CLEANED[i].expected);
}

/* A megabyte of a name costs no more than its beginning. */
static void
test_cleaned_long (void)
{
  g_autofree char *text = g_strnfill (1 << 20, 'x');
  g_autofree char *cleaned = tray_words_clean (text, 10);

  g_assert_cmpstr (cleaned, ==, "xxxxxxxxx…");
}

static void
test_durations (void)
{
  const struct
  {
    gint64 seconds;
    const char *expected;
  } cases[] = {
    { -600, "just started" }, { 0, "just started" },        { 59, "just started" },
    { 60, "1 min" },          { 59 * 60 + 59, "59 min" },   { 3600, "1 h 00 min" },
    { 3900, "1 h 05 min" },   { 26 * 3600, "26 h 00 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = tray_words_duration (
          TRAY_SAMPLE_NOW - cases[i].seconds * G_USEC_PER_SEC, TRAY_SAMPLE_NOW);

      g_assert_cmpstr (words, ==, cases[i].expected);
    }
}

static void
add_cases (JsonArray *cases)
{
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *path
          = g_strdup_printf ("/view/case/%s", json_object_get_string_member (object, "name"));

      g_test_add_data_func (path, object, test_case);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *fixtures = NULL;

  g_test_init (&argc, &argv, NULL);
  fixtures = g_test_build_filename (G_TEST_DIST, "tray", "fixtures", "view.json", NULL);
  json_parser_load_from_file (parser, fixtures, &error);
  g_assert_no_error (error);
  add_cases (json_node_get_array (json_parser_get_root (parser)));
  g_test_add_func ("/view/every-pair", test_every_pair);
  g_test_add_func ("/view/offline-sentences-differ", test_offline_sentences_differ);
  g_test_add_func ("/view/icons", test_icons);
  g_test_add_func ("/view/entry-ids-are-unique", test_entry_ids_are_unique);
  for (guint i = 0; i < G_N_ELEMENTS (CLEANED); i++)
    {
      g_autofree char *path = g_strdup_printf ("/words/clean/%s", CLEANED[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cleaned);
    }
  g_test_add_func ("/words/clean/long", test_cleaned_long);
  g_test_add_func ("/words/durations", test_durations);
  return g_test_run ();
}
