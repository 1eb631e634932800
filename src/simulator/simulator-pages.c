/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "config.h"

#include "simulator-pages.h"

#include <glib/gi18n.h>
#include <string.h>

/* Follows the light or dark preference of the browser; a shape and a colour for each state. */
static const char style[]
    = ":root{color-scheme:light dark;--ground:#f6f5f4;--card:#fff;--ink:#241f31;--quiet:#5e5c64;"
      "--line:#deddda;--live:#1a7f4b;--rec:#c01c28;--accent:#1c71d8}"
      "@media(prefers-color-scheme:dark){:root{--ground:#1e1e22;--card:#2a2a30;--ink:#f6f5f4;"
      "--quiet:#b5b2bb;--line:#3d3b44;--live:#57e389;--rec:#ff7b63;--accent:#78aeed}}"
      "*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);"
      "font:16px/1.5 Cantarell,'Segoe UI',system-ui,sans-serif}"
      "header{padding:12px 24px;border-bottom:1px solid "
      "var(--line);color:var(--quiet);font-size:14px}"
      "header b{color:var(--ink)}main{max-width:640px;margin:40px auto;padding:0 16px}"
      "h1{font-size:28px;line-height:1.2;margin:0 0 4px}h2{font-size:16px;margin:0 0 8px}"
      "p{margin:0 0 8px}.quiet{color:var(--quiet)}"
      ".card{background:var(--card);border:1px solid var(--line);border-radius:12px;"
      "padding:20px;margin:16px 0}"
      ".badge{display:inline-block;border-radius:999px;padding:2px 12px;font-size:14px;"
      "font-weight:600;border:1.5px solid "
      "currentColor}.live{color:var(--live)}.rec{color:var(--rec)}"
      "ul{list-style:none;margin:0;padding:0}li{padding:8px 0;border-top:1px solid var(--line)}"
      "li:first-child{border-top:0}a{color:var(--accent)}"
      ".film{aspect-ratio:16/9;border-radius:8px;margin-bottom:16px;"
      "background:linear-gradient(135deg,#1a5fb4,#613583);display:flex;align-items:center;"
      "justify-content:center;color:#fff;font-size:64px}";

/* Appends a format with every text argument escaped. */
G_GNUC_PRINTF (2, 3)
static void
add (GString *page, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (page, text);
}

static GString *
begin_page (const char *title)
{
  GString *page = g_string_new ("<!DOCTYPE html>\n");

  /* Translators: the direction your language is written in: "ltr" (left to right) or "rtl". */
  add (page, "<html dir=\"%s\"><head><meta charset=\"utf-8\">", C_ ("text direction", "ltr"));
  g_string_append (page, "<meta name=\"viewport\" content=\"width=device-width\">");
  add (page, "<title>%s</title><style>", title);
  g_string_append (page, style);
  g_string_append (page, "</style></head><body><header>");
  add (page,
       "<b>%s</b> · %s",
       _ ("Spaces Tray"),
       _ ("a page of the demonstration; nothing here is real"));
  g_string_append (page, "</header><main>");
  return page;
}

static char *
end_page (GString *page)
{
  g_string_append (page, "</main></body></html>\n");
  return g_string_free (page, FALSE);
}

/* A direct space has no title of its own: the other one's name. */
static const char *
space_name (SimulatorState *state, const SimulatorSpace *space)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);

  if (*space->title != '\0')
    return space->title;
  for (guint i = 0; space->members != NULL && space->members[i] != NULL; i++)
    {
      const SimulatorPerson *person = simulator_scenario_find_person (scenario, space->members[i]);

      if (person != scenario->me)
        return person->name;
    }
  return space->id;
}

/* <a href="/spaces/ID">text</a>; ids are whatever the scenario says. */
static void
add_link (GString *page, const char *folder, const char *id, const char *text)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);

  add (page, "<a href=\"/%s/%s\">%s</a>", folder, escaped, text);
}

static void
add_people (GString *page, const SimulatorMeeting *meeting)
{
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);

  g_string_append (page, "<ul>");
  for (guint i = 0; i < meeting->attendees->len; i++)
    {
      const SimulatorAttendee *attendee = g_ptr_array_index (meeting->attendees, i);

      if (g_hash_table_add (told, (gpointer)attendee->person))
        add (page, "<li>%s</li>", attendee->person->name);
    }
  g_string_append (page, "</ul>");
}

static gboolean
is_recording (const SimulatorMeeting *meeting)
{
  const SimulatorRecording *last;

  if (meeting->recordings->len == 0)
    return FALSE;
  last = g_ptr_array_index (meeting->recordings, meeting->recordings->len - 1);
  return last->ended_at == 0;
}

static void
add_meeting (GString *page, const SimulatorMeeting *meeting, gint64 now_ms)
{
  guint minutes = (guint)MAX (0, (now_ms - meeting->started_at) / 60000);
  g_autofree char *since = NULL;

  /* Translators: behind "Meeting on": how long it has been on. */
  since = g_strdup_printf (ngettext ("for %u minute", "for %u minutes", minutes), minutes);
  g_string_append (page, "<section class=\"card\"><p>");
  add (page, "<span class=\"badge live\">● %s</span> ", _ ("Meeting on"));
  if (is_recording (meeting))
    /* Translators: the meeting, at this moment. */
    add (page, "<span class=\"badge rec\">◉ %s</span> ", _ ("Being recorded"));
  add (page, "<span class=\"quiet\">%s</span></p>", since);
  /* Translators: a heading above the names of those who are in it. */
  add (page, "<h2>%s</h2>", _ ("In the meeting"));
  add_people (page, meeting);
  g_string_append (page, "</section>");
}

static void
add_recordings (GString *page, GPtrArray *meetings)
{
  gboolean any = FALSE;

  for (guint i = 0; meetings != NULL && i < meetings->len; i++)
    {
      const SimulatorMeeting *meeting = g_ptr_array_index (meetings, i);

      for (guint j = 0; j < meeting->recordings->len; j++)
        {
          const SimulatorRecording *recording = g_ptr_array_index (meeting->recordings, j);

          if (recording->ready_at == 0)
            continue;
          if (!any)
            add (page, "<section class=\"card\"><h2>%s</h2><ul>", _ ("Recordings"));
          any = TRUE;
          g_string_append (page, "<li>");
          add_link (page,
                    "recordings",
                    recording->id,
                    recording->title != NULL ? recording->title : _ ("Recording"));
          g_string_append (page, "</li>");
        }
    }
  if (any)
    g_string_append (page, "</ul></section>");
}

static char *
render_space (SimulatorState *state, const SimulatorSpace *space, gint64 now_ms)
{
  const char *name = space_name (state, space);
  SimulatorMeeting *meeting = simulator_state_get_active (state, space);
  GString *page = begin_page (name);

  add (page, "<h1>%s</h1>", name);
  /* Translators: below the name of a space. */
  add (page, "<p class=\"quiet\">%s</p>", _ ("This is the demonstration’s page of the space."));
  if (space->description != NULL)
    add (page, "<p>%s</p>", space->description);
  if (meeting != NULL)
    add_meeting (page, meeting, now_ms);
  else
    add (page, "<section class=\"card\"><p>%s</p></section>", _ ("No meeting is on now."));
  add_recordings (page, simulator_state_get_meetings (state, space));
  return end_page (page);
}

static char *
render_recording (SimulatorState *state,
                  const SimulatorRecording *recording,
                  const SimulatorMeeting *meeting)
{
  const char *title = recording->title != NULL ? recording->title : _ ("Recording");
  g_autofree char *by = NULL;
  GString *page = begin_page (title);

  /* Translators: %s is the name of a person. */
  by = g_strdup_printf (_ ("Recording started by %s"), recording->started_by->name);
  g_string_append (page, "<section class=\"card\"><div class=\"film\">▶</div>");
  add (page, "<h1>%s</h1>", title);
  g_string_append (page, "<p>");
  add_link (page, "spaces", meeting->space->id, space_name (state, meeting->space));
  add (page, "</p><p class=\"quiet\">%s</p>", by);
  add (page,
       "<p class=\"quiet\">%s</p></section>",
       recording->ready_at != 0
           ? _ ("This is the demonstration’s page of the recording: there is no film behind it.")
           : _ ("This recording is not ready yet."));
  return end_page (page);
}

static char *
render_index (SimulatorState *state)
{
  SimulatorScenario *scenario = simulator_state_get_scenario (state);
  GString *page = begin_page (scenario->title);

  add (page, "<h1>%s</h1><section class=\"card\"><ul>", scenario->title);
  for (guint i = 0; i < scenario->spaces->len; i++)
    {
      const SimulatorSpace *space = g_ptr_array_index (scenario->spaces, i);

      g_string_append (page, "<li>");
      add_link (page, "spaces", space->id, space_name (state, space));
      if (simulator_state_get_active (state, space) != NULL)
        add (page, " <span class=\"badge live\">● %s</span>", _ ("Meeting on"));
      g_string_append (page, "</li>");
    }
  g_string_append (page, "</ul></section>");
  return end_page (page);
}

static char *
render_nothing (guint *status)
{
  GString *page = begin_page (_ ("Nothing here"));

  *status = 404;
  add (page,
       "<h1>%s</h1><p><a href=\"/\">%s</a></p>",
       _ ("Nothing here"),
       _ ("All spaces of the demonstration"));
  return end_page (page);
}

char *
simulator_pages_render (SimulatorState *state, const char *path, gint64 now_ms, guint *status)
{
  const SimulatorSpace *space;
  const SimulatorRecording *recording;
  SimulatorMeeting *meeting;

  *status = 200;
  if (strcmp (path, "/") == 0)
    return render_index (state);
  if (g_str_has_prefix (path, "/spaces/"))
    {
      space = simulator_scenario_find_space (simulator_state_get_scenario (state),
                                             path + strlen ("/spaces/"));
      if (space != NULL)
        return render_space (state, space, now_ms);
    }
  if (g_str_has_prefix (path, "/recordings/"))
    {
      recording = simulator_state_find_recording (state, path + strlen ("/recordings/"), &meeting);
      if (recording != NULL)
        return render_recording (state, recording, meeting);
    }
  return render_nothing (status);
}
