/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>
#include <gtk/gtk.h>

#include "window-application.h"
#include "window-clipboard.h"
#include "window-main-window.h"
#include "window-row.h"
#include "window-test-applet.h"

/* The window on a display and a session bus of its own, beside a WindowTestApplet. With
 * WINDOW_PICTURES set to a folder the window is drawn into it, for people to look at. */

static const char live[]
    = "{'status': <'live'>, 'reason': <'none'>, 'detail': <'2 meetings are on'>}";
static const char offline[]
    = "{'status': <'offline'>, 'reason': <'unreachable'>, 'canReconnect': <true>, "
      "'lastHeard': <'2024-02-18T09:01:52Z'>, "
      "'detail': <'Offline: the service cannot be reached. Trying again in 8 seconds.'>}";
static const char refused[]
    = "{'status': <'signed-out'>, 'reason': <'token-refused'>, 'canReconnect': <true>, "
      "'detail': <'Not signed in: put a fresh token in the token file.'>}";
static const char no_meetings[] = "@aa{sv} []";
static const char long_name[]
    = "The Very Long Name of a Space that Wants to be Told in Full by Somebody";

typedef struct _Fixture Fixture;

typedef struct
{
  const char *path;
  gboolean running; /* the applet runs before the window comes */
  void (*body) (Fixture *fixture);
} Case;

struct _Fixture
{
  GTestDBus *bus;
  WindowTestApplet applet;
  WindowApplication *application;
  GtkWidget *window;
  void (*body) (Fixture *fixture);
};

/* So many minutes ago, as the interface tells times. */
static char *
minutes_ago (int minutes)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_minutes (now, -minutes);

  return g_date_time_format_iso8601 (then);
}

static char *
two_meetings (void)
{
  g_autofree char *first = minutes_ago (65);
  g_autofree char *second = minutes_ago (3);

  return g_strdup_printf (
      "[{'spaceId': <'s1'>, 'space': <'Harbour Works & <b>Weekly</b>'>, 'startedAt': <'%s'>, "
      "'attendees': <[('1', 'Maren Okafor'), ('2', 'Tobias Lind'), ('3', 'Aiko <i>Brandt</i>')]>, "
      "'recording': <true>, 'mode': <'video'>, 'link': "
      "<'https://spaces.avayacloud.com/spaces/s1'>},"
      "{'spaceId': <'s2'>, 'space': <'%s'>, 'startedAt': <'%s'>, "
      "'attendees': <[('9', 'Guest from Lisbon')]>, 'recording': <false>, 'mode': <'audio'>, "
      "'link': <'https://spaces.avayacloud.com/spaces/s2'>}]",
      first,
      long_name,
      second);
}

static char *
two_recordings (void)
{
  g_autofree char *time = minutes_ago (120);

  return g_strdup_printf (
      "[{'key': <'r1'>, 'spaceId': <'s1'>, 'space': <'Pier 9 Rooftop'>, 'state': <'ready'>, "
      "'startedAt': <'%s'>, 'endedAt': <'%s'>, 'readyAt': <'%s'>, 'link': <'https://x.test/r1'>},"
      "{'key': <'r2'>, 'spaceId': <'s1'>, 'space': <'Boat Shed'>, 'state': <'stopped'>, "
      "'startedAt': <'%s'>, 'endedAt': <'%s'>, 'readyAt': <''>, 'link': <''>},"
      "{'key': <'r3'>, 'spaceId': <'s1'>, 'space': <'Running Now'>, 'state': <'running'>, "
      "'startedAt': <'%s'>, 'endedAt': <''>, 'readyAt': <''>, 'link': <''>}]",
      time,
      time,
      time,
      time,
      time,
      time);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  /* GTestDBus takes it away, but programs that the window starts need it. */
  g_setenv ("DISPLAY", gdk_display_get_name (gdk_display_get_default ()), TRUE);
  window_test_applet_init (&fixture->applet,
                           g_test_dbus_get_bus_address (fixture->bus),
                           live,
                           two_meetings (),
                           two_recordings ());
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_test_applet_clear (&fixture->applet);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

typedef struct
{
  const char *text;
  GtkWidget *found;
} Search;

static gboolean
says (GtkWidget *widget, const char *text)
{
  const char *spoken;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  spoken = atk_object_get_name (gtk_widget_get_accessible (widget));
  return GTK_IS_BUTTON (widget) && spoken != NULL && strcmp (spoken, text) == 0;
}

static void
search (GtkWidget *widget, gpointer data)
{
  Search *looked = data;

  if (looked->found != NULL || !gtk_widget_get_mapped (widget))
    return;
  if (says (widget, looked->text))
    looked->found = widget;
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), search, data);
}

/* The visible label that has this in it, or the visible button that is spoken of like this. */
static GtkWidget *
find (Fixture *fixture, const char *text)
{
  Search looked = { text, NULL };

  search (fixture->window, &looked);
  return looked.found;
}

/* An applet that runs is not said to be away before the bus has answered either. */
static gboolean
is_never_said_away (Fixture *fixture)
{
  if (fixture->applet.owned)
    g_assert_null (find (fixture, "Spaces Tray is not running"));
  return TRUE;
}

/* The test's own part, within the running application; it ends when the window is closed. */
static gboolean
on_idle (gpointer data)
{
  Fixture *fixture = data;

  wait_until (is_never_said_away (fixture) && gtk_widget_get_mapped (fixture->window)
              && (!fixture->applet.owned || find (fixture, "On now") != NULL));
  fixture->body (fixture);
  if (gtk_application_get_windows (GTK_APPLICATION (fixture->application)) != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  return G_SOURCE_REMOVE;
}

static void
on_activate (GApplication *application, Fixture *fixture)
{
  fixture->window = GTK_WIDGET (gtk_application_get_windows (GTK_APPLICATION (application))->data);
  g_idle_add (on_idle, fixture);
}

static void
run (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;

  fixture->body = test->body;
  if (test->running)
    window_test_applet_start (&fixture->applet);
  fixture->application = window_application_new ("");
  g_signal_connect_after (fixture->application, "activate", G_CALLBACK (on_activate), fixture);
  g_assert_cmpint (window_application_execute (fixture->application, FALSE), ==, 0);
  g_assert_finalize_object (fixture->application);
}

static void
press (Fixture *fixture, const char *spoken)
{
  GtkWidget *button = find (fixture, spoken);

  g_assert_nonnull (button);
  gtk_button_clicked (GTK_BUTTON (button));
}

/* A key as a person would press it; FALSE when nothing answers to it. */
static gboolean
press_key (Fixture *fixture, guint key, GdkModifierType modifiers)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree GdkKeymapKey *keys = NULL;
  GdkEvent *event = gdk_event_new (GDK_KEY_PRESS);
  gboolean answered;
  int count;

  g_assert_true (
      gdk_keymap_get_entries_for_keyval (gdk_keymap_get_for_display (display), key, &keys, &count));
  event->key.window = g_object_ref (gtk_widget_get_window (fixture->window));
  event->key.time = GDK_CURRENT_TIME;
  event->key.keyval = key;
  event->key.state = modifiers;
  event->key.hardware_keycode = (guint16)keys[0].keycode;
  event->key.group = (guint8)keys[0].group;
  gdk_event_set_device (event, gdk_seat_get_keyboard (gdk_display_get_default_seat (display)));
  answered = gtk_widget_event (fixture->window, event);
  gdk_event_free (event);
  return answered;
}

static gboolean
on_draw (GtkWidget *widget, cairo_t *cairo, gboolean *drawn)
{
  *drawn = TRUE;
  return GDK_EVENT_PROPAGATE;
}

/* Once the window has drawn itself, its layout is done. */
static void
wait_for_layout (Fixture *fixture)
{
  gboolean drawn = FALSE;
  gulong handler = g_signal_connect (fixture->window, "draw", G_CALLBACK (on_draw), &drawn);

  gtk_widget_queue_draw (fixture->window);
  wait_until (drawn);
  g_signal_handler_disconnect (fixture->window, handler);
}

static void
take_picture (Fixture *fixture, const char *name)
{
  const char *folder = g_getenv ("WINDOW_PICTURES");
  g_autofree char *file = NULL;
  cairo_surface_t *surface;
  cairo_t *cairo;
  GtkAllocation size;

  if (folder == NULL)
    return;
  g_mkdir_with_parents (folder, 0755);
  file = g_strdup_printf ("%s/%s.png", folder, name);
  wait_for_layout (fixture);
  gtk_widget_get_allocation (fixture->window, &size);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size.width, size.height);
  cairo = cairo_create (surface);
  gtk_widget_draw (fixture->window, cairo);
  cairo_surface_write_to_png (surface, file);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

static void
resize (Fixture *fixture, int width, int height)
{
  gtk_window_resize (GTK_WINDOW (fixture->window), width, height);
  wait_until (gtk_widget_get_allocated_width (fixture->window) >= width
              && gtk_widget_get_allocated_width (fixture->window) < width + 120);
}

static void
set_dark (gboolean dark)
{
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", dark, NULL);
}

/* A screen reader that comes to a row says what it is. */
static void
assert_row_is_spoken (GtkWidget *within, const char *words)
{
  GtkWidget *row = gtk_widget_get_ancestor (within, GTK_TYPE_LIST_BOX_ROW);

  g_assert_nonnull (row);
  g_assert_nonnull (strstr (atk_object_get_name (gtk_widget_get_accessible (row)), words));
}

static void
test_shows (Fixture *fixture)
{
  wait_until (find (fixture, "2 meetings are on") != NULL);
  /* Names are text, never markup. */
  g_assert_nonnull (find (fixture, "Harbour Works & <b>Weekly</b>"));
  g_assert_nonnull (find (fixture, "Aiko <i>Brandt</i>"));
  g_assert_nonnull (find (fixture, "1 h 05 min"));
  g_assert_nonnull (find (fixture, "3 min"));
  g_assert_nonnull (find (fixture, "Pier 9 Rooftop"));
  assert_row_is_spoken (find (fixture, "Guest from Lisbon"), long_name);
  take_picture (fixture, "light");
  set_dark (TRUE);
  take_picture (fixture, "dark");
  set_dark (FALSE);
  window_test_applet_tell (&fixture->applet, live, no_meetings);
  wait_until (find (fixture, "Harbour Works") == NULL);
  g_assert_nonnull (find (fixture, "No meeting"));
  g_assert_null (find (fixture, "No meeting that we know of"));
  window_test_applet_tell (&fixture->applet, offline, no_meetings);
  wait_until (find (fixture, "No meeting that we know of") != NULL);
}

/* What was heard last is not told as what is on now. */
static void
test_unsure (Fixture *fixture)
{
  wait_until (find (fixture, "On now") != NULL);
  g_assert_null (find (fixture, "Connect now"));
  window_test_applet_tell (&fixture->applet, offline, fixture->applet.meetings);
  wait_until (find (fixture, "On when last heard") != NULL);
  g_assert_null (find (fixture, "On now"));
  g_assert_null (find (fixture, "3 min"));
  g_assert_nonnull (find (fixture, "Connect now"));
  take_picture (fixture, "unsure");
  /* A refused token is tried again as well, once there is a fresh one. */
  window_test_applet_tell (&fixture->applet, refused, no_meetings);
  wait_until (find (fixture, "put a fresh token") != NULL);
  press (fixture, "Connect now");
  wait_until (strcmp (fixture->applet.calls->str, "Reconnect()\n") == 0);
}

static char *
many_people (int count)
{
  g_autoptr (GString) people = g_string_new (NULL);

  for (int i = 1; i <= count; i++)
    g_string_append_printf (people, "%s('%d', 'Attendee Number%d')", i > 1 ? ", " : "", i, i);
  return g_strdup_printf ("[{'spaceId': <'s1'>, 'space': <'All Hands'>, 'startedAt': <''>, "
                          "'attendees': <[%s]>, 'recording': <false>, 'link': <'https://x.test'>}]",
                          people->str);
}

/* Everybody can be seen, and is still seen when somebody comes; the keyboard stays where it was. */
static void
test_people (Fixture *fixture)
{
  g_autofree char *forty = many_people (40);
  g_autofree char *more = many_people (41);
  g_autofree char *few = many_people (3);
  GtkWidget *label, *all;
  int cut;

  window_test_applet_tell (&fixture->applet, live, forty);
  wait_until (find (fixture, "Show everybody in All Hands") != NULL);
  label = find (fixture, "Attendee Number1");
  all = find (fixture, "Show everybody in All Hands");
  cut = gtk_widget_get_allocated_height (label);
  gtk_widget_grab_focus (all);
  press (fixture, "Show everybody in All Hands");
  wait_until (gtk_widget_get_allocated_height (label) > 3 * cut);
  take_picture (fixture, "everybody");
  window_test_applet_tell (&fixture->applet, live, more);
  wait_until (find (fixture, "Attendee Number41") == label);
  wait_for_layout (fixture);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == all);
  g_assert_cmpint (gtk_widget_get_allocated_height (label), >, 3 * cut);
  press (fixture, "Show fewer people in All Hands");
  wait_until (gtk_widget_get_allocated_height (label) == cut);
  window_test_applet_tell (&fixture->applet, live, few);
  wait_until (find (fixture, "Show everybody in All Hands") == NULL);
}

static char *
meetings_named (const char *names)
{
  g_auto (GStrv) each = g_strsplit (names, " ", -1);
  g_autoptr (GString) text = g_string_new ("[");

  for (int i = 0; each[i] != NULL; i++)
    g_string_append_printf (text,
                            "%s{'spaceId': <'%s'>, 'space': <'%s'>, 'startedAt': <''>}",
                            i > 0 ? ", " : "",
                            each[i],
                            each[i]);
  g_string_append_c (text, ']');
  return g_strdup (text->str);
}

static void
add_title (GtkWidget *widget, gpointer data)
{
  const char *title;

  if (GTK_IS_LIST_BOX_ROW (widget) && gtk_widget_get_mapped (widget))
    {
      title = window_row_get_key (WINDOW_ROW (widget));
      g_string_append_printf (data, "%s ", title);
    }
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), add_title, data);
}

static gboolean
rows_are (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  gtk_container_forall (GTK_CONTAINER (fixture->window), add_title, titles);
  /* A key is the space and when its meeting began; these began at no known time. */
  return g_str_has_prefix (titles->str, expected);
}

/* Rows come, go and change places with the meetings. */
static void
test_order (Fixture *fixture)
{
  static const char *const steps[] = { "a b c", "a c", "d a c", "c a d", "e", "a b c" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *meetings = meetings_named (steps[i]);
      g_auto (GStrv) each = g_strsplit (steps[i], " ", -1);
      g_autofree char *joined = g_strjoinv ("  ", each);
      /* The recordings' rows follow. */
      g_autofree char *expected = g_strconcat (joined, "  r1 r2 ", NULL);

      window_test_applet_tell (&fixture->applet, live, meetings);
      wait_until (rows_are (fixture, expected));
    }
}

static gboolean
clipboard_has (const char *expected)
{
  g_autofree char *text = gtk_clipboard_wait_for_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD));

  return g_strcmp0 (text, expected) == 0;
}

static void
test_buttons (Fixture *fixture)
{
  g_autofree char *join_long = g_strdup_printf ("Join the meeting: %s", long_name);

  wait_until (find (fixture, join_long) != NULL);
  press (fixture, join_long);
  wait_until (strcmp (fixture->applet.calls->str, "Join('s2', '')\n") == 0);
  press (fixture, "View the recording of Pier 9 Rooftop");
  wait_until (strstr (fixture->applet.calls->str, "ViewRecording('r1', '')\n") != NULL);
  /* One that is not ready cannot be viewed. */
  g_assert_nonnull (find (fixture, "Boat Shed"));
  g_assert_null (find (fixture, "View the recording of Boat Shed"));
  /* One that still runs is told beside its meeting. */
  g_assert_null (find (fixture, "Running Now"));
  press (fixture, "Copy the link of Harbour Works & <b>Weekly</b>");
  wait_until (clipboard_has ("https://spaces.avayacloud.com/spaces/s1"));
  g_assert_nonnull (find (fixture, "Link copied"));
  /* Whoever kept it for us ends now. */
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), "", 0);
}

static void
test_narrow (Fixture *fixture)
{
  g_autofree char *unbroken = g_strnfill (200, 'W');
  g_autofree char *meetings = g_strdup_printf (
      "[{'spaceId': <'s1'>, 'space': <'%s'>, 'attendees': <[('1', '%s')]>}]", unbroken, unbroken);
  int least;

  window_test_applet_tell (&fixture->applet, offline, meetings);
  wait_until (find (fixture, "Trying again") != NULL);
  window_main_window_tell_no_tray (WINDOW_MAIN_WINDOW (fixture->window));
  gtk_widget_get_preferred_width (fixture->window, &least, NULL);
  g_assert_cmpint (least, <=, 360);
  resize (fixture, 360, 700);
  wait_until (find (fixture, "Your desktop shows no tray icons") != NULL);
  take_picture (fixture, "narrow");
  press_key (fixture, GDK_KEY_F5, 0);
  wait_until (strcmp (fixture->applet.calls->str, "Reconnect()\n") == 0);
}

static void
test_not_opened (Fixture *fixture)
{
  WindowMainWindow *window = WINDOW_MAIN_WINDOW (fixture->window);

  window_main_window_tell_not_opened (window, FALSE);
  wait_until (find (fixture, "Choose a web browser") != NULL);
  g_assert_null (find (fixture, "xdg-desktop-portal"));
  window_main_window_tell_not_opened (window, TRUE);
  wait_until (find (fixture, "xdg-desktop-portal") != NULL);
  g_assert_null (find (fixture, "Choose a web browser"));
}

static void
test_applet_comes_and_goes (Fixture *fixture)
{
  wait_until (find (fixture, "Spaces Tray is not running") != NULL);
  g_assert_nonnull (find (fixture, "Start"));
  take_picture (fixture, "not-running");
  window_test_applet_start (&fixture->applet);
  wait_until (find (fixture, "Harbour Works") != NULL);
  window_test_applet_stop (&fixture->applet);
  wait_until (find (fixture, "Spaces Tray is not running") != NULL);
  g_assert_null (find (fixture, "Harbour Works"));
  /* Another one, with another truth. */
  fixture->applet.status = offline;
  g_free (fixture->applet.meetings);
  fixture->applet.meetings = g_strdup (no_meetings);
  window_test_applet_start (&fixture->applet);
  wait_until (find (fixture, "Trying again") != NULL);
  g_assert_null (find (fixture, "Harbour Works"));
}

static void
test_keys (Fixture *fixture)
{
  g_assert_true (press_key (fixture, GDK_KEY_F10, 0));
  wait_until (find (fixture, "About Spaces Tray") != NULL);
  g_assert_true (press_key (fixture, GDK_KEY_F10, 0));
  wait_until (find (fixture, "About Spaces Tray") == NULL);
  /* The last window gone, the program ends: run() sees that. */
  g_assert_true (press_key (fixture, GDK_KEY_w, GDK_CONTROL_MASK));
  wait_until (gtk_application_get_windows (GTK_APPLICATION (fixture->application)) == NULL);
}

static void
test_ages_while_seen (Fixture *fixture)
{
  WindowMainWindow *window;

  window = WINDOW_MAIN_WINDOW (fixture->window);
  wait_until (find (fixture, "3 min") != NULL);
  g_assert_true (window_main_window_is_aging (window));
  gtk_widget_hide (fixture->window);
  g_assert_false (window_main_window_is_aging (window));
  gtk_widget_show (fixture->window);
  wait_until (window_main_window_is_aging (window));
}

/* A desktop without a reader of SVG shows a torn page in their place, and says nothing. */
static void
test_icons (Fixture *fixture)
{
  static const char *const names[] = { "",      "-signed-out", "-offline", "-stale",        "-idle",
                                       "-live", "-recording",  "-joined",  "-live-symbolic" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (APPLICATION_ID, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkPixbuf) picture
          = gtk_icon_theme_load_icon (gtk_icon_theme_get_default (), name, 48, 0, &error);

      g_assert_no_error (error);
      g_assert_nonnull (picture);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "/window/shows", TRUE, test_shows },
    { "/window/unsure", TRUE, test_unsure },
    { "/window/people", TRUE, test_people },
    { "/window/order", TRUE, test_order },
    { "/window/buttons", TRUE, test_buttons },
    { "/window/narrow", TRUE, test_narrow },
    { "/window/not-opened", TRUE, test_not_opened },
    { "/window/applet-comes-and-goes", FALSE, test_applet_comes_and_goes },
    { "/window/keys", TRUE, test_keys },
    { "/window/ages-while-seen", TRUE, test_ages_while_seen },
    { "/window/icons", TRUE, test_icons },
  };

  g_setenv ("GDK_GL", "disable", TRUE);
  /* The window starts its own program anew to keep the clipboard; here that is this test. */
  if (argc == 2 && strcmp (argv[1], "--copy") == 0)
    return gtk_init_check (NULL, NULL) ? window_clipboard_run () : 1;
  gtk_test_init (&argc, &argv, NULL);
  /* Pictures are of the end of every transition, not of its middle. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, &cases[i], set_up, run, tear_down);
  return g_test_run ();
}
