/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "portal-rules.h"

typedef struct
{
  const char *key;
  const char *type;
  const char *const *values; /* of a string or an array of strings; NULL for any */
} Rule;

static const char *const priorities[] = { "low", "normal", "high", "urgent", NULL };
static const char *const categories[]
    = { "im.received", "alarm.ringing", "call.incoming", "call.ongoing", "call.unanswered", NULL };
static const char *const hints[]
    = { "transient",   "tray", "persistent", "hide-on-lock-screen", "hide-content-on-lock-screen",
        "show-as-new", NULL };
static const char *const purposes[]
    = { "system.custom-alert", "im.reply-with-text", "call.accept", "call.decline", NULL };

static const Rule rules_1[] = {
  { "title", "s", NULL },          { "body", "s", NULL },
  { "icon", "(sv)", NULL },        { "priority", "s", priorities },
  { "default-action", "s", NULL }, { "default-action-target", "*", NULL },
  { "buttons", "aa{sv}", NULL },
};
static const Rule more_rules_2[] = {
  { "markup-body", "s", NULL },
  { "sound", "*", NULL },
  { "category", "s", categories },
  { "display-hint", "as", hints },
};
static const Rule button_rules_1[] = {
  { "label", "s", NULL },
  { "action", "s", NULL },
  { "target", "*", NULL },
};
static const Rule more_button_rules_2[] = { { "purpose", "s", purposes } };

static gboolean
refuse (GError **error, const char *what, const char *key)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", what, key);
  return FALSE;
}

static const Rule *
find_rule (const Rule *rules, guint n_rules, const char *key)
{
  for (guint i = 0; i < n_rules; i++)
    if (g_str_equal (rules[i].key, key))
      return &rules[i];
  return NULL;
}

static gboolean
follow (const Rule *rule, GVariant *value, GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (rule->type)))
    return refuse (error, "wrong type", rule->key);
  if (rule->values == NULL)
    return TRUE;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_strv_contains (rule->values, g_variant_get_string (value, NULL))
               ? TRUE
               : refuse (error, "wrong value", rule->key);
  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);

      if (!g_strv_contains (rule->values, g_variant_get_string (child, NULL)))
        return refuse (error, "wrong value", rule->key);
    }
  return TRUE;
}

static gboolean
follow_all (GVariant *dict,
            guint version,
            const Rule *rules,
            guint n_rules,
            const Rule *more,
            guint n_more,
            GError **error)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      const Rule *rule = find_rule (rules, n_rules, key);

      if (rule == NULL && version >= 2)
        rule = find_rule (more, n_more, key);
      if (rule == NULL && version >= 2)
        continue;
      if (rule == NULL ? !refuse (error, "unknown key", key) : !follow (rule, value, error))
        {
          g_variant_unref (value);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
follow_icon (GVariant *notification, GError **error)
{
  g_autoptr (GVariant) icon = g_variant_lookup_value (notification, "icon", NULL);
  g_autoptr (GVariant) value = NULL;
  const char *kind;

  if (icon == NULL)
    return TRUE;
  g_variant_get (icon, "(&sv)", &kind, &value);
  return g_str_equal (kind, "themed") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY)
             ? TRUE
             : refuse (error, "not a themed icon", kind);
}

static gboolean
follow_buttons (GVariant *notification, guint version, GError **error)
{
  g_autoptr (GVariant) buttons = g_variant_lookup_value (notification, "buttons", NULL);

  for (gsize i = 0; buttons != NULL && i < g_variant_n_children (buttons); i++)
    {
      g_autoptr (GVariant) button = g_variant_get_child_value (buttons, i);

      if (!follow_all (button,
                       version,
                       button_rules_1,
                       G_N_ELEMENTS (button_rules_1),
                       more_button_rules_2,
                       G_N_ELEMENTS (more_button_rules_2),
                       error))
        return FALSE;
      if (!g_variant_lookup (button, "label", "&s", NULL)
          || !g_variant_lookup (button, "action", "&s", NULL))
        return refuse (error, "button without", "label or action");
    }
  return TRUE;
}

gboolean
portal_rules_accept (GVariant *notification, guint version, GError **error)
{
  return follow_all (notification,
                     version,
                     rules_1,
                     G_N_ELEMENTS (rules_1),
                     more_rules_2,
                     G_N_ELEMENTS (more_rules_2),
                     error)
         && follow_icon (notification, error) && follow_buttons (notification, version, error);
}
