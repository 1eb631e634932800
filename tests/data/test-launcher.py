# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The installed program as desktops start it: by the bus, by the launcher's actions, by its own addresses."""

from launching import Desktop
from lab import NAME, check, equal, run
from gi.repository import GLib

SPACE = '64c0a71be2d94f0012ab3401'
PAGE = f'https://spaces.avayacloud.com/spaces/{SPACE}'
CODE = 'very-secret-code'


def launcher_starts_it(lab):
    """The bus starts it, and a start by a person opens the window."""
    desktop = Desktop(lab)
    desktop.command('gapplication', 'launch', NAME)
    equal(desktop.called(1), 'spaces-tray-window||', 'what was started')
    check(desktop.runs(), 'it does not run')
    desktop.command('gapplication', 'launch', NAME)
    desktop.called(2)


def launcher_has_actions(lab):
    """Every action of the launcher is one of the program's, does what it says, and hands the token on."""
    desktop = Desktop(lab)
    listed = lab.start(['gapplication', 'list-actions', NAME])
    equal(listed.ended(), 0, 'exit status of list-actions')
    equal(sorted(listed.drained().out), ['meetings', 'quit'], 'actions of the launcher')
    equal(desktop.act('meetings', activation_token='from-the-launcher'), None, 'the error')
    equal(desktop.called(1), 'spaces-tray-window||from-the-launcher', 'what was started')
    desktop.act('meetings')
    equal(desktop.called(2), 'spaces-tray-window||', 'what was started without a token')
    desktop.command('gapplication', 'action', NAME, 'quit')
    desktop.ends()


def quit_starts_nothing_that_stays(lab):
    desktop = Desktop(lab)
    desktop.command('gapplication', 'action', NAME, 'quit')
    desktop.ends()
    equal(desktop.calls(), [], 'calls')


def address_opens_the_page(lab):
    """As a browser or a mail program hands it over."""
    desktop = Desktop(lab)
    desktop.command('gio', 'open', f'spaces-tray:space/{SPACE}')
    equal(desktop.called(1), f'browser|{PAGE}|', 'the page')
    desktop.call('Open', GLib.Variant('(asa{sv})', (
        [f'spaces-tray:space/{SPACE}'], {'desktop-startup-id': GLib.Variant('s', 'from-the-mail')})))
    equal(desktop.called(2), f'browser|{PAGE}|from-the-mail', 'the page')


def other_addresses_open_nothing(lab):
    """They come from web pages: none is opened, none crashes it, none is told in the log."""
    desktop = Desktop(lab)
    addresses = [f'spaces-tray:oauth?code={CODE}', f'spaces-tray:oauth/x?code={CODE}', f'spaces-tray:space/{CODE}%2f..',
                 f'spaces-tray://evil.example/{CODE}', f'https://evil.example/{CODE}', 'file:///etc/passwd', '', '%',
                 'spaces-tray:' + 'a' * 100000]
    for address in addresses:
        desktop.call('Open', GLib.Variant('(asa{sv})', ([address], {})))
    desktop.call('Open', GLib.Variant('(asa{sv})', ([f'spaces-tray:space/{SPACE}'], {})))
    equal(desktop.called(1), f'browser|{PAGE}|', 'the only page')
    said = desktop.read(desktop.applet_log)
    equal(said.count('Signing in by the browser is not there yet'), 1, f'answers to the sign-in in {said}')
    equal(said.count('This address cannot be opened'), len(addresses) - 1, f'refusals in {said}')
    check(CODE not in said, f'the code is in {said}')


def address_on_the_command_line(lab):
    desktop = Desktop(lab)
    applet = lab.start([desktop.program, f'spaces-tray:space/{SPACE}'])
    equal(desktop.called(1), f'browser|{PAGE}|', 'the page by a first start')
    check(applet.status is None, 'it does not stay')
    desktop.command(desktop.program, f'spaces-tray:space/{SPACE}')
    equal(desktop.called(2), f'browser|{PAGE}|', 'the page by a second start')
    for address in ('spaces-tray:space/../x', f'spaces-tray://oauth?code={CODE}', 'spaces-tray:'):
        program = lab.command(address)
        equal(program.status, 2, f'exit status of {address}')
        equal((program.out, len(program.err)), ([], 1), f'what is said about {address}')
        check(CODE not in program.err[0], f'the code is in {program.err}')
    program = lab.command(f'spaces-tray:oauth?code={CODE}')
    equal(program.status, 1, 'exit status of the sign-in')
    check('not there yet' in program.err[0] and CODE not in program.err[0], f'it said {program.err}')
    equal(len(desktop.calls()), 2, 'calls')


run(launcher_starts_it, launcher_has_actions, quit_starts_nothing_that_stays, address_opens_the_page,
    other_addresses_open_nothing, address_on_the_command_line)
