# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A day in which the applet is killed again and again: each notice is told once; one of which nobody can know whether
it was seen is told again in a digest that says so."""

import os
import random
import re
import signal
import time

from lab import Daemon, check, equal, make_scenario, run, run_for, wait

MEETINGS = 12
SPACE = 'Space 1'
KNOWN = ('idle', 'live', 'recording', 'joined')
SEED = int(os.environ.get('SPACES_TRAY_SEED') or random.randrange(1 << 32))


class Witness(Daemon):
    """A notification daemon that can have the applet killed the moment it is called, before or after it answers."""

    def __init__(self, lab):
        self.victim = None
        self.moment = None
        self.unknown = []
        super().__init__(lab)

    def kill(self):
        victim, self.victim = self.victim, None
        victim.signal(signal.SIGKILL)

    def _answer(self, method, arguments, invocation):
        struck = method == 'Notify' and self.victim and self.moment
        if struck == 'before the answer':
            # It is on the screen, and the applet will never know.
            self.unknown.append(arguments.unpack()[3])
            self.kill()
        result = super()._answer(method, arguments, invocation)
        if struck == 'after the answer':
            self.kill()
        return result


class Day:
    def __init__(self, lab):
        self.lab = lab
        self.random = random.Random(SEED)
        self.daemon = Witness(lab)
        scenario = make_scenario(1)
        for number in range(1, MEETINGS + 1):
            # Whoever starts a meeting and whoever comes tell which one a notification is about.
            scenario['people'] += [{'key': f'p{number}', 'id': f'63f8120d9ac1be00117d6b{number:02x}', 'name': f'Ana {number}'},
                                   {'key': f'q{number}', 'id': f'63f8120d9ac1be00117d6c{number:02x}', 'name': f'Bo {number}'}]
        scenario['spaces'][0]['members'] = [person['key'] for person in scenario['people']]
        self.simulator = lab.simulator(scenario)
        self.kills = 0
        self.digests_cut = 0
        self.program = None
        self.start()

    def start(self):
        """Until every space was asked, and its events are heard."""
        before = self.simulator.count('subscribe')
        self.program = self.lab.applet(self.simulator)
        self.simulator.reported('subscribe', before + 1)
        self.known()

    def known(self, seconds=20):
        end = time.monotonic() + seconds
        while (self.lab.properties() or {'Status': {'status': 'none'}})['Status']['status'] not in KNOWN:
            check(time.monotonic() < end, 'it is not connected')
            self.lab.next_change(0.5)

    def restart(self):
        equal(self.program.ended(), -signal.SIGKILL, 'how it ended')
        # A digest that was on its way is told again by the next run.
        self.digests_cut += bool(self.daemon.shown and self.daemon.shown[-1].title != SPACE)
        self.kills += 1
        self.start()

    def do(self, order, notifies=False, **more):
        """One thing happens, and at some moment around it the applet may be killed."""
        moments = ['never', 'at once', 'soon', 'later']
        if notifies:
            moments += ['before the answer', 'after the answer']
        moment = self.random.choice(moments)
        if moment.endswith('answer'):
            self.daemon.victim, self.daemon.moment = self.program, moment
        self.simulator.do(order, space='s1', **more)
        if moment == 'never':
            return
        if moment == 'soon':
            run_for(self.random.random() * 0.005)
        elif moment == 'later':
            run_for(self.random.random() * 0.05)
        elif moment.endswith('answer'):
            wait(lambda: self.program.status is not None, f'the kill of {order}, {moment}')
        self.program.signal(signal.SIGKILL)
        self.restart()
        self.daemon.victim = None

    def check_told(self, number, recording, must):
        """Told once, or by the digest; twice only where the outcome of the first is unknown to the applet."""
        words = re.compile((r'recording is ready\b.*' if recording else r'Meeting\b(?!.*recording).*') + rf'\b(?:Ana|Bo) {number}\b', re.DOTALL)
        told = [n for n in self.lab.told() if n.title == SPACE and words.search(n.body)]
        again = [line for n in self.daemon.shown if n.title != SPACE for line in n.body.splitlines()
                 if line.startswith(SPACE + ':') and words.search(line)]
        what = 'the recording' if recording else 'the meeting'
        check(len(told) <= 1, lambda: f'{what} {number} is told {len(told)} times: {self.daemon.shown}')
        check(told or again or not must, lambda: f'{what} {number} is never told: {self.daemon.shown}')
        check(len(again) <= 1 + self.digests_cut,
              lambda: f'{what} {number} is in {len(again)} digests: {self.daemon.shown}')


def killed_all_day(lab):
    print('# SPACES_TRAY_SEED =', SEED)
    day = Day(lab)
    for number in range(1, MEETINGS + 1):
        day.do('start', notifies=True, who=f'p{number}')
        day.do('join', who=f'q{number}')
        day.do('record', who=f'p{number}')
        lab.status_is('recording')
        day.do('stop')
        day.do('end')
        day.do('ready', notifies=True)
    lab.status_is('idle')
    # What the last run still has to say.
    lab.command('quit')
    day.program.ended()
    day.start()
    run_for(0.6)
    ready = [recording for recording in lab.properties()['Recordings'] if recording['state'] == 'ready']
    print(f'# {day.kills} kills, {len(day.daemon.unknown)} of them between a notification and its answer; '
          f'{len([n for n in day.daemon.shown if n.title != SPACE])} digests; {len(ready)} recordings')
    check(day.kills >= 2 * MEETINGS, f'only {day.kills} kills')
    for number in range(1, MEETINGS + 1):
        day.check_told(number, recording=False, must=True)
    # One that became ready in the very moment of a kill was perhaps never heard of.
    told = [n for n in day.daemon.shown if 'recording is ready' in n.body]
    check(len(ready) >= MEETINGS // 2 and len(told) >= len(ready), f'{len(ready)} recordings, told: {told}')
    for number in range(1, MEETINGS + 1):
        day.check_told(number, recording=True, must=False)


run(killed_all_day)
