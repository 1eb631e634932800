# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The installed program as a desktop finds and starts it, with a window and a browser that note that they were called."""

import os
import shlex
import shutil

from lab import APPLET, BUILD, NAME, PATH, equal, wait
from gi.repository import Gio, GLib

APPLICATION = 'org.freedesktop.Application'


class Desktop:
    """An installation in the private home: the program, beside it a window and a browser that only note that they
    were called, and the files by which a desktop finds them."""

    def __init__(self, lab, *arguments):
        """@arguments: that the bus starts the program with, besides those of the service file."""
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
        lab.write('bin/start', f'#!/bin/sh\nexec "{self.program}" "$@" {shlex.join(arguments)} 2>>"{self.applet_log}"\n',
                  0o755)
        service = self.read(os.path.join(BUILD, 'data', f'{NAME}.service'))
        installed = service.split('Exec=', 1)[1].split(' ', 1)[0]
        with open(os.path.join(lab.services, f'{NAME}.service'), 'w', encoding='utf-8') as file:
            file.write(service.replace(installed, os.path.join(bin_directory, 'start')))
        shutil.copy(os.path.join(BUILD, 'data', f'{NAME}.desktop'), applications)
        lab.environment['PATH'] = bin_directory + ':' + lab.environment['PATH']
        self.write(applications, 'browser.desktop', '[Desktop Entry]\nType=Application\nName=Browser\n'
                   f'Exec={bin_directory}/browser %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n')
        self.write(lab.environment['XDG_CONFIG_HOME'], 'mimeapps.list', '[Default Applications]\n'
                   f'x-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\nx-scheme-handler/spaces-tray={NAME}.desktop\n')
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
        """What a desktop calls; the bus starts the program for it. The error, or None."""
        answers = []
        self.lab.bus.call(NAME, PATH, APPLICATION, method, arguments, None, Gio.DBusCallFlags.NONE, 20000, None,
                          lambda bus, result: answers.append(result))
        wait(lambda: answers, f'the answer to {method}')
        try:
            self.lab.bus.call_finish(answers[0])
        except GLib.Error as error:
            return error
        return None

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

    def act(self, action, target=None, **data):
        """An action of the application, as the desktop asks for it: org.freedesktop.Application."""
        return self.call('ActivateAction', GLib.Variant('(sava{sv})', (
            action, [] if target is None else [GLib.Variant('s', target)],
            {name.replace('_', '-'): GLib.Variant('s', value) for name, value in data.items()})))
