#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The Flatpak manifest: what it opens of the sandbox, and that it agrees with the project.

usage: test-flatpak.py SOURCE-ROOT PROJECT-NAME
"""

import pathlib
import re
import sys

from tap import check, equal, main

SOURCE, PROJECT = pathlib.Path(sys.argv[1]), sys.argv[2]
ID = 'io.github.spacestray.SpacesTray'
MANIFEST = SOURCE / 'flatpak' / f'{ID}.yml'

# Whoever adds one says in the manifest and in the commit what for, and why no portal does it.
PERMISSIONS = [
    '--share=ipc',
    '--share=network',
    '--socket=fallback-x11',
    '--socket=wayland',
    '--talk-name=org.kde.StatusNotifierWatcher',
]
# With others a manifest could open the sandbox or the build too.
KEYS = ['id', 'runtime', 'runtime-version', 'sdk', 'command', 'separate-locales', 'finish-args', 'cleanup', 'modules']
MODULE_KEYS = ['name', 'buildsystem', 'config-opts', 'sources']


def lines():
    text = MANIFEST.read_text(encoding='utf-8').splitlines()
    return [line for line in text if line.strip() and not line.lstrip().startswith('#')]


def keys():
    return [line.partition(':')[0] for line in lines() if not line.startswith(' ')]


def value(key):
    found = [line.partition(':')[2].strip().strip('\'"') for line in lines() if line.startswith(f'{key}:')]
    equal(len(found), 1, f'lines that begin with {key}:')
    return found[0]


def below(key):
    """The lines of the list KEY, two spaces in."""
    equal(value(key), '', f'what stands beside {key}:')
    found, inside = [], False
    for line in lines():
        if line.startswith(' '):
            found += [line[2:]] if inside else []
        else:
            inside = line == f'{key}:'
    check(found, f'{key} is empty')
    return found


def permissions_are_the_five():
    items = below('finish-args')
    check(all(item.startswith('- ') for item in items), f'no plain list: {items}')
    equal(sorted(item[2:].strip('\'"') for item in items), PERMISSIONS, 'finish-args')


def nothing_else_opens_the_sandbox():
    equal(keys(), KEYS, 'keys of the manifest')


def there_is_one_module_and_it_is_ours():
    module = below('modules')
    starts = [line for line in module if line.startswith('- ')]
    equal(starts, [f'- name: {PROJECT}'], 'modules')
    equal(re.findall(r'^(?:- |  )([a-z-]+):', '\n'.join(module), re.MULTILINE), MODULE_KEYS, 'keys of the module')
    text = '\n'.join(line.strip() for line in module)
    check('config-opts:\n- -Dtests=false\nsources:' in text, 'it is not built without tests only')
    check("sources:\n- type: dir\npath: ..\nskip:\n" in text, 'its source is not this tree')
    equal(len(re.findall('type:', text)), 1, 'sources')


def it_is_the_projects_own():
    equal(value('id'), ID, 'id')
    check(f"application_id = '{ID}'" in (SOURCE / 'meson.build').read_text(encoding='utf-8'), 'meson.build has another id')
    installed = (SOURCE / 'tests' / 'data' / 'installed-files.txt').read_text(encoding='utf-8').splitlines()
    check(f'bin/{value("command")}' in installed, f'{value("command")} is not installed')


def the_runtime_is_the_one_we_tell_of():
    version = value('runtime-version')
    equal((value('runtime'), value('sdk')), ('org.gnome.Platform', 'org.gnome.Sdk'), 'runtime and sdk')
    for name in ('README.md', 'CONTRIBUTING.md'):
        told = re.findall(r'GNOME\s+runtime\s+(\d+)', (SOURCE / name).read_text(encoding='utf-8'))
        check(told, f'{name} does not tell the version of the GNOME runtime')
        equal(set(told), {version}, f'version of the GNOME runtime in {name}')


if __name__ == '__main__':
    sys.exit(main([
        permissions_are_the_five,
        nothing_else_opens_the_sandbox,
        there_is_one_module_and_it_is_ours,
        it_is_the_projects_own,
        the_runtime_is_the_one_we_tell_of,
    ]))
