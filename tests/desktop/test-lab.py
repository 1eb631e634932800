#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The helpers for notifications against a real daemon, so that a test that uses them can be believed.

Usage: test-lab.py NOTIFIER, under script/desktop-session --accessibility --notifier NOTIFIER.
"""
import os
import sys

import desktop as lab


def notify(desktop, title, actions):
    return desktop.call(lab.NOTIFICATIONS, '/org/freedesktop/Notifications', lab.NOTIFICATIONS,
                        'Notify', '(susssasa{sv}i)', 'Test', 0, '', title, 'The text', actions, {}, 0)[0]


def main():
    notifier = sys.argv[1]
    lab.need_programs('xdotool', 'import', 'convert', 'dbus-monitor')
    desktop = lab.Desktop()
    monitor = lab.Monitor()
    print('1..3', flush=True)
    # The monitor hears nothing that was said before it listens.
    desktop.wait('the monitor', lambda: (
        desktop.call(lab.NOTIFICATIONS, '/org/freedesktop/Notifications', lab.NOTIFICATIONS,
                     'GetServerInformation') and monitor.read()))
    number = notify(desktop, 'Title: ü "quoted"', ['default', 'Open', 'copy', 'Copy link'])
    seen = desktop.wait('the notification on the bus', monitor.notifications)
    assert seen[0]['title'] == 'Title: ü "quoted"' and seen[0]['body'] == 'The text', seen
    assert seen[0]['actions'] == {'default': 'Open', 'copy': 'Copy link'}, seen
    desktop.wait("the daemon's answer", lambda: monitor.notifications()[0]['id'] == number)
    print('ok 1 %s: read' % notifier, flush=True)
    desktop.wait('a notification on the screen', desktop.popup)
    desktop.screenshot(os.path.join(desktop.pictures, 'notification-%s.png' % notifier))
    print('ok 2 %s: seen' % notifier, flush=True)
    if notifier == 'dunst':
        desktop.click_popup()
        expected = (number, 'default')
    else:
        desktop.click_popup_button('Copy link')
        expected = (number, 'copy')
    desktop.wait('the action', lambda: expected in monitor.signals('ActionInvoked'))
    desktop.wait('an empty screen', lambda: not desktop.popup())
    monitor.stop()
    print('ok 3 %s: clicked' % notifier, flush=True)


if __name__ == '__main__':
    main()
