#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Starting with the session, outside a sandbox: by the command line, the bus and the setting, and never over what the
person wrote themselves."""

import os

from lab import APPLET, INTERFACE, NAME, GLib, check, equal, run, wait

ON = 'Spaces Tray starts with the session.'
OFF = 'Spaces Tray does not start with the session.'
SWITCHED_OFF = 'Starting with the session was switched off outside Spaces Tray.'


def entry(lab):
    return os.path.join(lab.home, 'config', 'autostart', f'{NAME}.desktop')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def says(lab, *arguments, line, status=0):
    program = lab.command('autostart', *arguments)
    equal((program.status, program.out), (status, [line]), f'autostart {" ".join(arguments)}')
    return program.err


def property_is(lab, on, wanted, detail=''):
    def look():
        value = lab.properties()['Autostart']
        return (value['on'], value['wanted'], value['detail']) == (on, wanted, detail)
    ticks = GLib.timeout_add(20, lambda: True)
    try:
        wait(look, lambda: f'{on, wanted, detail}; it is {lab.properties()["Autostart"]}')
    finally:
        GLib.source_remove(ticks)


def command_line(lab):
    """Without the applet."""
    says(lab, line=OFF)
    check(not os.path.exists(entry(lab)), 'asking made an entry')
    says(lab, 'on', line=ON)
    text = read(entry(lab))
    check(f'Exec={APPLET} --background\n' in text and 'Type=Application\n' in text, f'the entry is {text}')
    program = lab.start(['desktop-file-validate', entry(lab)])
    equal(program.ended(), 0, f'desktop-file-validate: {program.lines}')
    says(lab, line=ON)
    says(lab, 'off', line=OFF)
    check(not os.path.exists(entry(lab)), 'the entry is still there')
    says(lab, 'off', line=OFF)
    for wrong in (['maybe'], ['on', 'off'], ['on', '--json']):
        program = lab.command('autostart', *wrong)
        equal((program.status, len(program.err)), (2, 1), f'autostart {wrong}')


def bus_and_command_line_agree(lab):
    simulator = lab.simulator()
    program = lab.applet(simulator)
    lab.status_is('idle')
    property_is(lab, False, False)
    lab.ask(INTERFACE, 'SetAutostart', GLib.Variant('(b)', (True,)))
    property_is(lab, True, True)
    says(lab, line=ON)
    says(lab, 'off', line=OFF)
    property_is(lab, False, False)
    says(lab, 'on', line=ON)
    property_is(lab, True, True)
    lab.command('quit')
    equal(program.ended(), 0, 'the exit status')
    says(lab, line=ON)


def what_a_person_wrote_stays(lab):
    os.makedirs(os.path.dirname(entry(lab)))
    own = f'[Desktop Entry]\nType=Application\nName=Mine\nExec={APPLET} --background --speed 1\n'
    with open(entry(lab), 'w', encoding='utf-8') as file:
        file.write(own)
    says(lab, line=ON)
    says(lab, 'on', line=ON)
    equal(read(entry(lab)), own, 'the entry')
    with open(entry(lab), 'a', encoding='utf-8') as file:
        file.write('Hidden=true\n')
    equal(says(lab, line=OFF, status=1), ['spaces-tray: ' + SWITCHED_OFF], 'what is said')
    lab.applet(lab.simulator())
    lab.status_is('idle')
    property_is(lab, False, True, SWITCHED_OFF)
    equal(read(entry(lab)), own + 'Hidden=true\n', 'the entry')
    # Asked for again, it is ours to write.
    says(lab, 'on', line=ON)
    property_is(lab, True, True)


def cannot_be_written(lab):
    os.makedirs(os.path.join(lab.home, 'config'))
    with open(os.path.dirname(entry(lab)), 'w', encoding='utf-8'):
        pass
    said = says(lab, 'on', line=OFF, status=1)
    check(len(said) == 1 and 'cannot be changed' in said[0], f'it said {said}')


run(command_line, bus_and_command_line_agree, what_a_person_wrote_stays, cannot_be_written)
