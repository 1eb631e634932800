/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include <string.h>

#include "tray-bus.h"
#include "tray-item.h"
#include "tray-pixmaps.h"
#include "tray-samples.h"
#include "tray-watcher.h"

#define ITEM_PATH "/StatusNotifierItem"
#define ITEM_INTERFACE "org.kde.StatusNotifierItem"
#define APP "io.github.spacestray.SpacesTray"
#define IDLE "{\"status\":\"idle\"}"
#define OFFLINE "{\"status\":\"offline\",\"reason\":\"unreachable\"}"
#define LIVE_AGO(ago)                                                                              \
  "{\"status\":\"live\",\"names\":{\"room\":\"A & B\"},"                                           \
  "\"meetings\":[{\"key\":\"m\",\"ago\":" ago ",\"people\":[\"Ana\"]}]}"
#define LIVE LIVE_AGO ("60")

typedef struct
{
  TrayBus *bus;
  TrayItem *item;
  GString *heard;    /* "signal(arguments);" of each of the item's own signals */
  guint n_available; /* notifications of host-available */
} Fixture;

static void
on_activate (TrayItem *item, const char *token, gpointer data)
{
  g_string_append_printf (
      ((Fixture *)data)->heard, "activate(%s);", token != NULL ? token : "NULL");
}

static void
on_entry (TrayItem *item, const char *action, const char *target, const char *token, gpointer data)
{
  g_string_append_printf (((Fixture *)data)->heard,
                          "%s(%s,%s);",
                          action,
                          target != NULL ? target : "NULL",
                          token != NULL ? token : "NULL");
}

static void
on_about_to_show (TrayItem *item, gpointer data)
{
  g_string_append (((Fixture *)data)->heard, "about-to-show;");
}

static void
on_available (TrayItem *item, GParamSpec *pspec, gpointer data)
{
  ((Fixture *)data)->n_available++;
}

static void
show (Fixture *fixture, const char *json)
{
  g_autoptr (TraySample) sample = tray_sample_parse (json);
  g_autoptr (TrayView) view = tray_view_new (&sample->model);

  tray_item_set_view (fixture->item, view);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = tray_bus_new (ITEM_PATH);
  fixture->heard = g_string_new (NULL);
  fixture->item = tray_item_new (fixture->bus->item, APP, "/icons", &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->item, "activate", G_CALLBACK (on_activate), fixture);
  g_signal_connect (fixture->item, "entry-activated", G_CALLBACK (on_entry), fixture);
  g_signal_connect (fixture->item, "menu-about-to-show", G_CALLBACK (on_about_to_show), fixture);
  g_signal_connect (fixture->item, "notify::host-available", G_CALLBACK (on_available), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->item));
  g_string_free (fixture->heard, TRUE);
  tray_bus_free (fixture->bus);
}

static void
call (Fixture *fixture, const char *method, GVariant *parameters)
{
  g_autoptr (GVariant) answer
      = tray_bus_call (fixture->bus, ITEM_PATH, ITEM_INTERFACE, method, parameters);

  g_assert_true (g_variant_is_of_type (answer, G_VARIANT_TYPE_UNIT));
}

static void
assert_property (Fixture *fixture, const char *name, const char *expected)
{
  g_autoptr (GVariant) all = tray_bus_get_all (fixture->bus, ITEM_PATH, ITEM_INTERFACE);
  g_autoptr (GVariant) value = g_variant_lookup_value (all, name, NULL);
  g_autofree char *text = NULL;

  g_assert_nonnull (value);
  text = g_variant_print (value, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *name;
    const char *value;
  } expected[] = {
    { "Category", "'Communications'" },
    { "Id", "'" APP "'" },
    { "Title", "'Meeting: A & B, 1 person, 1 min'" },
    { "Status", "'Active'" },
    { "WindowId", "0" },
    { "IconThemePath", "'/icons'" },
    { "Menu", "'/MenuBar'" },
    { "ItemIsMenu", "false" },
    { "IconName", "'" APP "-live'" },
    { "IconAccessibleDesc", "'Spaces Tray: a meeting is on'" },
    { "OverlayIconName", "''" },
    { "OverlayIconPixmap", "[]" },
    { "AttentionIconName", "''" },
    { "AttentionAccessibleDesc", "''" },
    { "AttentionIconPixmap", "[]" },
    { "AttentionMovieName", "''" },
    { "ToolTip",
      "('', [], 'Meeting: A & B, 1 person, 1 min', 'A &amp; B: 1 min · 1 person: Ana')" },
  };
  g_autoptr (GVariant) all = NULL;

  show (fixture, LIVE);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    assert_property (fixture, expected[i].name, expected[i].value);
  all = tray_bus_get_all (fixture->bus, ITEM_PATH, ITEM_INTERFACE);
  /* Those above, and IconPixmap. */
  g_assert_cmpuint (g_variant_n_children (all), ==, G_N_ELEMENTS (expected) + 1);
}

static guint
count_visible (GVariant *pixels)
{
  gsize length;
  const guint8 *bytes = g_variant_get_fixed_array (pixels, &length, 1);
  guint visible = 0;

  for (gsize i = 0; i < length; i += 4)
    visible += bytes[i] > 0;
  return visible;
}

static void
test_pixmap (Fixture *fixture, gconstpointer data)
{
  const int sizes[] = { 16, 22, 24, 32, 48, 64 };
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) pixmaps = NULL;

  show (fixture, LIVE);
  all = tray_bus_get_all (fixture->bus, ITEM_PATH, ITEM_INTERFACE);
  pixmaps = g_variant_lookup_value (all, "IconPixmap", G_VARIANT_TYPE ("a(iiay)"));
  g_assert_nonnull (pixmaps);
  g_assert_cmpuint (g_variant_n_children (pixmaps), ==, G_N_ELEMENTS (sizes));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GVariant) pixels = NULL;
      const guint8 *middle;
      gsize length;
      int width, height;

      g_variant_get_child (pixmaps, i, "(ii@ay)", &width, &height, &pixels);
      g_assert_cmpint (width, ==, sizes[i]);
      g_assert_cmpint (height, ==, sizes[i]);
      middle = g_variant_get_fixed_array (pixels, &length, 1);
      g_assert_cmpuint (length, ==, sizes[i] * sizes[i] * 4);
      middle += 4 * (sizes[i] / 2 * sizes[i] + sizes[i] / 2);
      /* The table in the middle: opaque, and green above all; alpha, red, green, blue. */
      g_assert_cmpuint (middle[0], ==, 255);
      g_assert_cmpuint (middle[2], >, middle[1] + 40);
      g_assert_cmpuint (middle[2], >, middle[3] + 40);
      /* A picture is neither empty nor a block. */
      g_assert_cmpuint (count_visible (pixels), >, sizes[i] * sizes[i] / 5);
      g_assert_cmpuint (count_visible (pixels), <, sizes[i] * sizes[i] * 9 / 10);
    }
}

/* Each state has a silhouette of its own, in every size: colour is not what tells them apart. */
static void
test_shapes_differ (void)
{
  for (MeetingStatusKind a = 0; a <= MEETING_STATUS_IDLE; a++)
    for (MeetingStatusKind b = 0; b < a; b++)
      {
        g_autoptr (GVariant) of_a
            = g_variant_ref_sink (tray_pixmaps_lookup (tray_view_icon_name (a)));
        g_autoptr (GVariant) of_b
            = g_variant_ref_sink (tray_pixmaps_lookup (tray_view_icon_name (b)));

        g_assert_cmpuint (g_variant_n_children (of_a), ==, g_variant_n_children (of_b));
        for (gsize size = 0; size < g_variant_n_children (of_a); size++)
          {
            g_autoptr (GVariant) pixels_a = NULL;
            g_autoptr (GVariant) pixels_b = NULL;
            const guint8 *bytes_a, *bytes_b;
            gsize length, differing = 0;

            g_variant_get_child (of_a, size, "(ii@ay)", NULL, NULL, &pixels_a);
            g_variant_get_child (of_b, size, "(ii@ay)", NULL, NULL, &pixels_b);
            bytes_a = g_variant_get_fixed_array (pixels_a, &length, 1);
            bytes_b = g_variant_get_fixed_array (pixels_b, &length, 1);
            for (gsize i = 0; i < length; i += 4)
              differing += ABS ((int)bytes_a[i] - (int)bytes_b[i]) > 96;
            /* At least one pixel in twelve. */
            g_assert_cmpuint (differing * 12, >=, length / 4);
          }
      }
}

static void
test_pixmap_of_nothing (void)
{
  g_autoptr (GVariant) none = g_variant_ref_sink (tray_pixmaps_lookup ("no-such-icon"));

  g_assert_true (g_variant_is_of_type (none, G_VARIANT_TYPE ("a(iiay)")));
  g_assert_cmpuint (g_variant_n_children (none), ==, 0);
}

static void
test_signals (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  tray_bus_assert_signals (fixture->bus,
                           "NewTitle();NewToolTip();NewStatus('Active');NewAttentionIcon();"
                           "NewIcon();");
  show (fixture, IDLE);
  tray_bus_assert_signals (fixture->bus, "");
  show (fixture, LIVE);
  tray_bus_assert_signals (fixture->bus, "NewTitle();NewToolTip();NewIcon();");
  show (fixture, LIVE_AGO ("120"));
  tray_bus_assert_signals (fixture->bus, "NewTitle();NewToolTip();");
}

static void
test_clicks (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  call (fixture, "Activate", g_variant_new ("(ii)", 10, 20));
  call (fixture, "SecondaryActivate", g_variant_new ("(ii)", 10, 20));
  call (fixture, "XAyatanaSecondaryActivate", g_variant_new ("(u)", 1234));
  call (fixture, "ContextMenu", g_variant_new ("(ii)", 10, 20));
  g_assert_cmpstr (
      fixture->heard->str, ==, "activate(NULL);activate(NULL);activate(NULL);activate(NULL);");
}

static void
test_scroll (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  call (fixture, "Scroll", g_variant_new ("(is)", -120, "Vertical"));
  call (fixture, "Scroll", g_variant_new ("(is)", 1, "horizontal"));
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
click_entry (Fixture *fixture, gint32 id)
{
  g_variant_unref (
      tray_bus_call (fixture->bus,
                     "/MenuBar",
                     "com.canonical.dbusmenu",
                     "Event",
                     g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), 0)));
}

/* A token serves one activation, the next, whichever it is. */
static void
test_token (Fixture *fixture, gconstpointer data)
{
  g_autofree char *too_long = g_strnfill (4096, 'x');

  show (fixture, IDLE);
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", "old"));
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-1"));
  call (fixture, "Scroll", g_variant_new ("(is)", 1, "vertical"));
  call (fixture, "Activate", g_variant_new ("(ii)", 0, 0));
  call (fixture, "Activate", g_variant_new ("(ii)", 0, 0));
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-2"));
  click_entry (fixture, 1);
  click_entry (fixture, 1);
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-3"));
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", ""));
  call (fixture, "Activate", g_variant_new ("(ii)", 0, 0));
  call (fixture, "ProvideXdgActivationToken", g_variant_new ("(s)", too_long));
  call (fixture, "Activate", g_variant_new ("(ii)", 0, 0));
  g_assert_cmpstr (fixture->heard->str,
                   ==,
                   "activate(token-1);activate(NULL);meetings(NULL,token-2);meetings(NULL,NULL);"
                   "activate(NULL);activate(NULL);");
}

static void
test_entry_with_target (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  /* Meetings…, separator, name, line, Join. */
  click_entry (fixture, 5);
  g_assert_cmpstr (fixture->heard->str, ==, "join(room,NULL);");
}

static void
test_menu_about_to_show (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;

  show (fixture, IDLE);
  answer = tray_bus_call (
      fixture->bus, "/MenuBar", "com.canonical.dbusmenu", "AboutToShow", g_variant_new ("(i)", 0));
  g_assert_cmpstr (fixture->heard->str, ==, "about-to-show;");
}

static gboolean
is_available (gpointer data)
{
  return tray_item_get_host_available (data);
}

static gboolean
is_unavailable (gpointer data)
{
  return !tray_item_get_host_available (data);
}

static gboolean
was_asked (gpointer data)
{
  return ((TrayWatcher *)data)->services->len > 0;
}

static void
test_registers (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, TRUE);
  const char *name = g_dbus_connection_get_unique_name (fixture->bus->item);

  /* Not before there is something to show. */
  tray_bus_take_signals (fixture->bus);
  g_assert_cmpuint (watcher->services->len, ==, 0);
  show (fixture, IDLE);
  g_assert_false (tray_item_get_host_available (fixture->item));
  tray_bus_wait (is_available, fixture->item);
  g_assert_cmpuint (watcher->services->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (watcher->services, 0), ==, name);
  g_assert_cmpstr (g_ptr_array_index (watcher->senders, 0), ==, name);
  g_assert_cmpuint (fixture->n_available, ==, 1);
  show (fixture, LIVE);
  tray_bus_take_signals (fixture->bus);
  g_assert_cmpuint (watcher->services->len, ==, 1);
  tray_watcher_free (watcher);
}

static void
test_watcher_comes_later_and_again (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher;

  show (fixture, IDLE);
  tray_bus_take_signals (fixture->bus);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (tray_item_get_host_available (fixture->item));
      watcher = tray_watcher_new (fixture->bus, TRUE);
      tray_bus_wait (is_available, fixture->item);
      g_assert_cmpuint (watcher->services->len, ==, 1);
      tray_watcher_free (watcher);
      tray_bus_wait (is_unavailable, fixture->item);
    }
  g_assert_cmpuint (fixture->n_available, ==, 6);
}

/* One watcher takes the name from another without a gap. */
static void
test_watcher_replaced (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *first = tray_watcher_new (fixture->bus, TRUE);
  TrayWatcher *second;

  show (fixture, IDLE);
  tray_bus_wait (is_available, fixture->item);
  second = tray_watcher_new (fixture->bus, TRUE);
  tray_bus_wait (was_asked, second);
  tray_bus_wait (is_available, fixture->item);
  g_assert_cmpuint (first->services->len, ==, 1);
  g_assert_cmpuint (second->services->len, ==, 1);
  /* What the old one says counts no longer. */
  tray_watcher_set_host (first, FALSE);
  tray_bus_take_signals (fixture->bus);
  g_assert_true (tray_item_get_host_available (fixture->item));
  tray_watcher_free (first);
  tray_watcher_free (second);
}

static void
test_host_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, FALSE);

  show (fixture, IDLE);
  tray_bus_wait (was_asked, watcher);
  tray_bus_take_signals (fixture->bus);
  g_assert_false (tray_item_get_host_available (fixture->item));
  tray_watcher_set_host (watcher, TRUE);
  tray_bus_wait (is_available, fixture->item);
  tray_watcher_set_host (watcher, FALSE);
  tray_bus_wait (is_unavailable, fixture->item);
  g_assert_cmpuint (watcher->services->len, ==, 1);
  tray_watcher_free (watcher);
}

static void
test_watcher_refuses (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, TRUE);

  watcher->refuses = TRUE;
  show (fixture, IDLE);
  tray_bus_wait (was_asked, watcher);
  tray_watcher_set_host (watcher, TRUE);
  tray_bus_take_signals (fixture->bus);
  g_assert_false (tray_item_get_host_available (fixture->item));
  g_assert_cmpuint (watcher->services->len, ==, 1);
  tray_watcher_free (watcher);
}

/* A watcher that does not know the property is taken for one with a host. */
static void
test_watcher_without_property (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, FALSE);

  watcher->mute = TRUE;
  show (fixture, IDLE);
  tray_bus_wait (is_available, fixture->item);
  tray_watcher_free (watcher);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, TRUE);
  g_autoptr (GError) error = NULL;

  show (fixture, IDLE);
  tray_bus_wait (is_available, fixture->item);
  tray_bus_take_signals (fixture->bus);
  tray_item_remove (fixture->item);
  g_assert_false (tray_item_get_host_available (fixture->item));
  g_assert_cmpuint (fixture->n_available, ==, 2);
  tray_bus_assert_signals (fixture->bus, "NewStatus('Passive');NewAttentionIcon();NewIcon();");
  error = tray_bus_call_failing (
      fixture->bus, ITEM_PATH, ITEM_INTERFACE, "Activate", g_variant_new ("(ii)", 0, 0));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
  show (fixture, LIVE);
  tray_item_remove (fixture->item);
  tray_bus_assert_signals (fixture->bus, "");
  tray_watcher_free (watcher);
}

/* Going away in the middle of a registration is no trouble. */
static void
test_finalize_while_asking (Fixture *fixture, gconstpointer data)
{
  TrayWatcher *watcher = tray_watcher_new (fixture->bus, TRUE);
  g_autoptr (GError) error = NULL;

  show (fixture, IDLE);
  tray_bus_wait (was_asked, watcher);
  g_assert_finalize_object (g_steal_pointer (&fixture->item));
  tray_bus_take_signals (fixture->bus);
  fixture->item = tray_item_new (fixture->bus->item, APP, NULL, &error);
  g_assert_no_error (error);
  show (fixture, IDLE);
  tray_bus_wait (is_available, fixture->item);
  assert_property (fixture, "IconThemePath", "''");
  tray_watcher_free (watcher);
}

static void
test_one_item_a_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tray_item_new (fixture->bus->item, APP, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/item/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("properties", test_properties);
  ADD ("pixmap", test_pixmap);
  ADD ("signals", test_signals);
  ADD ("clicks", test_clicks);
  ADD ("scroll", test_scroll);
  ADD ("token", test_token);
  ADD ("entry-with-target", test_entry_with_target);
  ADD ("menu-about-to-show", test_menu_about_to_show);
  ADD ("registers", test_registers);
  ADD ("watcher-comes-later-and-again", test_watcher_comes_later_and_again);
  ADD ("watcher-replaced", test_watcher_replaced);
  ADD ("host-comes-and-goes", test_host_comes_and_goes);
  ADD ("watcher-refuses", test_watcher_refuses);
  ADD ("watcher-without-property", test_watcher_without_property);
  ADD ("remove", test_remove);
  ADD ("finalize-while-asking", test_finalize_while_asking);
  ADD ("one-item-a-connection", test_one_item_a_connection);
#undef ADD
  g_test_add_func ("/pixmaps/shapes-differ", test_shapes_differ);
  g_test_add_func ("/pixmaps/of-nothing", test_pixmap_of_nothing);
  return g_test_run ();
}
