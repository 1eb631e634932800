/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-load.h"

#include "simulator-resources.h"

static GBytes *
read_builtin (const char *name)
{
  g_autofree char *path
      = g_strdup_printf ("/io/github/spacestray/SpacesTray/scenarios/%s.json", name);

  return g_resource_lookup_data (
      simulator_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static GBytes *
read_file (const char *name, GError **error)
{
  g_autoptr (GError) inner = NULL;
  char *text;
  gsize length;

  if (g_file_get_contents (name, &text, &length, &inner))
    return g_bytes_new_take (text, length);
  g_set_error_literal (error, SIMULATOR_ERROR, SIMULATOR_ERROR_FILE, inner->message);
  return NULL;
}

SimulatorScenario *
simulator_scenario_load (const char *name, guint generated, GError **error)
{
  g_autoptr (GBytes) bytes = read_builtin (name);
  SimulatorScenario *scenario;
  const char *text;
  gsize length;

  if (bytes == NULL)
    bytes = read_file (name, error);
  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  scenario = simulator_scenario_parse (text, (gssize)length, generated, error);
  if (scenario == NULL)
    g_prefix_error (error, "%s: ", name);
  return scenario;
}
