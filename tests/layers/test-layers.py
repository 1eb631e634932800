#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Reads every #include under src/ against table.ini, and says file:line where one is not allowed.

Checks besides: names of files begin with their folder's prefix, pure parts name no clock, and every source
file carries its licence. Needs nothing but Python. TAP on standard output.

usage: test-layers.py SOURCE-ROOT
"""

import configparser
import fnmatch
import pathlib
import re
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)"|(\S.*))')
LICENCE = 'SPDX-License-Identifier: '
SOURCES = {'.c', '.h', '.py', '.sh', '.js', '.mjs', '.ui', '.xml', '.ini', '.css', '.svg'}
SKIPPED = {'node_modules', '__pycache__', 'subprojects', 'corpus'}


class Part:
    """A section of the table: one static library."""

    def __init__(self, name, section):
        self.name = name
        self.folder = name.split()[0]
        self.prefix = section['prefix']
        self.patterns = section.get('files', '*').split()
        self.parts = [part.strip() for part in section.get('parts', '').split(',') if part.strip()]
        self.libraries = section['libraries'].split()
        self.never = section.get('never', '').split()

    def takes(self, path):
        return any(fnmatch.fnmatchcase(path.stem, pattern) for pattern in self.patterns)


class Table:
    def __init__(self, path):
        parser = configparser.ConfigParser(interpolation=None)
        with open(path, encoding='utf-8') as file:
            parser.read_file(file)
        self.libraries = {name: text.split() for name, text in parser['libraries'].items()}
        self.parts = [Part(name, parser[name]) for name in parser.sections() if name != 'libraries']
        by_name = {part.name for part in self.parts}
        for part in self.parts:
            unknown = set(part.parts) - by_name | set(part.libraries) - set(self.libraries)
            if unknown:
                raise SystemExit(f'{path}: [{part.name}] names {", ".join(sorted(unknown))}')

    def part_of(self, folder, path):
        for part in self.parts:
            if part.folder == folder and part.takes(path):
                return part
        return None

    def library_of(self, header):
        for name, patterns in self.libraries.items():
            if any(fnmatch.fnmatchcase(header, pattern) for pattern in patterns):
                return name
        return None


class Tree:
    """The C files under SOURCE-ROOT/src and the part each belongs to."""

    def __init__(self, root, table):
        self.root = root
        self.table = table
        self.files = sorted(path for path in (root / 'src').rglob('*') if path.suffix in {'.c', '.h'})
        self.headers = {}
        for path in self.files:
            if path.suffix == '.h':
                self.headers.setdefault(path.name, []).append(path)

    def folder_of(self, path):
        inside = path.relative_to(self.root / 'src').parts
        return inside[0] if len(inside) > 1 else ''

    def part_of(self, path):
        return self.table.part_of(self.folder_of(path), path)

    def where(self, path, line=1):
        return f'{path.relative_to(self.root)}:{line}'


def lines_of(path):
    """The lines of a C file with comments blanked, numbered from 1."""
    text = path.read_text(encoding='utf-8')
    text = re.sub(r'/\*.*?\*/|//[^\n]*', lambda match: re.sub(r'[^\n]', ' ', match[0])
                  if match[0].startswith('/*') else '', text, flags=re.S)
    return enumerate(text.split('\n'), 1)


def judge_quoted(tree, part, path, header):
    """Why a header between quotes may not be included here; None when it may."""
    if header == 'config.h':
        return None
    if '/' in header:
        return f'"{header}" is included by a path; headers are included by their bare name'
    owners = tree.headers.get(header, [])
    if len(owners) > 1:
        return f'"{header}" is the name of several headers'
    if not owners:
        # Generated into the build directory: named like the folder, or like the interface beside it.
        stem = header.rsplit('.', 1)[0]
        if header.startswith(part.prefix + '-') or (path.parent / (stem + '.xml')).exists():
            return None
        return f'"{header}" is not under src/'
    owner = tree.part_of(owners[0])
    if owner is None or owner.name == part.name or owner.name in part.parts:
        return None
    return f'{part.name} may not use {owner.name} ("{header}")'


def judge_system(tree, part, header):
    """Why a header between < and > may not be included here; None when it may."""
    library = tree.table.library_of(header)
    if library is None:
        return f'<{header}> belongs to no library of the table'
    if library not in part.libraries:
        return f'{part.name} may not use {library} (<{header}>)'
    return None


def check_includes(tree, folder):
    for path in tree.files:
        part = tree.part_of(path)
        if part is None or part.folder != folder:
            continue
        for number, line in lines_of(path):
            match = INCLUDE.match(line)
            if not match:
                continue
            system, quoted, other = match.groups()
            if system:
                reason = judge_system(tree, part, system)
            elif quoted:
                reason = judge_quoted(tree, part, path, quoted)
            else:
                reason = f'an include the test cannot read: {other}'
            if reason:
                yield f'{tree.where(path, number)}: {reason}'


def check_owners(tree):
    for path in tree.files:
        if tree.part_of(path) is None:
            yield f'{tree.where(path)}: belongs to no part of the table'


def check_names(tree):
    for path in tree.files:
        part = tree.part_of(path)
        if part is None or path.name == 'main.c':
            continue
        if path.stem != part.prefix and not path.stem.startswith(part.prefix + '-'):
            yield f'{tree.where(path)}: the names of files in {part.folder} begin with "{part.prefix}"'


def check_purity(tree):
    for path in tree.files:
        part = tree.part_of(path)
        if part is None or not part.never:
            continue
        words = re.compile(r'\b(' + '|'.join(map(re.escape, part.never)) + r')\w*\b')
        for number, line in lines_of(path):
            match = words.search(line)
            if match:
                yield f'{tree.where(path, number)}: {part.name} is pure, it may not use {match[0]}'


def is_source(path):
    if path.suffix in SOURCES or path.name == 'meson.build':
        return True
    return path.suffix == '' and path.parent.name == 'script'


def walk(folder):
    for path in sorted(folder.iterdir()):
        if path.name.startswith(('.', 'build')) or path.name in SKIPPED:
            continue
        if path.is_dir():
            # A build directory by another name.
            if not (path / 'meson-private').exists():
                yield from walk(path)
        elif is_source(path):
            yield path


def check_licences(tree):
    for path in walk(tree.root):
        with open(path, encoding='utf-8', errors='replace') as file:
            head = [line for _, line in zip(range(6), file)]
        if not any(LICENCE in line for line in head):
            yield f'{tree.where(path)}: no line with {LICENCE.strip()} among the first six'


BROKEN = {
    'meson.build': '# no licence\n',
    'src/meetings/meeting.h': '#include <gtk/gtk.h>\n#include <glib.h>\n',
    'src/meetings/meeting.c': '/*\n#include <gtk/gtk.h>\n*/\n#include "meeting.h"\n'
                              '  #  include <gio/gio.h>\n#include "sio-client.h"\n'
                              'int a = g_get_real_time ();\n',
    'src/meetings/list.c': '#include "../socketio/sio-client.h"\n#include <strange.h>\n',
    'src/socketio/sio-client.h': '#include <libsoup/soup.h>\n#include "nowhere.h"\n',
    'src/socketio/sio-packet.c': '#include "sio-client.h"\n#include WHAT\n',
    'src/tray/tray-item.c': '#include "org.example.Item.h"\n#include "tray-resource.h"\n',
    'src/tray/org.example.Item.xml': '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n',
    'src/elsewhere/else.c': '',
}

WANTED = [
    'src/meetings/meeting.h:1: meetings may not use gtk (<gtk/gtk.h>)',
    'src/meetings/meeting.c:5: meetings may not use gio (<gio/gio.h>)',
    'src/meetings/meeting.c:6: meetings may not use socketio ("sio-client.h")',
    'src/meetings/meeting.c:7: meetings is pure, it may not use g_get_real_time',
    'src/meetings/list.c:1: "../socketio/sio-client.h" is included by a path; '
    'headers are included by their bare name',
    'src/meetings/list.c:1: the names of files in meetings begin with "meeting"',
    'src/meetings/list.c:2: <strange.h> belongs to no library of the table',
    'src/socketio/sio-client.h:2: "nowhere.h" is not under src/',
    'src/socketio/sio-packet.c:1: socketio codec may not use socketio ("sio-client.h")',
    'src/socketio/sio-packet.c:2: an include the test cannot read: WHAT',
    'src/elsewhere/else.c:1: belongs to no part of the table',
]


def check_itself(table):
    """The test sees each kind of mistake, in a tree that has them all, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in BROKEN.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        tree = Tree(root, table)
        wanted = WANTED + [
            f'{name}:1: no line with {LICENCE.strip()} among the first six'
            for name, text in BROKEN.items() if LICENCE not in text
        ]
        told = [line for _, check in checks(tree) for line in check]
    for line in sorted(set(told) - set(wanted)):
        yield f'told without reason: {line}'
    for line in sorted(set(wanted) - set(told)):
        yield f'not told: {line}'


def checks(tree):
    folders = dict.fromkeys(part.folder for part in tree.table.parts)
    for folder in folders:
        yield f'{folder} includes only what it may', check_includes(tree, folder)
    yield 'every file belongs to a part', check_owners(tree)
    yield 'names begin with the prefix of their folder', check_names(tree)
    yield 'pure parts ask no clock', check_purity(tree)
    yield 'every source file carries its licence', check_licences(tree)


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    table = Table(pathlib.Path(__file__).resolve().parent / 'table.ini')
    tree = Tree(root, table)
    all_checks = [('the test sees each kind of mistake', check_itself(table)), *checks(tree)]
    failed = False
    print('TAP version 13')
    print(f'1..{len(all_checks)}')
    for number, (name, check) in enumerate(all_checks, 1):
        complaints = list(check)
        failed |= bool(complaints)
        print(f'{"not ok" if complaints else "ok"} {number} - {name}')
        for complaint in complaints:
            print(f'# {complaint}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
