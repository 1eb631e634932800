/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "applet"

#include "config.h"

#include "applet-settings.h"

#include <glib/gi18n.h>

#define SETTINGS_PATH "/io/github/spacestray/SpacesTray/"
#define KEY_GENERATIONS "engine-generations"
#define KEY_LINK_HOSTS "link-hosts"
#define HOSTS_REMEMBERED 16

GSettings *
applet_settings_new (const char *profile)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema
      = source != NULL ? g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE) : NULL;
  g_autofree char *path = NULL;

  if (schema == NULL)
    {
      g_message (_ ("The settings’ schema is not installed; the defaults hold."));
      return NULL;
    }
  path = profile[0] != '\0' ? g_strconcat (SETTINGS_PATH, profile, "/", NULL)
                            : g_strdup (SETTINGS_PATH);
  return g_settings_new_full (schema, NULL, path);
}

SioGeneration
applet_settings_get_generation (GSettings *settings, const char *host)
{
  g_autoptr (GVariant) generations = NULL;
  guint32 generation = SIO_GENERATION_3;

  if (settings == NULL)
    return SIO_GENERATION_3;
  generations = g_settings_get_value (settings, KEY_GENERATIONS);
  g_variant_lookup (generations, host, "u", &generation);
  return generation == SIO_GENERATION_4 ? SIO_GENERATION_4 : SIO_GENERATION_3;
}

void
applet_settings_set_generation (GSettings *settings, const char *host, SioGeneration generation)
{
  g_autoptr (GVariant) generations = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{su}"));
  GVariantIter iter;
  const char *other;
  guint32 value;
  guint kept = 1;

  if (settings == NULL || applet_settings_get_generation (settings, host) == generation)
    return;
  generations = g_settings_get_value (settings, KEY_GENERATIONS);
  g_variant_builder_add (&builder, "{su}", host, (guint32)generation);
  g_variant_iter_init (&iter, generations);
  while (g_variant_iter_next (&iter, "{&su}", &other, &value))
    if (!g_str_equal (other, host) && kept++ < HOSTS_REMEMBERED)
      g_variant_builder_add (&builder, "{su}", other, value);
  g_settings_set_value (settings, KEY_GENERATIONS, g_variant_builder_end (&builder));
}

char **
applet_settings_dup_link_hosts (GSettings *settings)
{
  return settings != NULL ? g_settings_get_strv (settings, KEY_LINK_HOSTS) : NULL;
}
