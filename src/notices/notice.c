/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "config.h"

#include "notice.h"

/* Reference counting stands beside the public struct, not in it. */
Notice *
notice_new (NoticeKind kind, const char *key)
{
  Notice *notice = g_atomic_rc_box_new0 (Notice);

  notice->kind = kind;
  notice->key = g_strdup (key);
  notice->joined = g_ptr_array_new_with_free_func ((GDestroyNotify)meeting_attendee_unref);
  return notice;
}

Notice *
notice_ref (Notice *notice)
{
  return g_atomic_rc_box_acquire (notice);
}

static void
notice_clear (gpointer data)
{
  Notice *notice = data;

  g_free (notice->key);
  g_free (notice->space_id);
  g_free (notice->space_name);
  g_clear_pointer (&notice->meeting, meeting_unref);
  g_clear_pointer (&notice->joined, g_ptr_array_unref);
  g_clear_pointer (&notice->recording, meeting_recording_unref);
  g_strfreev (notice->lines);
}

void
notice_unref (Notice *notice)
{
  g_atomic_rc_box_release_full (notice, notice_clear);
}
