/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "meetings"

#include "meeting-text.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_DIRECTIONAL_ISOLATE "\u2069"
#define ZERO_WIDTH_JOINER 0x200D
/* Marks on one letter; a text of nothing but marks would paint over its neighbours. */
#define MARKS_MAX 4
/* Beyond what anything shows, and short enough to look through at once. */
#define BYTES_LOOKED_AT 4096

static gboolean
is_direction_control (gunichar c)
{
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
         || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF)
         || (c >= 0xFE70 && c <= 0xFEFF) || (c >= 0x10800 && c <= 0x10FFF)
         || (c >= 0x1E800 && c <= 0x1EFFF);
}

/* A character that belongs to the one before it, so that no cut may fall between them. */
static gboolean
continues_cluster (gunichar c)
{
  return g_unichar_ismark (c) || c == ZERO_WIDTH_JOINER || (c >= 0x1F3FB && c <= 0x1F3FF);
}

/* Returns @text with one space for each run of white space and controls, none at the ends. */
static GString *
fold_spaces (const char *text)
{
  GString *folded = g_string_new (NULL);
  gboolean pending = FALSE;
  guint marks = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (is_direction_control (c) || c == 0xFEFF)
        continue;
      if (g_unichar_isspace (c) || type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_SPACE_SEPARATOR)
        {
          pending = folded->len > 0;
          continue;
        }
      marks = g_unichar_ismark (c) ? marks + 1 : 0;
      if (marks > MARKS_MAX || (marks > 0 && folded->len == 0))
        continue;
      if (pending)
        g_string_append_c (folded, ' ');
      pending = FALSE;
      g_string_append_unichar (folded, c);
    }
  return folded;
}

/* Keeps at most @length characters, an ellipsis among them, and never half of a cluster. */
static void
cut (GString *text, guint length)
{
  const char *end;

  if (g_utf8_strlen (text->str, (gssize)text->len) <= (glong)length)
    return;
  end = g_utf8_offset_to_pointer (text->str, length > 0 ? (glong)length - 1 : 0);
  while (end > text->str
         && (continues_cluster (g_utf8_get_char (end))
             || g_utf8_get_char (g_utf8_prev_char (end)) == ZERO_WIDTH_JOINER))
    end = g_utf8_prev_char (end);
  /* A first cluster longer than all that is allowed is cut all the same. */
  if (end == text->str)
    end = g_utf8_offset_to_pointer (text->str, length > 0 ? (glong)length - 1 : 0);
  while (end > text->str && end[-1] == ' ')
    end--;
  g_string_truncate (text, (gsize)(end - text->str));
  g_string_append (text, "…");
}

static gboolean
has_visible (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isgraph (g_utf8_get_char (p)) && !g_unichar_iszerowidth (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

char *
meeting_text_clean (const char *text, guint length)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) folded = NULL;

  if (text == NULL)
    return NULL;
  valid = g_utf8_make_valid (text, (gssize)strnlen (text, BYTES_LOOKED_AT));
  folded = fold_spaces (valid);
  if (!has_visible (folded->str))
    return NULL;
  cut (folded, length);
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

gboolean
meeting_text_has_right_to_left (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (is_right_to_left (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

char *
meeting_text_isolate (const char *text)
{
  return g_strconcat (FIRST_STRONG_ISOLATE, text, POP_DIRECTIONAL_ISOLATE, NULL);
}
