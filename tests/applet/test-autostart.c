/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "applet-autostart.h"

#include <string.h>

#include <glib/gstdio.h>

#include "applet-autostart-file.h"
#include "applet-settings.h"

#define ENTRY "[Desktop Entry]\nType=Application\nName=Spaces Tray\n"

typedef struct
{
  const char *name;
  const char *profile;
  const char *program;
  const char *exec; /* as the key file unescapes it */
} ExecCase;

static const ExecCase exec_cases[] = {
  { "by-name", "", "spaces-tray", "spaces-tray --background" },
  { "profile", "work", "spaces-tray", "spaces-tray --background --profile=work" },
  { "path", "", "/opt/a/spaces-tray", "/opt/a/spaces-tray --background" },
  { "path-with-blank", "", "/my programs/st", "\"/my programs/st\" --background" },
  { "path-with-everything", "", "/a\"b`c$d\\e f", "\"/a\\\"b\\`c\\$d\\\\e f\" --background" },
  { "path-with-percent", "", "/100%/st", "/100%%/st --background" },
};

static void
test_exec (gconstpointer data)
{
  const ExecCase *row = data;
  g_autofree char *text = applet_autostart_file_dup_text (row->profile, row->program);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *exec = NULL;

  g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  exec = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (exec, ==, row->exec);
}

typedef struct
{
  const char *name;
  const char *content;
  gboolean on;
} StateCase;

static const StateCase state_cases[] = {
  { "ours", ENTRY "Exec=spaces-tray --background\n", TRUE },
  { "by-hand", ENTRY "Exec=sh -c 'sleep 5; spaces-tray --background'\nComment=mine\n", TRUE },
  { "enabled", ENTRY "Exec=spaces-tray\nX-GNOME-Autostart-enabled=true\n", TRUE },
  { "not-hidden", ENTRY "Exec=spaces-tray\nHidden=false\n", TRUE },
  { "hidden", ENTRY "Exec=spaces-tray\nHidden=true\n", FALSE },
  { "disabled", ENTRY "Exec=spaces-tray\nX-GNOME-Autostart-enabled=false\n", FALSE },
  { "without-exec", ENTRY, FALSE },
  { "empty-exec", ENTRY "Exec=\n", FALSE },
  { "empty", "", FALSE },
  { "not-an-entry", "\x01\x02 nonsense", FALSE },
};

static char *
write_entry (const char *profile, const char *content)
{
  char *path = applet_autostart_file_dup_path (profile);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_state (gconstpointer data)
{
  const StateCase *row = data;
  g_autofree char *path = write_entry ("", row->content);

  g_assert_cmpint (applet_autostart_file_is_on (path), ==, row->on);
}

static void
assert_content (const char *path, const char *content)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, content);
}

static void
test_file (void)
{
  g_autofree char *path = applet_autostart_file_dup_path ("");
  const char *text = ENTRY "Exec=spaces-tray --background\n";
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (path, g_get_user_config_dir ()));
  g_assert_true (g_str_has_suffix (path, "/autostart/io.github.spacestray.SpacesTray.desktop"));
  g_assert_false (applet_autostart_file_is_on (path));
  g_assert_true (applet_autostart_file_set (path, FALSE, text, &error));
  g_assert_true (applet_autostart_file_set (path, TRUE, text, &error));
  assert_content (path, text);
  /* What says on is somebody's work. */
  g_assert_true (applet_autostart_file_set (path, TRUE, "other", &error));
  assert_content (path, text);
  g_assert_true (applet_autostart_file_set (path, FALSE, text, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (applet_autostart_file_set (path, FALSE, text, &error));
  g_assert_no_error (error);
}

/* Switched off by hand it stays as it is, until the person asks for on. */
static void
test_file_hidden (void)
{
  const char *hidden = ENTRY "Exec=spaces-tray\nHidden=true\n";
  const char *text = ENTRY "Exec=spaces-tray --background\n";
  g_autofree char *path = write_entry ("", hidden);
  g_autoptr (GError) error = NULL;

  g_assert_true (applet_autostart_file_set (path, FALSE, text, &error));
  assert_content (path, hidden);
  g_assert_true (applet_autostart_file_set (path, TRUE, text, &error));
  assert_content (path, text);
  g_assert_no_error (error);
}

static gpointer
switch_off (gpointer path)
{
  g_autoptr (GError) error = NULL;

  applet_autostart_file_set (path, FALSE, "", &error);
  return g_steal_pointer (&error);
}

/* A running applet and the command line both carry out the same wish: neither fails. */
static void
test_file_twice_at_once (void)
{
  for (guint round = 0; round < 1000; round++)
    {
      g_autofree char *path = write_entry ("", ENTRY "Exec=spaces-tray\n");
      GThread *other = g_thread_new ("other", switch_off, path);
      g_autoptr (GError) error = switch_off (path);
      g_autoptr (GError) other_error = g_thread_join (other);

      g_assert_no_error (error);
      g_assert_no_error (other_error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
finish (AppletAutostart *autostart, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) held = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  held = g_steal_pointer (result);
  return applet_autostart_finish (autostart, held, error);
}

static gboolean
set (AppletAutostart *autostart, gboolean on, GError **error)
{
  GAsyncResult *result = NULL;

  applet_autostart_set_async (autostart, on, NULL, keep_result, &result);
  return finish (autostart, &result, error);
}

static gboolean
refresh (AppletAutostart *autostart, GError **error)
{
  GAsyncResult *result = NULL;

  applet_autostart_refresh_async (autostart, NULL, keep_result, &result);
  return finish (autostart, &result, error);
}

static void
assert_detail (AppletAutostart *autostart, const char *part)
{
  g_autofree char *detail = applet_autostart_dup_detail (autostart);

  if (part[0] == '\0')
    g_assert_cmpstr (detail, ==, "");
  else
    g_assert_nonnull (strstr (detail, part));
}

static void
count (gpointer counter)
{
  (*(guint *)counter)++;
}

static void
test_switch (void)
{
  g_autoptr (GSettings) settings = applet_settings_new ("work");
  g_autoptr (AppletAutostart) autostart
      = applet_autostart_new ("work", settings, NULL, FALSE, 1000);
  g_autofree char *path = applet_autostart_file_dup_path ("work");
  g_autofree char *other = applet_autostart_file_dup_path ("");
  g_autoptr (GError) error = NULL;
  guint changes = 0;

  g_signal_connect_swapped (autostart, "changed", G_CALLBACK (count), &changes);
  g_assert_true (g_str_has_suffix (path, "/io.github.spacestray.SpacesTray.work.desktop"));
  g_assert_false (applet_autostart_get_on (autostart));
  g_assert_false (applet_autostart_get_wanted (autostart));
  g_assert_true (set (autostart, TRUE, &error));
  g_assert_true (applet_autostart_get_on (autostart));
  g_assert_true (g_settings_get_boolean (settings, "start-with-session"));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  assert_detail (autostart, "");
  g_assert_true (set (autostart, FALSE, &error));
  g_assert_false (applet_autostart_get_on (autostart));
  g_assert_false (g_settings_get_boolean (settings, "start-with-session"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_no_error (error);
  g_assert_cmpuint (changes, ==, 2);
}

/* A person's own edit is the truth, a start does not undo it, and it is told. */
static void
test_switched_off_elsewhere (void)
{
  g_autoptr (GSettings) settings = applet_settings_new ("elsewhere");
  g_autoptr (AppletAutostart) first
      = applet_autostart_new ("elsewhere", settings, NULL, FALSE, 1000);
  g_autoptr (AppletAutostart) second = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (set (first, TRUE, &error));
  g_assert_no_error (error);
  path = write_entry ("elsewhere", ENTRY "Exec=spaces-tray\nHidden=true\n");
  second = applet_autostart_new ("elsewhere", settings, NULL, FALSE, 1000);
  g_assert_false (refresh (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_false (applet_autostart_get_on (second));
  g_assert_true (applet_autostart_get_wanted (second));
  assert_detail (second, "switched off outside");
  g_assert_false (applet_autostart_file_is_on (path));
  g_assert_no_errno (g_unlink (path));
  assert_detail (second, "switched off outside");
  /* Asked for again, it is switched on again, though the wish is the same. */
  g_clear_error (&error);
  g_assert_true (set (second, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (applet_autostart_get_on (second));
}

/* By another process, or an editor of settings. */
static void
test_setting_changed_elsewhere (void)
{
  g_autoptr (GSettings) settings = applet_settings_new ("changed");
  g_autoptr (GSettings) elsewhere = applet_settings_new ("changed");
  g_autoptr (AppletAutostart) autostart
      = applet_autostart_new ("changed", settings, NULL, FALSE, 1000);

  g_settings_set_boolean (elsewhere, "start-with-session", TRUE);
  while (!applet_autostart_get_on (autostart))
    g_main_context_iteration (NULL, TRUE);
  g_settings_set_boolean (elsewhere, "start-with-session", FALSE);
  while (applet_autostart_get_on (autostart))
    g_main_context_iteration (NULL, TRUE);
  assert_detail (autostart, "");
}

static void
test_not_writable (void)
{
  g_autoptr (GSettings) settings = applet_settings_new ("shut");
  g_autoptr (AppletAutostart) autostart
      = applet_autostart_new ("shut", settings, NULL, FALSE, 1000);
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (g_get_user_config_dir (), 0700));
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (set (autostart, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_false (applet_autostart_get_on (autostart));
  g_assert_true (applet_autostart_get_wanted (autostart));
  assert_detail (autostart, folder);
  /* With the obstacle gone the same request does it, and the complaint is over. */
  g_assert_no_errno (g_unlink (folder));
  g_clear_error (&error);
  g_assert_true (set (autostart, TRUE, &error));
  g_assert_no_error (error);
  assert_detail (autostart, "");
}

static void
test_without_settings (void)
{
  g_autoptr (AppletAutostart) autostart = applet_autostart_new ("", NULL, NULL, FALSE, 1000);
  g_autoptr (GError) error = NULL;

  g_assert_true (set (autostart, TRUE, &error));
  g_assert_true (applet_autostart_get_wanted (autostart));
  g_assert_true (applet_autostart_get_on (autostart));
  g_assert_true (refresh (autostart, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (exec_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/autostart/exec/", exec_cases[i].name, NULL);

      g_test_add_data_func (path, &exec_cases[i], test_exec);
    }
  for (guint i = 0; i < G_N_ELEMENTS (state_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/autostart/state/", state_cases[i].name, NULL);

      g_test_add_data_func (path, &state_cases[i], test_state);
    }
  g_test_add_func ("/applet/autostart/file", test_file);
  g_test_add_func ("/applet/autostart/file-hidden", test_file_hidden);
  g_test_add_func ("/applet/autostart/file-twice-at-once", test_file_twice_at_once);
  g_test_add_func ("/applet/autostart/switch", test_switch);
  g_test_add_func ("/applet/autostart/switched-off-elsewhere", test_switched_off_elsewhere);
  g_test_add_func ("/applet/autostart/setting-changed-elsewhere", test_setting_changed_elsewhere);
  g_test_add_func ("/applet/autostart/not-writable", test_not_writable);
  g_test_add_func ("/applet/autostart/without-settings", test_without_settings);
  return g_test_run ();
}
