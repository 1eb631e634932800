/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "presenter-log.h"

static void
on_shown (NoticePresenter *presenter,
          const char *key,
          guint daemon_id,
          const char *daemon,
          GString *log)
{
  g_string_append_printf (log, "shown %s %u %s;", key, daemon_id, daemon);
}

static void
on_failed (NoticePresenter *presenter, const char *key, GError *error, GString *log)
{
  static const char *const words[] = {
    [NOTICE_ERROR_NO_DAEMON] = "no-daemon",     [NOTICE_ERROR_REFUSED] = "refused",
    [NOTICE_ERROR_NOT_ALLOWED] = "not-allowed", [NOTICE_ERROR_TIMED_OUT] = "timed-out",
    [NOTICE_ERROR_TOO_MANY] = "too-many",
  };

  g_assert_true (error->domain == NOTICE_ERROR);
  g_test_message ("%s", error->message);
  g_string_append_printf (log, "failed %s %s;", key, words[error->code]);
}

static void
on_closed (NoticePresenter *presenter, const char *key, GString *log)
{
  g_string_append_printf (log, "closed %s;", key);
}

static void
on_action (NoticePresenter *presenter,
           const char *key,
           const char *action_id,
           const char *token,
           GString *log)
{
  g_string_append_printf (log, "action %s %s %s;", key, action_id, token != NULL ? token : "-");
}

static void
on_available_changed (NoticePresenter *presenter, gboolean available, GString *log)
{
  g_string_append (log, available ? "available;" : "unavailable;");
}

void
presenter_log_listen (NoticePresenter *presenter, GString *log)
{
  g_signal_connect (presenter, "shown", G_CALLBACK (on_shown), log);
  g_signal_connect (presenter, "failed", G_CALLBACK (on_failed), log);
  g_signal_connect (presenter, "closed", G_CALLBACK (on_closed), log);
  g_signal_connect (presenter, "action", G_CALLBACK (on_action), log);
  g_signal_connect (presenter, "available-changed", G_CALLBACK (on_available_changed), log);
}
