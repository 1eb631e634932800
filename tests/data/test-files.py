#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The files that a desktop reads, judged by the desktop's own validators, and that they agree with each other.

usage: test-files.py SOURCE-ROOT BUILT-DATA VERSION
"""

import configparser
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from tap import Skip, check, equal, main, run, tool

SOURCE, BUILT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
VERSION = sys.argv[3]
ID = 'io.github.spacestray.SpacesTray'
DTD = pathlib.Path('/usr/share/xml/dbus-1/introspect.dtd')
SVG = '{http://www.w3.org/2000/svg}'
HEADLINE = re.compile(r'Spaces Tray (\S+) \((not released yet|\d{4}-\d\d-\d\d)\)')
PICTURE = re.compile(r'https://raw\.githubusercontent\.com/spacestray/SpacesTray/v([^/]+)/(.*)')


def key_file(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters='=')
    parser.optionxform = str
    parser.read(path, encoding='utf-8')
    return parser


def metainfo():
    return ElementTree.parse(BUILT / f'{ID}.metainfo.xml').getroot()


def desktop_file_is_valid():
    said = run(tool('desktop-file-validate'), BUILT / f'{ID}.desktop')
    equal(said, '', 'hints of desktop-file-validate')


def desktop_file_names_the_application():
    entry = key_file(BUILT / f'{ID}.desktop')
    main_group = entry['Desktop Entry']
    equal(main_group['Icon'], ID, 'Icon')
    equal(main_group['DBusActivatable'], 'true', 'DBusActivatable')
    equal(main_group['MimeType'], 'x-scheme-handler/spaces-tray;', 'MimeType')
    actions = main_group['Actions'].split(';')[:-1]
    equal([group for group in entry.sections() if group != 'Desktop Entry'],
          [f'Desktop Action {action}' for action in actions], 'groups of actions')


def metainfo_is_valid():
    """Errors and warnings fail; hints (the capitals in the id, tags newer than the validator) do not."""
    run(tool('appstreamcli'), 'validate', '--no-net', '--pedantic', '--no-color', BUILT / f'{ID}.metainfo.xml')


def metainfo_names_the_application():
    root = metainfo()
    equal(root.findtext('id'), ID, 'id')
    equal(root.findtext('launchable'), f'{ID}.desktop', 'launchable')
    categories = key_file(BUILT / f'{ID}.desktop')['Desktop Entry']['Categories'].split(';')[:-1]
    equal([category.text for category in root.iter('category')], categories, 'categories')


def pictures_exist():
    images = [image.text for image in metainfo().iter('image')]
    check(images, 'there are no pictures')
    for address in images:
        match = PICTURE.fullmatch(address)
        check(match, f'{address} is not in the repository')
        equal(match[1], VERSION, f'the version in {address}')
        check((SOURCE / match[2]).is_file(), f'there is no {match[2]}')


def service_starts_the_applet():
    service = key_file(BUILT / f'{ID}.service')['D-BUS Service']
    equal(service['Name'], ID, 'Name')
    program, *arguments = service['Exec'].split()
    check(program.startswith('/') and program.endswith('/spaces-tray'), f'Exec is {program}')
    equal(arguments, ['--gapplication-service'], 'arguments')


def schema_is_strict():
    run(tool('glib-compile-schemas'), '--strict', '--dry-run', SOURCE / 'data')


def interface_is_an_introspection():
    if not DTD.exists():
        raise Skip(f'{DTD} is not installed')
    run(tool('xmllint'), '--nonet', '--noout', '--dtdvalid', DTD, SOURCE / 'data' / f'{ID}1.xml')


def interface_generates():
    with tempfile.TemporaryDirectory() as folder:
        run(tool('gdbus-codegen'), '--header', '--output', pathlib.Path(folder) / 'out.h', SOURCE / 'data' / f'{ID}1.xml')


def icons():
    return sorted((SOURCE / 'data' / 'icons').rglob('*.svg'))


def icons_are_drawings_of_the_right_size():
    for path in icons():
        root = ElementTree.parse(path).getroot()
        size = '128' if path.name == f'{ID}.svg' else '16'
        equal((root.tag, root.get('width'), root.get('height')), (f'{SVG}svg', size, size), path.name)
        equal(root.get('viewBox'), f'0 0 {size} {size}', f'viewBox of {path.name}')
        for element in root.iter():
            check(element.tag not in (f'{SVG}image', f'{SVG}text', f'{SVG}script', f'{SVG}style', f'{SVG}filter'),
                  f'{path.name} has a {element.tag}: not every host draws that')
            for name, value in element.attrib.items():
                check(not name.endswith('href'), f'{path.name} refers to {value}')


def icons_are_known_by_their_beginning():
    """GdkPixbuf looks no further than 256 bytes for the sign of an SVG."""
    for path in icons():
        check(b'<svg' in path.read_bytes()[:256], f'{path.name}: <svg comes too late')


def icons_have_both_sets():
    """A state without its symbolic icon is three dots on some desktops."""
    names = {folder: {path.stem for path in icons() if path.parts[-3] == folder} for folder in ('scalable', 'symbolic')}
    equal(len(names['scalable']) + len(names['symbolic']), len(icons()), 'icons in the two folders')
    equal(names['symbolic'], {f'{name}-symbolic' for name in names['scalable']}, 'symbolic icons')
    check(ID in names['scalable'], 'there is no icon of the application')


def icons_are_drawn():
    program = tool('rsvg-convert')
    for path in icons():
        for size in (16, 24, 48):
            with tempfile.TemporaryDirectory() as folder:
                picture = pathlib.Path(folder) / 'picture.png'
                run(program, '--width', size, '--height', size, '--output', picture, path)
                check(picture.stat().st_size > 100, f'{path.name} at {size} is empty')


def names_carry_the_id():
    """What a sandbox exports must be called by the id; what it is not called by is lost."""
    for path in icons():
        check(path.stem == ID or path.stem.startswith(f'{ID}-'), f'{path.name} does not begin with {ID}')
    for path in (SOURCE / 'data').iterdir():
        if path.is_file() and path.name != 'meson.build':
            check(path.name.startswith(ID), f'{path.name} does not begin with {ID}')


def entries_of_news():
    """(version, date or None, items), newest first."""
    entries = []
    for line in (SOURCE / 'NEWS').read_text(encoding='utf-8').splitlines():
        headline = HEADLINE.fullmatch(line)
        if headline:
            entries.append((headline[1], None if headline[2].startswith('not') else headline[2], []))
        elif line.startswith('* '):
            entries[-1][2].append(line[2:])
        elif line.startswith('  ') and entries and entries[-1][2]:
            entries[-1][2][-1] += ' ' + line.strip()
    return entries


def versions_agree():
    """meson.build, NEWS and metainfo tell the same versions, days and news."""
    news = entries_of_news()
    releases = list(metainfo().iter('release'))
    check(news, 'NEWS has no entry')
    equal(news[0][0], VERSION, 'the newest version in NEWS, beside meson.build')
    equal([release.get('version') for release in releases], [version for version, _, _ in news], 'versions in metainfo')
    for release, (version, day, items) in zip(releases, news):
        if day is None:
            equal(release.get('type'), 'development', f'type of {version}, which is not released')
        else:
            equal((release.get('type', 'stable'), release.get('date')), ('stable', day), f'type and date of {version}')
        equal([' '.join(item.text.split()) for item in release.iter('li')], items, f'news of {version}')


if __name__ == '__main__':
    sys.exit(main([
        desktop_file_is_valid,
        desktop_file_names_the_application,
        metainfo_is_valid,
        metainfo_names_the_application,
        pictures_exist,
        service_starts_the_applet,
        schema_is_strict,
        interface_is_an_introspection,
        interface_generates,
        icons_are_drawings_of_the_right_size,
        icons_are_known_by_their_beginning, icons_have_both_sets,
        icons_are_drawn,
        names_carry_the_id,
        versions_agree,
    ]))
