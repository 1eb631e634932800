# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The installed program as desktops start it: by the bus, by the launcher's actions, by its own addresses."""

import os
import shutil

from lab import APPLET, BUILD, NAME, PATH, check, equal, run, wait
from gi.repository import Gio, GLib

APPLICATION = 'org.freedesktop.Application'
SPACE = '64c0a71be2d94f0012ab3401'
PAGE = f'https://spaces.avayacloud.com/spaces/{SPACE}'
CODE = 'very-secret-code'


class Desktop:
    """An installation in the private home: the program, beside it a window and a browser that only note that they
    were called, and the files by which a desktop finds them."""

    def __init__(self, lab):
        self.lab = lab
        bin_directory = os.path.join(lab.directory, 'bin')
        applications = os.path.join(lab.environment['XDG_DATA_HOME'], 'applications')
        for folder in (bin_directory, applications, lab.environment['XDG_CONFIG_HOME']):
            os.makedirs(folder)
        self.program = shutil.copy(APPLET, bin_directory)
        self.log = os.path.join(lab.directory, 'calls')
        self.applet_log = os.path.join(lab.directory, 'applet.log')
        for name in ('spaces-tray-window', 'browser'):
            lab.write(f'bin/{name}', f'#!/bin/sh\necho "{name}|$*|$XDG_ACTIVATION_TOKEN" >>"{self.log}"\n', 0o755)
        lab.write('bin/start', f'#!/bin/sh\nexec "{self.program}" "$@" 2>>"{self.applet_log}"\n', 0o755)
        service = self.read(os.path.join(BUILD, 'data', f'{NAME}.service'))
        installed = service.split('Exec=', 1)[1].split(' ', 1)[0]
        with open(os.path.join(lab.services, f'{NAME}.service'), 'w', encoding='utf-8') as file:
            file.write(service.replace(installed, os.path.join(bin_directory, 'start')))
        shutil.copy(os.path.join(BUILD, 'data', f'{NAME}.desktop'), applications)
        lab.environment['PATH'] = bin_directory + ':' + lab.environment['PATH']
        self.write(applications, 'browser.desktop', '[Desktop Entry]\nType=Application\nName=Browser\n'
                   f'Exec={bin_directory}/browser %u\nMimeType=x-scheme-handler/https;\n')
        self.write(lab.environment['XDG_CONFIG_HOME'], 'mimeapps.list', '[Default Applications]\n'
                   f'x-scheme-handler/https=browser.desktop\nx-scheme-handler/spaces-tray={NAME}.desktop\n')
        # The bus starts what it starts with the environment it was given.
        self.bus('UpdateActivationEnvironment', GLib.Variant('(a{ss})', (lab.environment,)))

    @staticmethod
    def write(folder, name, text):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)

    @staticmethod
    def read(path):
        if not os.path.exists(path):
            return ''
        with open(path, encoding='utf-8') as file:
            return file.read()

    def bus(self, method, arguments):
        return self.lab.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method,
                                      arguments, None, 0, -1, None)

    def call(self, method, arguments):
        """What a desktop calls; the bus starts the program for it."""
        answers = []
        self.lab.bus.call(NAME, PATH, APPLICATION, method, arguments, None, Gio.DBusCallFlags.NONE, 20000, None,
                          lambda bus, result: answers.append(bus.call_finish(result)))
        wait(lambda: answers, f'the answer to {method}')

    def calls(self):
        return self.read(self.log).splitlines()

    def called(self, count):
        """Waits for that many calls of window and browser; the last of them."""
        ticks = GLib.timeout_add(20, lambda: True)
        try:
            wait(lambda: len(self.calls()) >= count,
                 lambda: f'{count} calls; there are {self.calls()}, and the applet said {self.read(self.applet_log)}')
        finally:
            GLib.source_remove(ticks)
        equal(len(self.calls()), count, f'calls {self.calls()}')
        return self.calls()[-1]

    def runs(self):
        return self.lab.owner() is not None

    def ends(self):
        ticks = GLib.timeout_add(20, lambda: True)
        try:
            wait(lambda: not self.runs(), 'the end of the applet')
        finally:
            GLib.source_remove(ticks)

    def command(self, *arguments):
        """A program of the desktop, to its end."""
        program = self.lab.start(list(arguments))
        equal(program.ended(), 0, f'exit status of {arguments}: {program.lines}')


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
    desktop.call('ActivateAction', GLib.Variant('(sava{sv})', (
        'meetings', [], {'activation-token': GLib.Variant('s', 'from-the-launcher')})))
    equal(desktop.called(1), 'spaces-tray-window||from-the-launcher', 'what was started')
    desktop.call('ActivateAction', GLib.Variant('(sava{sv})', ('meetings', [], {})))
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
