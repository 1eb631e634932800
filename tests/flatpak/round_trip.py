# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A program of the tests, secret-round-trip.c, in the sandbox of Spaces Tray."""

import os

from sandbox import FLATPAK, equal, lab, runtime

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'secret-round-trip.c')


def compile_round_trip(stage):
    """With the Sdk, so that it fits the runtime; the path of the program."""
    path = os.path.join(stage.directory, 'secret-round-trip')
    with open(SOURCE, encoding='utf-8') as file:
        source = stage.write('secret-round-trip.c', file.read())
    sdk = runtime().replace('org.gnome.Platform', 'org.gnome.Sdk')
    shell = f'cc -o {path} {source} $(pkg-config --cflags --libs libsecret-1)'
    program = stage.start([*FLATPAK, '--filesystem=' + stage.directory, '--command=sh', sdk, '-c', shell])
    equal(program.ended(60), 0, f'the compiler: {program.lines}')
    return path


def round_trip(stage, path, *arguments):
    """With the permissions of Spaces Tray and no more; the test's program is all that it sees besides."""
    program = stage.start([*FLATPAK, f'--filesystem={path}:ro', '--command=' + path, lab.NAME, *arguments])
    program.ended()
    return program.drained()
