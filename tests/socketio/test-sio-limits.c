/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "sio-fixture.h"

/* Each limit at its edge: the last value that is accepted and the first that is not. */

static SioPacket *
parse (const char *text, const SioLimits *limits, GError **error)
{
  return sio_packet_parse (SIO_GENERATION_3, text, strlen (text), limits, error);
}

static void
assert_accepted (const char *text, const SioLimits *limits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioPacket) packet = parse (text, limits, &error);

  g_assert_no_error (error);
  g_assert_nonnull (packet);
}

static void
assert_refused (const char *text, const SioLimits *limits, SioError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioPacket) packet = parse (text, limits, &error);

  g_assert_error (error, SIO_ERROR, (int)code);
  g_assert_null (packet);
}

static char *
make_event (gsize length)
{
  char *text = g_malloc (length + 1);

  memset (text, 'z', length);
  memcpy (text, "2[\"", 3);
  memcpy (text + length - 2, "\"]", 3);
  return text;
}

static void
test_message_size (void)
{
  const SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *largest = make_event (limits.max_message);
  g_autofree char *larger = make_event (limits.max_message + 1);
  SioLimits small = SIO_LIMITS_DEFAULT;

  g_assert_cmpuint (limits.max_message, ==, 1024 * 1024);
  assert_accepted (largest, NULL);
  assert_accepted (largest, &limits);
  assert_refused (larger, NULL, SIO_ERROR_LIMIT);
  assert_refused (larger, &limits, SIO_ERROR_LIMIT);

  small.max_message = 6;
  assert_accepted ("2[\"x\"]", &small);
  assert_refused ("2[\"xy\"]", &small, SIO_ERROR_LIMIT);
}

static char *
make_nested (guint depth)
{
  GString *text = g_string_new ("2[\"d\"");

  if (depth > 1)
    g_string_append_c (text, ',');
  for (guint i = 1; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  if (depth > 1)
    g_string_append (text, "0");
  for (guint i = depth - 1; i >= 1; i--)
    g_string_append_c (text, i % 2 == 0 ? ']' : '}');
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

static void
test_depth (void)
{
  for (guint depth = 1; depth <= 40; depth++)
    {
      SioLimits limits = SIO_LIMITS_DEFAULT;
      g_autofree char *text = make_nested (depth);
      g_autofree char *deeper = make_nested (depth + 1);

      limits.max_depth = depth;
      assert_accepted (text, &limits);
      assert_refused (deeper, &limits, SIO_ERROR_LIMIT);
    }
}

/* A caller may ask for more than the stack of a recursive parser should be trusted with. */
static void
test_depth_without_limit (void)
{
  SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *deep = make_nested (500);
  g_autofree char *deeper = make_nested (600);

  limits.max_depth = G_MAXUINT;
  assert_accepted (deep, &limits);
  assert_refused (deeper, &limits, SIO_ERROR_LIMIT);
  limits.max_depth = 0;
  assert_refused ("2[\"x\"]", &limits, SIO_ERROR_LIMIT);
  assert_accepted ("0", &limits);
}

/* The event's array and its name are values too. */
static void
test_values (void)
{
  static const char *const values[] = { "0", "\"z\"", "[]", "{}", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      SioLimits limits = SIO_LIMITS_DEFAULT;
      g_autoptr (GString) text = g_string_new ("2[\"x\"");

      for (guint n = 2; n < limits.max_values; n++)
        g_string_append_printf (text, ",%s", values[i]);
      g_string_append (text, "]");
      assert_accepted (text->str, NULL);
      assert_accepted (text->str, &limits);
      limits.max_values--;
      assert_refused (text->str, &limits, SIO_ERROR_LIMIT);
    }
}

static char *
make_binary (guint count)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "5%u-[\"b\"", count);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, ",{\"_placeholder\":true,\"num\":%u}", i);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

static void
test_attachment_count (void)
{
  SioLimits limits = SIO_LIMITS_DEFAULT;

  for (guint count = 1; count <= SIO_ATTACHMENTS_MAX; count++)
    {
      g_autofree char *text = make_binary (count);
      g_autofree char *more = make_binary (count + 1);

      limits.max_attachments = count;
      assert_accepted (text, &limits);
      assert_refused (more, &limits, SIO_ERROR_LIMIT);
    }

  limits.max_attachments = G_MAXUINT;
  {
    g_autofree char *more = make_binary (SIO_ATTACHMENTS_MAX + 1);

    assert_refused (more, &limits, SIO_ERROR_LIMIT);
  }
}

static GBytes *
make_bytes (gsize size)
{
  return g_bytes_new_take (g_malloc0 (size + 1), size);
}

static void
test_attachment_size (void)
{
  SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *text = make_binary (1);
  g_autoptr (SioPacket) packet = parse (text, NULL, NULL);
  g_autoptr (GBytes) largest = make_bytes (100);
  g_autoptr (GBytes) larger = make_bytes (101);
  g_autoptr (GError) error = NULL;

  limits.max_message = 100;
  g_assert_false (sio_packet_add_attachment (packet, larger, &limits, &error));
  g_assert_error (error, SIO_ERROR, SIO_ERROR_LIMIT);
  g_assert_cmpuint (sio_packet_get_attachments_pending (packet), ==, 1);
  g_assert_null (sio_packet_get_attachment (packet, 0));
  g_clear_error (&error);

  g_assert_true (sio_packet_add_attachment (packet, largest, &limits, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sio_packet_get_attachments_pending (packet), ==, 0);

  g_assert_false (sio_packet_add_attachment (packet, largest, &limits, &error));
  g_assert_error (error, SIO_ERROR, SIO_ERROR_ATTACHMENTS);
}

static void
test_attachments_together (void)
{
  SioLimits limits = SIO_LIMITS_DEFAULT;
  g_autofree char *text = make_binary (3);
  g_autoptr (SioPacket) packet = parse (text, NULL, NULL);
  g_autoptr (GBytes) sixty = make_bytes (60);
  g_autoptr (GBytes) forty = make_bytes (40);
  g_autoptr (GBytes) one = make_bytes (1);
  g_autoptr (GBytes) none = make_bytes (0);
  g_autoptr (GError) error = NULL;

  limits.max_attached = 100;
  g_assert_true (sio_packet_add_attachment (packet, sixty, &limits, NULL));
  g_assert_true (sio_packet_add_attachment (packet, forty, &limits, NULL));
  g_assert_false (sio_packet_add_attachment (packet, one, &limits, &error));
  g_assert_error (error, SIO_ERROR, SIO_ERROR_LIMIT);
  g_assert_true (sio_packet_add_attachment (packet, none, &limits, NULL));
  g_assert_cmpuint (sio_packet_get_attachments_pending (packet), ==, 0);
}

static void
test_default_attachment_limits (void)
{
  g_autofree char *text = make_binary (2);
  g_autoptr (SioPacket) packet = parse (text, NULL, NULL);
  g_autoptr (GBytes) largest = make_bytes (1024 * 1024);
  g_autoptr (GBytes) larger = make_bytes (1024 * 1024 + 1);
  g_autoptr (GBytes) one = make_bytes (1);

  g_assert_false (sio_packet_add_attachment (packet, larger, NULL, NULL));
  g_assert_true (sio_packet_add_attachment (packet, largest, NULL, NULL));
  g_assert_false (sio_packet_add_attachment (packet, one, NULL, NULL));
}

/* What is refused in the middle of a packet leaves nothing of it behind. */
static void
test_assembly_forgets (void)
{
  SioLimits limits = SIO_LIMITS_DEFAULT;
  g_auto (SioAssembly) assembly = { 0 };
  g_autoptr (GBytes) larger = make_bytes (101);
  g_autofree char *text = make_binary (2);
  SioEnginePacket message = { SIO_ENGINE_MESSAGE, text, strlen (text), NULL };
  SioEnginePacket binary = { SIO_ENGINE_MESSAGE, NULL, 0, larger };
  SioPacket *packet = NULL;
  g_autoptr (GError) error = NULL;

  limits.max_attached = 100;
  g_assert_true (
      sio_assembly_add (&assembly, SIO_GENERATION_4, &message, &limits, &packet, &error));
  g_assert_null (packet);
  g_assert_nonnull (assembly.pending);
  g_assert_false (
      sio_assembly_add (&assembly, SIO_GENERATION_4, &binary, &limits, &packet, &error));
  g_assert_error (error, SIO_ERROR, SIO_ERROR_LIMIT);
  g_assert_null (packet);
  g_assert_null (assembly.pending);
}

static void
test_ping_limit (void)
{
  const char *json = "{\"sid\":\"a\",\"pingInterval\":40,\"pingTimeout\":19}";
  g_auto (SioHandshake) handshake = { 0 };
  g_autoptr (GError) error = NULL;

  sio_handshake_parse_limited (json, strlen (json), 20, &handshake, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (handshake.ping_interval_ms, ==, 40);
  g_assert_cmpuint (handshake.ping_timeout_ms, ==, 20);
}

/* The errors end up in the log: they must not carry what the peer, or we, sent. */
static void
test_errors_quote_nothing (void)
{
  static const char *const texts[] = {
    "0/chat?token=SECRET,5", "0/chat?token=SECRET,{\"token\":SECRET}",
    "2[\"x\",SECRET]",       "2[\"x\"]SECRET",
    "4[\"SECRET\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SioPacket) packet = parse (texts[i], NULL, &error);

      g_assert_null (packet);
      g_assert_nonnull (error);
      g_assert_null (strstr (error->message, "SECRET"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sio-limits/message-size", test_message_size);
  g_test_add_func ("/sio-limits/depth", test_depth);
  g_test_add_func ("/sio-limits/depth-without-limit", test_depth_without_limit);
  g_test_add_func ("/sio-limits/values", test_values);
  g_test_add_func ("/sio-limits/attachment-count", test_attachment_count);
  g_test_add_func ("/sio-limits/attachment-size", test_attachment_size);
  g_test_add_func ("/sio-limits/attachments-together", test_attachments_together);
  g_test_add_func ("/sio-limits/default-attachment-limits", test_default_attachment_limits);
  g_test_add_func ("/sio-limits/assembly-forgets", test_assembly_forgets);
  g_test_add_func ("/sio-limits/ping-limit", test_ping_limit);
  g_test_add_func ("/sio-limits/errors-quote-nothing", test_errors_quote_nothing);
  return g_test_run ();
}
