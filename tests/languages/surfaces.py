# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The programs in a made-up language, in which every text is in letters that English has not; spaces and people are named
by digits. So a word in plain letters on any surface is a text that nobody can translate."""

import os
import re
import sys

import catalog

sys.path.insert(0, os.path.join(catalog.ROOT, 'tests', 'faults'))
# pylint: disable=wrong-import-position
from lab import BUILD, check, equal, make_scenario, wait  # noqa: E402

LANGUAGE = catalog.MADE_UP['made-up']
WORD = re.compile(r'[A-Za-z]{2,}')
# Names, numbers' units of programs, and what is typed as it stands.
PLAIN = re.compile(catalog.KEPT.pattern + r'|Avaya|JSON|\[?ID=|=?\b(?:ID|NAME|FILE|URL|TYPE)\b')
LOGGED = re.compile(r'^(?:\([^)]*\): )?(?:\S+-|\*\* )?(?:Message|Message|INFO): [\d:.]+: (.*)$')
WINDOW_TEXTS = os.path.join(BUILD, 'tests', 'languages', 'window-texts')


def english_words(text, *more):
    """The words of a text that are neither in the made-up language nor data."""
    text = PLAIN.sub(' ', text)
    for word in more:
        text = text.replace(word, ' ')
    return WORD.findall(text)


def translated(what, text, *more):
    check('⟦' in text or not WORD.search(text), lambda: f'{what} is not translated: {text!r}')
    equal(english_words(text, *more), [], f'untranslated words in {what}: {text!r}')


def logged(program):
    """What a program told in its log so far. The reasons behind a sentence are technical, and are not translated."""
    lines = [match.group(1) for match in map(LOGGED.match, program.err) if match]
    for line in lines:
        check(line.startswith('⟦'), lambda: f'the log is not translated: {line!r}')
    return lines


def speak(lab, language='made-up'):
    """The programs that the lab starts from now on speak that language."""
    directory = os.path.join(lab.directory, 'languages')
    os.makedirs(directory, exist_ok=True)
    if language in catalog.MADE_UP:
        template, _ = catalog.make_template(directory)
        count = catalog.make_made_up(template, directory, language)
        check(count > 250, f'only {count} texts')
        language = catalog.MADE_UP[language]
    else:
        catalog.compile_language(directory, language)
    lab.environment.update(LANGUAGE=language, SPACES_TRAY_LOCALE_PATH=directory)
    return directory


def digits():
    scenario = make_scenario(3, title='9999')
    for number, person in enumerate(scenario['people'], 7):
        person['name'] = str(number) * 3
    for number, space in enumerate(scenario['spaces'], 1):
        space['title'] = str(number) * 4
    return scenario


def display(lab):
    """A display for the programs that the lab starts from now on."""
    server = lab.start(['Xvfb', '-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '1024x768x24'])
    wait(lambda: server.out, 'the display')
    lab.environment.update(DISPLAY=f':{server.out[0]}', GDK_BACKEND='x11', NO_AT_BRIDGE='1')


class Window:
    """The window program, which tells its texts."""

    def __init__(self, lab):
        display(lab)
        self.program = lab.start([WINDOW_TEXTS], stdin=True)
        self.seen = 0

    def order(self, order):
        self.program.process.stdin.write(order.encode() + b'\n')
        self.program.process.stdin.flush()

    def texts(self):
        self.order('texts')
        wait(lambda: '' in self.program.out[self.seen:], 'the texts of the window')
        end = self.program.out.index('', self.seen)
        texts = self.program.out[self.seen:end]
        self.seen = end + 1
        return texts

    def wait_for(self, condition, what):
        """The texts, once the condition holds for them."""
        found = []

        def look():
            found[:] = self.texts()
            return condition(found)
        wait(look, lambda: f'{what}; the window says {found}')
        return found
