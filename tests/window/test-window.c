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

/* The window on a display and a session bus of its own, beside an applet that is made here: it has
 * the interface's properties, and notes which methods are called. With WINDOW_PICTURES set to a
 * folder the window is drawn into it, for people to look at. */

#define PATH "/io/github/spacestray/SpacesTray"
#define INTERFACE "io.github.spacestray.SpacesTray1"

static const char introspection[]
    = "<node><interface name='" INTERFACE "'>"
      "<property name='Status' type='a{sv}' access='read'/>"
      "<property name='Meetings' type='aa{sv}' access='read'/>"
      "<property name='Recordings' type='aa{sv}' access='read'/>"
      "<method name='Join'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
      "<method name='ViewRecording'><arg type='s' direction='in'/>"
      "<arg type='s' direction='in'/></method>"
      "<method name='Reconnect'/></interface></node>";

static const char live[]
    = "{'status': <'live'>, 'reason': <'none'>, 'detail': <'2 meetings are on'>}";
static const char offline[]
    = "{'status': <'offline'>, 'reason': <'unreachable'>, "
      "'detail': <'Offline: the service cannot be reached. Trying again in 8 seconds.'>}";
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
  GDBusConnection *connection; /* the applet's */
  guint object_id;
  guint name_id;
  gboolean owned;
  const char *status;
  char *meetings;
  GString *calls;
  WindowApplication *application;
  GtkWidget *window;
  void (*body) (Fixture *fixture);
};

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                          \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > wait_deadline)                                               \
          g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition);               \
        iterate ();                                                                                \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
iterate (void)
{
  guint source = g_timeout_add (20, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

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
      "'startedAt': <'%s'>, 'endedAt': <'%s'>, 'readyAt': <''>, 'link': <''>}]",
      time,
      time,
      time,
      time,
      time);
}

static GVariant *
parse (const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE (type), text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *recordings = NULL;

  if (strcmp (name, "Status") == 0)
    return parse ("a{sv}", fixture->status);
  if (strcmp (name, "Meetings") == 0)
    return parse ("aa{sv}", fixture->meetings);
  recordings = two_recordings ();
  return parse ("aa{sv}", recordings);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *text = g_variant_print (arguments, FALSE);

  g_string_append_printf (fixture->calls, "%s%s\n", method, text);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call, .get_property = get_property };

static void
on_owned (GDBusConnection *connection, const char *name, gpointer data)
{
  ((Fixture *)data)->owned = TRUE;
}

static void
start_applet (Fixture *fixture)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  fixture->object_id = g_dbus_connection_register_object (
      fixture->connection, PATH, node->interfaces[0], &vtable, fixture, NULL, NULL);
  fixture->name_id = g_bus_own_name_on_connection (fixture->connection,
                                                   APPLICATION_ID,
                                                   G_BUS_NAME_OWNER_FLAGS_NONE,
                                                   on_owned,
                                                   NULL,
                                                   fixture,
                                                   NULL);
  wait_until (fixture->owned);
}

static void
stop_applet (Fixture *fixture)
{
  if (fixture->name_id == 0)
    return;
  g_bus_unown_name (fixture->name_id);
  g_dbus_connection_unregister_object (fixture->connection, fixture->object_id);
  g_dbus_connection_flush_sync (fixture->connection, NULL, NULL);
  fixture->name_id = 0;
  fixture->owned = FALSE;
}

/* The applet says that something is different, with the new values. */
static void
tell (Fixture *fixture, const char *status, const char *meetings)
{
  GVariantBuilder changed;
  g_autoptr (GError) error = NULL;

  char *kept = g_strdup (meetings); /* which may be the ones it has */

  fixture->status = status;
  g_free (fixture->meetings);
  fixture->meetings = kept;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "Status", parse ("a{sv}", status));
  g_variant_builder_add (&changed, "{sv}", "Meetings", parse ("aa{sv}", kept));
  g_dbus_connection_emit_signal (fixture->connection,
                                 NULL,
                                 PATH,
                                 "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", INTERFACE, &changed, NULL),
                                 &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  /* GTestDBus takes it away, but programs that the window starts need it. */
  g_setenv ("DISPLAY", gdk_display_get_name (gdk_display_get_default ()), TRUE);
  fixture->connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (fixture->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  fixture->status = live;
  fixture->meetings = two_meetings ();
  fixture->calls = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_applet (fixture);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_string_free (fixture->calls, TRUE);
  g_free (fixture->meetings);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

/* The test's own part, within the running application; it ends when the window is closed. */
static gboolean
on_idle (gpointer data)
{
  Fixture *fixture = data;

  wait_until (gtk_widget_get_mapped (fixture->window));
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
    start_applet (fixture);
  fixture->application = window_application_new ("");
  g_signal_connect_after (fixture->application, "activate", G_CALLBACK (on_activate), fixture);
  g_assert_cmpint (window_application_execute (fixture->application, FALSE), ==, 0);
  g_assert_finalize_object (fixture->application);
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

static void
test_shows (Fixture *fixture)
{
  wait_until (find (fixture, "2 meetings are on") != NULL);
  /* Names are text, never markup. */
  g_assert_nonnull (find (fixture, "Harbour Works & <b>Weekly</b>"));
  g_assert_nonnull (find (fixture, "Aiko <i>Brandt</i>"));
  g_assert_nonnull (find (fixture, "1 h 05 min"));
  g_assert_nonnull (find (fixture, "3 minutes"));
  g_assert_nonnull (find (fixture, "Pier 9 Rooftop"));
  take_picture (fixture, "light");
  set_dark (TRUE);
  take_picture (fixture, "dark");
  set_dark (FALSE);
  tell (fixture, live, no_meetings);
  wait_until (find (fixture, "Harbour Works") == NULL);
  g_assert_nonnull (find (fixture, "No meeting that we know of"));
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
  g_autofree char *join_long = g_strdup_printf ("Join the meeting in %s", long_name);

  wait_until (find (fixture, join_long) != NULL);
  press (fixture, join_long);
  wait_until (strcmp (fixture->calls->str, "Join('s2', '')\n") == 0);
  press (fixture, "View the recording of Pier 9 Rooftop");
  wait_until (strstr (fixture->calls->str, "ViewRecording('r1', '')\n") != NULL);
  /* One that is not ready cannot be viewed. */
  g_assert_nonnull (find (fixture, "Boat Shed"));
  g_assert_null (find (fixture, "View the recording of Boat Shed"));
  press (fixture, "Copy the link of Harbour Works & <b>Weekly</b>");
  wait_until (clipboard_has ("https://spaces.avayacloud.com/spaces/s1"));
  /* Whoever kept it for us ends now. */
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), "", 0);
}

static void
test_narrow (Fixture *fixture)
{
  int least;

  tell (fixture, offline, fixture->meetings);
  wait_until (find (fixture, "Trying again") != NULL);
  window_main_window_tell_no_tray (WINDOW_MAIN_WINDOW (fixture->window));
  gtk_widget_get_preferred_width (fixture->window, &least, NULL);
  g_assert_cmpint (least, <=, 360);
  resize (fixture, 360, 700);
  wait_until (find (fixture, "Your desktop shows no tray icons") != NULL);
  take_picture (fixture, "narrow");
  press_key (fixture, GDK_KEY_F5, 0);
  wait_until (strcmp (fixture->calls->str, "Reconnect()\n") == 0);
}

static void
test_applet_comes_and_goes (Fixture *fixture)
{
  wait_until (find (fixture, "Spaces Tray is not running") != NULL);
  g_assert_nonnull (find (fixture, "Start"));
  take_picture (fixture, "not-running");
  start_applet (fixture);
  wait_until (find (fixture, "Harbour Works") != NULL);
  stop_applet (fixture);
  wait_until (find (fixture, "Spaces Tray is not running") != NULL);
  g_assert_null (find (fixture, "Harbour Works"));
  /* Another one, with another truth. */
  fixture->status = offline;
  g_free (fixture->meetings);
  fixture->meetings = g_strdup (no_meetings);
  start_applet (fixture);
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
  wait_until (find (fixture, "3 minutes") != NULL);
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
    { "/window/buttons", TRUE, test_buttons },
    { "/window/narrow", TRUE, test_narrow },
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
