/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"

#include "spaces-json.h"

#include <string.h>

#include "spaces-event-decoder.h"

#define MAX_TEXT 4096
#define MAX_ID 256
#define MAX_NAME 256
/* 9999-12-31T23:59:59.999Z: later ones are no dates. */
#define MAX_MILLISECONDS G_GINT64_CONSTANT (253402300799999)

static JsonNode *
get_member (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

JsonObject *
spaces_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
spaces_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
node_get_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

const char *
spaces_json_node_get_text (JsonNode *node)
{
  const char *text = node_get_string (node);

  if (text == NULL || *text == '\0' || strlen (text) > MAX_TEXT)
    return NULL;
  /* A lone surrogate in an escape gets past a check of the frame. */
  return g_utf8_validate (text, -1, NULL) ? text : NULL;
}

const char *
spaces_json_get_text (JsonObject *object, const char *member)
{
  return spaces_json_node_get_text (get_member (object, member));
}

const char *
spaces_json_get_id (JsonObject *object, const char *member)
{
  const char *id = spaces_json_get_text (object, member);

  return id != NULL && strlen (id) <= MAX_ID ? id : NULL;
}

char *
spaces_json_dup_name (JsonObject *object, const char *member)
{
  const char *text = node_get_string (get_member (object, member));
  g_autofree char *valid = NULL;
  g_autoptr (GString) name = g_string_new (NULL);
  guint length = 0;

  if (text == NULL)
    return NULL;
  /* A name of 256 characters takes at most 1024 bytes; the check of a longer one would cost more.
   */
  valid = g_utf8_make_valid (text, (gssize)strnlen (text, MAX_TEXT));
  for (const char *at = valid; *at != '\0' && length < MAX_NAME; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (name, g_unichar_iscntrl (character) ? ' ' : character);
      length++;
    }
  g_strstrip (name->str);
  return name->str[0] != '\0' ? g_strdup (name->str) : NULL;
}

static MeetingTime
from_milliseconds (gint64 milliseconds)
{
  /* 0 is how some say null. */
  if (milliseconds <= 0 || milliseconds > MAX_MILLISECONDS)
    return MEETING_TIME_UNKNOWN;
  return milliseconds * G_TIME_SPAN_MILLISECOND;
}

static MeetingTime
from_iso8601 (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GString) whole = g_string_new (NULL);
  const char *fraction = strpbrk (text, ".,");
  gint64 microseconds = 0;
  gint64 unit = G_USEC_PER_SEC / 10;

  /* GLib takes the fraction as a floating point number and loses the last digit. */
  g_string_append_len (whole, text, fraction != NULL ? fraction - text : (gssize)strlen (text));
  if (fraction != NULL)
    {
      if (!g_ascii_isdigit (fraction[1]))
        return MEETING_TIME_UNKNOWN;
      for (fraction++; g_ascii_isdigit (*fraction); fraction++, unit /= 10)
        microseconds += (*fraction - '0') * unit;
      if (strpbrk (fraction, ".,") != NULL)
        return MEETING_TIME_UNKNOWN;
      g_string_append (whole, fraction);
    }

  /* Without a zone the service means UTC. */
  time = g_date_time_new_from_iso8601 (whole->str, utc);
  if (time == NULL || g_date_time_to_unix (time) < 0)
    return MEETING_TIME_UNKNOWN;
  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + microseconds;
}

MeetingTime
spaces_time_decode (JsonNode *node)
{
  const char *text;
  gint64 milliseconds;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return MEETING_TIME_UNKNOWN;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return from_milliseconds (json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      double number = json_node_get_double (node);

      /* Written so that what is not a number fails too. */
      if (!(number >= 1 && number <= (double)MAX_MILLISECONDS))
        return MEETING_TIME_UNKNOWN;
      return from_milliseconds ((gint64)number);
    }

  text = spaces_json_node_get_text (node);
  if (text == NULL || strlen (text) > 64)
    return MEETING_TIME_UNKNOWN;
  /* "20240218" is no ISO 8601 time either: those have a T. */
  if (strspn (text, "0123456789") == strlen (text))
    return g_ascii_string_to_signed (text, 10, 1, MAX_MILLISECONDS, &milliseconds, NULL)
               ? from_milliseconds (milliseconds)
               : MEETING_TIME_UNKNOWN;
  return from_iso8601 (text);
}

MeetingTime
spaces_json_get_time (JsonObject *object, const char *member)
{
  return spaces_time_decode (get_member (object, member));
}
