#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop whose portal starts programs with the session and tells what runs in the background.

Usage: test-session.py [CASE]…, under script/desktop-session --portal gnome --flatpaks."""

import os
import subprocess

from sandbox import check, equal, lab, run

ENTRY = os.path.join(os.environ['XDG_CONFIG_HOME'], 'autostart', lab.NAME + '.desktop')
ON = 'Spaces Tray starts with the session.'
OFF = 'Spaces Tray does not start with the session.'


def says(stage, *arguments, line):
    program = stage.command('autostart', *arguments)
    equal((program.status, program.out, program.err), (0, [line], []), f'autostart {" ".join(arguments)}')


def read():
    with open(ENTRY, encoding='utf-8') as file:
        return file.read().splitlines()


def it_starts_with_the_session(stage):
    says(stage, line=OFF)
    check(not os.path.exists(ENTRY), 'asking made an entry')
    says(stage, 'on', line=ON)
    exec_line = next(line for line in read() if line.startswith('Exec='))
    check(exec_line.startswith('Exec=flatpak run ') and exec_line.endswith(f'{lab.NAME} --background'), exec_line)
    # The wish is told anew by each start; the portal would take silence for a no.
    stage.play()
    stage.see('the wish', lambda: stage.properties()['Autostart'] == {'on': True, 'wanted': True, 'detail': ''})
    equal(exec_line in read(), True, 'the entry')
    says(stage, 'off', line=OFF)
    check(not os.path.exists(ENTRY), 'the entry is still there')


def what_the_desktop_starts(stage):
    """The command of the entry, as the session runs it."""
    says(stage, 'on', line=ON)
    command = next(line for line in read() if line.startswith('Exec=')).partition('=')[2].split()
    stage.program = stage.start(command)
    stage.status_is('signed-out')
    check(not stage.window_is_open(), 'a window came with it')


def status_line(stage):
    """Read from the bus: what the desktop shows of it is its own."""
    heard = subprocess.Popen(['dbus-monitor', '--session', "member='SetStatus'"], stdout=subprocess.PIPE)
    os.set_blocking(heard.stdout.fileno(), False)
    text = b''

    def told(words):
        nonlocal text
        text += heard.stdout.read() or b''
        return f'string "{words}'.encode() in text
    try:
        stage.play()
        stage.see('the line', lambda: told('No meeting'))
        stage.do('start', 'weekly', who=['tobias', 'aiko'])
        stage.see('the line', lambda: told('Meeting: Harbour Works Weekly'))
    finally:
        heard.terminate()
        heard.wait()
        heard.stdout.close()


run(it_starts_with_the_session, what_the_desktop_starts, status_line)
