/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "applet-autostart.h"
#include "applet-settings.h"
#include "applet-status-line.h"
#include "background-portal.h"
#include "tray-bus.h"

/* Longer than any of these tests: where it passes, the test hangs on purpose. */
#define LONG_MS (10 * 60 * 1000)

typedef struct
{
  TrayBus *bus;
  BackgroundPortal *portal; /* nullable */
  GSettings *settings;
  AppletAutostart *autostart;
  GAsyncResult *result;
} Fixture;

static void
fixture_start (Fixture *fixture, int version, const char *profile, guint patience_ms)
{
  fixture->bus = tray_bus_new ("/nothing");
  if (version >= 0)
    fixture->portal = background_portal_new (fixture->bus->host, (guint)version);
  fixture->settings = applet_settings_new (profile);
  g_settings_reset (fixture->settings, "start-with-session");
  fixture->autostart
      = applet_autostart_new (profile, fixture->settings, fixture->bus->item, TRUE, patience_ms);
}

static void
fixture_stop (Fixture *fixture)
{
  g_assert_finalize_object (fixture->autostart);
  g_object_unref (fixture->settings);
  g_clear_object (&fixture->result);
  g_clear_pointer (&fixture->portal, background_portal_free);
  tray_bus_free (fixture->bus);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return ((Fixture *)data)->result != NULL;
}

static gboolean
finish (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tray_bus_wait (has_result, fixture);
  result = g_steal_pointer (&fixture->result);
  return applet_autostart_finish (fixture->autostart, result, error);
}

static gboolean
set (Fixture *fixture, gboolean on, GError **error)
{
  applet_autostart_set_async (fixture->autostart, on, NULL, keep_result, fixture);
  return finish (fixture, error);
}

static void
assert_detail (Fixture *fixture, const char *part)
{
  g_autofree char *detail = applet_autostart_dup_detail (fixture->autostart);

  if (part[0] == '\0')
    g_assert_cmpstr (detail, ==, "");
  else
    g_assert_nonnull (strstr (detail, part));
}

static void
assert_request (GVariant *options, gboolean on)
{
  g_auto (GStrv) command_line = NULL;
  g_autofree char *command = NULL;
  gboolean autostart = !on, activatable = TRUE;
  const char *reason = "";

  g_assert_true (g_variant_lookup (options, "autostart", "b", &autostart));
  g_assert_true (g_variant_lookup (options, "dbus-activatable", "b", &activatable));
  g_assert_true (g_variant_lookup (options, "commandline", "^as", &command_line));
  g_assert_true (g_variant_lookup (options, "reason", "&s", &reason));
  command = g_strjoinv (" ", command_line);
  g_assert_cmpint (autostart, ==, on);
  g_assert_false (activatable);
  g_assert_cmpstr (command, ==, "spaces-tray --background");
  g_assert_cmpstr (reason, !=, "");
}

typedef struct
{
  const char *name;
  int version; /* of the portal; -1 without any, 0 without the interface */
  BackgroundPortalBehaviour behaviour;
  gboolean on; /* asked for */
  int error;   /* of G_IO_ERROR; -1 is none */
  gboolean is; /* what it then is */
  const char *detail;
} AnswerCase;

static const AnswerCase answers[] = {
  { "granted", 1, PORTAL_GRANTS, TRUE, -1, TRUE, "" },
  { "granted-by-version-2", 2, PORTAL_GRANTS, TRUE, -1, TRUE, "" },
  { "granted-early", 1, PORTAL_GRANTS_EARLY, TRUE, -1, TRUE, "" },
  { "off", 1, PORTAL_GRANTS, FALSE, -1, FALSE, "" },
  { "off-refused", 1, PORTAL_REFUSES, FALSE, -1, FALSE, "" },
  { "refused", 1, PORTAL_REFUSES, TRUE, G_IO_ERROR_PERMISSION_DENIED, FALSE, "not allow" },
  { "withheld", 2, PORTAL_WITHHOLDS, TRUE, G_IO_ERROR_PERMISSION_DENIED, FALSE, "not allow" },
  { "babble", 1, PORTAL_BABBLES, TRUE, G_IO_ERROR_PERMISSION_DENIED, FALSE, "not allow" },
  { "failed", 1, PORTAL_FAILS, TRUE, G_IO_ERROR_FAILED, FALSE, "Out of order. Change it" },
  { "no-interface",
    0,
    PORTAL_GRANTS,
    TRUE,
    G_IO_ERROR_NOT_SUPPORTED,
    FALSE,
    "“flatpak run io.github.spacestray.SpacesTray --background”" },
  { "no-interface-off", 0, PORTAL_GRANTS, FALSE, -1, FALSE, "" },
  { "no-portal", -1, PORTAL_GRANTS, TRUE, G_IO_ERROR_NOT_SUPPORTED, FALSE, "flatpak run" },
  { "no-portal-off", -1, PORTAL_GRANTS, FALSE, -1, FALSE, "" },
};

static void
test_answer (gconstpointer data)
{
  const AnswerCase *row = data;
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_start (&fixture, row->version, "", LONG_MS);
  if (fixture.portal != NULL)
    fixture.portal->behaviour = row->behaviour;
  g_assert_cmpint (set (&fixture, row->on, &error), ==, row->error == -1);
  if (row->error == -1)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, row->error);
  g_assert_cmpint (applet_autostart_get_on (fixture.autostart), ==, row->is);
  g_assert_cmpint (applet_autostart_get_wanted (fixture.autostart), ==, row->on);
  assert_detail (&fixture, row->detail);
  if (row->version >= 1)
    {
      g_assert_cmpuint (fixture.portal->requests->len, ==, 1);
      assert_request (g_ptr_array_index (fixture.portal->requests, 0), row->on);
    }
  fixture_stop (&fixture);
}

/* Each start says again what is wanted. */
static void
test_start (void)
{
  for (int on = FALSE; on <= TRUE; on++)
    {
      Fixture fixture = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_start (&fixture, 1, "", LONG_MS);
      g_assert_finalize_object (fixture.autostart);
      g_settings_set_boolean (fixture.settings, "start-with-session", on);
      fixture.autostart
          = applet_autostart_new ("", fixture.settings, fixture.bus->item, TRUE, LONG_MS);
      if (on)
        assert_detail (&fixture, "has not answered");
      g_ptr_array_set_size (fixture.portal->requests, 0);
      applet_autostart_refresh_async (fixture.autostart, NULL, keep_result, &fixture);
      g_assert_true (finish (&fixture, &error));
      g_assert_no_error (error);
      g_assert_cmpint (applet_autostart_get_on (fixture.autostart), ==, on);
      assert_request (
          g_ptr_array_index (fixture.portal->requests, fixture.portal->requests->len - 1), on);
      fixture_stop (&fixture);
    }
}

/* A portal that never answers is waited for as long as was said. */
static void
test_silent (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_start (&fixture, 2, "", 50);
  fixture.portal->behaviour = PORTAL_HOLDS;
  g_assert_false (set (&fixture, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_false (applet_autostart_get_on (fixture.autostart));
  assert_detail (&fixture, "has not answered");
  fixture_stop (&fixture);
}

static gboolean
has_one_request (gpointer data)
{
  return ((Fixture *)data)->portal->requests->len == 1;
}

static gboolean
has_two_requests (gpointer data)
{
  return ((Fixture *)data)->portal->requests->len == 2;
}

/* The program ends while the person is being asked. */
static void
test_cancelled (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (&fixture, 1, "", LONG_MS);
  fixture.portal->behaviour = PORTAL_HOLDS;
  applet_autostart_set_async (fixture.autostart, TRUE, cancellable, keep_result, &fixture);
  tray_bus_wait (has_one_request, &fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (finish (&fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  background_portal_respond (fixture.portal, 0, 0, TRUE);
  fixture_stop (&fixture);
}

/* On and off again before the first was answered: the newest wish is the truth, in whichever order
 * the answers come. */
static void
test_two_wishes (void)
{
  Fixture first = { 0 }, second;
  g_autoptr (GError) error = NULL;

  fixture_start (&first, 1, "", LONG_MS);
  first.portal->behaviour = PORTAL_HOLDS;
  second = first;
  applet_autostart_set_async (first.autostart, TRUE, NULL, keep_result, &first);
  applet_autostart_set_async (second.autostart, FALSE, NULL, keep_result, &second);
  tray_bus_wait (has_two_requests, &first);
  background_portal_respond (first.portal, 1, 0, FALSE);
  background_portal_respond (first.portal, 0, 0, TRUE);
  g_assert_true (finish (&second, &error));
  g_assert_true (finish (&first, &error));
  g_assert_no_error (error);
  g_assert_false (applet_autostart_get_on (first.autostart));
  assert_detail (&first, "");
  fixture_stop (&first);
}

/* The portal keeps one entry for a program: a profile must not touch the default one's. */
static void
test_profile (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_start (&fixture, 1, "work", LONG_MS);
  applet_autostart_refresh_async (fixture.autostart, NULL, keep_result, &fixture);
  g_assert_true (finish (&fixture, &error));
  g_assert_no_error (error);
  g_assert_false (set (&fixture, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  assert_detail (&fixture, "default profile");
  g_assert_cmpuint (fixture.portal->requests->len, ==, 0);
  fixture_stop (&fixture);
}

typedef struct
{
  BackgroundPortal *portal;
  guint count;
} Lines;

static gboolean
has_lines (gpointer data)
{
  const Lines *lines = data;

  return lines->portal->lines->len >= lines->count;
}

/* Waits until the portal has that many lines, and asserts the last. */
static void
assert_line (BackgroundPortal *portal, guint count, const char *text)
{
  Lines lines = { portal, count };

  tray_bus_wait (has_lines, &lines);
  g_assert_cmpuint (portal->lines->len, ==, count);
  g_assert_cmpstr (g_ptr_array_index (portal->lines, count - 1), ==, text);
}

static gboolean
is_over (gpointer data)
{
  return *(gboolean *)data;
}

static gboolean
note_over (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets that much time pass, for what must not happen. */
static void
let_pass (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, note_over, &over);
  tray_bus_wait (is_over, &over);
}

/* The first line at once, then the newest after the gap, and one that was sent is not sent again.
 */
static void
test_line (void)
{
  TrayBus *bus = tray_bus_new ("/nothing");
  BackgroundPortal *portal = background_portal_new (bus->host, 2);
  AppletStatusLine *line = applet_status_line_new (bus->item, 20);

  applet_status_line_set (line, "No meeting");
  applet_status_line_set (line, "Weekly, 1 person");
  applet_status_line_set (line, "Weekly, 2 people");
  assert_line (portal, 1, "No meeting");
  assert_line (portal, 2, "Weekly, 2 people");
  applet_status_line_set (line, "No meeting");
  applet_status_line_set (line, "Weekly, 2 people");
  let_pass (100);
  g_assert_cmpuint (portal->lines->len, ==, 2);
  applet_status_line_set (line, "No meeting");
  assert_line (portal, 3, "No meeting");
  /* The answer to it. */
  let_pass (100);
  g_assert_finalize_object (line);
  background_portal_free (portal);
  tray_bus_free (bus);
}

/* What failed is tried again with the next change, but not by itself. */
static void
test_line_refused (void)
{
  TrayBus *bus = tray_bus_new ("/nothing");
  BackgroundPortal *portal = background_portal_new (bus->host, 2);
  AppletStatusLine *line = applet_status_line_new (bus->item, 20);

  portal->refuse_line = TRUE;
  applet_status_line_set (line, "No meeting");
  assert_line (portal, 1, "No meeting");
  let_pass (100);
  portal->refuse_line = FALSE;
  applet_status_line_set (line, "No meeting");
  assert_line (portal, 2, "No meeting");
  let_pass (100);
  g_object_unref (line);
  background_portal_free (portal);
  tray_bus_free (bus);
}

/* A desktop without it is asked once: the portal that comes later is not. */
static void
test_line_unknown (void)
{
  for (int version = -1; version <= 1; version++)
    {
      TrayBus *bus = tray_bus_new ("/nothing");
      BackgroundPortal *portal
          = version >= 0 ? background_portal_new (bus->host, (guint)version) : NULL;
      AppletStatusLine *line = applet_status_line_new (bus->item, 20);

      applet_status_line_set (line, "No meeting");
      let_pass (100);
      g_clear_pointer (&portal, background_portal_free);
      portal = background_portal_new (bus->host, 2);
      applet_status_line_set (line, "Weekly, 1 person");
      let_pass (100);
      g_assert_cmpuint (portal->lines->len, ==, 0);
      g_assert_finalize_object (line);
      background_portal_free (portal);
      tray_bus_free (bus);
    }
}

static void
test_message (void)
{
  g_autofree char *fits = g_strnfill (APPLET_STATUS_LINE_MAX, 'a');
  g_autofree char *too_long = g_strnfill (APPLET_STATUS_LINE_MAX + 1, 'a');
  g_autofree char *same = applet_status_line_dup_message (fits);
  g_autofree char *cut = applet_status_line_dup_message (too_long);
  g_autofree char *lines = applet_status_line_dup_message ("Weekly\nnow\r!");
  g_autofree char *broken = applet_status_line_dup_message ("a\xff");
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autofree char *wide_cut = NULL;

  for (guint i = 0; i < APPLET_STATUS_LINE_MAX + 10; i++)
    g_string_append (wide, "ä");
  wide_cut = applet_status_line_dup_message (wide->str);
  g_assert_cmpstr (same, ==, fits);
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, APPLET_STATUS_LINE_MAX);
  g_assert_true (g_str_has_suffix (cut, "a…"));
  g_assert_cmpstr (lines, ==, "Weekly now !");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (wide_cut, -1), ==, APPLET_STATUS_LINE_MAX);
  g_assert_true (g_utf8_validate (wide_cut, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/background/answer/", answers[i].name, NULL);

      g_test_add_data_func (path, &answers[i], test_answer);
    }
  g_test_add_func ("/applet/background/start", test_start);
  g_test_add_func ("/applet/background/silent", test_silent);
  g_test_add_func ("/applet/background/cancelled", test_cancelled);
  g_test_add_func ("/applet/background/two-wishes", test_two_wishes);
  g_test_add_func ("/applet/background/profile", test_profile);
  g_test_add_func ("/applet/background/line", test_line);
  g_test_add_func ("/applet/background/line-refused", test_line_refused);
  g_test_add_func ("/applet/background/line-unknown", test_line_unknown);
  g_test_add_func ("/applet/background/message", test_message);
  return g_test_run ();
}
