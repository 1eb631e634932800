/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "spaces"
#include "config.h"

#include "spaces-token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>

#define TOKEN_FILE_MAX (64 * 1024)

struct _SpacesTokenSource
{
  GObject parent_instance;
  SpacesTokenType type;
  char *path; /* NULL for a fixed token */
  char *text; /* the fixed token, else NULL */
};

G_DEFINE_FINAL_TYPE (SpacesTokenSource, spaces_token_source, G_TYPE_OBJECT)

void
spaces_token_free (char *token)
{
  if (token == NULL)
    return;
  explicit_bzero (token, strlen (token));
  g_free (token);
}

static void
fail (GError **error, const char *path, const char *what)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error,
               SPACES_ERROR,
               SPACES_ERROR_TOKEN_FILE,
               /* Translators: %s is the token file's name, the second %s what is wrong with it. */
               _ ("The token file %s cannot be used: %s"),
               name,
               what);
}

/* The name as it is typed in a shell. */
static char *
dup_shell_name (const char *path)
{
  const char *plain = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-+:@%";
  g_autofree char *name = g_filename_display_name (path);

  if (name[strspn (name, plain)] == '\0')
    return g_steal_pointer (&name);
  return g_shell_quote (name);
}

static gboolean
check_opened (int fd, const char *path, GError **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0)
    {
      fail (error, path, g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (about.st_mode))
    {
      /* Translators: why the token file cannot be used; so are all that follow. */
      fail (error, path, _ ("it is not a regular file"));
      return FALSE;
    }
  if (about.st_uid != geteuid () && about.st_uid != 0)
    {
      /* Translators: it is the token file. */
      fail (error, path, _ ("it belongs to somebody else; copy it to a file of your own"));
      return FALSE;
    }
  if ((about.st_mode & 077) != 0)
    {
      g_autofree char *name = dup_shell_name (path);

      g_set_error (error,
                   SPACES_ERROR,
                   SPACES_ERROR_TOKEN_FILE,
                   /* Translators: %s is the token file's name. */
                   _ ("The token file can be read by other people; run: chmod 600 %s"),
                   name);
      return FALSE;
    }
  if (about.st_size > TOKEN_FILE_MAX)
    {
      /* Translators: it is the token file. */
      fail (error, path, _ ("it is larger than 64 KiB; its first line should be the token"));
      return FALSE;
    }
  return TRUE;
}

/* Reads at most TOKEN_FILE_MAX + 1 bytes: the file may have grown since it was looked at. */
static gssize
read_opened (int fd, char *buffer)
{
  gsize length = 0;

  while (length <= TOKEN_FILE_MAX)
    {
      gssize n = read (fd, buffer + length, TOKEN_FILE_MAX + 1 - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      length += (gsize)n;
    }
  return (gssize)length;
}

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }
  return TRUE;
}

/* The token in the first line of @buffer, which holds @length bytes and a NUL. */
static char *
take_first_line (char *buffer, gsize length, const char *path, GError **error)
{
  char *line_end = memchr (buffer, '\n', length);

  if (line_end != NULL)
    length = (gsize)(line_end - buffer);
  buffer[length] = '\0';
  if (strlen (buffer) != length)
    {
      /* Translators: it is the token file. */
      fail (error, path, _ ("it holds bytes that no token has"));
      return NULL;
    }
  g_strstrip (buffer);
  if (*buffer == '\0')
    {
      /* Translators: it is the token file. */
      fail (error, path, _ ("it is empty; its first line should be the token"));
      return NULL;
    }
  if (!is_token (buffer))
    {
      /* Translators: it is the token file. */
      fail (error, path, _ ("it does not begin with a token: printable ASCII without spaces"));
      return NULL;
    }
  return g_strdup (buffer);
}

static char *
read_token_file (const char *path, GError **error)
{
  g_autofree char *buffer = NULL;
  char *token = NULL;
  gssize length;
  /* Non-blocking, so that a FIFO of that name does not hold us. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0)
    {
      fail (error, path, g_strerror (errno));
      return NULL;
    }
  if (!check_opened (fd, path, error))
    {
      close (fd);
      return NULL;
    }
  buffer = g_malloc (TOKEN_FILE_MAX + 2);
  length = read_opened (fd, buffer);
  if (length < 0)
    /* Translators: it is the token file. */
    fail (error, path, _ ("it cannot be read"));
  else if (length > TOKEN_FILE_MAX)
    fail (error, path, _ ("it is larger than 64 KiB; its first line should be the token"));
  else
    token = take_first_line (buffer, (gsize)length, path, error);
  explicit_bzero (buffer, TOKEN_FILE_MAX + 2);
  close (fd);
  return token;
}

gboolean
spaces_token_file_check (const char *path, GError **error)
{
  char *token = read_token_file (path, error);

  spaces_token_free (token);
  return token != NULL;
}

static void
spaces_token_source_finalize (GObject *object)
{
  SpacesTokenSource *self = SPACES_TOKEN_SOURCE (object);

  g_free (self->path);
  spaces_token_free (self->text);
  G_OBJECT_CLASS (spaces_token_source_parent_class)->finalize (object);
}

static void
spaces_token_source_class_init (SpacesTokenSourceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = spaces_token_source_finalize;
}

static void
spaces_token_source_init (SpacesTokenSource *self)
{
}

SpacesTokenSource *
spaces_token_source_new_for_file (const char *path, SpacesTokenType type)
{
  SpacesTokenSource *self = g_object_new (SPACES_TYPE_TOKEN_SOURCE, NULL);

  self->type = type;
  self->path = g_strdup (path);
  return self;
}

SpacesTokenSource *
spaces_token_source_new_for_text (const char *token, SpacesTokenType type)
{
  SpacesTokenSource *self = g_object_new (SPACES_TYPE_TOKEN_SOURCE, NULL);

  self->type = type;
  self->text = g_strdup (token);
  return self;
}

SpacesTokenType
spaces_token_source_get_token_type (SpacesTokenSource *self)
{
  return self->type;
}

static void
destroy_token (gpointer token)
{
  spaces_token_free (token);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  char *token = read_token_file (task_data, &error);

  if (token == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, token, destroy_token);
}

void
spaces_token_source_get_async (SpacesTokenSource *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, spaces_token_source_get_async);
  if (self->path != NULL)
    {
      /* A home directory may be on a network that is slow to answer. */
      g_task_set_task_data (task, g_strdup (self->path), g_free);
      g_task_run_in_thread (task, read_in_thread);
    }
  else if (is_token (self->text))
    g_task_return_pointer (task, g_strdup (self->text), destroy_token);
  else
    g_task_return_new_error (task,
                             SPACES_ERROR,
                             SPACES_ERROR_TOKEN_FILE,
                             "The token is empty or not printable ASCII without spaces");
}

char *
spaces_token_source_get_finish (SpacesTokenSource *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
spaces_token_to_authorization (SpacesTokenType type, const char *token)
{
  switch (type)
    {
    case SPACES_TOKEN_JWT:
      return g_strconcat ("jwt ", token, NULL);
    case SPACES_TOKEN_OAUTH:
      return g_strconcat ("bearer ", token, NULL);
    }
  return NULL;
}

const char *
spaces_token_type_to_string (SpacesTokenType type)
{
  switch (type)
    {
    case SPACES_TOKEN_JWT:
      return "jwt";
    case SPACES_TOKEN_OAUTH:
      return "oauth";
    }
  return NULL;
}
