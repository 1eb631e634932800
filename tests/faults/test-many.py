# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Two thousand spaces: the service allows so many calls and no more, so it takes a quarter of an hour until all are
known. Until then the applet does not claim to know, and what it does know already works as ever."""

import time

from lab import Daemon, Tray, check, equal, make_scenario, run, space_id, wait

SPACES = 2000
LISTS = SPACES // 50  # pages of the list
AT_ONCE = 20          # questions before the pace begins
PACE = 0.5


def cost(program):
    """What it has taken so far; for people to read."""
    with open(f'/proc/{program.pid}/status', encoding='utf-8') as file:
        sizes = dict(line.split(':', 1) for line in file)
    with open(f'/proc/{program.pid}/schedstat', encoding='utf-8') as file:
        seconds = int(file.read().split()[0]) / 1e9
    return f'{sizes["RssAnon"].strip()} private, {sizes["VmRSS"].strip()} resident, {seconds:.2f} s of CPU (main thread)'


class Count:
    """What reached the server since now, against what the pace allows in the time that it took."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.first = len(simulator.reports)
        self.began = time.monotonic()

    def of(self, report, path=''):
        return [value for value in self.simulator.reports[self.first:]
                if value['report'] == report and path in value.get('path', '')]

    def joined(self):
        """From now on what comes after the next join is counted."""
        wait(lambda: self.of('join'), 'a join')
        self.first = self.simulator.reports.index(self.of('join')[0], self.first) + 1

    def check(self, joins=1):
        """Every join may begin with a question for each of the first, and one subscription."""
        paced = int((time.monotonic() - self.began) / PACE)
        subscriptions, questions = len(self.of('subscribe')), len(self.of('rest', '/activemeeting'))
        lists = len(self.of('rest', '/users/me/spaces'))
        check(subscriptions <= joins + paced, f'{subscriptions} subscriptions, and the pace allows {joins + paced}')
        check(questions <= joins * AT_ONCE + paced,
              f'{questions} questions, and the pace allows {joins * AT_ONCE + paced}')
        check(lists <= joins * LISTS, f'{lists} pages of the list, for {joins} joins')


def begin(lab, *arguments):
    Daemon(lab)
    Tray(lab)
    simulator = lab.simulator(make_scenario(SPACES))
    count = Count(simulator)
    program = lab.applet(simulator, *arguments)
    lab.status_is('stale', 'checking')
    return simulator, program, count


def start(lab):
    """Paced from the first second on, without a claim that nothing is on; a meeting is told all the same."""
    simulator, program, count = begin(lab)
    simulator.reported('subscribe', 6)
    count.check()
    print(f'# at the start: {cost(program)}', flush=True)
    equal(len(count.of('rest', '/users/me/spaces')), LISTS, 'pages of the list')
    check(not any(status == 'idle' for status, _ in lab.statuses), lambda: f'it said {lab.statuses}')
    simulator.do('start', space='s3', who='bo')
    lab.wait_told(1)
    lab.status_is('live')
    simulator.do('end', space='s3')
    # Nothing is on of what is known, and little is known.
    lab.status_is('stale', 'checking')
    count.check()


def chosen(lab):
    """A space that the person gives comes before all others."""
    simulator, _, count = begin(lab, '--space', space_id(SPACES - 1))
    simulator.reported('subscribe')
    equal(count.of('subscribe')[0]['space'], space_id(SPACES - 1), 'the first subscription')
    simulator.do('start', space=f's{SPACES - 1}', who='bo')
    lab.wait_told(1)


def reconnect(lab):
    """No storm; and the space with the meeting that is on is subscribed first."""
    simulator, program, count = begin(lab)
    simulator.reported('subscribe', 5)
    simulator.do('start', space='s5', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    for joins in (2, 3):
        again = Count(simulator)
        simulator.fault('drop')
        again.joined()
        wait(lambda: again.of('subscribe'), 'a subscription after the new connection')
        equal(again.of('subscribe')[0]['space'], space_id(5), 'the first subscription')
        lab.status_is('live')
        simulator.reported('subscribe', simulator.count('subscribe') + 2)
        count.check(joins)
    print(f'# after two more connections: {cost(program)}', flush=True)
    simulator.do('join', space='s5', who='cy')
    wait(lambda: len(lab.properties()['Meetings'][0]['attendees']) == 2, 'the second person')
    equal(len(lab.told()), 1, 'notifications')


run(start, chosen, reconnect)
