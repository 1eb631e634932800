#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Real words of real languages where a person meets them, and numbers and times by the habits of the locale, but never
where a program reads them."""

import functools
import json
import os
import re
import subprocess
import sys
import tempfile

import catalog

catalog.need('xgettext', 'msgen', 'msgfmt', 'dbus-daemon')
# pylint: disable=wrong-import-position
from surfaces import speak  # noqa: E402
from lab import Daemon, Tray, check, equal, run, wait  # noqa: E402

RFC_3339 = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z', re.ASCII)
LOCALES = tempfile.TemporaryDirectory(prefix='spaces-tray-locales-')
ISOLATES = dict.fromkeys(map(ord, '\u2068\u2069'))
# A Saturday evening in February: DAY and MONTH are what the locale calls them.
MOMENT = (2024, 2, 17, 23, 24)
ENGLISH = ('%H:%M', '%a %-d %b, %H:%M', '%a %H:%M', '%-d %b')
DATES = {
    'de': ('de_DE', ('23:24', 'DAY, 17. MONTH, 23:24', 'DAY 23:24', '17. MONTH')),
    'es': ('es_ES', ('23:24', '23:24 del DAY 17 MONTH', 'DAY 23:24', '17 MONTH')),
    'fr': ('fr_FR', ('23:24', 'DAY 17 MONTH à 23:24', 'DAY 23:24', '17 MONTH')),
}
FORMAT = '''
import locale
import sys
from gi.repository import GLib
locale.setlocale(locale.LC_ALL, '')
moment = GLib.DateTime.new_utc(*map(int, sys.argv[1:6]), 0)
for text in sys.argv[6:]:
    print(moment.format(text))
'''


@functools.cache
def has_locale(name):
    """Makes a locale in a folder of ours: few machines have more than one."""
    command = ['localedef', '-i', name, '-f', 'UTF-8', os.path.join(LOCALES.name, name + '.UTF-8')]
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def live_in(lab, name):
    """The programs that the lab starts from now on are in that locale; why not, if it cannot be had."""
    if not has_locale(name):
        return f'the locale {name} cannot be made: localedef or its sources (Debian: locales) are missing'
    lab.environment.update(LC_ALL=name + '.UTF-8', LOCPATH=LOCALES.name)
    return None


def plain(text):
    return text.translate(ISOLATES)


def command_line(lab):
    speak(lab, 'de')
    equal(lab.command('status').out, ['Spaces Tray läuft nicht.'], 'status')
    equal(lab.command('7').err, ['spaces-tray: „7“ ist kein Befehl. Versuchen Sie „spaces-tray --help“.'], 'a mistake')
    words = '\n'.join(lab.command('--help').out)
    check('--token-file=DATEI' in words and 'Einen Vormittag voller Besprechungen' in words, lambda: f'--help: {words}')
    speak(lab, 'fr')
    equal(lab.command('status').out, ['Spaces Tray n’est pas lancé.'], 'status')
    speak(lab, 'es')
    equal(lab.command('status').out, ['Spaces Tray no está en ejecución.'], 'status')


def a_day_in_german(lab):
    speak(lab, 'de')
    daemon = Daemon(lab)
    Tray(lab)
    simulator = lab.simulator()
    lab.applet(simulator)
    lab.status_is('idle')
    equal(lab.command('status').out, ['Keine Besprechung'], 'status')
    simulator.do('start', space='s1', who='bo')
    told = lab.wait_told(1)[0]
    equal(told.title, 'Space 1', 'the title')
    check(re.fullmatch(r'Beginn der Besprechung: \d\d:\d\d\nBo nimmt teil', plain(told.body)), lambda: f'it says {told.body!r}')
    equal(told.labels, ['Teilnehmen'], 'the button')
    equal(lab.command('status').out[0], 'Besprechung: Space 1, 1 Person', 'status')
    simulator.do('join', space='s1', who='cy')
    wait(lambda: len(daemon.shown) > 1, 'the update')
    check(plain(daemon.shown[-1].body).endswith('\nCy ist beigetreten'), lambda: f'it says {daemon.shown[-1].body!r}')
    simulator.do('record', space='s1', who='bo')
    lab.status_is('recording')
    title, line = lab.command('status').out
    equal(title, 'Besprechung: Space 1, 2 Personen, wird aufgezeichnet', 'status')
    check(re.fullmatch(r'  Space 1: seit \d\d:\d\d, 2 Personen, wird aufgezeichnet', line), lambda: f'status: {line}')


def numbers(lab):
    """A comma in numbers for a person, and a point in what our programs tell each other."""
    skip = live_in(lab, 'de_DE')
    if skip:
        return skip
    speak(lab, 'de')
    equal(lab.command('--demo', '--speed', '0').err, ['spaces-tray: „0“ ist keine Geschwindigkeit: Geben Sie eine Zahl von 0,1 bis 1000 an.'], 'speed')
    applet = lab.start([*lab.command('--version').arguments[:1], '--demo', '--speed', '2.5', '--background'])
    wait(lambda: any('Verbunden' in line for line in applet.err) or applet.status is not None, 'the demonstration')
    check(applet.status is None, lambda: f'the demonstration ended: {applet.lines}')
    return None


def json_has_no_locale(lab):
    """Neither in German nor where numbers have digits of their own."""
    for name in ('de_DE', 'fa_IR'):
        skip = live_in(lab, name)
        if skip:
            return skip
        simulator = lab.simulator()
        lab.applet(simulator)
        lab.status_is('idle')
        simulator.do('start', space='s1', who='bo')
        lab.status_is('live')
        text = '\n'.join(lab.command('status', '--json').out)
        check(text.isascii(), lambda: f'in {name}: {text}')
        status = json.loads(text)
        for moment in (status['since'], status['lastHeard'], status['meetings'][0]['startedAt']):
            check(RFC_3339.fullmatch(moment), lambda: f'in {name}: {moment}')
        lab.command('quit')
        simulator.do('end', space='s1')
        simulator.do('quit')
    return None


def dates(lab):
    for language, (name, wanted) in DATES.items():
        skip = live_in(lab, name)
        if skip:
            return skip
        texts = catalog.texts_of(os.path.join(speak(lab, language), language, 'LC_MESSAGES', catalog.DOMAIN + '.mo'))
        formats = [texts[('date format', english, None)] for english in ENGLISH]
        program = lab.start([sys.executable, '-c', FORMAT, *map(str, MOMENT), '%a', '%b', *formats])
        equal(program.ended(), 0, 'exit status')
        day, month, *told = program.drained().out
        check(day != 'Sat', f'the locale {name} speaks English')
        equal(told, [text.replace('DAY', day).replace('MONTH', month) for text in wanted], f'dates in {language}')
    return None


if __name__ == '__main__':
    run(command_line, a_day_in_german, numbers, json_has_no_locale, dates)
