/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "driver-manager.h"

#include <math.h>

#include "driver-json.h"
#include "driver-socket.h"

/* What the other side says in one breath comes as several lines; an address that fails at once must
 * not fail between them. */
#define BREATH_MS 5

static const DriverEngineHandlers engine_handlers;

/* Settings */

static double
get_number (JsonObject *options, const char *name, double otherwise)
{
  JsonNode *value = json_object_get_member (options, name);

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return otherwise;
  return json_node_get_double (value);
}

/* 0 means the default, as it does there. */
static double
get_positive (JsonObject *options, const char *name, double otherwise)
{
  double value = get_number (options, name, otherwise);

  return value > 0 ? value : otherwise;
}

static char *
build_url (const char *address, SioGeneration generation, JsonObject *options)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *query = driver_json_to_query (json_object_get_member (options, "query"));
  g_autofree char *path = NULL;
  g_autofree char *full_query = NULL;
  const char *given_path = json_object_get_string_member_with_default (options, "path", NULL);
  gboolean safe = FALSE;
  int port = -1;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  safe = g_str_equal (g_uri_get_scheme (uri), "https")
         || g_str_equal (g_uri_get_scheme (uri), "wss");
  port = g_uri_get_port (uri);

  path = g_strdup (given_path != NULL ? given_path : "/socket.io");
  if (!g_str_has_suffix (path, "/"))
    {
      g_autofree char *bare = g_steal_pointer (&path);

      path = g_strconcat (bare, "/", NULL);
    }
  full_query = g_strdup_printf ("%s%sEIO=%d&transport=websocket",
                                query != NULL ? query : "",
                                query != NULL && *query != '\0' ? "&" : "",
                                (int)generation);
  return g_uri_join (SOUP_HTTP_URI_FLAGS,
                     safe ? "https" : "http",
                     NULL,
                     g_uri_get_host (uri),
                     port,
                     path,
                     full_query,
                     NULL);
}

DriverManager *
driver_manager_new (SoupSession *session,
                    SioGeneration generation,
                    gint64 id,
                    const char *address,
                    JsonObject *options)
{
  DriverManager *manager = g_new0 (DriverManager, 1);
  JsonNode *timeout = json_object_get_member (options, "timeout");

  manager->id = id;
  manager->session = g_object_ref (session);
  manager->generation = generation;
  manager->url = build_url (address, generation, options);
  manager->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify)driver_socket_free);
  manager->reconnection
      = json_object_get_boolean_member_with_default (options, "reconnection", TRUE);
  manager->attempts_limit = get_positive (options, "reconnectionAttempts", INFINITY);
  manager->delay_ms = get_positive (options, "reconnectionDelay", 1000);
  manager->delay_cap_ms = get_positive (options, "reconnectionDelayMax", 5000);
  manager->jitter = get_number (options, "randomizationFactor", 0.5);
  manager->timeout_ms = (gint64)get_number (options, "timeout", 20000);
  if (timeout != NULL && json_node_get_value_type (timeout) == G_TYPE_BOOLEAN)
    manager->timeout_ms = -1;
  return manager;
}

void
driver_manager_free (DriverManager *manager)
{
  g_clear_handle_id (&manager->timer, g_source_remove);
  g_clear_pointer (&manager->engine, driver_engine_drop);
  g_ptr_array_unref (manager->sockets);
  g_object_unref (manager->session);
  g_free (manager->url);
  g_free (manager);
}

void
driver_manager_set (DriverManager *manager, const char *name, JsonNode *value)
{
  if (g_str_equal (name, "reconnection"))
    {
      manager->reconnection = json_node_get_boolean (value);
      if (!manager->reconnection && manager->generation == SIO_GENERATION_4)
        manager->skip_reconnect = TRUE;
    }
  else if (g_str_equal (name, "reconnectionDelay"))
    manager->delay_ms = json_node_get_double (value);
  else if (g_str_equal (name, "randomizationFactor"))
    manager->jitter = json_node_get_double (value);
}

/* Reports */

static void
report (DriverManager *manager, const char *event)
{
  driver_report_send (driver_report_new (event, "m", manager->id));
}

static void
report_attempts (DriverManager *manager, const char *event, guint attempts)
{
  JsonObject *line = driver_report_new (event, "m", manager->id);

  json_object_set_int_member (line, "n", attempts);
  driver_report_send (line);
}

static void
report_text (DriverManager *manager, const char *event, const char *name, const char *text)
{
  JsonObject *line = driver_report_new (event, "m", manager->id);

  json_object_set_string_member (line, name, text);
  driver_report_send (line);
}

/* Attempts */

/* The official values: the jitter comes before the cap. */
static guint
next_delay (DriverManager *manager)
{
  double ms = manager->delay_ms * pow (2, MIN (manager->attempts, 60));

  manager->attempts++;
  if (manager->jitter > 0)
    {
      double chance = g_random_double ();
      double deviation = floor (chance * manager->jitter * ms);

      ms = ((int)(chance * 10) % 2) == 0 ? ms - deviation : ms + deviation;
    }
  return (guint)MIN (ms, manager->delay_cap_ms);
}

static gboolean
on_attempt_due (gpointer data)
{
  DriverManager *manager = data;

  manager->timer = 0;
  if (!manager->skip_reconnect)
    {
      report_attempts (manager, "reconnect_attempt", manager->attempts);
      driver_manager_open (manager, DRIVER_OPEN_RECONNECT);
    }
  return G_SOURCE_REMOVE;
}

static void
reconnect (DriverManager *manager)
{
  if (manager->reconnecting || manager->skip_reconnect)
    return;
  if (manager->attempts >= manager->attempts_limit)
    {
      manager->attempts = 0;
      report (manager, "reconnect_failed");
      return;
    }
  manager->reconnecting = TRUE;
  g_clear_handle_id (&manager->timer, g_source_remove);
  manager->timer = g_timeout_add (next_delay (manager), on_attempt_due, manager);
}

/* The handlers of a socket may change the list. */
static GPtrArray *
list_active (DriverManager *manager)
{
  GPtrArray *active = g_ptr_array_new ();

  for (guint i = 0; i < manager->sockets->len; i++)
    {
      DriverSocket *socket = g_ptr_array_index (manager->sockets, i);

      if (socket->active)
        g_ptr_array_add (active, socket);
    }
  return active;
}

static void
fail_to_open (DriverManager *manager, const char *message)
{
  g_autoptr (GPtrArray) active = list_active (manager);

  g_clear_handle_id (&manager->timer, g_source_remove);
  manager->state = DRIVER_MANAGER_CLOSED;
  report_text (manager, "mgr_error", "message", message);
  for (guint i = 0; i < active->len; i++)
    driver_socket_handle_failure (g_ptr_array_index (active, i), message);

  switch (manager->asked_by)
    {
    case DRIVER_OPEN_PLAIN:
      if (manager->reconnection && manager->attempts == 0)
        reconnect (manager);
      break;
    case DRIVER_OPEN_CALLBACK:
      break;
    case DRIVER_OPEN_RECONNECT:
      manager->reconnecting = FALSE;
      reconnect (manager);
      report_text (manager, "reconnect_error", "message", message);
      break;
    }
}

static void
handle_close (DriverManager *manager, const char *reason)
{
  g_autoptr (GPtrArray) active = list_active (manager);

  g_clear_handle_id (&manager->timer, g_source_remove);
  manager->attempts = 0;
  manager->state = DRIVER_MANAGER_CLOSED;
  report_text (manager, "close", "reason", reason);
  for (guint i = 0; i < active->len; i++)
    driver_socket_handle_close (g_ptr_array_index (active, i), reason);
  if (manager->reconnection)
    reconnect (manager);
}

static gboolean
on_open_timeout (gpointer data)
{
  DriverManager *manager = data;

  manager->timer = 0;
  g_clear_pointer (&manager->engine, driver_engine_drop);
  fail_to_open (manager, "timeout");
  return G_SOURCE_REMOVE;
}

static gboolean
on_breath_over (gpointer data)
{
  DriverManager *manager = data;

  manager->timer = 0;
  if (manager->url == NULL)
    {
      fail_to_open (manager, "bad address");
      return G_SOURCE_REMOVE;
    }
  manager->engine = driver_engine_new (
      manager->session, manager->url, manager->generation, &engine_handlers, manager);
  if (manager->timeout_ms >= 0)
    manager->timer = g_timeout_add ((guint)manager->timeout_ms, on_open_timeout, manager);
  return G_SOURCE_REMOVE;
}

void
driver_manager_open (DriverManager *manager, DriverOpen asked_by)
{
  if (manager->state != DRIVER_MANAGER_CLOSED)
    return;
  manager->asked_by = asked_by;
  manager->state = DRIVER_MANAGER_OPENING;
  manager->skip_reconnect = FALSE;
  g_clear_pointer (&manager->engine, driver_engine_drop);
  g_clear_handle_id (&manager->timer, g_source_remove);
  manager->timer = g_timeout_add (BREATH_MS, on_breath_over, manager);
}

void
driver_manager_close (DriverManager *manager)
{
  gboolean was_open = manager->state == DRIVER_MANAGER_OPEN;

  manager->skip_reconnect = TRUE;
  manager->reconnecting = FALSE;
  manager->attempts = 0;
  manager->state = DRIVER_MANAGER_CLOSED;
  g_clear_handle_id (&manager->timer, g_source_remove);
  g_clear_pointer (&manager->engine, driver_engine_drop);
  if (was_open || manager->generation == SIO_GENERATION_4)
    handle_close (manager, "forced close");
}

void
driver_manager_break (DriverManager *manager)
{
  gboolean was_open = manager->state == DRIVER_MANAGER_OPEN;

  g_clear_pointer (&manager->engine, driver_engine_drop);
  if (was_open)
    handle_close (manager, "forced close");
}

void
driver_manager_close_if_unused (DriverManager *manager)
{
  g_autoptr (GPtrArray) active = list_active (manager);

  if (active->len == 0)
    driver_manager_close (manager);
}

/* The engine's handlers */

static void
on_opened (gpointer data)
{
  DriverManager *manager = data;
  g_autoptr (GPtrArray) active = list_active (manager);
  JsonObject *line = driver_report_new ("open", "m", manager->id);
  guint attempts = manager->attempts;

  g_clear_handle_id (&manager->timer, g_source_remove);
  manager->state = DRIVER_MANAGER_OPEN;
  json_object_set_string_member (line, "id", driver_engine_get_id (manager->engine));
  driver_report_send (line);

  if (manager->asked_by == DRIVER_OPEN_RECONNECT)
    {
      manager->reconnecting = FALSE;
      manager->attempts = 0;
    }
  for (guint i = 0; i < active->len; i++)
    driver_socket_handle_open (g_ptr_array_index (active, i));
  if (manager->asked_by == DRIVER_OPEN_RECONNECT)
    report_attempts (manager, "reconnect", attempts);
}

static void
on_packet (SioPacket *packet, gpointer data)
{
  DriverManager *manager = data;
  g_autoptr (GPtrArray) active = list_active (manager);
  const char *name_space = sio_packet_get_namespace (packet);
  gboolean refused_root = manager->generation == SIO_GENERATION_3
                          && sio_packet_get_packet_type (packet) == SIO_PACKET_ERROR
                          && g_str_equal (name_space, "/");

  for (guint i = 0; i < active->len; i++)
    {
      DriverSocket *socket = g_ptr_array_index (active, i);

      if (refused_root || g_str_equal (name_space, socket->name_space))
        driver_socket_handle_packet (socket, packet);
    }
}

static void
on_ping (gpointer data)
{
  report (data, "ping");
}

static void
on_pong (guint ms, gpointer data)
{
  DriverManager *manager = data;
  JsonObject *line = driver_report_new ("pong", "m", manager->id);

  json_object_set_int_member (line, "ms", ms);
  driver_report_send (line);
}

static void
on_ended (const char *reason, gpointer data)
{
  DriverManager *manager = data;

  g_clear_pointer (&manager->engine, driver_engine_drop);
  if (manager->state == DRIVER_MANAGER_OPEN)
    handle_close (manager, reason);
  else
    fail_to_open (manager, reason);
}

static const DriverEngineHandlers engine_handlers
    = { on_opened, on_packet, on_ping, on_pong, on_ended };
