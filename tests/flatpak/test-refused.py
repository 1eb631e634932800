#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop whose portal refuses notifications, pages and starting with the session: it is said where a
person looks, and everything else works.

Usage: test-refused.py [CASE]…, under script/desktop-session --accessibility --notifier xfce4-notifyd."""

from sandbox import PORTAL, PORTAL_PATH, check, equal, lab, run

WEEKLY = 'Harbour Works Weekly'
OFF = 'Spaces Tray does not start with the session.'
XML = '''<node>
<interface name="org.freedesktop.portal.Notification">
  <method name="AddNotification"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="RemoveNotification"><arg type="s" direction="in"/></method>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.OpenURI">
  <method name="OpenURI"><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
</interface>
<interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="o" direction="out"/></method>
  <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
</interface>
<interface name="org.freedesktop.portal.ProxyResolver">
  <method name="Lookup"><arg type="s" direction="in"/><arg type="as" direction="out"/></method>
</interface>
<interface name="org.freedesktop.portal.NetworkMonitor">
  <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
</interface>
</node>'''


class Refusal(lab.Peer):
    """A portal that notes what it is asked for, and allows nothing but the network, which each portal has."""

    NETWORK = {
        'Lookup': lab.GLib.Variant('(as)', (['direct://'],)),
        'GetStatus': lab.GLib.Variant('(a{sv})', ({'available': lab.GLib.Variant('b', True),
                                                   'metered': lab.GLib.Variant('b', False),
                                                   'connectivity': lab.GLib.Variant('u', 4)},)),
    }

    def __init__(self, stage):
        self.asked = []
        super().__init__(stage, XML, PORTAL_PATH, PORTAL)
        for interface in lab.Gio.DBusNodeInfo.new_for_xml(XML).interfaces[1:]:
            self.bus.register_object(PORTAL_PATH, interface, self.call, self.get, None)

    def get(self, connection, sender, path, interface, name):
        return lab.GLib.Variant('u', 2)

    def call(self, connection, sender, path, interface, method, arguments, invocation):
        if method in self.NETWORK:
            invocation.return_value(self.NETWORK[method])
            return
        self.asked.append(method)
        invocation.return_dbus_error('org.freedesktop.portal.Error.NotAllowed', 'This is not allowed')


def notifications_are_not_allowed(stage):
    portal = Refusal(stage)
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    line = 'Notifications are switched off in the settings of your desktop'
    stage.see(f'“{line}” in the menu', lambda: line in stage.item().menu().lines())
    stage.see_icon('live')
    stage.open_menu()
    stage.picture('sandbox-menu-notifications-off')
    stage.desktop.click_menu_entry(stage.item(), 'Meetings…')
    stage.see_window(WEEKLY)
    equal((portal.asked.count('AddNotification'), stage.notices()), (1, []), 'what was asked for, and what was shown')


def a_page_is_not_opened(stage):
    portal = Refusal(stage)
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.choose('Join')
    stage.see_window('The page could not be opened.')
    stage.picture('sandbox-window-not-allowed')
    stage.press(f'Copy the link of {WEEKLY}')
    stage.see_copied(stage.link('weekly'))
    equal((portal.asked.count('OpenURI'), stage.opened()), (1, []), 'what was asked for, and what was opened')


def it_does_not_start_with_the_session(stage):
    portal = Refusal(stage)
    program = stage.command('autostart', 'on')
    equal((program.status, program.out, len(program.err)), (1, [OFF], 1), 'the answer')
    check('This is not allowed. Change it in the settings of your desktop.' in program.err[0], f'it said {program.err}')
    stage.play()
    stage.see('the wish told again', lambda: portal.asked.count('RequestBackground') == 2)
    stage.see('what came of it', lambda: stage.properties()['Autostart']['detail'])
    now = stage.properties()['Autostart']
    equal((now['on'], now['wanted']), (False, True), 'starting with the session')


run(notifications_are_not_allowed, a_page_is_not_opened, it_does_not_start_with_the_session)
