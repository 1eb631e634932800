/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
/* A tray item to click at: each line of the standard input is a sample to show (tray-samples.h);
 * each thing heard is a line of the output. Ends with the input. */
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#include "tray-item.h"
#include "tray-samples.h"

typedef struct
{
  GMainLoop *loop;
  GDataInputStream *input;
  TrayItem *item;
} Program;

static void read_line (Program *program);

static const char *
or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

static void
activated (TrayItem *item, const char *token, gpointer data)
{
  printf ("activate %s\n", or_dash (token));
}

static void
entry_activated (TrayItem *item,
                 const char *action,
                 const char *target,
                 const char *token,
                 gpointer data)
{
  printf ("entry %s %s %s\n", action, or_dash (target), or_dash (token));
}

static void
about_to_show (TrayItem *item, gpointer data)
{
  printf ("about-to-show\n");
}

static void
host_available (TrayItem *item, GParamSpec *pspec, gpointer data)
{
  printf ("host %s\n", tray_item_get_host_available (item) ? "yes" : "no");
}

static void
line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Program *program = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (program->input, result, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL)
    {
      g_main_loop_quit (program->loop);
      return;
    }
  {
    g_autoptr (TraySample) sample = tray_sample_parse (line);
    g_autoptr (TrayView) view = tray_view_new (&sample->model);

    tray_item_set_view (program->item, view);
  }
  printf ("shown\n");
  read_line (program);
}

static void
read_line (Program *program)
{
  g_data_input_stream_read_line_async (
      program->input, G_PRIORITY_DEFAULT, NULL, line_read, program);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (TrayItem) item = NULL;
  Program program = { loop, input, NULL };

  g_assert_no_error (error);
  setvbuf (stdout, NULL, _IOLBF, 0);
  item = tray_item_new (bus, "tray-program", argc > 1 ? argv[1] : NULL, &error);
  g_assert_no_error (error);
  program.item = item;
  g_signal_connect (item, "activate", G_CALLBACK (activated), NULL);
  g_signal_connect (item, "entry-activated", G_CALLBACK (entry_activated), NULL);
  g_signal_connect (item, "menu-about-to-show", G_CALLBACK (about_to_show), NULL);
  g_signal_connect (item, "notify::host-available", G_CALLBACK (host_available), NULL);
  read_line (&program);
  g_main_loop_run (loop);
  return 0;
}
