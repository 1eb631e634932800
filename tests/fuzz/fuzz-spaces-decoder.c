/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "meeting-status.h"
#include "sio-packet-json.h"
#include "spaces-event-decoder.h"
#include "spaces-link.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The input is JSON: one payload, or an array of them that go to one list in turn. Each is read in
 * every way there is, and what comes out is applied. json-glib must never complain: nothing here
 * asks a node for what it does not hold. */

static void
count_change (MeetingList *list, MeetingEvent *event)
{
  g_autoptr (MeetingChange) change = meeting_list_apply (list, event);

  g_assert_true (change == NULL || change->flags != 0);
  g_assert_true (event->kind != MEETING_EVENT_NONE
                 || meeting_list_get_meeting (list, event->space_id) == NULL);
}

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_event (MeetingEvent *event, const SpacesLinks *links)
{
  g_assert_cmpint (event->started_at, >=, MEETING_TIME_UNKNOWN);
  check_text (event->space_id);
  check_text (event->id);
  check_text (event->meeting_id);
  for (guint i = 0; event->attendees != NULL && i < event->attendees->len; i++)
    {
      const MeetingAttendee *attendee = g_ptr_array_index (event->attendees, i);

      check_text (attendee->id);
      check_text (attendee->name);
    }
  for (guint i = 0; event->recordings != NULL && i < event->recordings->len; i++)
    {
      const MeetingRecording *recording = g_ptr_array_index (event->recordings, i);
      g_autofree char *link = spaces_links_dup_recording (links, recording);

      check_text (recording->link);
      g_assert_cmpint (g_ascii_strncasecmp (link, "https://", 8), ==, 0);
    }
}

static void
read_payload (MeetingList *list, const SpacesLinks *links, JsonNode *payload)
{
  g_autoptr (MeetingEvent) event = spaces_event_decode_media_session (payload, 1000, NULL);
  g_autoptr (MeetingEvent) found
      = spaces_event_decode_active_meeting ("harbour", payload, 1000, NULL);
  SpacesChannelEvent channel;

  if (event != NULL)
    {
      check_event (event, links);
      count_change (list, event);
    }
  if (found != NULL)
    {
      check_event (found, links);
      count_change (list, found);
    }
  if (spaces_event_decode_channel (payload, &channel, NULL))
    {
      check_text (channel.space_id);
      check_text (channel.error_code);
      check_text (channel.error_message);
      spaces_channel_event_clear (&channel);
    }
  spaces_time_decode (payload);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (MeetingList) list = NULL;
  g_autoptr (SpacesLinks) links = NULL;
  const SioLimits limits = SIO_LIMITS_DEFAULT;
  MeetingLink link = { MEETING_LINK_ONLINE, MEETING_REASON_NONE, TRUE, "ann" };

  /* What the connection lets through. */
  if (!sio_text_is_utf8 (text, size) || !sio_json_scan (text, size, &limits, NULL))
    return 0;
  root = sio_json_take (text);

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  list = meeting_list_new ();
  links = spaces_links_new ("https://spaces.avayacloud.com", NULL, NULL);
  if (JSON_NODE_HOLDS_ARRAY (root))
    {
      JsonArray *array = json_node_get_array (root);

      for (guint i = 0; i < json_array_get_length (array); i++)
        read_payload (list, links, json_array_get_element (array, i));
    }
  else
    {
      read_payload (list, links, root);
    }
  meeting_status_derive (list, &link);
  return 0;
}
