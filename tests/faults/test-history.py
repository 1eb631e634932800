#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The history file in every bad state that it can be in: the applet runs all the same, tells each meeting, and tells
none twice in one run."""

import contextlib
import glob
import os
import resource
import sqlite3

from lab import Daemon, check, equal, make_scenario, run

NEWER = 1000


def folder(lab):
    return os.path.join(lab.home, 'state', 'spaces-tray')


def history(lab):
    (path,) = glob.glob(os.path.join(folder(lab), '**', 'history.db'), recursive=True)
    return path


def count_meetings(lab):
    with contextlib.closing(sqlite3.connect(history(lab))) as db:
        return db.execute('SELECT count(*) FROM meetings').fetchone()[0]


def begin(lab, *arguments, **options):
    simulator = lab.simulator(make_scenario(1))
    program = lab.applet(simulator, *arguments, **options)
    lab.status_is('idle')
    return simulator, program


def a_meeting(lab, simulator, told):
    """One that is told, and told once however often its people come."""
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(told)
    simulator.do('join', space='s1', who='cy')
    simulator.do('end', space='s1')
    lab.status_is('idle')
    equal(len(lab.told()), told, 'notifications')


def again(lab, program, simulator, told):
    """The next run tells its own meeting, and nothing of those before."""
    lab.command('quit')
    equal(program.ended(), 0, 'the exit status')
    program = lab.applet(simulator)
    lab.status_is('idle')
    a_meeting(lab, simulator, told)
    return program


def leave(lab, program):
    lab.command('quit')
    equal(program.ended(), 0, 'the exit status')
    check(not any('CRITICAL' in line or 'WARNING' in line for line in program.lines), lambda: '\n'.join(program.lines))


def good(lab):
    """The control: what was told is in the file."""
    Daemon(lab)
    simulator, program = begin(lab)
    a_meeting(lab, simulator, 1)
    program = again(lab, program, simulator, 2)
    leave(lab, program)
    equal(count_meetings(lab), 2, 'meetings in the file')


def damaged(lab, spoil):
    Daemon(lab)
    simulator, program = begin(lab)
    a_meeting(lab, simulator, 1)
    lab.command('quit')
    program.ended()
    path = history(lab)
    with contextlib.closing(sqlite3.connect(path)) as db:
        # Without a log beside it that has everything once more.
        db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    spoil(path)
    program = lab.applet(simulator)
    lab.status_is('idle')
    program.said('The history was damaged. It was set aside as ')
    a_meeting(lab, simulator, 2)
    leave(lab, program)
    aside = [name for name in os.listdir(os.path.dirname(path))
             if name.startswith('history.db.damaged-') and not name.endswith(('-wal', '-shm'))]
    equal(len(aside), 1, f'files set aside: {aside}')
    equal(count_meetings(lab), 1, 'meetings in the new file')


def garbage(lab):
    def spoil(path):
        with open(path, 'wb') as file:
            file.write(b'This is no database at all.\n' * 500)
    damaged(lab, spoil)


def cut_short(lab):
    def spoil(path):
        os.truncate(path, os.path.getsize(path) // 2 + 100)
    damaged(lab, spoil)


def newer(lab):
    """Of a newer version of the program: not touched."""
    Daemon(lab)
    simulator, program = begin(lab)
    lab.command('quit')
    program.ended()
    path = history(lab)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f'PRAGMA user_version = {NEWER}')
    program = lab.applet(simulator)
    lab.status_is('idle')
    program.said('The history is not kept in this run: ')
    a_meeting(lab, simulator, 1)
    leave(lab, program)
    with contextlib.closing(sqlite3.connect(path)) as db:
        equal(db.execute('PRAGMA user_version').fetchone(), (NEWER,), 'the version in the file')
    equal(count_meetings(lab), 0, 'meetings in the file')


def no_place(lab):
    """A file where the folder should be."""
    Daemon(lab)
    os.makedirs(os.path.dirname(folder(lab)), exist_ok=True)
    with open(folder(lab), 'w', encoding='utf-8'):
        pass
    simulator, program = begin(lab)
    program.said('The history is not kept in this run: ')
    a_meeting(lab, simulator, 1)
    leave(lab, program)


def locked(lab):
    """Another program writes, and does not come to an end: nobody waits for it, and what happened meanwhile is kept
    once it is gone."""
    Daemon(lab)
    simulator, program = begin(lab)
    leave(lab, program)
    other = sqlite3.connect(history(lab), isolation_level=None)
    other.execute('BEGIN IMMEDIATE')
    program = lab.applet(simulator)
    lab.status_is('idle')
    a_meeting(lab, simulator, 1)
    other.execute('ROLLBACK')
    other.close()
    a_meeting(lab, simulator, 2)
    program = again(lab, program, simulator, 3)
    leave(lab, program)
    equal(count_meetings(lab), 3, 'meetings in the file')


def disk_full(lab):
    """No file may grow any more."""
    Daemon(lab)
    # Else it would be a signal that says so, which no full disk sends.
    simulator, program = begin(lab, wrapper=['env', '--ignore-signal=XFSZ'])
    a_meeting(lab, simulator, 1)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    for told in range(2, 6):
        a_meeting(lab, simulator, told)
    program.said('The history cannot be written')
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    a_meeting(lab, simulator, 6)
    program = again(lab, program, simulator, 7)
    leave(lab, program)
    print(f'# {count_meetings(lab)} meetings in the file', flush=True)


run(good, garbage, cut_short, newer, no_place, locked, disk_full)
