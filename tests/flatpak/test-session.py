#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop whose portal starts programs with the session and tells what runs in the background, but
has no keyring.

Usage: test-session.py [CASE]…, under script/desktop-session --portal gnome --flatpaks."""

import os

from round_trip import compile_round_trip, round_trip
from sandbox import check, equal, lab, run, wait

ENTRY = os.path.join(os.environ['XDG_CONFIG_HOME'], 'autostart', lab.NAME + '.desktop')
BACKGROUND = 'org.freedesktop.portal.Background'
MONITOR = 'org.freedesktop.background.Monitor'
PERMISSIONS = 'org.freedesktop.impl.portal.PermissionStore'
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
    stage.play()
    stage.see('the answer', lambda: stage.properties()['Autostart'] == {'on': True, 'wanted': True, 'detail': ''})
    check(exec_line in read(), 'the entry went with a start')
    says(stage, 'off', line=OFF)
    check(not os.path.exists(ENTRY), 'the entry is still there')


def each_start_tells_the_wish(stage):
    """The portal would take silence for a no."""
    asked = stage.listen(BACKGROUND)
    told = []

    def see_told(count, what):
        stage.see(what, lambda: len(asked.calls('RequestBackground')) >= count)
        told[:] = [(options['autostart'], options['commandline']) for (_, options), _ in asked.calls('RequestBackground')]
    for turn, (wish, word, line) in enumerate(((True, 'on', ON), (False, 'off', OFF))):
        says(stage, word, line=line)
        see_told(2 * turn + 1, 'what the command tells')
        stage.play()
        see_told(2 * turn + 2, 'what the start tells')
        equal(stage.end(), 0, 'the exit status')
        equal(told[-2:], [(wish, ['spaces-tray', '--background'])] * 2, f'what was told, after “{word}”')
    equal(len(told), 4, 'times it was told')


def the_person_does_not_allow_it(stage):
    """As the settings of GNOME keep it."""
    def permit(word):
        stage.bus.call_sync(PERMISSIONS, '/org/freedesktop/impl/portal/PermissionStore', PERMISSIONS, 'SetPermission',
                            lab.GLib.Variant('(sbssas)', ('background', True, 'background', lab.NAME, [word])), None, 0, -1,
                            None)
    permit('no')
    try:
        program = stage.command('autostart', 'on')
        equal((program.status, program.out, len(program.err)), (1, [OFF], 1), 'the answer')
        check('The desktop does not allow' in program.err[0], f'it said {program.err}')
        check(not os.path.exists(ENTRY), 'there is an entry')
        stage.play()
        stage.see('the reason', lambda: 'does not allow' in stage.properties()['Autostart']['detail'])
    finally:
        permit('yes')
    says(stage, 'on', line=ON)
    says(stage, 'off', line=OFF)


def what_the_desktop_starts(stage):
    """The command of the entry, as the session runs it."""
    says(stage, 'on', line=ON)
    command = next(line for line in read() if line.startswith('Exec=')).partition('=')[2].split()
    stage.program = stage.start(command)
    stage.status_is('signed-out')
    check(not stage.window_is_open(), 'a window came with it')


class Shell(lab.Peer):
    """As much of GNOME's as the portal asks for: there is no window of any program."""

    XML = '''<node><interface name="org.gnome.Shell.Introspect">
      <method name="GetRunningApplications"><arg type="a{sa{sv}}" direction="out"/></method>
      <property name="version" type="u" access="read"/>
    </interface></node>'''

    def __init__(self, stage):
        super().__init__(stage, self.XML, '/org/gnome/Shell/Introspect', 'org.gnome.Shell')

    def get(self, connection, sender, path, interface, name):
        return lab.GLib.Variant('u', 3)

    def call(self, connection, sender, path, interface, method, arguments, invocation):
        invocation.return_value(lab.GLib.Variant('(a{sa{sv}})', ({},)))


def status_line(stage):
    """As the portal tells it to whoever lists what runs in the background. Portal and backend are real, the Shell is not."""
    print(f'# the background portal has version {stage.portal_version(BACKGROUND)}')
    Shell(stage)

    def line():
        answer = []
        stage.bus.call(MONITOR, '/org/freedesktop/background/monitor', lab.PROPERTIES, 'Get',
                       lab.GLib.Variant('(ss)', (MONITOR, 'BackgroundApps')), None, 0, -1, None,
                       lambda bus, result: answer.append(bus.call_finish(result).unpack()[0]))
        wait(lambda: answer, 'what runs in the background')
        return [(app['app_id'], app.get('message')) for app in answer[0]]
    stage.play()
    stage.see('the line of no meeting', lambda: line() == [(lab.NAME, 'No meeting')])
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see('the line of a meeting', lambda: line() == [(lab.NAME, 'Meeting: Harbour Works Weekly, 2 people')])


def no_secret_can_be_kept(stage):
    """There is a portal, but nobody behind it who keeps secrets."""
    path = compile_round_trip(stage)
    program = round_trip(stage, path, 'store', 'default', 'a secret of a test')
    equal((program.status, program.out, len(program.err)), (2, [], 1), 'the answer')
    check('ServiceUnknown' in program.err[0], f'it said {program.err}')


run(it_starts_with_the_session, each_start_tells_the_wish, the_person_does_not_allow_it, what_the_desktop_starts, status_line,
    no_secret_can_be_kept)
