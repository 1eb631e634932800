#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""No untranslated text in the window in all its states, on the demonstration's pages, and in what the desktop reads of us.
See surfaces.py."""

import html
import os
import re
import subprocess
import urllib.error
import urllib.request
import xml.etree.ElementTree

import catalog

catalog.need('xgettext', 'msgen', 'msgfmt', 'dbus-daemon')
# pylint: disable=wrong-import-position
from surfaces import LANGUAGE, WINDOW_TEXTS, Window, digits, logged, speak, translated  # noqa: E402
from lab import check, equal, run, space_id  # noqa: E402

catalog.need('Xvfb')
DATA = os.path.join(catalog.ROOT, 'data')
ID = 'io.github.spacestray.SpacesTray'
# GTK's own, from its catalogue.
OF_GTK = ('Close', 'Minimize', 'Maximize', 'Information', 'Warning')
LANG = '{http://www.w3.org/XML/1998/namespace}lang'


def window_says(when, texts, least):
    texts = [text for text in texts if text not in OF_GTK]
    check(len(texts) >= least, lambda: f'the window, {when}: {texts}')
    for text in texts:
        translated(f'the window, {when}', text)


def count(texts, words):
    """How many of the texts have these English words, as the made-up language says them."""
    return sum(catalog.pseudo(words)[1:-1] in text for text in texts)


def window(lab):
    if not os.path.exists(WINDOW_TEXTS):
        return 'the window is not built'
    speak(lab)
    shown = Window(lab)

    def see(when, words, least, times=1):
        texts = shown.wait_for(lambda texts: count(texts, words) >= times, words)
        window_says(when, texts, least)

    see('without the applet', 'is not running', 4)
    shown.order('start')
    # The reason is GLib's.
    shown.wait_for(lambda texts: count(texts, 'Spaces Tray cannot be started: '), 'that the applet cannot be started')
    shown.order('no-tray')
    shown.order('about')
    simulator = lab.simulator(digits())
    lab.applet(simulator)
    lab.status_is('idle')
    see('about the tray', 'AppIndicator Support', 8)
    see('about the program', 'Tells you when', 8)
    shown.order('not-opened')
    see('about a page', 'could not be opened', 8)
    shown.order('no-portal')
    see('about the portal', 'xdg-desktop-portal', 8)
    see('without a meeting', 'No meeting', 10)
    simulator.do('start', space='s1', who='bo', mode='audio')
    see('an audio meeting', 'audio only', 12)
    simulator.do('record', space='s1', who='bo')
    simulator.do('start', space='s2', who=['bo', 'cy'])
    see('a recording', 'being recorded', 16, times=2)
    simulator.do('leave', space='s1', who='bo')
    see('nobody there', 'Nobody seen there now', 16)
    simulator.do('stop', space='s1')
    see('processing', 'being processed', 16)
    simulator.do('ready', space='s1')
    see('a recording to view', 'View the recording of', 16)
    simulator.do('quit')
    see('offline', 'Connect now', 10, times=2)
    logged(shown.program)
    return None


def page(simulator, path):
    """The words of a page, and the direction they are written in."""
    try:
        with urllib.request.urlopen(simulator.origin + path) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as error:
        text = error.read().decode()
    direction = re.search(r'<html dir="([a-z]+)"', text)
    check(direction, lambda: f'the page {path} has no direction: {text[:200]}')
    text = re.sub(r'<style>.*?</style>', '', text, flags=re.DOTALL)
    return html.unescape(re.sub(r'<[^>]*>', ' ', text)), direction.group(1)


def pages(lab):
    speak(lab)
    simulator = lab.simulator(digits())
    space = '/spaces/' + space_id(1)
    for path, when in (('/', 'nothing'), (space, 'no meeting'), ('/7', 'nothing there')):
        translated(f'the page, {when}', page(simulator, path)[0])
    simulator.do('start', space='s1', who='bo')
    simulator.do('record', space='s1', who='bo')
    for path in ('/', space):
        translated('the page, a meeting', page(simulator, path)[0])
    simulator.do('stop', space='s1')
    simulator.do('ready', space='s1')
    with urllib.request.urlopen(simulator.origin + space) as answer:
        recording = re.search(r'href="(/recordings/[^"]*)"', answer.read().decode()).group(1)
    for path in (space, recording):
        translated('the page, a recording', page(simulator, path)[0])


def pages_from_right_to_left(lab):
    speak(lab, 'backwards')
    equal(page(lab.simulator(digits()), '/')[1], 'rtl', 'the direction')


def merged(lab, name, kind):
    """The file as it is installed, with the made-up language in it."""
    directory = speak(lab)
    path = os.path.join(lab.directory, name)
    subprocess.run(['msgfmt', kind, '--template', os.path.join(DATA, name), '--locale', LANGUAGE, '-o', path,
                    os.path.join(directory, LANGUAGE + '.po')], check=True)
    return path


def launcher(lab):
    with open(merged(lab, f'{ID}.desktop.in', '--desktop'), encoding='utf-8') as file:
        lines = file.read().splitlines()
    keys = ('Name', 'GenericName', 'Comment', 'Keywords')
    count = [sum(line.startswith(tuple(key + end for key in keys)) for line in lines) for end in ('=', f'[{LANGUAGE}]=')]
    check(count[0] >= 6, lambda: f'the launcher: {lines}')
    equal(count[1], count[0], 'translated lines of the launcher')


def description(lab):
    """Each text for software centres comes in the made-up language too, unless it says that it stays."""
    tree = xml.etree.ElementTree.parse(merged(lab, f'{ID}.metainfo.xml.in', '--xml'))
    english, other = [], []

    def look(element):
        if element.get('translate') == 'no':
            return
        if element.tag in ('name', 'summary', 'p', 'li', 'caption', 'keyword'):
            (other if element.get(LANG) == LANGUAGE else english).append(element.text)
        for child in element:
            look(child)
    look(tree.getroot())
    check(len(english) >= 15, lambda: f'the description: {english}')
    equal(len(other), len(english), f'translated texts of {english}')


def settings(lab):
    """Their summaries are looked up when somebody looks at them, so the template must have them."""
    template, _ = catalog.make_template(lab.directory)
    known = {msgid for _, msgid, _ in catalog.english_texts(template, lab.directory)}
    tree = xml.etree.ElementTree.parse(os.path.join(DATA, f'{ID}.gschema.xml'))
    texts = [element.text for tag in ('summary', 'description') for element in tree.iter(tag)]
    check(len(texts) >= 6, lambda: f'the settings: {texts}')
    equal([text for text in texts if text not in known], [], 'texts of settings without a translation')


if __name__ == '__main__':
    run(window, pages, pages_from_right_to_left, launcher, description, settings)
