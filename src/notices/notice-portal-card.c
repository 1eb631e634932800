/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "notices"

#include "notice-portal-card.h"

/* The first version in which a body is surely plain text, and with categories and hints. */
#define VERSION_2 2

char *
notice_portal_dup_id (const char *profile, const char *key)
{
  return profile[0] != '\0' ? g_strconcat (profile, " ", key, NULL) : g_strdup (key);
}

/* Some servers of version 1 show the body as it is, others hand it to a daemon that reads markup,
 * and nobody can tell which: so it has nothing that either would show wrongly. */
static char *
dup_markup_free (const char *text)
{
  GString *safe = g_string_new (text);

  g_string_replace (safe, "&", "+", 0);
  g_string_replace (safe, "<", "‹", 0);
  g_string_replace (safe, ">", "›", 0);
  return g_string_free (safe, FALSE);
}

static void
add_body (GVariantBuilder *builder, const NoticeCard *card, guint version)
{
  g_autofree char *safe = NULL;

  if (card->body == NULL)
    return;
  /* Never "markup-body", which would lose the ends of lines. */
  if (version < VERSION_2)
    safe = dup_markup_free (card->body);
  g_variant_builder_add (
      builder, "{sv}", "body", g_variant_new_string (safe != NULL ? safe : card->body));
}

static void
add_icon (GVariantBuilder *builder, const NoticeCard *card)
{
  const char *const names[] = { card->icon_name, NULL };

  /* A file of ours is not to be seen from outside of the sandbox. */
  if (card->icon_name == NULL || card->icon_name[0] == '/')
    return;
  g_variant_builder_add (
      builder, "{sv}", "icon", g_variant_new ("(sv)", "themed", g_variant_new_strv (names, -1)));
}

static void
add_priority (GVariantBuilder *builder, const NoticeCard *card)
{
  static const char *const priorities[] = {
    [NOTICE_URGENCY_LOW] = "low",
    [NOTICE_URGENCY_NORMAL] = "normal",
    [NOTICE_URGENCY_CRITICAL] = "urgent",
  };

  g_variant_builder_add (
      builder, "{sv}", "priority", g_variant_new_string (priorities[card->urgency]));
}

/* Those of the portal's own that are ours. */
static void
add_category (GVariantBuilder *builder, const NoticeCard *card)
{
  if (g_strcmp0 (card->category, "im.received") == 0)
    g_variant_builder_add (builder, "{sv}", "category", g_variant_new_string (card->category));
}

static char *
dup_action_name (const NoticeAction *action, const char *profile)
{
  return g_strconcat (
      "app.", profile[0] != '\0' ? NOTICE_PORTAL_ACTION_IN_PROFILE : action->name, NULL);
}

/* NULL when the action has none. */
static GVariant *
make_target (const NoticeAction *action, const char *profile)
{
  if (profile[0] != '\0')
    return g_variant_new_printf (
        "%s %s %s", profile, action->name, action->target != NULL ? action->target : "");
  return action->target != NULL ? g_variant_new_string (action->target) : NULL;
}

static void
add_default_action (GVariantBuilder *builder, const NoticeAction *action, const char *profile)
{
  g_autofree char *name = dup_action_name (action, profile);
  GVariant *target = make_target (action, profile);

  g_variant_builder_add (builder, "{sv}", "default-action", g_variant_new_string (name));
  if (target != NULL)
    g_variant_builder_add (builder, "{sv}", "default-action-target", target);
}

static GVariant *
make_button (const NoticeAction *action, const char *profile)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *name = dup_action_name (action, profile);
  GVariant *target = make_target (action, profile);

  g_variant_builder_add (&builder, "{sv}", "label", g_variant_new_string (action->label));
  g_variant_builder_add (&builder, "{sv}", "action", g_variant_new_string (name));
  if (target != NULL)
    g_variant_builder_add (&builder, "{sv}", "target", target);
  return g_variant_builder_end (&builder);
}

/* The default action is a button too: the portal has no label for it, and some desktops have no
 * click on a notification. */
static void
add_actions (GVariantBuilder *builder, const NoticeCard *card, const char *profile)
{
  g_auto (GVariantBuilder) buttons = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  guint n_buttons = 0;

  for (guint i = 0; i < card->actions->len; i++)
    {
      const NoticeAction *action = g_ptr_array_index (card->actions, i);

      if (action->name == NULL)
        continue;
      if (g_str_equal (action->id, NOTICE_ACTION_DEFAULT))
        add_default_action (builder, action, profile);
      g_variant_builder_add_value (&buttons, make_button (action, profile));
      n_buttons++;
    }
  if (n_buttons > 0)
    g_variant_builder_add (builder, "{sv}", "buttons", g_variant_builder_end (&buttons));
}

GVariant *
notice_portal_card_to_variant (const NoticeCard *card,
                               const char *profile,
                               guint version,
                               gboolean quiet)
{
  static const char *const quietly[] = { "tray", NULL };
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&builder, "{sv}", "title", g_variant_new_string (card->title));
  add_body (&builder, card, version);
  add_icon (&builder, card);
  add_priority (&builder, card);
  add_actions (&builder, card, profile);
  if (version >= VERSION_2)
    {
      add_category (&builder, card);
      if (quiet)
        g_variant_builder_add (&builder, "{sv}", "display-hint", g_variant_new_strv (quietly, -1));
    }
  return g_variant_builder_end (&builder);
}
