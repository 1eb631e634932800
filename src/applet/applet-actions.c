/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-actions.h"

#include <glib/gi18n.h>

#include "applet-opener.h"
#include "applet-options.h"
#include "applet-uri.h"
#include "notice-portal-card.h"

/* A person does not ask for more while the program starts. */
#define MOST_WAITING 8

/* Something that was asked for. */
typedef struct
{
  char *action;
  char *target; /* nullable */
  char *token;  /* nullable */
  gboolean answer;
} Wish;

struct _AppletActions
{
  GObject parent_instance;

  GApplication *application; /* (unowned) */
  char *profile;
  AppletSession *session; /* NULL before there is one */
  HistoryStore *store;    /* nullable */
  char *token;            /* nullable */
  GQueue waiting;         /* (element-type Wish) before there is a session */
};

enum
{
  SIGNAL_QUIT,
  SIGNAL_ANSWERED,
  SIGNAL_PASSED_ON,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppletActions, applet_actions, G_TYPE_OBJECT)

static void
wish_free (Wish *wish)
{
  g_free (wish->action);
  g_free (wish->target);
  g_free (wish->token);
  g_free (wish);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static Wish *
wish_new (const char *action, const char *target, const char *token, gboolean answer)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->action = g_strdup (action);
  wish->target = g_strdup (target);
  wish->token = g_strdup (token);
  wish->answer = answer;
  return wish;
}

/* One of this run, else of any other: a notification outlives them. (transfer full) (nullable) */
static MeetingRecording *
find_recording (AppletActions *self, const char *key)
{
  g_autoptr (GPtrArray) recordings
      = meeting_list_get_recordings (applet_session_get_list (self->session));
  g_autoptr (GError) error = NULL;
  MeetingRecording *found = NULL;

  for (guint i = 0; i < recordings->len; i++)
    {
      MeetingRecording *recording = g_ptr_array_index (recordings, i);
      g_autofree char *other = meeting_recording_dup_key (recording);

      if (g_str_equal (key, other))
        return meeting_recording_ref (recording);
    }
  if (self->store != NULL)
    found = history_store_dup_recording (self->store, key, &error);
  if (error != NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("The history cannot be read: %s"), error->message);
  return found;
}

static gboolean
do_with_space (AppletActions *self, const Wish *wish)
{
  const SpacesLinks *links = applet_session_get_links (self->session);

  if (wish->target == NULL || !applet_uri_space_id_is_valid (wish->target, strlen (wish->target)))
    return FALSE;
  if (g_str_equal (wish->action, "join"))
    applet_opener_open_space (self->profile, links, wish->target, wish->token);
  else if (g_str_equal (wish->action, "copy-space-link"))
    applet_opener_copy_link (links, wish->target, NULL);
  else
    return FALSE;
  return TRUE;
}

static gboolean
do_with_recording (AppletActions *self, const Wish *wish)
{
  const SpacesLinks *links = applet_session_get_links (self->session);
  g_autoptr (MeetingRecording) recording
      = wish->target != NULL ? find_recording (self, wish->target) : NULL;

  if (recording == NULL)
    return FALSE;
  if (g_str_equal (wish->action, "view-recording"))
    applet_opener_open_recording (self->profile, links, recording, wish->token);
  else if (g_str_equal (wish->action, "copy-recording-link"))
    applet_opener_copy_link (links, NULL, recording);
  else
    return FALSE;
  return TRUE;
}

static gboolean
do_without_target (AppletActions *self, const Wish *wish)
{
  if (g_str_equal (wish->action, "meetings"))
    applet_opener_show_window (self->profile, APPLET_OPENER_NOTE_NONE, wish->token);
  else if (g_str_equal (wish->action, "reconnect"))
    applet_session_reconnect (self->session);
  else
    return FALSE;
  return TRUE;
}

/* Takes @wish. */
static void
fulfil (AppletActions *self, Wish *wish)
{
  g_autoptr (Wish) done = NULL;

  if (g_str_equal (wish->action, "quit"))
    {
      wish_free (wish);
      g_signal_emit (self, signals[SIGNAL_QUIT], 0);
      return;
    }
  if (self->session == NULL)
    {
      g_queue_push_tail (&self->waiting, wish);
      if (self->waiting.length > MOST_WAITING)
        wish_free (g_queue_pop_head (&self->waiting));
      return;
    }
  done = wish;
  if (!do_without_target (self, wish) && !do_with_space (self, wish)
      && !do_with_recording (self, wish))
    g_debug ("Not known: %s (%s)", wish->action, wish->target != NULL ? wish->target : "");
  else if (wish->answer)
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, wish->action, wish->target);
}

void
applet_actions_perform (AppletActions *self,
                        const char *action,
                        const char *target,
                        const char *activation_token)
{
  fulfil (self, wish_new (action, target, activation_token, FALSE));
}

void
applet_actions_set_session (AppletActions *self, AppletSession *session, HistoryStore *store)
{
  Wish *wish;

  g_set_object (&self->session, session);
  g_set_object (&self->store, store);
  while ((wish = g_queue_pop_head (&self->waiting)) != NULL)
    fulfil (self, wish);
}

void
applet_actions_set_activation_token (AppletActions *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

const char *
applet_actions_get_activation_token (AppletActions *self)
{
  return self->token;
}

static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppletActions *self = user_data;
  const char *target = parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL;

  fulfil (self, wish_new (g_action_get_name (G_ACTION (action)), target, self->token, TRUE));
}

static void
on_passed_on (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppletActions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    /* Translators: in the log; %s is what went wrong. */
    g_message (_ ("What was clicked is of a profile that does not run: %s"), error->message);
  g_signal_emit (self, signals[SIGNAL_PASSED_ON], 0);
}

static GVariant *
make_platform_data (AppletActions *self)
{
  g_auto (GVariantBuilder) data = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (self->token != NULL)
    g_variant_builder_add (&data, "{sv}", "activation-token", g_variant_new_string (self->token));
  return g_variant_builder_end (&data);
}

static void
pass_on (AppletActions *self, const char *profile, const char *action, const char *target)
{
  g_auto (GVariantBuilder) parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autofree char *name = g_strconcat (APPLICATION_ID, ".", profile, NULL);
  g_autofree char *path = g_strconcat ("/", name, NULL);

  if (target[0] != '\0')
    g_variant_builder_add (&parameters, "v", g_variant_new_string (target));
  g_dbus_connection_call (
      g_application_get_dbus_connection (self->application),
      name,
      g_strdelimit (path, ".", '/'),
      "org.freedesktop.Application",
      "ActivateAction",
      g_variant_new ("(sav@a{sv})", action, &parameters, make_platform_data (self)),
      NULL,
      G_DBUS_CALL_FLAGS_NO_AUTO_START,
      -1,
      NULL,
      on_passed_on,
      g_object_ref (self));
}

static void
on_in_profile (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppletActions *self = user_data;
  g_auto (GStrv) words = g_strsplit (g_variant_get_string (parameter, NULL), " ", 3);

  if (g_strv_length (words) == 3 && applet_options_profile_is_valid (words[0])
      && !g_str_equal (words[1], NOTICE_PORTAL_ACTION_IN_PROFILE))
    pass_on (self, words[0], words[1], words[2]);
  else
    g_debug ("Not a profile and an action: %s", g_variant_get_string (parameter, NULL));
}

AppletActions *
applet_actions_new (GApplication *application, const char *profile)
{
  static const GActionEntry entries[] = {
    { .name = "meetings", .activate = on_action },
    { .name = "quit", .activate = on_action },
    { .name = "join", .activate = on_action, .parameter_type = "s" },
    { .name = "view-recording", .activate = on_action, .parameter_type = "s" },
    { .name = "copy-recording-link", .activate = on_action, .parameter_type = "s" },
    { .name = NOTICE_PORTAL_ACTION_IN_PROFILE, .activate = on_in_profile, .parameter_type = "s" },
  };
  AppletActions *self = g_object_new (APPLET_TYPE_ACTIONS, NULL);

  self->application = application;
  self->profile = g_strdup (profile);
  g_action_map_add_action_entries (
      G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), self);
  return self;
}

static void
applet_actions_dispose (GObject *object)
{
  AppletActions *self = APPLET_ACTIONS (object);

  g_clear_object (&self->session);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (applet_actions_parent_class)->dispose (object);
}

static void
applet_actions_finalize (GObject *object)
{
  AppletActions *self = APPLET_ACTIONS (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify)wish_free);
  g_free (self->token);
  g_free (self->profile);
  G_OBJECT_CLASS (applet_actions_parent_class)->finalize (object);
}

static void
applet_actions_class_init (AppletActionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = applet_actions_dispose;
  object_class->finalize = applet_actions_finalize;
  signals[SIGNAL_QUIT]
      = g_signal_new ("quit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ANSWERED] = g_signal_new ("answered",
                                           type,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           2,
                                           G_TYPE_STRING,
                                           G_TYPE_STRING);
  signals[SIGNAL_PASSED_ON]
      = g_signal_new ("passed-on", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
applet_actions_init (AppletActions *self)
{
  g_queue_init (&self->waiting);
}
