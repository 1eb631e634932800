/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-demonstration.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "applet-opener.h"

#define SIMULATOR_PROGRAM "spaces-tray-simulator"

struct _AppletDemonstration
{
  GObject parent_instance;

  double speed;
  char *token_file;
  SpacesTokenSource *tokens;
  GSubprocess *simulator; /* ends when its standard input is closed, so also when we are killed */
  char *origin;
  char *api_url;
};

G_DEFINE_FINAL_TYPE (AppletDemonstration, applet_demonstration, G_TYPE_OBJECT)

/* The token goes by a file of mode 0600, never by an argument. */
static gboolean
write_token (AppletDemonstration *self, GError **error)
{
  g_autofree char *token = g_uuid_string_random ();
  g_autofree char *text = g_strconcat (token, "\n", NULL);
  int fd = g_file_open_tmp ("spaces-tray-demo-XXXXXX", &self->token_file, error);

  if (fd < 0)
    return FALSE;
  self->tokens = spaces_token_source_new_for_text (token, SPACES_TOKEN_JWT);
  close (fd);
  return g_file_set_contents_full (
      self->token_file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error);
}

static void
remove_token (AppletDemonstration *self)
{
  if (self->token_file != NULL)
    g_unlink (self->token_file);
  g_clear_pointer (&self->token_file, g_free);
}

static gboolean
read_addresses (AppletDemonstration *self, const char *line, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (line, error);
  JsonObject *object;

  if (root == NULL)
    return FALSE;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object != NULL)
    {
      self->origin = g_strdup (json_object_get_string_member_with_default (object, "origin", NULL));
      self->api_url = g_strdup (json_object_get_string_member_with_default (object, "api", NULL));
    }
  if (self->origin != NULL && self->api_url != NULL)
    return TRUE;
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("The demonstration’s server did not tell its address."));
  return FALSE;
}

static void
on_line_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  AppletDemonstration *self = g_task_get_source_object (task);

  remove_token (self);
  if (line == NULL && error == NULL)
    error = g_error_new_literal (
        G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The demonstration’s server ended at once."));
  if (error == NULL && read_addresses (self, line, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GSubprocess *
spawn_simulator (AppletDemonstration *self, GError **error)
{
  g_autofree char *program = applet_opener_find_program (SIMULATOR_PROGRAM, "simulator");
  char speed[G_ASCII_DTOSTR_BUF_SIZE];

  if (program == NULL)
    {
      g_set_error (error,
                   G_SPAWN_ERROR,
                   G_SPAWN_ERROR_NOENT,
                   /* Translators: %s is a program's name. */
                   _ ("%s is not installed: the demonstration needs it."),
                   SIMULATOR_PROGRAM);
      return NULL;
    }
  if (!write_token (self, error))
    return NULL;
  g_ascii_dtostr (speed, sizeof speed, self->speed);
  return g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                           error,
                           program,
                           "--port=0",
                           "--scenario=morning",
                           "--exit-with-parent",
                           "--speed",
                           speed,
                           "--token-file",
                           self->token_file,
                           NULL);
}

void
applet_demonstration_start_async (AppletDemonstration *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GDataInputStream) output = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, applet_demonstration_start_async);
  self->simulator = spawn_simulator (self, &error);
  if (self->simulator == NULL)
    {
      remove_token (self);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->simulator));
  g_data_input_stream_read_line_async (
      output, G_PRIORITY_DEFAULT, cancellable, on_line_ready, task);
}

gboolean
applet_demonstration_start_finish (AppletDemonstration *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
applet_demonstration_get_origin (AppletDemonstration *self)
{
  return self->origin;
}

const char *
applet_demonstration_get_api_url (AppletDemonstration *self)
{
  return self->api_url;
}

SpacesTokenSource *
applet_demonstration_get_tokens (AppletDemonstration *self)
{
  return self->tokens;
}

AppletDemonstration *
applet_demonstration_new (double speed)
{
  AppletDemonstration *self = g_object_new (APPLET_TYPE_DEMONSTRATION, NULL);

  self->speed = speed;
  return self;
}

static void
applet_demonstration_finalize (GObject *object)
{
  AppletDemonstration *self = APPLET_DEMONSTRATION (object);

  remove_token (self);
  if (self->simulator != NULL)
    g_subprocess_send_signal (self->simulator, SIGTERM);
  g_clear_object (&self->simulator);
  g_clear_object (&self->tokens);
  g_free (self->origin);
  g_free (self->api_url);
  G_OBJECT_CLASS (applet_demonstration_parent_class)->finalize (object);
}

static void
applet_demonstration_class_init (AppletDemonstrationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = applet_demonstration_finalize;
}

static void
applet_demonstration_init (AppletDemonstration *self)
{
}
