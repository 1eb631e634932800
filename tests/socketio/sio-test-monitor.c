/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: Spaces Tray contributors
 */
#include "sio-test-monitor.h"

struct _SioTestMonitor
{
  GObject parent_instance;
};

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
initable_interface_init (GInitableIface *interface)
{
}

static void
monitor_interface_init (GNetworkMonitorInterface *interface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SioTestMonitor,
                               sio_test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_interface_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                          monitor_interface_init))

static void
sio_test_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  else
    g_value_set_boolean (value, id == PROP_AVAILABLE);
}

static void
sio_test_monitor_class_init (SioTestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sio_test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
sio_test_monitor_init (SioTestMonitor *self)
{
}

GNetworkMonitor *
sio_test_monitor_new (void)
{
  return G_NETWORK_MONITOR (g_object_new (SIO_TEST_TYPE_MONITOR, NULL));
}
