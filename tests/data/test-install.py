#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""meson install into a folder of its own: exactly the files of installed-files.txt, readable by all, and the same
program wherever the folder is.

usage: test-install.py SOURCE-ROOT BUILD-ROOT PREFIX [PART...]
"""

import os
import pathlib
import stat
import subprocess
import sys
import tempfile

from tap import Skip, check, equal, main, run, tool

SOURCE, BUILD, PREFIX = (pathlib.Path(argument) for argument in sys.argv[1:4])
PARTS = set(sys.argv[4:])
ID = 'io.github.spacestray.SpacesTray'
LIST = pathlib.Path(__file__).with_name('installed-files.txt')
LOG = BUILD / 'meson-logs' / 'install-log.txt'


def install(folder):
    """Keeps the log of a real installation, by which it is removed one day."""
    log = LOG.read_bytes() if LOG.exists() else None
    environment = dict(os.environ, DESTDIR=folder)
    try:
        run(tool('meson'), 'install', '-C', BUILD, '--no-rebuild', '--quiet', env=environment)
    finally:
        if log is not None:
            LOG.write_bytes(log)
        else:
            LOG.unlink(missing_ok=True)


def wanted_files():
    """The list, without what belongs to a part that is not built; LANGUAGE stands for each of LINGUAS."""
    linguas = (SOURCE / 'po' / 'LINGUAS').read_text(encoding='utf-8').splitlines()
    languages = [line.strip() for line in linguas if line.strip() and not line.startswith('#')]
    wanted = []
    for line in LIST.read_text(encoding='utf-8').splitlines():
        if not line or line.startswith('#'):
            continue
        name, _, part = line.partition(' ')
        if part and part.strip() not in PARTS:
            continue
        wanted += [name.replace('LANGUAGE', language) for language in languages] if 'LANGUAGE' in name else [name]
    return sorted(wanted)


def files_are_those_of_the_list():
    found = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob('*') if not path.is_dir())
    wanted = wanted_files()
    equal([name for name in found if name not in wanted], [], 'installed and not in the list')
    equal([name for name in wanted if name not in found], [], 'in the list and not installed')


def nothing_lies_beside_the_prefix():
    outside = [path for path in FOLDER.rglob('*') if not path.is_dir() and ROOT not in path.parents]
    equal(outside, [], 'files outside the prefix')


def everybody_may_read():
    for path in ROOT.rglob('*'):
        mode = stat.S_IMODE(path.lstat().st_mode)
        program = path.is_dir() or path.parent.name == 'bin'
        equal(oct(mode), oct(0o755 if program else 0o644), f'mode of {path.relative_to(ROOT)}')


def nothing_tells_where_it_was_built():
    """Debug information may; what is read as text may not, and no program looks there for a library."""
    for path in ROOT.rglob('*'):
        if path.is_dir() or path.parent.name == 'bin':
            continue
        content = path.read_bytes()
        for folder in (FOLDER, SOURCE, BUILD):
            check(bytes(folder) not in content, f'{path.relative_to(ROOT)} names {folder}')


def launcher_is_valid():
    run(tool('desktop-file-validate'), ROOT / 'share' / 'applications' / f'{ID}.desktop')


def service_names_the_program():
    service = (ROOT / 'share' / 'dbus-1' / 'services' / f'{ID}.service').read_text(encoding='utf-8')
    check(f'Exec={PREFIX}/bin/spaces-tray --gapplication-service\n' in service, f'the service is:\n{service}')
    check(os.access(ROOT / 'bin' / 'spaces-tray', os.X_OK), 'there is no such program')


def speaks_german_from_where_it_is_installed():
    """In a mount namespace, where the folder stands at the prefix that the program was built for."""
    namespace = [tool('unshare'), '--user', '--map-root-user', '--mount']
    if not (PREFIX / 'share').is_dir():
        raise Skip(f'there is no {PREFIX}/share to put the folder in place of')
    if subprocess.run([*namespace, 'true'], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Skip('no mount namespace can be made here')
    environment = {name: value for name, value in os.environ.items() if name != 'SPACES_TRAY_LOCALE_PATH'}
    text = run(*namespace, 'sh', '-c', 'mount --bind "$1/share" "$2/share" && exec "$1/bin/spaces-tray" --help', 'sh',
               ROOT, PREFIX, env=dict(environment, LANGUAGE='de', LC_ALL='C.UTF-8'))
    check('Zeigt im Infobereich' in text, f'it says:\n{text}')


if __name__ == '__main__':
    with tempfile.TemporaryDirectory(prefix='spaces-tray-install-') as temporary:
        FOLDER = pathlib.Path(temporary)
        ROOT = FOLDER / PREFIX.relative_to('/')
        install(temporary)
        status = main([
            files_are_those_of_the_list,
            nothing_lies_beside_the_prefix,
            everybody_may_read,
            nothing_tells_where_it_was_built,
            launcher_is_valid,
            service_names_the_program,
            speaks_german_from_where_it_is_installed,
        ])
    sys.exit(status)
