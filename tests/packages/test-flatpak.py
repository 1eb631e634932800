#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""What the Flatpak may do, and what it is made of.

Usage: test-flatpak.py MANIFEST APPLICATION_ID
"""

import re
import sys

MANIFEST, APPLICATION_ID = sys.argv[1:]
# One more is one more thing that a person has to trust. Think of a portal first.
PERMISSIONS = {'--share=ipc', '--socket=fallback-x11', '--socket=wayland', '--share=network',
               '--talk-name=org.kde.StatusNotifierWatcher'}


def read():
    """The top-level keys of the manifest: each a text, or the list of its lines without their indentation."""
    keys, name = {}, None
    with open(MANIFEST, encoding='utf-8') as file:
        for line in file.read().splitlines():
            if not line or line.lstrip().startswith('#'):
                continue
            if line[0] != ' ':
                name, _, value = line.partition(':')
                keys[name] = value.strip().strip("'") or []
            else:
                keys[name].append(line.strip())
    return keys


def entries(lines):
    return {line[2:] for line in lines if line.startswith('- ')}


def no_further_permission(keys):
    return sorted(entries(keys['finish-args']) ^ PERMISSIONS)


def no_module_but_ours(keys):
    names = [line for line in keys['modules'] if line.startswith('- name:')]
    return [] if names == ['- name: spaces-tray'] else names


def one_id_and_runtime(keys):
    wanted = {'id': APPLICATION_ID, 'runtime': 'org.gnome.Platform', 'sdk': 'org.gnome.Sdk', 'command': 'spaces-tray'}
    wrong = [f'{name}: {keys.get(name)}, not {value}' for name, value in wanted.items() if keys.get(name) != value]
    if not re.fullmatch(r'\d+', keys['runtime-version']):
        wrong.append('runtime-version: ' + keys['runtime-version'])
    return wrong


def nothing_for_tests_only(keys):
    return [] if '- -Dtests=false' in keys['modules'] else ['the tests are built too']


def main():
    keys = read()
    cases = [no_further_permission, no_module_but_ours, one_id_and_runtime, nothing_for_tests_only]
    print(f'1..{len(cases)}')
    failed = False
    for number, case in enumerate(cases, 1):
        wrong = case(keys)
        for line in wrong:
            print('#', line)
        failed |= bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {number} - {case.__name__.replace("_", "-")}')
    sys.exit(failed)


main()
