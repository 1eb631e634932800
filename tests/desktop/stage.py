# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The real applet against the real simulator on a real desktop: for tests run under script/desktop-session.

A Stage is what the lab of the fault tests is, on the session's bus instead of a bus of its own. Each case gets one,
with folders of its own, a web browser that notes what it is told to open, and ears on the bus."""

import functools
import itertools
import json
import os
import subprocess
import sys
import time

import desktop as seen

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path.insert(0, os.path.join(ROOT, 'tests', 'faults'))
import lab  # noqa: E402
from desktop import NOTIFICATIONS  # noqa: E402
from lab import GLib, check, equal, wait  # noqa: E402

ICONS = os.path.join(ROOT, 'data', 'icons')
STATES = ('signed-out', 'offline', 'stale', 'idle', 'live', 'recording', 'joined')
# As script/desktop-session configures the panel.
PANEL_HEIGHT = 33
PANEL_COLOUR = (53, 53, 53)
TRAY = (700, 2, 278, 28)
ICON_SIZE = 22
# The same picture drawn by two programs differs at its edges only.
ALIKE = 0.9
ISOLATES = dict.fromkeys(map(ord, '\u2066\u2067\u2068\u2069'))
WINDOW = lab.NAME + '.Window'
WINDOW_PATH = '/' + WINDOW.replace('.', '/')
BROWSER = '''[Desktop Entry]
Type=Application
Name=Browser
Exec={program} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
'''
DEFAULTS = '''[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
'''
READ_CLIPBOARD = '''
import gi
gi.require_version('Gdk', '3.0')
gi.require_version('Gtk', '3.0')
from gi.repository import Gdk, Gtk
print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text() or '')
'''


with open(os.path.join(ROOT, 'data', 'scenarios', 'morning.json'), encoding='utf-8') as morning:
    # The people and spaces of the demonstration; nothing happens by itself.
    SCENARIO = dict(json.load(morning), timeline=[])
SPACES = {space['key']: space['id'] for space in SCENARIO['spaces']}


def ink(picture):
    """(x, y, width, height) around all that is drawn on the panel's colour, or None."""
    drawn = [(x, y) for y in range(picture.height) for x in range(picture.width)
             if not seen.near(picture.at(x, y), PANEL_COLOUR, 30)]
    if not drawn:
        return None
    (left, top), (right, bottom) = [[pick(values) for values in zip(*drawn)] for pick in (min, max)]
    return left, top, right - left + 1, bottom - top + 1


@functools.lru_cache
def draw_icon(state):
    svg = os.path.join(ICONS, 'hicolor', 'scalable', 'apps', f'{lab.NAME}-{state}.svg')
    return seen.draw_svg(svg, ICON_SIZE, PANEL_COLOUR)


def find_icon(desktop):
    """(x, y, width, height) of what is drawn in the tray, or None."""
    box = ink(desktop.screenshot(region=TRAY))
    return box and (TRAY[0] + box[0], TRAY[1] + box[1], box[2], box[3])


def icon_likeness(picture):
    """By state: how much the icon in a picture of TRAY looks like that state's, from 0 to 1; {} where there is none."""
    box = ink(picture)
    likeness = {}
    for state in STATES if box else ():
        drawing = draw_icon(state)
        margin = ink(drawing)
        corner = max(box[0] - margin[0], 0), max(box[1] - margin[1], 0)
        likeness[state] = round(seen.likeness(picture.crop(*corner, ICON_SIZE, ICON_SIZE), drawing), 2)
    return likeness


class Stage(lab.Lab):
    WINDOW = WINDOW
    # How the daemons are told whose a notification is.
    APPLICATION = 'Spaces Tray'
    # Of whom a complaint is none of ours.
    OTHERS = ()

    def begin(self):
        self.desktop = seen.Desktop()
        self.monitor = seen.Monitor()
        self.server = None
        self.program = None
        self.opened_file = os.path.join(self.directory, 'opened')
        for folder in ('config', 'data', 'data/applications'):
            os.makedirs(os.path.join(self.home, folder), exist_ok=True)
        browser = self.write('browser', f'#!/bin/sh\nprintf "%s\\n" "$1" >>"{self.opened_file}"\n', 0o755)
        self.write('home/data/applications/browser.desktop', BROWSER.format(program=browser))
        self.write('home/config/mimeapps.list', DEFAULTS)
        self.environment = dict(
            os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(lab.BUILD, 'data'), SPACES_TRAY_ICON_PATH=ICONS,
            G_DEBUG='fatal-criticals', XDG_CONFIG_HOME=os.path.join(self.home, 'config'),
            XDG_DATA_HOME=os.path.join(self.home, 'data'), XDG_STATE_HOME=os.path.join(self.home, 'state'),
            XDG_CACHE_HOME=os.path.join(self.home, 'cache'))

    def play(self, token=lab.TOKEN):
        """Starts the simulator, in which nothing happens but on order, and the applet in the background."""
        self.server = self.simulator(SCENARIO)
        self.program = self.applet(self.server, token=token)
        if token == lab.TOKEN:
            self.status_is('idle')
            self.server.reported('subscribe', len(SPACES))

    def do(self, do, space=None, **order):
        return self.server.do(do, **({'space': space} if space else {}), **order)

    def link(self, space):
        """The address of a space's page."""
        return f'{self.server.origin}/spaces/{SPACES[space]}'

    def see(self, what, condition):
        """Waits for what is on the screen or the bus: asked for again and again, the main loop runs."""
        return self.desktop.wait(what, condition)

    def picture(self, name, region=None):
        self.desktop.screenshot(os.path.join(self.desktop.pictures, name + '.png'), region)

    # The tray

    def item(self):
        return self.desktop.wait_for_item('spaces-tray')

    def find_icon(self):
        return find_icon(self.desktop)

    def icon_likeness(self):
        return icon_likeness(self.desktop.screenshot(region=TRAY))

    def see_icon(self, state):
        """Waits until the panel shows the icon of a state, and checks that it is like no other state's."""
        self.desktop.move_away()
        self.see(f'the {state} icon', lambda: self.icon_likeness().get(state, 0) > ALIKE)
        likeness = self.icon_likeness()
        check([other for other in likeness if likeness[other] > ALIKE] == [state],
              f'the icon is not told apart: {likeness}')

    def see_no_icon(self):
        self.desktop.move_away()
        self.see('no icon', lambda: not self.find_icon())

    def icon_middle(self):
        x, y, width, height = self.see('an icon', self.find_icon)
        return x + width // 2, y + height // 2

    def click_icon(self, button=seen.LEFT):
        self.desktop.click(*self.icon_middle(), button)

    def see_tooltip(self):
        """Moves the mouse over the icon, as a person does who waits for its tooltip: on, and on again."""
        x, y = self.icon_middle()
        moves = itertools.cycle((4, 2))
        moved = 0

        def shown():
            nonlocal moved
            # Each move starts the panel's half second anew.
            if time.monotonic() - moved > 1.5:
                self.desktop.move_away(x - next(moves), y)
                moved = time.monotonic()
            return self.tooltip()
        self.see('a tooltip', shown)

    def tooltip(self):
        """(x, y, width, height) of the icon's tooltip, or None."""
        return next((box for box in self.desktop.windows('[Ww]rapper-2.0') if box[1] >= PANEL_HEIGHT), None)

    def open_menu(self):
        self.click_icon(seen.RIGHT)
        self.see('the menu', self.desktop.menu_window)
        # A tooltip of the icon would cover the menu.
        self.desktop.move_away()

    def choose(self, *labels):
        """Opens the menu and clicks through it, by mouse."""
        self.open_menu()
        self.desktop.click_menu_entry(self.item(), *labels)

    # The window

    def window_is_open(self):
        return self.desktop.owner(WINDOW) != 0

    def window_texts(self):
        return [label.get_name() for label in self.desktop.accessibles('label')]

    def see_window(self, *texts):
        """Waits until the window shows each of these somewhere."""
        self.see('the window', self.window_is_open)
        for text in texts:
            self.see(f'“{text}” in the window', lambda: any(text in shown for shown in self.window_texts()))

    def press(self, button):
        """Presses a button of the window by mouse; called as a screen reader calls it."""
        self.desktop.click_accessible('push button', button)

    def close_window(self):
        if not self.window_is_open():
            return
        self.bus.call_sync(WINDOW, WINDOW_PATH, 'org.gtk.Actions', 'Activate',
                           GLib.Variant('(sava{sv})', ('quit', [], {})), None, 0, -1, None)
        self.see('no window', lambda: not self.window_is_open())

    # What a click leads to

    def opened(self):
        """The addresses that the browser was told to open."""
        try:
            with open(self.opened_file, encoding='utf-8') as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def see_opened(self, *addresses):
        self.see('a page in the browser', lambda: len(self.opened()) >= len(addresses))
        equal(self.opened(), list(addresses), 'what the browser opened')

    def clipboard(self):
        return subprocess.run([sys.executable, '-c', READ_CLIPBOARD], env=dict(os.environ, NO_AT_BRIDGE='1'),
                              stdout=subprocess.PIPE, check=True, text=True).stdout.strip()

    def see_copied(self, text):
        self.see(f'“{text}” in the clipboard', lambda: self.clipboard() == text)

    # Notices

    def notices(self):
        """The applet's, as the daemons were asked to show them, without the signs around names that keep the
        direction of writing of each to itself."""
        return [dict(notice, title=notice['title'].translate(ISOLATES), body=notice['body'].translate(ISOLATES))
                for notice in self.monitor.notifications() if notice['app'] == self.APPLICATION]

    def see_notices(self, count):
        self.see(f'{count} notifications on the bus', lambda: len(self.notices()) >= count)
        return self.notices()

    # The end

    def end(self):
        """The applet leaves as it should, and so does the window; the exit status of the applet."""
        self.close_window()
        self.command('quit')
        return self.program.ended()

    def finish(self):
        if self.program and self.program.status is None:
            equal(self.end(), 0, 'the exit status of the applet')
        lines = self.program.drained().lines if self.program else []
        trouble = [line for line in lines
                   if any(word in line for word in ('CRITICAL', 'WARNING', 'Sanitizer', 'runtime error'))
                 and not any(other in line for other in self.OTHERS)]
        check(not trouble, lambda: 'the applet or its window complained: ' + '\n'.join(trouble[:5]))

    def close(self):
        for number in {notice['id'] for notice in self.notices() if notice['id']}:
            # They would be in the next case's way.
            self.desktop.call(NOTIFICATIONS, '/org/freedesktop/Notifications', NOTIFICATIONS, 'CloseNotification',
                              '(u)', number)
        self.monitor.stop()
        owner = self.desktop.owner(WINDOW)
        if owner:
            os.kill(owner, 9)
        super().close()


def run(*cases):
    seen.need_programs('xdotool', 'import', 'convert', 'rsvg-convert', 'dbus-monitor')
    lab.run(*cases, make_lab=Stage)


__all__ = ['NOTIFICATIONS', 'Stage', 'check', 'equal', 'lab', 'run', 'seen', 'wait']
