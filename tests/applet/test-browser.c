/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "applet-browser.h"
#include "background-portal.h"
#include "tray-bus.h"

#define PAGE "https://spaces.avayacloud.com/spaces/64c0a71be2d94f0012ab3401"

typedef struct
{
  const char *name;
  int version; /* of the portal; -1 without any, 0 without the interface */
  BackgroundPortalBehaviour behaviour;
  int code; /* of G_IO_ERROR; -1 for none */
  const char *words;
} Row;

static const Row rows[] = {
  { "opened", 1, PORTAL_GRANTS, -1, "" },
  { "opened-at-once", 1, PORTAL_GRANTS_EARLY, -1, "" },
  { "person-declined", 1, PORTAL_REFUSES, -1, "" },
  { "nonsense", 1, PORTAL_BABBLES, G_IO_ERROR_FAILED, "copy the link" },
  { "error", 1, PORTAL_FAILS, G_IO_ERROR_FAILED, "Out of order" },
  { "no-portal", -1, PORTAL_GRANTS, G_IO_ERROR_NOT_SUPPORTED, "xdg-desktop-portal" },
  { "no-interface", 0, PORTAL_GRANTS, G_IO_ERROR_NOT_SUPPORTED, "copy the link" },
};

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **)data != NULL;
}

static void
assert_asked (const BackgroundPortal *portal)
{
  const char *token = NULL;

  g_assert_cmpuint (portal->uris->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (portal->uris, 0), ==, PAGE);
  g_assert_true (
      g_variant_lookup (g_ptr_array_index (portal->requests, 0), "activation_token", "&s", &token));
  g_assert_cmpstr (token, ==, "token");
}

static void
test_portal (gconstpointer data)
{
  const Row *row = data;
  TrayBus *bus = tray_bus_new ("/nothing");
  BackgroundPortal *portal
      = row->version >= 0 ? background_portal_new (bus->host, (guint)row->version) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (portal != NULL)
    portal->behaviour = row->behaviour;
  applet_browser_open_async (bus->item, PAGE, "token", NULL, keep_result, &result);
  tray_bus_wait (has_result, &result);
  g_assert_cmpint (applet_browser_open_finish (result, &error), ==, row->code < 0);
  if (row->code >= 0)
    {
      g_assert_error (error, G_IO_ERROR, row->code);
      g_assert_nonnull (strstr (error->message, row->words));
    }
  if (row->version > 0)
    assert_asked (portal);
  g_clear_pointer (&portal, background_portal_free);
  tray_bus_free (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/applet/browser/portal/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_portal);
    }
  return g_test_run ();
}
