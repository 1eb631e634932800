# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A notification daemon and a tray that come late, fall silent, crash and come back: nothing lost, nothing twice,
and the main loop answers all the while."""

import os

from lab import INTERFACE, PROPERTIES, Daemon, GLib, Tray, check, equal, make_scenario, run, run_for, space_id, wait


def begin(lab, *arguments, **options):
    simulator = lab.simulator(make_scenario(4), **options)
    program = lab.applet(simulator, *arguments)
    lab.status_is('idle')
    simulator.reported('subscribe', 4)
    return simulator, program


def answers(lab, times, most=0.25):
    """The main loop answers the bus, soon: 50 ms are the aim, the rest is this machine's."""
    for _ in range(times):
        answer, took = lab.ask(PROPERTIES, 'Get', GLib.Variant('(ss)', (INTERFACE, 'Status')))
        check(answer, 'no answer')
        check(took < most, lambda: f'the answer took {took:.3f} s')


def titles(lab):
    return sorted(n.title for n in lab.told())


def daemon_comes_late(lab):
    simulator, _ = begin(lab)
    simulator.do('start', space='s1', who='bo')
    simulator.do('start', space='s2', who='bo')
    lab.status_is('live')
    answers(lab, 5)
    Daemon(lab)
    lab.wait_told(2)
    simulator.do('start', space='s3', who='bo')
    lab.wait_told(3)
    run_for(0.4)
    equal(titles(lab), ['Space 1', 'Space 2', 'Space 3'], 'what was told')


def daemon_never_came(lab):
    """It was never shown: the next run tells it, once."""
    simulator, program = begin(lab)
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    program.said('cannot be shown')
    lab.command('quit')
    program.ended()
    daemon = Daemon(lab)
    lab.applet(simulator)
    lab.status_is('live')
    wait(lambda: daemon.shown, 'the notification')
    run_for(0.6)
    text = '\n'.join(n.title + '\n' + n.body for n in daemon.shown)
    equal((len(daemon.shown), text.count('Space 1')), (1, 1), f'notifications: {daemon.shown}')
    lab.command('quit')
    lab.applet(simulator)
    lab.status_is('live')
    run_for(0.6)
    equal(len(daemon.shown), 1, f'notifications after one more start: {daemon.shown}')


def daemon_is_silent(lab):
    """Events, the bus and the tray go on; when it wakes up it has everything, once."""
    daemon = Daemon(lab, mode='silent')
    tray = Tray(lab)
    simulator, _ = begin(lab, ping=(1000, 1000))
    for number in (1, 2, 3):
        simulator.do('start', space=f's{number}', who='bo')
        answers(lab, 3)
    lab.status_is('live')
    # Longer than the server's patience: the pings go out.
    for _ in range(6):
        run_for(0.5)
        answers(lab, 2)
    equal(simulator.count('disconnect'), 0, 'connections lost')
    equal(len(tray.registered), 1, 'registrations')
    daemon.catch_up()
    lab.wait_told(3)
    run_for(0.4)
    equal(titles(lab), ['Space 1', 'Space 2', 'Space 3'], 'what was told')


def daemon_falls_silent(lab):
    """In the middle of a Notify that is never answered, and is killed then: the next daemon has it."""
    daemon = Daemon(lab)
    simulator, program = begin(lab)
    simulator.do('start', space='s1', who='bo')
    lab.wait_told(1)
    daemon.mode = 'silent'
    simulator.do('start', space='s2', who='bo')
    wait(lambda: daemon.waiting, 'the call')
    answers(lab, 5)
    simulator.do('start', space='s3', who='bo')
    run_for(0.3)
    answers(lab, 5)
    daemon.crash()
    Daemon(lab, first_id=100)
    lab.wait_told(3)
    run_for(0.4)
    equal(titles(lab), ['Space 1', 'Space 2', 'Space 3'], 'what was told')
    check(program.status is None, 'the applet has ended')


def daemon_is_deaf_for_good(lab):
    """A call that is never answered ends after 25 s; what was in it is told by the daemon that comes after, marked,
    since nobody knows whether it was seen; and not again by the next run."""
    daemon = Daemon(lab)
    simulator, program = begin(lab)
    simulator.do('start', space='s1', who='bo')
    lab.wait_told(1)
    daemon.mode = 'silent'
    simulator.do('start', space='s2', who='bo')
    program.said('cannot be shown', 35)
    answers(lab, 3)
    daemon.crash()
    after = Daemon(lab, first_id=100)
    wait(lambda: after.shown, 'a notification')
    lab.command('quit')
    program.ended()
    lab.applet(simulator)
    lab.status_is('live')
    run_for(0.6)
    equal((len(after.shown), after.shown[0].body.count('Space 2')), (1, 1), f'notifications: {after.shown}')
    check('already' in after.shown[0].body, 'it is not marked')


def daemon_crashes_and_comes_back(lab):
    """It dies of the second notification, shown but not answered; the next one gives out the same numbers."""
    daemon = Daemon(lab, crash_at=2)
    simulator, program = begin(lab)
    simulator.do('start', space='s1', who='bo')
    lab.wait_told(1)
    simulator.do('start', space='s2', who='bo')
    wait(lambda: daemon.bus.is_closed(), 'the crash')
    answers(lab, 3)
    simulator.do('start', space='s3', who='bo')
    second = Daemon(lab)
    wait(lambda: len(second.shown) >= 2, 'what the crash took')
    # A second person updates what the new daemon shows, and nothing that only the old one had.
    simulator.do('join', space='s3', who='cy')
    wait(lambda: any(n.replaces for n in second.shown), 'the update')
    run_for(0.4)
    equal(sorted(n.title for n in second.shown if not n.replaces), ['Space 2', 'Space 3'], 'what the new one shows')
    equal([n.title for n in second.shown if n.replaces], ['Space 3'], 'what was updated')
    check(program.status is None, 'the applet has ended')


def daemon_dies_with_cards_open(lab):
    """The next one gives out the same numbers, to others: what was shown by the old one is neither updated, taken away
    nor pressed there, and not shown again."""
    log = make_browser(lab)
    daemon = Daemon(lab)
    simulator, program = begin(lab)
    for number in (1, 2):
        simulator.do('start', space=f's{number}', who='bo')
    first = lab.wait_told(2)[0]
    # Its answers are out before its end: what is not answered counts as not shown.
    daemon.bus.flush_sync(None)
    daemon.crash()
    wait(lambda: lab.owner('org.freedesktop.Notifications') is None, 'the death of the daemon')
    second = Daemon(lab, first_id=3)
    second.press(first, 'default')
    simulator.do('join', space='s1', who='cy')
    simulator.do('end', space='s2')
    simulator.do('start', space='s3', who='bo')
    third = lab.wait_told(3)[2]
    second.press(third, 'default')
    equal(wait_opened(log, 1), [f'{simulator.origin}/spaces/{space_id(3)}'], 'what was opened')
    run_for(0.4)
    equal([n.title for n in second.shown], ['Space 3'], 'what the new one shows')
    # The one that was pressed, which has done its work.
    equal(second.closed, [third.id], 'what was taken away')
    check(program.status is None, 'the applet has ended')


def daemon_is_slow(lab):
    """Each call takes half a second: updates of a meeting come together, and each meeting is told once."""
    daemon = Daemon(lab, mode=0.5)
    simulator, _ = begin(lab)
    for number in (1, 2, 3):
        simulator.do('start', space=f's{number}', who='bo')
    for person in ('ana', 'cy'):
        simulator.do('join', space='s1', who=person)
    for _ in range(10):
        answers(lab, 2)
        run_for(0.1)
    lab.wait_told(3)
    wait(lambda: daemon.shown[-1].replaces, 'the update')
    run_for(0.7)
    equal(titles(lab), ['Space 1', 'Space 2', 'Space 3'], 'what was told')
    check('Cy' in [n for n in daemon.shown if n.title == 'Space 1'][-1].body, 'the update does not tell Cy')


def make_browser(lab):
    """A browser for http and https in the private home; the file it writes its arguments to."""
    log = os.path.join(lab.directory, 'browser.log')
    browser = lab.write('browser', f'#!/bin/sh\necho "$1" >> "{log}"\n', 0o755)
    applications = os.path.join(lab.home, 'data', 'applications')
    configuration = os.path.join(lab.home, 'config')
    os.makedirs(applications)
    os.makedirs(configuration)
    with open(os.path.join(applications, 'lab-browser.desktop'), 'w', encoding='utf-8') as file:
        file.write('[Desktop Entry]\nType=Application\nName=Lab browser\n'
                   f'Exec={browser} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n')
    with open(os.path.join(configuration, 'mimeapps.list'), 'w', encoding='utf-8') as file:
        file.write('[Default Applications]\nx-scheme-handler/http=lab-browser.desktop\n'
                   'x-scheme-handler/https=lab-browser.desktop\n')
    return log


def opened(log):
    try:
        with open(log, encoding='utf-8') as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def wait_opened(log, count):
    """The browser is a grandchild: its file is looked at again and again."""
    ticker = GLib.timeout_add(20, lambda: True)
    try:
        wait(lambda: len(opened(log)) >= count, lambda: f'{count} pages; there are {opened(log)}')
    finally:
        GLib.source_remove(ticker)
    return opened(log)


def buttons(lab):
    """Each opens the page it says, once, in the browser of the person; also after a restart of the applet."""
    log = make_browser(lab)
    daemon = Daemon(lab)
    simulator, program = begin(lab)
    simulator.do('start', space='s2', who='bo')
    meeting = lab.wait_told(1)[0]
    check('default' in meeting.actions, lambda: f'actions: {meeting.actions}')
    daemon.press(meeting, 'default')
    page = f'{simulator.origin}/spaces/{space_id(2)}'
    equal(wait_opened(log, 1), [page], 'the page of the meeting')
    simulator.do('record', space='s2', who='bo')
    simulator.do('stop', space='s2')
    simulator.do('ready', space='s2', link='https://storage.googleapis.com/recordings/r1?a=b&c=d')
    recording = lab.wait_told(2)[1]
    equal(recording.actions, ['default', 'copy-link'], 'actions of a recording')
    daemon.press(recording, 'default')
    equal(wait_opened(log, 2)[1], 'https://storage.googleapis.com/recordings/r1?a=b&c=d', 'the recording')
    for link in ('javascript:alert(1)', 'https://storage.googleapis.com.example.com/x', 'https://me@storage.googleapis.com/x',
                 'http://storage.googleapis.com/x', 'file:///etc/passwd'):
        simulator.do('record', space='s2', who='bo')
        simulator.do('stop', space='s2')
        simulator.do('ready', space='s2', link=link)
        count = len(lab.told())
        lab.wait_told(count if lab.told()[-1].id > recording.id else count + 1)
        recording = lab.told()[-1]
        before = len(opened(log))
        daemon.press(recording, 'default')
        equal(wait_opened(log, before + 1)[-1], page, f'what opens instead of {link}')
    # Whoever owns another notification is none of ours.
    count = len(opened(log))
    daemon.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked',
                           GLib.Variant('(us)', (4711, 'default')))
    lab.command('quit')
    program.ended()
    simulator.do('start', space='s4', who='bo')
    program = lab.applet(simulator)
    told = lab.wait_told(len(lab.told()) + 1)
    lab.command('quit')
    program.ended()
    lab.applet(simulator)
    lab.status_is('live')
    run_for(0.3)
    daemon.press(told[-1], 'default')
    equal(wait_opened(log, count + 1)[-1], f'{simulator.origin}/spaces/{space_id(4)}', 'the page after a restart')
    equal(len(opened(log)), count + 1, 'pages')


def no_browser(lab):
    """It says so, and lives on."""
    daemon = Daemon(lab)
    simulator, program = begin(lab)
    simulator.do('start', space='s2', who='bo')
    daemon.press(lab.wait_told(1)[0], 'default')
    program.said('cannot be opened')
    lab.status_is('live')


def tray_comes_and_goes(lab):
    """Absent at the start, there, gone, there again: registered each time, once."""
    simulator, program = begin(lab)
    for _ in range(3):
        tray = Tray(lab)
        wait(lambda: tray.registered, 'the registration')
        equal(tray.registered, [lab.owner()], 'what was registered')
        answer, _ = lab.ask(PROPERTIES, 'Get', GLib.Variant('(ss)', ('org.kde.StatusNotifierItem', 'Id')))
        check(answer is None, 'the item stands at the path of the service')
        item = lab.bus.call_sync(tray.registered[0], '/StatusNotifierItem', PROPERTIES, 'GetAll',
                                 GLib.Variant('(s)', ('org.kde.StatusNotifierItem',)), None, 0, 5000, None).unpack()[0]
        equal(item['IconName'], 'io.github.spacestray.SpacesTray-idle', 'the icon')
        tray.crash()
        answers(lab, 2)
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    tray = Tray(lab)
    wait(lambda: tray.registered, 'the registration')
    run_for(0.3)
    equal(len(tray.registered), 1, 'registrations')
    check(program.status is None, 'the applet has ended')


def icon_is(lab, wanted):
    def look():
        answer = lab.bus.call_sync(lab.owner(), '/StatusNotifierItem', PROPERTIES, 'Get',
                                   GLib.Variant('(ss)', ('org.kde.StatusNotifierItem', 'IconName')), None, 0, 5000, None)
        seen[:] = [answer.unpack()[0].rsplit('-', 1)[1]]
        return seen == [wanted]

    seen = []
    ticker = GLib.timeout_add(20, lambda: True)
    try:
        wait(look, lambda: f'the icon {wanted}; it is {seen}')
    finally:
        GLib.source_remove(ticker)


def tray_restarts_while_a_meeting_starts(lab):
    """As the panel does when a monitor is plugged in: the new one finds one item, and what is on in it."""
    simulator, program = begin(lab)
    tray = Tray(lab)
    wait(lambda: tray.registered, 'the registration')
    for order, icon in (({'do': 'start', 'who': 'bo'}, 'live'), ({'do': 'end'}, 'idle')) * 2:
        simulator.send(dict(order, space='s1'))
        tray.crash()
        tray = Tray(lab)
        wait(lambda: tray.registered, 'the registration')
        icon_is(lab, icon)
        equal(tray.registered, [lab.owner()], 'what was registered')
    check(program.status is None, 'the applet has ended')


run(daemon_comes_late, daemon_never_came, daemon_is_silent, daemon_falls_silent, daemon_crashes_and_comes_back,
    daemon_dies_with_cards_open, daemon_is_slow, buttons, no_browser, tray_comes_and_goes,
    tray_restarts_while_a_meeting_starts, daemon_is_deaf_for_good)
