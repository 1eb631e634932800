# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The buttons of a notification of the portal, which the desktop keeps after the program has ended: they start it."""

import contextlib
import os
import sqlite3

from launching import Desktop
from lab import NAME, check, equal, make_scenario, run, run_for, space_id, wait
from gi.repository import GLib

TALK = 'https://storage.googleapis.com/recordings/talk.mp4?a=b&c=d'


def installed(lab, *arguments):
    """A desktop that starts the program against a simulator; both."""
    simulator = lab.simulator(make_scenario(2))
    return Desktop(lab, '--api-url', simulator.api, '--socket-url', simulator.origin, '--web-url', simulator.origin,
                   '--token-file', lab.token_file(), *arguments), simulator


def page(simulator, number):
    return f'{simulator.origin}/spaces/{space_id(number)}'


def join_starts_it(lab):
    """It opens the page, and no window; and stays, as the meetings are watched again."""
    desktop, simulator = installed(lab)
    desktop.act('join', space_id(1), activation_token='from-the-shell')
    equal(desktop.called(1), f'browser|{page(simulator, 1)}|from-the-shell', 'what was started')
    lab.status_is('idle')
    desktop.act('join', space_id(2))
    equal(desktop.called(2), f'browser|{page(simulator, 2)}|', 'what the running one started')


def recording_of_an_earlier_run(lab):
    desktop, simulator = installed(lab)
    desktop.command('gapplication', 'action', NAME, 'quit')
    desktop.ends()
    program = lab.applet(simulator)
    simulator.reported('subscribe', 2)
    simulator.do('start', space='s1', who='bo')
    simulator.do('record', space='s1', who='bo')
    simulator.do('stop', space='s1')
    simulator.do('ready', space='s1', link=TALK)
    simulator.do('end', space='s1')
    lab.status_is('idle')
    lab.command('quit')
    equal(program.ended(), 0, 'the exit status')
    history = os.path.join(lab.home, 'state', 'spaces-tray', 'default', 'history.db')
    with contextlib.closing(sqlite3.connect(history)) as db:
        ((key,),) = db.execute('SELECT key FROM recordings').fetchall()
    desktop.act('view-recording', key)
    equal(desktop.called(1), f'browser|{TALK}|', 'what was started')
    desktop.act('copy-recording-link', key)
    equal(desktop.called(2), 'spaces-tray-window|--copy|', 'what copies the link')


def what_is_not_known_opens_nothing(lab):
    """Any program on the bus can ask; a notification may be older than what is remembered."""
    desktop, simulator = installed(lab)
    for action, target in (('join', '../../evil'), ('join', ''), ('join', f'{space_id(1)}?x'), ('join', 'x' * 100000),
                           ('view-recording', 'of-long-ago'), ('copy-recording-link', ''), ('in-profile', ''),
                           ('in-profile', 'other join'), ('in-profile', '../x join y'), ('join', None), ('unknown', None),
                           ('in-profile', f'other in-profile other join {space_id(1)}')):
        desktop.act(action, target)
    lab.status_is('idle')
    desktop.act('join', space_id(1))
    equal(desktop.called(1), f'browser|{page(simulator, 1)}|', 'the only page')
    said = desktop.read(desktop.applet_log)
    check('CRITICAL' not in said and 'WARNING' not in said, f'it complained: {said}')


def another_profile_is_handed_its_own(lab):
    """The portal knows only the application: what is started for the click goes again."""
    desktop, simulator = installed(lab)
    other = lab.applet(simulator, '--profile', 'other')
    wait(lambda: lab.owner(f'{NAME}.other'), 'the other profile')
    desktop.act('in-profile', f'other join {space_id(2)}', activation_token='from-the-shell')
    equal(desktop.called(1), f'browser|{page(simulator, 2)}|from-the-shell', 'what was started')
    desktop.ends()
    equal(other.status, None, 'the exit status of the other profile')
    lab.command('quit', '--profile', 'other')
    equal(other.ended(), 0, 'the exit status of the other profile')
    # Nobody is there to take it: it is said, and nothing stays.
    desktop.act('in-profile', f'other join {space_id(2)}')
    desktop.ends()
    check('What was clicked is of a profile that does not run' in desktop.read(desktop.applet_log), 'it says nothing')
    equal(len(desktop.calls()), 1, 'calls')


def whoever_runs_for_a_reason_stays(lab):
    desktop, simulator = installed(lab)
    desktop.act('join', space_id(1))
    desktop.called(1)
    desktop.act('in-profile', f'other join {space_id(2)}')
    ticks = GLib.timeout_add(20, lambda: True)
    wait(lambda: 'What was clicked' in desktop.read(desktop.applet_log), 'the answer')
    GLib.source_remove(ticks)
    run_for(0.3)
    check(desktop.runs(), 'it ended')


run(join_starts_it, recording_of_an_earlier_run, what_is_not_known_opens_nothing, another_profile_is_handed_its_own,
    whoever_runs_for_a_reason_stays)
