#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In a made-up language every text is in letters that English has not; spaces and people are named by digits. So a
word in plain letters on any surface is a text that nobody can translate."""

import errno
import os
import re
import sys

import catalog

sys.path.insert(0, os.path.join(catalog.ROOT, 'tests', 'faults'))
catalog.need('xgettext', 'msgen', 'msgfmt', 'dbus-daemon')
# pylint: disable=wrong-import-position
from lab import APPLET, PATH, PROPERTIES, SIMULATOR, Daemon, GLib, Tray, check, equal, make_scenario, run, wait  # noqa: E402

LANGUAGE = catalog.MADE_UP['made-up']
WORD = re.compile(r'[A-Za-z]{2,}')
# Names, numbers' units of programs, and what is typed as it stands.
PLAIN = re.compile(catalog.KEPT.pattern + r'|Avaya|JSON|\[?ID=|=?\b(?:ID|NAME|FILE|URL|TYPE)\b')
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'


def english_words(text, *more):
    """The words of a text that are neither in the made-up language nor data."""
    text = PLAIN.sub(' ', text)
    for word in more:
        text = text.replace(word, ' ')
    return WORD.findall(text)


def translated(what, text, *more):
    check('⟦' in text or not WORD.search(text), lambda: f'{what} is not translated: {text!r}')
    equal(english_words(text, *more), [], f'untranslated words in {what}: {text!r}')


def speak(lab):
    """The programs that the lab starts from now on speak the made-up language."""
    directory = os.path.join(lab.directory, 'languages')
    os.makedirs(directory)
    template, _ = catalog.make_template(directory)
    count = catalog.make_made_up(template, directory, 'made-up')
    check(count > 150, f'only {count} texts')
    lab.environment.update(LANGUAGE=LANGUAGE, SPACES_TRAY_LOCALE_PATH=directory)


def digits():
    scenario = make_scenario(3)
    for number, person in enumerate(scenario['people'], 7):
        person['name'] = str(number) * 3
    for number, space in enumerate(scenario['spaces'], 1):
        space['title'] = str(number) * 4
    return scenario


def help_texts(lab):
    speak(lab)
    for program in (APPLET, SIMULATOR, os.path.join(os.path.dirname(APPLET), '..', 'window', 'spaces-tray-window')):
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


def mistakes(lab):
    speak(lab)
    token = lab.write('7', '', 0o600)
    for arguments in (['7'], ['status', '7'], ['--json'], ['--speed', '2'], ['--demo', '--speed', '0'],
                      ['--demo', '--api-url', 'http://127.0.0.1:1/api'], ['--token-type', '7'], ['--space', '../7'],
                      ['--profile', '7'], ['--api-url', '7'], ['--socket-url', '7'], ['--web-url', '7'],
                      ['--token-file', '/7'], ['--token-file', '/'], ['--token-file', token]):
        program = lab.command(*arguments)
        equal(program.status, 2, f'exit status of {arguments}')
        text = program.err[0].removeprefix('spaces-tray: ').replace(lab.directory, '')
        # The C library's own words are in its own catalogue.
        translated(f'the answer to {arguments}', text, '/api', os.strerror(errno.ENOENT))
    translated('quit', '\n'.join(lab.command('quit').out))
    translated('status', '\n'.join(lab.command('status').out))


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
    lab.applet()
    surfaces = Surfaces(lab)
    lab.status_is('signed-out', 'no-account')
    surfaces.check('signed out')
    lab.command('quit')
    lab.applet(type('Nobody', (), {'origin': 'http://127.0.0.1:9', 'api': 'http://127.0.0.1:9/api'}))
    lab.status_is('offline', 'unreachable')
    surfaces.check('offline')
    lab.command('quit')

    simulator = lab.simulator(digits())
    lab.applet(simulator)
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


def words_are_found(lab):
    """The test itself: it sees an English word among the others, and leaves names and options alone."""
    equal(english_words('⟦Ṽéŕý⟧ well'), ['well'], 'words')
    equal(english_words(catalog.pseudo('Start %s with --demo, as <b>spaces-tray</b>')), [], 'words')
    equal(english_words('⟦7777 Avaya⟧ 09:30'), [], 'words')


if __name__ == '__main__':
    run(words_are_found, help_texts, mistakes, tray_and_notifications)
