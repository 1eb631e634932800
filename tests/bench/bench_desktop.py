# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A tray and a notification daemon that cost nothing and write down when they were called."""

import threading
import time

from gi.repository import Gio, GLib

WATCHER = '''<node><interface name="org.kde.StatusNotifierWatcher">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<signal name="StatusNotifierHostRegistered"/></interface></node>'''
DAEMON = '''<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method></interface></node>'''


class Desktop:
    """Runs in a thread with a main context of its own, on the session bus of the process."""

    def __init__(self):
        self.registered_at = None
        self.registered = threading.Event()
        self.notified = []  # (time, summary, body)
        self.told = threading.Event()
        self.silent = False
        self.count = 0
        self.ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self.ready.wait(10)

    def _run(self):
        context = GLib.MainContext()
        context.push_thread_default()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        for xml, path, name in ((WATCHER, '/StatusNotifierWatcher', 'org.kde.StatusNotifierWatcher'),
                                (DAEMON, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications')):
            info = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
            self.bus.register_object(path, info, self._call, self._get, None)
            self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                               GLib.Variant('(su)', (name, 4)), None, 0, -1, None)
        self.ready.set()
        GLib.MainLoop(context).run()

    def _get(self, connection, sender, path, interface, name):
        if name == 'IsStatusNotifierHostRegistered':
            return GLib.Variant('b', True)
        return GLib.Variant('as', []) if name == 'RegisteredStatusNotifierItems' else GLib.Variant('i', 0)

    def _call(self, connection, sender, path, interface, method, arguments, invocation):
        now = time.monotonic()
        if method == 'RegisterStatusNotifierItem':
            self.registered_at = now
            self.registered.set()
            invocation.return_value(None)
        elif method == 'Notify':
            values = arguments.unpack()
            self.notified.append((now, values[3], values[4]))
            self.told.set()
            self.count += 1
            if not self.silent:
                invocation.return_value(GLib.Variant('(u)', (values[1] or self.count,)))
        elif method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['actions', 'body', 'body-markup'],)))
        elif method == 'GetServerInformation':
            invocation.return_value(GLib.Variant('(ssss)', ('bench', 'none', '1', '1.2')))
        else:
            invocation.return_value(None)
