# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""What a person types, right and wrong, and what the program says."""

import json
import os
import re
import signal
import time

from lab import APPLET, INTERFACE, NAME, check, equal, run, space_id, wait
from raw import CLOSE, RawServer

KEYS = ['status', 'reason', 'since', 'lastHeard', 'meetings']
MEETING_KEYS = ['spaceId', 'space', 'startedAt', 'attendees', 'recording']
TIME = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')


def refused(lab, *arguments, says=''):
    """Exit 2, nothing on the standard output, and one plain sentence that says what is wrong."""
    program = lab.command(*arguments)
    equal(program.status, 2, f'exit status of {arguments}')
    equal(program.out, [], f'output of {arguments}')
    equal(len(program.err), 1, f'lines said about {arguments}: {program.err}')
    check(program.err[0].startswith('spaces-tray: '), lambda: f'the sentence {program.err[0]!r}')
    check(says in program.err[0], lambda: f'{says!r} is not in {program.err[0]!r}')


def wrong_options(lab):
    refused(lab, '--no-such-option', says='--no-such-option')
    refused(lab, '--no-such-option', says='--help')
    refused(lab, 'status', '--space', 'abc', says='--space')
    refused(lab, 'restart', says='restart')
    refused(lab, 'status', 'now', says='now')
    refused(lab, '--json', says='status')
    refused(lab, '--speed', '2', says='--demo')
    refused(lab, '--demo', '--speed', '0', says='speed')
    refused(lab, '--demo', '--speed', 'fast', says='fast')
    refused(lab, '--demo', '--speed', 'nan', says='nan')
    refused(lab, '--demo', '--api-url', 'http://127.0.0.1:1/api', says='addresses')
    refused(lab, '--token-type', 'basic', says='basic')
    refused(lab, '--space', '', says='space')
    refused(lab, '--space', '../etc', says='../etc')
    refused(lab, '--profile', 'Über', says='Über')
    refused(lab, '--profile', 'a.b', says='a.b')
    refused(lab, '--api-url', says='api-url')


def wrong_addresses(lab):
    for url in ('nonsense', 'ftp://127.0.0.1/api', 'https://', 'http://spaces.example.com/api',
                'https://user:password@spaces.example.com/api', 'https://spaces.example.com:99999/api', '',
                'https://spaces.example.com/api?token=x', 'file:///etc/passwd'):
        refused(lab, '--api-url', url, says='--api-url')
    for url in ('nonsense', 'ftp://127.0.0.1', 'ws://spaces.example.com', 'https://spaces.example.com/elsewhere'):
        refused(lab, '--socket-url', url, says='--socket-url')
    refused(lab, '--web-url', 'javascript:alert(1)', says='--web-url')


def wrong_token_files(lab):
    missing = os.path.join(lab.directory, 'missing')
    refused(lab, '--token-file', missing, says=missing)
    refused(lab, '--token-file', lab.directory, says='not a regular file')
    refused(lab, '--token-file', lab.write('readable', 'abc\n', 0o644), says='chmod 600')
    refused(lab, '--token-file', lab.write('group', 'abc\n', 0o640), says='chmod 600')
    refused(lab, '--token-file', lab.write('empty', '', 0o600), says='is empty')
    refused(lab, '--token-file', lab.write('two-words', 'a b\n', 0o600), says='token')
    refused(lab, '--token-file', lab.write('large', 'a' * 70000, 0o600), says='64 KiB')
    fifo = os.path.join(lab.directory, 'fifo')
    os.mkfifo(fifo, 0o600)
    refused(lab, '--token-file', fifo, says='not a regular file')
    if os.geteuid() != 0:
        refused(lab, '--token-file', lab.write('shut', 'abc\n', 0o000), says='shut')


def not_running(lab):
    """status and quit start nothing."""
    program = lab.command('status', '--json')
    equal(program.status, 3, 'exit status')
    equal(json.loads('\n'.join(program.out)),
          {'status': 'not-running', 'reason': 'none', 'since': None, 'lastHeard': None, 'meetings': []}, 'status')
    program = lab.command('status')
    equal((program.status, len(program.out)), (3, 1), 'status in words')
    equal(lab.command('quit').status, 3, 'exit status of quit')
    equal(lab.command('status', '--json', '--profile', 'other').status, 3, 'exit status with a profile')
    answer = lab.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ListNames',
                               None, None, 0, -1, None).unpack()[0]
    check(not [name for name in answer if name.startswith(NAME)], lambda: f'something was started: {answer}')


def no_bus(lab):
    for address in ('unix:path=/nonexistent/bus', 'nonsense'):
        program = lab.command('--background', environment={'DBUS_SESSION_BUS_ADDRESS': address})
        equal(program.status, 1, 'exit status')
        check('session bus' in program.err[-1], lambda: f'said: {program.err}')


def version_and_help(lab):
    program = lab.command('--version')
    equal((program.status, len(program.out), program.err), (0, 1, []), '--version')
    program = lab.command('--help')
    equal((program.status, program.err), (0, []), '--help')
    text = '\n'.join(program.out)
    for word in ('--background', '--demo', '--speed', '--api-url', '--socket-url', '--web-url', '--token-file',
                 '--token-type', '--space', '--profile', '--json', '--version', 'status', 'quit'):
        check(word in text, lambda: f'--help does not tell {word}')


def status_of(lab, *arguments):
    program = lab.command('status', '--json', *arguments)
    equal((program.status, program.err, len(program.out)), (0, [], 1), f'status --json: {program.lines}')
    return json.loads(program.out[0])


def check_shape(status):
    equal(list(status), KEYS, 'keys of the status')
    for key in ('since', 'lastHeard'):
        check(status[key] is None or TIME.match(status[key]), lambda: f'{key}: {status[key]!r}')
    for meeting in status['meetings']:
        equal(list(meeting), MEETING_KEYS, 'keys of a meeting')
        check(meeting['startedAt'] is None or TIME.match(meeting['startedAt']), lambda: f'{meeting}')
        check(isinstance(meeting['recording'], bool), lambda: f'{meeting}')
        for attendee in meeting['attendees']:
            equal(list(attendee), ['id', 'name'], 'keys of an attendee')


def status_shape(lab):
    simulator = lab.simulator()
    lab.applet(simulator)
    lab.status_is('idle')
    status = status_of(lab)
    check_shape(status)
    equal((status['status'], status['reason'], status['meetings']), ('idle', 'none', []), 'an idle applet')
    check(status['since'] and status['lastHeard'], lambda: f'{status}')
    simulator.do('start', space='s2', who='bo')
    lab.status_is('live')
    simulator.do('record', space='s2', who='bo')
    lab.status_is('recording')
    status = status_of(lab)
    check_shape(status)
    equal(status['status'], 'recording', 'status')
    meeting = status['meetings'][0]
    equal((meeting['spaceId'], meeting['space'], meeting['recording']), (space_id(2), 'Space 2', True), 'the meeting')
    equal([person['name'] for person in meeting['attendees']], ['Bo'], 'people')
    simulator.do('end', space='s2')
    lab.status_is('idle')
    # What a script reads is what the command prints.
    equal(lab.properties()['Status']['status'], status_of(lab)['status'], 'status on the bus')


def no_account(lab):
    program = lab.applet()
    lab.status_is('signed-out', 'no-account')
    status = status_of(lab)
    check_shape(status)
    equal((status['status'], status['lastHeard']), ('signed-out', None), 'status')
    program.said('--token-file')


def unreachable(lab):
    """A host that nobody answers at is no mistake of the command line: the status says it."""
    class Nobody:
        origin = 'http://127.0.0.1:9'
        api = 'http://127.0.0.1:9/api'

    program = lab.applet(Nobody, '--space', space_id(1))
    lab.status_is('offline', 'unreachable')
    check_shape(status_of(lab))
    Nobody.origin, Nobody.api = 'https://nowhere.invalid', 'https://nowhere.invalid/api'
    lab.command('quit')
    equal(program.ended(), 0, 'exit status')
    lab.applet(Nobody)
    lab.status_is('offline', 'unreachable')


def refused_token(lab):
    simulator = lab.simulator()
    program = lab.applet(simulator, token='a-token-that-is-not-known')
    lab.status_is('signed-out', 'token-refused')
    check_shape(status_of(lab))
    check(simulator.count('join') == 0, 'it joined')
    lab.command('quit')
    equal(program.ended(), 0, 'exit status')
    simulator.fault('refuse', status=401)
    lab.applet(simulator)
    lab.status_is('signed-out', 'token-refused')


def token_file_goes_bad(lab):
    """A file that was good at the start and is not at the next attempt: said, and mended without a restart."""
    simulator = lab.simulator()
    lab.applet(simulator)
    lab.status_is('idle')
    token = os.path.join(lab.directory, 'token')
    os.chmod(token, 0o644)
    simulator.fault('drop')
    lab.status_is('signed-out', 'token-unreadable')
    os.chmod(token, 0o600)
    lab.ask(INTERFACE, 'Reconnect')
    lab.status_is('idle')


def second_start(lab):
    simulator = lab.simulator()
    first = lab.applet(simulator)
    lab.status_is('idle')
    second = lab.applet(simulator)
    equal(second.ended(), 0, 'exit status of the second start')
    check('running' in second.drained().out[0], lambda: f'said {second.lines}')
    equal(second.err, [], 'said beside it')
    third = lab.command('--token-file', lab.write('token-of-another', 'abc\n', 0o600))
    equal((third.status, len(third.err)), (0, 1), f'a start by a person with an option: {third.err}')
    check('--token-file' in third.err[0] and 'quit' in third.err[0], lambda: f'said {third.err}')
    equal(lab.start([APPLET]).ended(), 0, 'exit status of a start by a person')
    # The first one shows its window; without a display it says that it cannot, and lives on.
    first.said('spaces-tray-window')
    equal(lab.properties()['Status']['status'], 'idle', 'status')
    equal(simulator.count('connect'), 1, 'connections')


def race_of_starts(lab):
    simulator = lab.simulator()
    programs = [lab.applet(simulator) for _ in range(10)]
    wait(lambda: sum(p.status is not None for p in programs) >= 9, 'nine to end')
    lab.status_is('idle')
    equal(sorted(p.status for p in programs if p.status is not None), [0] * 9, 'exit statuses')
    equal(simulator.count('connect'), 1, 'connections')


def profiles_do_not_meet(lab):
    simulator = lab.simulator()
    lab.applet(simulator)
    lab.applet(simulator, '--profile', 'second')
    lab.status_is('idle')
    simulator.reported('join', 2)
    equal(lab.command('quit', '--profile', 'second').status, 0, 'exit status')
    equal(status_of(lab)['status'], 'idle', 'status of the other one')
    equal(lab.command('status', '--profile', 'second').status, 3, 'exit status')


def leaves(lab, leave):
    """Ends with 0 within a second, and the service hears it: 41/chat, then a close frame."""
    server = RawServer()
    program = lab.applet(server)
    lab.status_is('idle')
    began = time.monotonic()
    leave(program)
    equal(program.ended(5), 0, 'exit status')
    check(program.ended_at - began < 1, lambda: f'it took {program.ended_at - began:.2f} s')
    wait(lambda: server.frames[-1][0] == CLOSE, lambda: f'a close frame; the last were {server.frames[-3:]}')
    check(server.frames[-2][1].startswith(b'41/chat'), lambda: f'before the close frame: {server.frames[-2]}')
    server.stop()


def quit_verb(lab):
    leaves(lab, lambda program: equal(lab.command('quit').status, 0, 'exit status of quit'))


def sigterm(lab):
    leaves(lab, lambda program: program.signal(signal.SIGTERM))


def quit_and_start_again(lab):
    """A start right behind a quit is not taken for a second start of the one that leaves."""
    simulator = lab.simulator()
    lab.applet(simulator)
    lab.status_is('idle')
    for _ in range(3):
        lab.command('quit')
        equal(lab.owner(), None, 'owner of the name after quit')
        program = lab.applet(simulator)
        lab.status_is('idle')
        check(program.status is None, 'the new one has ended')


def sigint_while_connecting(lab):
    simulator = lab.simulator()
    simulator.fault('stall')
    program = lab.applet(simulator)
    lab.status_is('offline')
    program.signal(signal.SIGINT)
    equal(program.ended(2), 0, 'exit status')


def bus_dies(lab):
    """Without a session there is nothing to do: it ends, and no core is dumped."""
    simulator = lab.simulator()
    program = lab.applet(simulator)
    lab.status_is('idle')
    lab.bus_program.signal(signal.SIGKILL)
    status = program.ended(5)
    check(status in (0, 1), lambda: f'exit status {status}')


run(wrong_options, wrong_addresses, wrong_token_files, not_running, no_bus, version_and_help, status_shape, no_account,
    unreachable, refused_token, token_file_goes_bad, second_start, race_of_starts, profiles_do_not_meet, quit_verb,
    sigterm, quit_and_start_again, sigint_while_connecting, bus_dies)
