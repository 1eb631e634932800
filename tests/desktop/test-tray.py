#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The tray item on a real panel: seen, clicked, changed, and back after the panel died.

Usage: test-tray.py PROGRAM ICONS, under script/desktop-session --accessibility.
"""
import json
import os
import subprocess
import sys

import desktop as lab

ROOM = {'names': {'room': 'Harbour Works_Weekly'}}
PERSON = {'space': 'room', 'key': 'm1', 'ago': 1380, 'people': ['Ana', 'Bo', 'Cy', 'Di']}
IDLE = {'status': 'idle'}
LIVE = {'status': 'live', 'meetings': [PERSON], **ROOM}
LATER = {'status': 'live', 'meetings': [{**PERSON, 'ago': 1440}], **ROOM}
RECORDING = {'status': 'recording', 'meetings': [{**PERSON, 'recording': True}], **ROOM}
GREEN = (0x23, 0xa5, 0x5a)
PANEL = (0, 0, 1024, 32)
ICON = 'io.github.spacestray.SpacesTray-%s.svg'


class Program:
    """tray-program and what it has heard."""

    def __init__(self, desktop, command):
        self.desktop = desktop
        self.lines = []
        self._rest = b''
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.set_blocking(self._process.stdout.fileno(), False)

    def show(self, sample):
        self.lines.clear()
        self._process.stdin.write(json.dumps(sample).encode() + b'\n')
        self._process.stdin.flush()
        self.expect('shown')

    def heard(self):
        try:
            self._rest += os.read(self._process.stdout.fileno(), 65536)
        except BlockingIOError:
            pass
        *lines, self._rest = self._rest.split(b'\n')
        self.lines += [line.decode() for line in lines]
        return self.lines

    def expect(self, line):
        """Waits for a line that begins so, and forgets all before it."""
        self.desktop.wait('"%s" among %s' % (line, self.lines),
                          lambda: any(heard.startswith(line) for heard in self.heard()))
        found = next(heard for heard in self.lines if heard.startswith(line))
        self.lines.clear()
        return found

    def end(self):
        self._process.stdin.close()
        return self._process.wait(timeout=lab.DEADLINE)


class Test:
    def __init__(self, program, icons):
        self.desktop = lab.Desktop()
        self.icons = icons
        self.program = Program(self.desktop, [program, icons])
        self.place = None

    def svg(self, state):
        return os.path.join(self.icons, 'hicolor', 'scalable', 'apps', ICON % state)

    def wait_for_icon(self, state):
        """The icon in its place on the panel, by shape and colour."""
        self.desktop.move_away()
        return self.desktop.wait('the %s icon at %s' % (state, self.place), lambda: (
            self.desktop.icon_likeness(self.svg(state), self.place) > 0.9))

    def test_is_found_through_the_watcher(self):
        self.program.show(LIVE)
        item = self.desktop.wait_for_item('tray-program')
        assert item.get('Title') == 'Meeting: Harbour Works_Weekly, 4 people, 23 min', item.get('Title')
        assert item.get('Category') == 'Communications'

    def test_is_seen(self):
        self.desktop.move_away()
        x, y, width, height = self.desktop.wait(
            'something green on the panel',
            lambda: self.desktop.find_icon(GREEN, PANEL))
        # The table and its seats span 14 of 16 units.
        size = round(max(width, height) * 16 / 14)
        size = min((16, 22, 24, 32), key=lambda known: abs(known - size))
        self.place = (round(x + width / 2 - size / 2), round(y + height / 2 - size / 2), size)
        self.wait_for_icon('live')
        others = {state: self.desktop.icon_likeness(self.svg(state), self.place)
                  for state in ('idle', 'offline', 'recording', 'stale', 'signed-out', 'joined')}
        assert max(others.values()) < 0.9, others

    def middle(self):
        x, y, size = self.place
        return x + size // 2, y + size // 2

    def test_left_click_activates(self):
        self.desktop.click(*self.middle())
        self.program.expect('activate')

    def open_menu(self):
        self.desktop.click(*self.middle(), lab.RIGHT)
        self.program.expect('about-to-show')
        box = self.desktop.wait('the open menu', self.desktop.menu_window)
        # A tooltip of the icon would cover the menu.
        self.desktop.move_away()
        return box

    def test_right_click_opens_the_menu(self):
        self.open_menu()
        self.desktop.click_menu_entry(self.desktop.find_item('tray-program'), 'Join')
        assert self.program.expect('entry') == 'entry join room -'

    def test_open_menu_follows(self):
        box = self.open_menu()
        before = self.desktop.screenshot(os.path.join(self.desktop.pictures, 'menu.png'), box)
        self.program.show(LATER)
        self.desktop.wait('another age in the open menu', lambda: (
            self.desktop.menu_window() == box
            and self.desktop.screenshot(region=box).pixels != before.pixels))
        self.desktop.click_menu_entry(self.desktop.find_item('tray-program'), 'Meetings…')
        assert self.program.expect('entry') == 'entry meetings - -'

    def test_entry_over_the_bus(self):
        self.desktop.find_item('tray-program').click_over_bus('Copy link')
        assert self.program.expect('entry') == 'entry copy-space-link room -'

    def test_icon_changes(self):
        for state, sample in (('recording', RECORDING), ('idle', IDLE), ('live', LIVE)):
            self.program.show(sample)
            self.wait_for_icon(state)

    def test_is_back_after_the_panel_died(self):
        self.desktop.kill_panel()()
        self.program.expect('host yes')
        self.desktop.wait_for_item('tray-program')
        self.test_is_seen()
        self.test_left_click_activates()

    def test_goes_with_the_program(self):
        assert self.program.end() == 0
        self.desktop.move_away()
        self.desktop.wait('no green on the panel', lambda: not self.desktop.find_icon(GREEN, PANEL))


def main():
    lab.need_programs('xdotool', 'import', 'convert', 'rsvg-convert')
    test = Test(*sys.argv[1:])
    # In this order: each begins where the one before it ended.
    names = [name for name in vars(Test) if name.startswith('test_')]
    print('1..%d' % len(names), flush=True)
    for number, name in enumerate(names, 1):
        try:
            getattr(test, name)()
        except Exception as error:
            print('not ok %d %s' % (number, name[5:]), flush=True)
            print('Bail out! %s: %s' % (type(error).__name__, error), flush=True)
            raise
        print('ok %d %s' % (number, name[5:]), flush=True)


if __name__ == '__main__':
    main()
