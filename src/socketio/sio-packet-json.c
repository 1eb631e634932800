/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "socketio"
#include "config.h"

#include "sio-packet-json.h"

#include <errno.h>
#include <string.h>

typedef struct
{
  char *text; /* ends with a NUL, so that a look at the next byte never needs a bound */
  char *at;
  guint depth;
  guint max_depth;
  guint max_values;
  guint values_left;
  guint64 objects[SIO_JSON_DEPTH_MAX / 64]; /* bit n: the container n levels deep is an object */
  GError **error;
} Scanner;

static gboolean
fail (Scanner *self, const char *what)
{
  g_set_error (self->error,
               SIO_ERROR,
               SIO_ERROR_JSON,
               "%s at byte %" G_GSIZE_FORMAT " of the JSON",
               what,
               (gsize)(self->at - self->text));
  return FALSE;
}

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The NUL at the end included. */
static inline gboolean
is_control (char c)
{
  return (guint8)c < ' ';
}

static inline void
skip_space (Scanner *self)
{
  while (is_space (*self->at))
    self->at++;
}

static gboolean
fail_limit (Scanner *self, const char *what, guint limit)
{
  g_set_error (self->error, SIO_ERROR, SIO_ERROR_LIMIT, "The JSON %s %u", what, limit);
  return FALSE;
}

/* The value of four hexadecimal digits at @at, or -1. */
static int
hex4 (const char *at)
{
  int value = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return -1;
      value = value << 4 | g_ascii_xdigit_value (at[i]);
    }

  return value;
}

/* At the "u" of an escape. */
static gboolean
scan_unicode_escape (Scanner *self)
{
  int unit = hex4 (self->at + 1);

  if (unit < 0)
    return fail (self, "Broken \\u escape");

  if (unit >= 0xd800 && unit < 0xdc00 && self->at[5] == '\\' && self->at[6] == 'u')
    {
      int low = hex4 (self->at + 7);

      if (low >= 0xdc00 && low < 0xe000)
        {
          self->at += 11;
          return TRUE;
        }
    }

  if (unit == 0 || (unit >= 0xd800 && unit < 0xe000))
    memcpy (self->at + 1, "fffd", 4);
  self->at += 5;
  return TRUE;
}

/* At the opening quote; ends behind the closing one. */
static gboolean
scan_string (Scanner *self)
{
  self->at++;
  for (;;)
    {
      while (self->at[0] != '"' && self->at[0] != '\\' && !is_control (self->at[0]))
        self->at++;

      if (*self->at == '"')
        {
          self->at++;
          return TRUE;
        }
      if (*self->at != '\\')
        return fail (self, "Control character or end in a string");

      self->at++;
      if (*self->at == 'u')
        {
          if (!scan_unicode_escape (self))
            return FALSE;
        }
      else if (*self->at != '\0' && strchr ("\"\\/bfnrt", *self->at) != NULL)
        self->at++;
      else
        return fail (self, "Unknown escape");
    }
}

static gboolean
scan_digits (Scanner *self)
{
  if (!g_ascii_isdigit (*self->at))
    return fail (self, "Digit expected");
  while (g_ascii_isdigit (*self->at))
    self->at++;
  return TRUE;
}

static gboolean
scan_number (Scanner *self)
{
  if (*self->at == '-')
    self->at++;

  if (*self->at == '0')
    self->at++;
  else if (!scan_digits (self))
    return FALSE;

  if (*self->at == '.')
    {
      self->at++;
      if (!scan_digits (self))
        return FALSE;
    }

  if (*self->at == 'e' || *self->at == 'E')
    {
      self->at++;
      if (*self->at == '+' || *self->at == '-')
        self->at++;
      return scan_digits (self);
    }

  return TRUE;
}

static gboolean
scan_word (Scanner *self, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (self->at, word, length) != 0)
    return fail (self, "Value expected");
  self->at += length;
  return TRUE;
}

static gboolean
scan_scalar (Scanner *self)
{
  switch (*self->at)
    {
    case '"':
      return scan_string (self);
    case 't':
      return scan_word (self, "true");
    case 'f':
      return scan_word (self, "false");
    case 'n':
      return scan_word (self, "null");
    default:
      return scan_number (self);
    }
}

/* At the first quote of a member; ends where its value begins. */
static gboolean
scan_key (Scanner *self)
{
  if (*self->at != '"')
    return fail (self, "Name expected");
  if (!scan_string (self))
    return FALSE;

  skip_space (self);
  if (*self->at != ':')
    return fail (self, "Colon expected");
  self->at++;
  skip_space (self);
  return TRUE;
}

static inline gboolean
in_object (Scanner *self)
{
  return (self->objects[self->depth / 64] >> (self->depth % 64)) & 1;
}

/* At the opening bracket; ends at the first element or at the closing bracket. */
static gboolean
open_container (Scanner *self)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << ((self->depth + 1) % 64);

  if (self->depth == self->max_depth)
    return fail_limit (self, "is deeper than", self->max_depth);

  self->depth++;
  if (*self->at == '{')
    self->objects[self->depth / 64] |= bit;
  else
    self->objects[self->depth / 64] &= ~bit;

  self->at++;
  skip_space (self);
  return TRUE;
}

/* Behind a value: closes what ends here. TRUE when the next element follows, at which it ends, or
 * when the root value is complete. */
static gboolean
close_value (Scanner *self)
{
  while (self->depth > 0)
    {
      gboolean object = in_object (self);

      skip_space (self);
      if (*self->at == ',')
        {
          self->at++;
          skip_space (self);
          return !object || scan_key (self);
        }
      if (*self->at != (object ? '}' : ']'))
        return fail (self, "Comma or closing bracket expected");
      self->at++;
      self->depth--;
    }

  return TRUE;
}

/* Scans a scalar, or opens containers down to the first scalar or empty container in them. */
static gboolean
scan_value (Scanner *self)
{
  for (;;)
    {
      char closing = *self->at == '{' ? '}' : ']';

      if (self->values_left == 0)
        return fail_limit (self, "has more values than", self->max_values);
      self->values_left--;

      if (*self->at != '{' && *self->at != '[')
        return scan_scalar (self);

      if (!open_container (self))
        return FALSE;
      if (*self->at == closing)
        {
          self->at++;
          self->depth--;
          return TRUE;
        }
      if (closing == '}' && !scan_key (self))
        return FALSE;
    }
}

gboolean
sio_json_scan (char *text, gsize length, const SioLimits *limits, GError **error)
{
  Scanner self = {
    .text = text,
    .at = text,
    .max_depth = MIN (limits->max_depth, SIO_JSON_DEPTH_MAX - 1),
    .max_values = limits->max_values,
    .values_left = limits->max_values,
    .error = error,
  };

  skip_space (&self);
  do
    {
      if (!scan_value (&self) || !close_value (&self))
        return FALSE;
    }
  while (self.depth > 0);

  skip_space (&self);
  if (self.at != text + length)
    return fail (&self, "Something follows the value");
  return TRUE;
}

char
sio_json_get_root (const char *text)
{
  while (is_space (*text))
    text++;
  return *text;
}

const char *
sio_json_get_first (const char *text, gsize *length)
{
  const char *end;

  while (is_space (*text))
    text++;
  if (*text != '[')
    return NULL;
  text++;
  while (is_space (*text))
    text++;

  end = text;
  if (*text == '"')
    {
      for (end++; *end != '"'; end++)
        if (*end == '\\')
          end++;
      end++;
    }
  else if (*text == '-' || g_ascii_isdigit (*text))
    while (*end != ',' && *end != ']' && !is_space (*end))
      end++;
  else
    return NULL;

  *length = (gsize)(end - text);
  return text;
}

/* At the backslash of an escape; what it stands for is written to @to. */
static char *
take_escape (char **at, char *to)
{
  static const char meanings[] = "b\bf\fn\nr\rt\t";
  const char *meaning = strchr (meanings, (*at)[1]);
  gunichar character;

  if ((*at)[1] != 'u')
    {
      *to = meaning != NULL ? meaning[1] : (*at)[1];
      *at += 2;
      return to + 1;
    }

  character = (gunichar)hex4 (*at + 2);
  *at += 6;
  if (character >= 0xd800 && character < 0xdc00)
    {
      character = 0x10000 + ((character - 0xd800) << 10) + (gunichar)(hex4 (*at + 2) - 0xdc00);
      *at += 6;
    }
  return to + g_unichar_to_utf8 (character, to);
}

/* At the opening quote; ends behind the closing one. The string is made in place: an escape is
 * longer than what it stands for. */
static const char *
take_string (char **at)
{
  char *string = *at + 1;
  char *from = string;
  char *to;

  while (*from != '"' && *from != '\\')
    from++;
  to = from;
  while (*from != '"')
    if (*from == '\\')
      to = take_escape (&from, to);
    else
      *to++ = *from++;
  *to = '\0';
  *at = from + 1;
  return string;
}

static JsonNode *
take_number (char **at)
{
  JsonNode *node = json_node_alloc ();
  char *start = *at;
  gint64 integer;

  errno = 0;
  integer = g_ascii_strtoll (start, at, 10);
  if (errno == 0 && **at != '.' && **at != 'e' && **at != 'E')
    return json_node_init_int (node, integer);
  return json_node_init_double (node, g_ascii_strtod (start, at));
}

static void
take_space (char **at)
{
  while (is_space (**at))
    (*at)++;
}

/* At the comma or closing bracket behind an element, or what else is to be skipped. */
static void
take_sign (char **at)
{
  (*at)++;
  take_space (at);
}

static JsonNode *take_value (char **at);

static JsonNode *
take_object (char **at)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_alloc ();

  take_sign (at);
  while (**at != '}')
    {
      const char *name = take_string (at);

      take_space (at);
      take_sign (at);
      json_object_set_member (object, name, take_value (at));
      take_space (at);
      if (**at == ',')
        take_sign (at);
    }
  (*at)++;
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

static JsonNode *
take_array (char **at)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_alloc ();

  take_sign (at);
  while (**at != ']')
    {
      json_array_add_element (array, take_value (at));
      take_space (at);
      if (**at == ',')
        take_sign (at);
    }
  (*at)++;
  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

/* Recurses no deeper than SIO_JSON_DEPTH_MAX. */
static JsonNode *
take_value (char **at)
{
  switch (**at)
    {
    case '{':
      return take_object (at);
    case '[':
      return take_array (at);
    case '"':
      return json_node_init_string (json_node_alloc (), take_string (at));
    case 't':
      *at += strlen ("true");
      return json_node_init_boolean (json_node_alloc (), TRUE);
    case 'f':
      *at += strlen ("false");
      return json_node_init_boolean (json_node_alloc (), FALSE);
    case 'n':
      *at += strlen ("null");
      return json_node_init_null (json_node_alloc ());
    default:
      return take_number (at);
    }
}

JsonNode *
sio_json_take (char *text)
{
  take_space (&text);
  return take_value (&text);
}

gboolean
sio_text_is_utf8 (const char *text, gsize length)
{
  gsize at = 0;
  guint64 word;

  /* Eight bytes at a time up to the first one that is not ASCII: most packets have none. */
  for (; length - at >= sizeof word; at += sizeof word)
    {
      memcpy (&word, text + at, sizeof word);
      if (word & G_GUINT64_CONSTANT (0x8080808080808080))
        break;
    }

  return (at == 0 || memchr (text, '\0', at) == NULL)
         && g_utf8_validate_len (text + at, length - at, NULL);
}
