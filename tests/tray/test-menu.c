/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "tray-bus.h"
#include "tray-menu-model.h"
#include "tray-menu.h"
#include "tray-samples.h"

#define MENU_PATH "/MenuBar"
#define MENU_INTERFACE "com.canonical.dbusmenu"
#define ROOM "\"names\":{\"room\":\"Harbour_Works\",\"two\":\"Kitchen\"},"
#define IDLE "{\"status\":\"idle\"}"
#define LIVE                                                                                       \
  "{\"status\":\"live\"," ROOM                                                                     \
  "\"meetings\":[{\"space\":\"room\",\"key\":\"m1\",\"ago\":60,\"people\":[\"Ana\"]}]}"
#define LIVE_LATER                                                                                 \
  "{\"status\":\"live\"," ROOM                                                                     \
  "\"meetings\":[{\"space\":\"room\",\"key\":\"m1\",\"ago\":120,\"people\":[\"Ana\"]}]}"
#define TWO_LIVE                                                                                   \
  "{\"status\":\"live\"," ROOM                                                                     \
  "\"meetings\":[{\"space\":\"room\",\"key\":\"m1\",\"ago\":60,\"people\":[\"Ana\"]},"             \
  "{\"space\":\"two\",\"key\":\"m2\",\"ago\":60,\"people\":[\"Bo\"]}]}"

typedef struct
{
  TrayBus *bus;
  TrayMenu *menu;
  GActionGroup *actions;
  GString *activated;     /* "action(target);" of each */
  const char *when_shown; /* sample to show in about-to-show, or NULL */
} Fixture;

static void
note_activation (const char *action, const char *target, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->activated, "%s(%s);", action, target != NULL ? target : "");
}

static void
show (Fixture *fixture, const char *json)
{
  g_autoptr (TraySample) sample = tray_sample_parse (json);
  g_autoptr (TrayView) view = tray_view_new (&sample->model);
  g_autoptr (GMenuModel) model = tray_menu_model_new (view->entries);

  tray_menu_set_model (fixture->menu, model, fixture->actions);
}

static void
about_to_show (TrayMenu *menu, gpointer data)
{
  Fixture *fixture = data;

  g_string_append (fixture->activated, "about-to-show;");
  if (fixture->when_shown != NULL)
    show (fixture, fixture->when_shown);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = tray_bus_new (MENU_PATH);
  fixture->activated = g_string_new (NULL);
  fixture->actions = tray_menu_actions_new (note_activation, fixture);
  fixture->menu = tray_menu_new (fixture->bus->item, MENU_PATH, "/icons", &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->menu, "about-to-show", G_CALLBACK (about_to_show), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->menu));
  g_assert_finalize_object (g_steal_pointer (&fixture->actions));
  g_string_free (fixture->activated, TRUE);
  tray_bus_free (fixture->bus);
}

static GVariant *
call (Fixture *fixture, const char *method, GVariant *parameters)
{
  return tray_bus_call (fixture->bus, MENU_PATH, MENU_INTERFACE, method, parameters);
}

/* The answer as text, for comparing whole. */
static void
assert_answer (Fixture *fixture, const char *method, GVariant *parameters, const char *expected)
{
  g_autoptr (GVariant) answer = call (fixture, method, parameters);
  g_autofree char *text = g_variant_print (answer, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (Fixture *fixture, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error
      = tray_bus_call_failing (fixture->bus, MENU_PATH, MENU_INTERFACE, method, parameters);

  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
}

/* The id of the first item of this label; -1 when there is none. */
static gint32
find_id (Fixture *fixture, const char *label)
{
  g_autoptr (GVariant) answer
      = call (fixture, "GetGroupProperties", g_variant_new_parsed ("(@ai [], ['label'])"));
  g_autoptr (GVariantIter) iter = NULL;
  gint32 id, found = -1;
  GVariant *properties;

  g_variant_get (answer, "(a(ia{sv}))", &iter);
  while (g_variant_iter_loop (iter, "(i@a{sv})", &id, &properties))
    {
      const char *text = NULL;

      if (g_variant_lookup (properties, "label", "&s", &text) && g_str_equal (text, label))
        found = found < 0 ? id : MIN (found, id);
    }
  return found;
}

static GVariant *
new_event (gint32 id, const char *name)
{
  return g_variant_new ("(isvu)", id, name, g_variant_new_int32 (0), 0);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) all = tray_bus_get_all (fixture->bus, MENU_PATH, MENU_INTERFACE);
  g_autofree char *text = g_variant_print (all, FALSE);

  g_assert_cmpstr (text,
                   ==,
                   "{'Version': <uint32 3>, 'TextDirection': <'ltr'>, 'Status': <'normal'>, "
                   "'IconThemePath': <['/icons']>}");
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  assert_answer (fixture,
                 "GetLayout",
                 g_variant_new_parsed ("(0, -1, @as [])"),
                 "(0, (0, {'children-display': <'submenu'>}, []))");
}

static void
test_layout (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  assert_answer (fixture,
                 "GetLayout",
                 g_variant_new_parsed ("(0, -1, @as [])"),
                 "(1, (0, {'children-display': <'submenu'>}, ["
                 "<(1, {'label': <'Meetings…'>}, @av [])>, "
                 "<(2, {'type': <'separator'>}, @av [])>, "
                 "<(3, {'label': <'Connected'>, 'enabled': <false>}, @av [])>, "
                 "<(4, {'type': <'separator'>}, @av [])>, "
                 "<(5, {'label': <'Quit'>}, @av [])>]))");
}

static void
test_layout_in_parts (Fixture *fixture, gconstpointer data)
{
  gint32 submenu;

  show (fixture, TWO_LIVE);
  submenu = find_id (fixture, "Harbour__Works · 1 min");
  /* Depth 0 is the item alone, 1 its children without theirs. */
  assert_answer (fixture,
                 "GetLayout",
                 g_variant_new_parsed ("(0, 0, @as [])"),
                 "(1, (0, {'children-display': <'submenu'>}, []))");
  assert_answer (fixture,
                 "GetLayout",
                 g_variant_new_parsed ("(0, 1, ['type', 'children-display'])"),
                 "(1, (0, {'children-display': <'submenu'>}, ["
                 "<(1, @a{sv} {}, @av [])>, <(2, {'type': <'separator'>}, @av [])>, "
                 "<(3, {'children-display': <'submenu'>}, @av [])>, "
                 "<(7, {'children-display': <'submenu'>}, @av [])>, "
                 "<(11, {'type': <'separator'>}, @av [])>, <(12, @a{sv} {}, @av [])>, "
                 "<(13, {'type': <'separator'>}, @av [])>, <(14, @a{sv} {}, @av [])>]))");
  assert_answer (fixture,
                 "GetLayout",
                 g_variant_new ("(ii@as)", submenu, 5, g_variant_new_parsed ("['label']")),
                 "(1, (3, {'label': <'Harbour__Works · 1 min'>}, ["
                 "<(4, {'label': <'1 min · 1 person: Ana'>}, @av [])>, "
                 "<(5, {'label': <'Join'>}, @av [])>, <(6, {'label': <'Copy link'>}, @av [])>]))");
  assert_refused (fixture, "GetLayout", g_variant_new_parsed ("(4711, -1, @as [])"));
  assert_refused (fixture, "GetLayout", g_variant_new_parsed ("(-1, -1, @as [])"));
}

static void
test_group_properties (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  assert_answer (fixture,
                 "GetGroupProperties",
                 g_variant_new_parsed ("([3, 1, 3, 4711], ['label', 'no-such'])"),
                 "([(3, {'label': <'Connected'>}), (1, {'label': <'Meetings…'>})],)");
  assert_answer (fixture,
                 "GetGroupProperties",
                 g_variant_new_parsed ("([2], @as [])"),
                 "([(2, {'type': <'separator'>})],)");
  /* None asked for is all: the root and its five. */
  {
    g_autoptr (GVariant) answer
        = call (fixture, "GetGroupProperties", g_variant_new_parsed ("(@ai [], @as [])"));
    g_autoptr (GVariant) list = g_variant_get_child_value (answer, 0);

    g_assert_cmpuint (g_variant_n_children (list), ==, 6);
  }
}

static void
test_one_property (Fixture *fixture, gconstpointer data)
{
  show (fixture, IDLE);
  assert_answer (fixture, "GetProperty", g_variant_new ("(is)", 3, "enabled"), "(<false>,)");
  assert_answer (fixture, "GetProperty", g_variant_new ("(is)", 1, "enabled"), "(<true>,)");
  assert_answer (fixture, "GetProperty", g_variant_new ("(is)", 1, "visible"), "(<true>,)");
  assert_answer (fixture, "GetProperty", g_variant_new ("(is)", 1, "type"), "(<'standard'>,)");
  assert_refused (fixture, "GetProperty", g_variant_new ("(is)", 1, "no-such"));
  assert_refused (fixture, "GetProperty", g_variant_new ("(is)", 4711, "label"));
}

static void
test_click (Fixture *fixture, gconstpointer data)
{
  gint32 join;

  show (fixture, LIVE);
  join = find_id (fixture, "Join");
  assert_answer (fixture, "Event", new_event (join, "clicked"), "()");
  g_assert_cmpstr (fixture->activated->str, ==, "join(room);");
  assert_answer (fixture, "Event", new_event (find_id (fixture, "Quit"), "clicked"), "()");
  g_assert_cmpstr (fixture->activated->str, ==, "join(room);quit();");
}

/* What is no click of something that can be clicked does nothing and is no error. */
static void
test_events_without_effect (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  assert_answer (fixture, "Event", new_event (find_id (fixture, "Join"), "hovered"), "()");
  assert_answer (fixture, "Event", new_event (find_id (fixture, "Join"), "opened"), "()");
  assert_answer (fixture, "Event", new_event (find_id (fixture, "Join"), "x-vendor"), "()");
  assert_answer (fixture, "Event", new_event (find_id (fixture, "Connected"), "clicked"), "()");
  assert_answer (fixture, "Event", new_event (2, "clicked"), "()");
  assert_answer (fixture, "Event", new_event (0, "clicked"), "()");
  assert_refused (fixture, "Event", new_event (4711, "clicked"));
  g_assert_cmpstr (fixture->activated->str, ==, "");
}

static void
test_event_group (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  assert_answer (fixture,
                 "EventGroup",
                 g_variant_new ("(@a(isvu))",
                                g_variant_new_parsed ("[(%i, 'clicked', <0>, 0), "
                                                      "(4711, 'clicked', <0>, 0), "
                                                      "(1, 'clicked', <''>, uint32 9)]",
                                                      find_id (fixture, "Copy link"))),
                 "([4711],)");
  g_assert_cmpstr (fixture->activated->str, ==, "copy-space-link(room);meetings();");
  assert_answer (fixture, "EventGroup", g_variant_new_parsed ("(@a(isvu) [],)"), "([],)");
  assert_refused (
      fixture, "EventGroup", g_variant_new_parsed ("([(4711, 'clicked', <0>, uint32 0)],)"));
}

static void
test_about_to_show (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  assert_answer (fixture, "AboutToShow", g_variant_new_parsed ("(0,)"), "(false,)");
  g_assert_cmpstr (fixture->activated->str, ==, "about-to-show;");
  /* A submenu or an entry is not the menu. */
  assert_answer (fixture, "AboutToShow", g_variant_new_parsed ("(1,)"), "(false,)");
  g_assert_cmpstr (fixture->activated->str, ==, "about-to-show;");
  fixture->when_shown = TWO_LIVE;
  assert_answer (fixture, "AboutToShow", g_variant_new_parsed ("(0,)"), "(true,)");
  assert_answer (
      fixture, "AboutToShowGroup", g_variant_new_parsed ("([0, 1, 4711],)"), "([], [4711])");
  fixture->when_shown = IDLE;
  assert_answer (fixture, "AboutToShowGroup", g_variant_new_parsed ("([0],)"), "([0], [])");
  assert_refused (fixture, "AboutToShow", g_variant_new_parsed ("(4711,)"));
  assert_refused (fixture, "AboutToShowGroup", g_variant_new_parsed ("([4711, 4712],)"));
}

/* Opening the menu makes its ages fresh, and the host hears of it before it draws. */
static void
test_opened (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  tray_bus_take_signals (fixture->bus);
  fixture->when_shown = LIVE_LATER;
  assert_answer (fixture, "Event", new_event (0, "opened"), "()");
  tray_bus_assert_signals (fixture->bus,
                           "ItemsPropertiesUpdated([(4, {'label': <'2 min · 1 person: Ana'>})], "
                           "[]);");
}

static void
test_labels_change (Fixture *fixture, gconstpointer data)
{
  show (fixture, LIVE);
  tray_bus_assert_signals (fixture->bus, "LayoutUpdated(1, 0);");
  show (fixture, LIVE);
  tray_bus_assert_signals (fixture->bus, "");
  show (fixture, LIVE_LATER);
  tray_bus_assert_signals (fixture->bus,
                           "ItemsPropertiesUpdated([(4, {'label': <'2 min · 1 person: Ana'>})], "
                           "[]);");
}

static void
test_items_come_and_go (Fixture *fixture, gconstpointer data)
{
  gint32 quit, join;

  show (fixture, IDLE);
  quit = find_id (fixture, "Quit");
  show (fixture, LIVE);
  join = find_id (fixture, "Join");
  /* What stays keeps its id; what comes gets one that nothing had. */
  g_assert_cmpint (find_id (fixture, "Quit"), ==, quit);
  g_assert_cmpint (join, >, quit);
  show (fixture, TWO_LIVE);
  g_assert_cmpint (find_id (fixture, "Join"), ==, join);
  tray_bus_assert_signals (fixture->bus,
                           "LayoutUpdated(1, 0);LayoutUpdated(2, 0);LayoutUpdated(3, 0);");
  show (fixture, IDLE);
  assert_refused (fixture, "Event", new_event (join, "clicked"));
  show (fixture, LIVE);
  g_assert_cmpint (find_id (fixture, "Join"), >, join);
  g_assert_cmpint (find_id (fixture, "Quit"), ==, quit);
}

/* A recording that becomes ready turns from a line into a submenu: a property of the same item
 * goes, another comes. */
static void
test_kind_changes (Fixture *fixture, gconstpointer data)
{
  show (fixture,
        "{\"status\":\"idle\",\"recordings\":[{\"id\":\"r\",\"space\":\"abc\",\"state\":"
        "\"stopped\"}]}");
  tray_bus_assert_signals (fixture->bus, "LayoutUpdated(1, 0);");
  show (fixture,
        "{\"status\":\"idle\",\"recordings\":[{\"id\":\"r\",\"space\":\"abc\",\"state\":\"ready\"}]"
        "}");
  tray_bus_assert_signals (fixture->bus,
                           "ItemsPropertiesUpdated([(4, {'label': <'a space (…abc)'>, "
                           "'children-display': <'submenu'>})], [(4, ['enabled'])]);"
                           "LayoutUpdated(2, 0);");
}

/* Two entries of one name are a mistake elsewhere, and still two items here. */
static void
test_same_entry_twice (Fixture *fixture, gconstpointer data)
{
  show (fixture,
        "{\"status\":\"idle\",\"recordings\":[{\"id\":\"r\",\"space\":\"a\",\"state\":\"stopped\"},"
        "{\"id\":\"r\",\"space\":\"b\",\"state\":\"stopped\"}]}");
  g_assert_cmpint (find_id (fixture, "a space (…a) · being processed"), ==, 4);
  g_assert_cmpint (find_id (fixture, "a space (…b) · being processed"), ==, 5);
}

/* Months of meetings: nothing is kept of those that are gone. */
static void
test_many_changes (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"status\":\"live\",\"meetings\":[{\"key\":\"m%u\",\"ago\":60}]}", i);

      show (fixture, json);
    }
  tray_bus_take_signals (fixture->bus);
  g_assert_cmpint (find_id (fixture, "Join"), >, 2000);
  g_assert_cmpint (find_id (fixture, "Meetings…"), ==, 1);
}

static void
test_path_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tray_menu_new (fixture->bus->item, MENU_PATH, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/menu/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("properties", test_properties);
  ADD ("empty", test_empty);
  ADD ("layout", test_layout);
  ADD ("layout-in-parts", test_layout_in_parts);
  ADD ("group-properties", test_group_properties);
  ADD ("one-property", test_one_property);
  ADD ("click", test_click);
  ADD ("events-without-effect", test_events_without_effect);
  ADD ("event-group", test_event_group);
  ADD ("about-to-show", test_about_to_show);
  ADD ("opened", test_opened);
  ADD ("labels-change", test_labels_change);
  ADD ("items-come-and-go", test_items_come_and_go);
  ADD ("kind-changes", test_kind_changes);
  ADD ("same-entry-twice", test_same_entry_twice);
  ADD ("many-changes", test_many_changes);
  ADD ("path-in-use", test_path_in_use);
#undef ADD
  return g_test_run ();
}
