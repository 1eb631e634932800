/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-portal-call.h"

#define NO_TIMEOUT G_MAXINT
#define NOT_ALLOWED "org.freedesktop.portal.Error.NotAllowed"

typedef struct
{
  char *key;
  char *owner;
  NoticePortalAnswerFunc func;
  gpointer user_data;
} Call;

static void
call_free (Call *call)
{
  g_free (call->key);
  g_free (call->owner);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* Nobody refused anything. */
static gboolean
was_lost (const GError *error)
{
  static const int codes[] = {
    G_DBUS_ERROR_NO_REPLY,
    G_DBUS_ERROR_DISCONNECTED,
    G_DBUS_ERROR_SERVICE_UNKNOWN,
    G_DBUS_ERROR_NAME_HAS_NO_OWNER,
  };

  if (!g_dbus_error_is_remote_error (error))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_not_allowed (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, NOT_ALLOWED) == 0;
}

static char *
dup_refusal (GError *error, gboolean not_allowed)
{
  if (not_allowed)
    return g_strdup ("notifications of this program are switched off in the settings of the "
                     "desktop");
  g_dbus_error_strip_remote_error (error);
  return g_strdup_printf ("the desktop’s notification portal refuses it: %s", error->message);
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *refusal = NULL;
  NoticePortalAnswer answer = { .key = call->key, .owner = call->owner, .reply = reply };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      g_debug ("The notification portal: %s", error->message);
      answer.lost = was_lost (error);
      answer.not_allowed = is_not_allowed (error);
      if (!answer.lost)
        answer.refusal = refusal = dup_refusal (error, answer.not_allowed);
    }
  call->func (&answer, call->user_data);
}

void
notice_portal_call (GDBusConnection *connection,
                    const char *interface,
                    const char *method,
                    GVariant *parameters,
                    const char *key,
                    const char *owner,
                    GCancellable *cancellable,
                    NoticePortalAnswerFunc func,
                    gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->key = g_strdup (key);
  call->owner = g_strdup (owner);
  call->func = func;
  call->user_data = user_data;
  g_dbus_connection_call (connection,
                          NOTICE_PORTAL_BUS_NAME,
                          NOTICE_PORTAL_OBJECT_PATH,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          NO_TIMEOUT,
                          cancellable,
                          on_called,
                          call);
}
