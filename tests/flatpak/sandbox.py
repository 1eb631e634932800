# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The installed Flatpak on a real desktop: for tests run by tests/flatpak/run under script/desktop-session.

A Sandbox is what the Stage of the desktop tests is, with the applet and the simulator in their sandbox. What the portals
do, they do with the session's folders; what the program keeps is in its folder in the home, empty for each case."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'desktop'))
import stage  # noqa: E402
from stage import check, equal, lab, seen, wait  # noqa: E402

HOME = os.environ['HOME']
OWN_FOLDER = os.path.join(HOME, '.var', 'app', lab.NAME)
FLATPAK = ['flatpak', '--user', 'run']
PORTAL = 'org.freedesktop.portal.Desktop'
PORTAL_PATH = '/org/freedesktop/portal/desktop'


def location(what):
    """Where the program or its runtime is installed."""
    return subprocess.run(['flatpak', '--user', 'info', '--show-location', what], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def runtime():
    return subprocess.run(['flatpak', '--user', 'info', '--show-runtime', lab.NAME], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


class Sandbox(stage.Stage):
    # The portal tells the daemon no name.
    APPLICATION = ''
    # libproxy's, which warns where there is no portal to ask for the proxy, and goes without.
    OTHERS = ('pxbackend',)

    def begin(self):
        super().begin()
        self.listeners = []
        # Nothing of the tests' own settings: the sandbox has its own folders, the portals the session's.
        self.environment = dict(os.environ, G_DEBUG='fatal-criticals')
        for folder in ('applications', ''):
            os.makedirs(os.path.join(os.environ['XDG_DATA_HOME'], folder), exist_ok=True)
        for name, folder in (('browser.desktop', os.path.join(os.environ['XDG_DATA_HOME'], 'applications')),
                             ('mimeapps.list', os.environ['XDG_CONFIG_HOME'])):
            source = os.path.join(self.home, 'data', 'applications', name)
            if not os.path.exists(source):
                source = os.path.join(self.home, 'config', name)
            shutil.copyfile(source, os.path.join(folder, name))
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)
        os.makedirs(os.path.join(OWN_FOLDER, 'data'))

    def token_file(self, token=lab.TOKEN):
        """Where the sandbox can read it."""
        path = self.write('token', token + '\n', 0o600)
        return shutil.move(path, os.path.join(OWN_FOLDER, 'data', 'token'))

    def start(self, arguments, environment=None, **options):
        """What would be started outside is started in the sandbox. The simulator reads the case's files there."""
        words = []
        for argument in arguments:
            if argument == lab.APPLET:
                words += [*FLATPAK, lab.NAME]
            elif argument == lab.SIMULATOR:
                words += [*FLATPAK, '--filesystem=' + self.directory, '--command=spaces-tray-simulator', lab.NAME]
            else:
                words.append(argument)
        return super().start(words, environment, **options)

    def play_activated(self):
        """Waits for an applet that the bus has started."""
        self.see('the applet', lambda: self.owner() is not None)

    def gsettings(self, *words):
        """Of the sandbox, by its own command line."""
        program = self.start([*FLATPAK, '--command=gsettings', lab.NAME, *words])
        equal(program.ended(), 0, f'gsettings: {program.lines}')
        return program.drained().out

    def portal_version(self, interface):
        """Of one interface of the desktop's portal; starts it where that is to be done."""
        return self.bus.call_sync(PORTAL, PORTAL_PATH, 'org.freedesktop.DBus.Properties', 'Get',
                                  lab.GLib.Variant('(ss)', (interface, 'version')), None, 0, -1, None).unpack()[0]

    def listen(self, interface):
        """To what is asked of the portal in one interface, and its answers; ends with the case."""
        self.listeners.append(seen.Listener(interface, PORTAL))
        return self.listeners[-1]

    def quit(self):
        """The applet ends, however it was started, and its name is free."""
        self.command('quit')
        self.see('the end of the applet', lambda: self.owner() is None)

    def finish(self):
        if self.program and self.program.status is None:
            equal(self.end(), 0, 'the exit status of the applet')
        # What was copied is kept by a program that stays, and the sandbox with it.
        subprocess.run(['flatpak', 'kill', lab.NAME], check=False)
        super().finish()

    def close(self):
        if self.owner() is not None:
            self.quit()
        for listener in self.listeners:
            listener.stop()
        connections = self.connections
        super().close()
        # On a bus that goes on, their names would be taken for the next case.
        for connection in connections:
            connection.close_sync(None)


def run(*cases):
    seen.need_programs('xdotool', 'import', 'convert', 'rsvg-convert', 'dbus-monitor', 'flatpak')
    lab.run(*cases, make_lab=Sandbox)


__all__ = ['FLATPAK', 'HOME', 'OWN_FOLDER', 'PORTAL', 'PORTAL_PATH', 'Sandbox', 'check', 'equal', 'lab', 'location', 'run',
           'runtime', 'seen', 'wait']
