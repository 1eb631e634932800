/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "meeting-text.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
} TextCase;

static const TextCase text_cases[] = {
  { "plain", "Harbour Works Weekly", "Harbour Works Weekly" },
  { "lines-fold", "Weekly\n\nSecurity alert\r\nclick", "Weekly Security alert click" },
  { "blanks-trim", "  a \t b  ", "a b" },
  { "controls-go",
    "a\x01\x02"
    "b\x7f",
    "a b" },
  { "invalid-utf8",
    "a\xff"
    "b",
    "a\uFFFD"
    "b" },
  { "markup-stays-text", "<b>Ana</b> & <a href=\"x\">", "<b>Ana</b> & <a href=\"x\">" },
  { "direction-controls-go", "a\u202Eb\u202Cc\u2066d\u2069\u200Fe", "abcde" },
  { "line-separator-folds", "a\u2028b", "a b" },
  { "marks-are-bounded", "a\u0301\u0301\u0301\u0301\u0301\u0301b", "a\u0301\u0301\u0301\u0301b" },
  { "mark-alone-goes", "\u0301", NULL },
  { "empty", "", NULL },
  { "nothing", NULL, NULL },
  { "blanks-alone", " \t\n", NULL },
  { "joined-emoji-stay-whole", "01234567\U0001F468\u200D\U0001F469", "01234567\u2026" },
  { "exactly-as-long", "0123456789", "0123456789" },
  { "too-long", "01234567890", "012345678\u2026" },
  { "cut-keeps-marks", "012345678a\u0301b", "012345678\u2026" },
};

static void
test_text (gconstpointer data)
{
  const TextCase *test = data;
  guint most = test->text != NULL && g_str_has_prefix (test->text, "01234567") ? 10 : 64;
  g_autofree char *clean = meeting_text_clean (test->text, most);

  g_assert_cmpstr (clean, ==, test->expected);
}

static void
test_isolate (void)
{
  g_autofree char *isolated = meeting_text_isolate ("Ana");

  g_assert_cmpstr (isolated, ==, "\u2068Ana\u2069");
}

static void
test_right_to_left (void)
{
  g_assert_true (meeting_text_has_right_to_left ("Ana \u05D0\u05D1"));
  g_assert_true (meeting_text_has_right_to_left ("\u0627"));
  g_assert_false (meeting_text_has_right_to_left ("Ana \u00E9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/meetings/text/", text_cases[i].name, NULL);

      g_test_add_data_func (path, &text_cases[i], test_text);
    }
  g_test_add_func ("/meetings/text/isolate", test_isolate);
  g_test_add_func ("/meetings/text/right-to-left", test_right_to_left);
  return g_test_run ();
}
