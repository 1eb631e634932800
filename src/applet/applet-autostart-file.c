/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-autostart-file.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define KEY_GNOME_ENABLED "X-GNOME-Autostart-enabled"

char *
applet_autostart_file_dup_path (const char *profile)
{
  g_autofree char *name = profile[0] != '\0'
                              ? g_strconcat (APPLICATION_ID, ".", profile, ".desktop", NULL)
                              : g_strdup (APPLICATION_ID ".desktop");

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

/* An argument of Exec: quoted when it holds a reserved character; a field code begins with %. */
static char *
quote_argument (const char *argument)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  if (strpbrk (argument, " \t\n\"'\\><~|&;$*?#()`") == NULL)
    g_string_append (quoted, argument);
  else
    {
      g_string_append_c (quoted, '"');
      for (const char *at = argument; *at != '\0'; at++)
        {
          if (strchr ("\"`$\\", *at) != NULL)
            g_string_append_c (quoted, '\\');
          g_string_append_c (quoted, *at);
        }
      g_string_append_c (quoted, '"');
    }
  g_string_replace (quoted, "%", "%%", 0);
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

char *
applet_autostart_file_dup_text (const char *profile, const char *program)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *quoted = quote_argument (program);
  g_autofree char *exec = profile[0] != '\0'
                              ? g_strconcat (quoted, " --background --profile=", profile, NULL)
                              : g_strconcat (quoted, " --background", NULL);
  g_autofree char *name = profile[0] != '\0' ? g_strdup_printf ("Spaces Tray (%s)", profile)
                                             : g_strdup ("Spaces Tray");
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_NAME, name);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_ICON, APPLICATION_ID);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, exec);
  g_key_file_set_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  g_key_file_set_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_STARTUP_NOTIFY, FALSE);
  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
applet_autostart_file_is_on (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *exec = NULL;
  g_autofree char *enabled = NULL;
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return FALSE;
  exec = g_key_file_get_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);
  enabled = g_key_file_get_string (file, group, KEY_GNOME_ENABLED, NULL);
  return exec != NULL && exec[0] != '\0' && g_strcmp0 (enabled, "false") != 0
         && !g_key_file_get_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
}

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               /* Translators: %s is what is wrong with a file, as a sentence. */
               _ ("Whether Spaces Tray starts with the session cannot be changed: %s"),
               reason);
  return FALSE;
}

static gboolean
fail_errno (GError **error, const char *path, int number)
{
  g_autofree char *reason = g_strconcat (path, ": ", g_strerror (number), NULL);

  return fail (error, reason);
}

static gboolean
write_entry (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) reason = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (error, folder, errno);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &reason))
    return fail (error, reason->message);
  return TRUE;
}

gboolean
applet_autostart_file_set (const char *path, gboolean on, const char *text, GError **error)
{
  if (applet_autostart_file_is_on (path) == on)
    return TRUE;
  if (on)
    return write_entry (path, text, error);
  /* The applet and the command line may both carry out the same wish: one of them comes second. */
  if (g_unlink (path) != 0 && errno != ENOENT)
    return fail_errno (error, path, errno);
  return TRUE;
}
