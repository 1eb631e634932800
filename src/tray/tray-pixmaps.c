/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#define G_LOG_DOMAIN "tray"
#include "config.h"

#include "tray-pixmaps.h"

#include "tray-pixmaps-resource.h"

#define BYTES_PER_PIXEL 4

/* As in data/icons/meson.build, in the order of the pixels in each resource. */
static const int SIZES[] = { 16, 22, 24, 32, 48, 64 };

GVariant *
tray_pixmaps_lookup (const char *icon_name)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(iiay)"));
  g_autofree char *path
      = g_strdup_printf ("/io/github/spacestray/SpacesTray/pixmaps/%s", icon_name);
  g_autoptr (GBytes) all = g_resource_lookup_data (
      tray_pixmaps_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize offset = 0;

  for (guint i = 0; all != NULL && i < G_N_ELEMENTS (SIZES); i++)
    {
      gsize length = (gsize)(SIZES[i] * SIZES[i] * BYTES_PER_PIXEL);
      g_autoptr (GBytes) pixels = g_bytes_new_from_bytes (all, offset, length);

      g_variant_builder_add (&builder,
                             "(ii@ay)",
                             SIZES[i],
                             SIZES[i],
                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, pixels, TRUE));
      offset += length;
    }
  return g_variant_builder_end (&builder);
}
