#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""No untranslated text in the terminal, in the tray and its menu, in notifications and in the log. See surfaces.py."""

import errno
import os

import catalog

catalog.need('xgettext', 'msgen', 'msgfmt', 'dbus-daemon')
# pylint: disable=wrong-import-position
from surfaces import digits, english_words, logged, speak, translated  # noqa: E402
from lab import (APPLET, INTERFACE, NAME, PATH, PROPERTIES, SIMULATOR, Daemon, GLib, Peer, Tray, check, equal, run,  # noqa: E402
                 wait)

WINDOW = os.path.join(os.path.dirname(APPLET), '..', 'window', 'spaces-tray-window')
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'


def help_texts(lab):
    speak(lab)
    for program in (APPLET, SIMULATOR, WINDOW):
        if not os.path.exists(program):
            continue
        done = lab.start([program, '--help'])
        equal(done.ended(), 0, 'exit status')
        lines = done.drained().out
        # GLib's own words (Usage, Help Options, Application Options, and what they say) are in its catalogue.
        own = [line for line in lines if '⟦' in line]
        check(len(own) >= 5, lambda: f'{program} --help: {lines}')
        for line in lines:
            if line.startswith('  --') and '--help' not in line:
                check('⟦' in line, lambda: f'{program} --help: {line!r}')
        for line in own:
            translated('--help', line[line.index('⟦'):], 'status', 'quit', 'jwt', 'oauth')


def complains(program, what, status, lab, *more):
    """One line on the error output, translated."""
    program.ended()
    program.drained()
    equal(program.status, status, f'exit status of {what}')
    check(program.err, f'{what} says nothing')
    name = os.path.basename(program.arguments[0])
    text = program.err[-1].removeprefix(name + ': ').replace(lab.directory, '')
    # The C library's own words are in its own catalogue.
    translated(f'the answer to {what}', text, os.strerror(errno.ENOENT), *more)


def mistakes(lab):
    speak(lab)
    empty = lab.write('8', '\n', 0o600)
    for arguments in (['7'], ['status', '7'], ['quit', '7'], ['autostart', '7'], ['--json'], ['--speed', '2'],
                      ['--demo', '--speed', '0'], ['--demo', '--token-file', '7'], ['--demo', '--api-url', 'http://127.0.0.1:1/api'],
                      ['--token-type', '7'], ['--space', '../7'], ['--profile', '7'], ['--api-url', '7'],
                      ['--api-url', 'https://7'], ['--api-url', 'http://7/api'], ['--api-url', 'https://7/api?7'],
                      ['--api-url', 'f://7/api'], ['--api-url', 'wss://7/api'], ['--api-url', 'https://7../api'],
                      ['--socket-url', '7'], ['--socket-url', 'https://7/7'], ['--web-url', '7'],
                      ['spaces-tray:7'], ['--token-file', '/7'], ['--token-file', '/'], ['--token-file', empty],
                      ['--token-file', lab.write('9', '7' * 70000, 0o600)], ['--token-file', lab.write('10', '7 7', 0o600)],
                      ['--token-file', lab.write('11', '7', 0o644)], ['--token-file', lab.write('12', '7\0', 0o600)]):
        complains(lab.command(*arguments), arguments, 2, lab, '/api')
    complains(lab.command('spaces-tray:oauth?code=7'), 'signing in', 1, lab)
    for arguments in (['7'], ['--port', '77777'], ['--engine', '7'], ['--token-file', empty],
                      ['--token-file', lab.write('11', '7', 0o644)]):
        complains(lab.start([SIMULATOR, *arguments]), arguments, 2, lab, 'both')
    if os.path.exists(WINDOW):
        for arguments in (['7'], ['--profile', '7']):
            complains(lab.start([WINDOW, *arguments]), arguments, 2, lab)
        complains(lab.start([WINDOW]), 'no display', 1, lab)


class Stranger(Peer):
    """An applet of which nothing is known."""

    def call(self, *call):
        """It has no methods."""


def answers(lab):
    """What the commands print when all is well, or the applet is not there."""
    speak(lab)
    for arguments in (['status'], ['quit'], ['autostart'], ['autostart', 'on'], ['autostart', 'off']):
        program = lab.command(*arguments)
        check(program.out, f'{arguments} says nothing')
        translated(f'the answer to {arguments}', '\n'.join(program.out))
    applet = lab.applet()
    lab.status_is('signed-out')
    translated('a second start', '\n'.join(lab.command('--background').out))
    lab.command('quit')
    equal(applet.ended(), 0, 'exit status')
    peer = Stranger(lab, f'<node><interface name="{INTERFACE}"/></node>', PATH, NAME)
    complains(lab.start([APPLET, 'status']), 'a strange applet', 1, lab)
    peer.crash()
    nowhere = {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/7'}
    complains(lab.start([APPLET, '--background'], nowhere), 'no session bus', 1, lab)


class Surfaces:
    """What the applet shows, in words."""

    def __init__(self, lab):
        self.lab = lab
        self.tray = Tray(lab)
        self.daemon = Daemon(lab)

    def ask(self, path, interface, method, arguments):
        """The main loop goes on while it waits."""
        name = self.tray.registered[-1]
        answer = []
        self.lab.bus.call(name, path, interface, method, arguments, None, 0, -1, None, lambda bus, result: answer.append(result))
        wait(lambda: answer, f'the answer to {method}')
        return self.lab.bus.call_finish(answer[0]).unpack()

    def labels(self, node):
        _, properties, children = node
        yield properties.get('label', '')
        for child in children:
            yield from self.labels(child)

    def check(self, when):
        wait(lambda: self.tray.registered, 'the tray item')
        properties = self.ask('/StatusNotifierItem', PROPERTIES, 'GetAll', GLib.Variant('(s)', (ITEM,)))[0]
        translated(f'the title, {when}', properties['Title'])
        translated(f'the tooltip, {when}', ' '.join(properties['ToolTip'][2:]))
        translated(f'what is spoken of the icon, {when}', properties['IconAccessibleDesc'])
        layout = self.ask(properties['Menu'], MENU, 'GetLayout', GLib.Variant('(iias)', (0, -1, [])))[1]
        labels = [label for label in self.labels(layout) if label]
        check(len(labels) >= 3, lambda: f'the menu, {when}: {labels}')
        for label in labels:
            translated(f'the menu, {when}', label)
        for notification in self.daemon.shown:
            for words in (notification.title, notification.body, *notification.labels):
                translated('a notification', words)
        text = '\n'.join(self.lab.command('status').out)
        translated(f'status, {when}', text)


def tray_and_notifications(lab):
    speak(lab)
    programs = [lab.applet()]
    surfaces = Surfaces(lab)
    lab.status_is('signed-out', 'no-account')
    surfaces.check('signed out')
    lab.command('quit')
    programs += [lab.applet(type('Nobody', (), {'origin': 'http://127.0.0.1:9', 'api': 'http://127.0.0.1:9/api'}))]
    lab.status_is('offline', 'unreachable')
    surfaces.check('offline')
    lab.command('quit')

    simulator = lab.simulator(digits())
    programs += [lab.applet(simulator)]
    lab.status_is('idle')
    surfaces.check('idle')
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    surfaces.check('live')
    simulator.do('join', space='s1', who='cy')
    simulator.do('record', space='s1', who='bo')
    lab.status_is('recording')
    simulator.do('start', space='s2', who='ana')
    lab.status_is('joined')
    surfaces.check('joined')
    simulator.do('stop', space='s1')
    simulator.do('end', space='s1')
    surfaces.check('being processed')
    simulator.do('ready', space='s1')
    wait(lambda: any(len(n.actions) > 1 for n in surfaces.daemon.shown), 'the notification of the recording')
    surfaces.check('recording ready')
    simulator.do('end', space='s2')
    lab.status_is('idle')
    surfaces.check('after it all')
    simulator.do('quit')
    lab.status_is('offline')
    surfaces.check('without a server')
    lab.command('quit')
    for program in programs:
        program.ended()
        program.drained()
    lines = sum((logged(program) for program in programs), [])
    check(len(lines) >= 3, lambda: f'the log: {lines}')


def words_are_found(lab):
    """The test itself: it sees an English word among the others, and leaves names and options alone."""
    equal(english_words('⟦Ṽéŕý⟧ well'), ['well'], 'words')
    equal(english_words(catalog.pseudo('Start %s with --demo, as <b>spaces-tray</b>')), [], 'words')
    equal(english_words('⟦7777 Avaya⟧ 09:30'), [], 'words')


if __name__ == '__main__':
    run(words_are_found, help_texts, mistakes, answers, tray_and_notifications)
