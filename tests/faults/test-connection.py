# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The connection is lost in every way; each time what happened meanwhile is known afterwards, and nothing is
told twice."""

import random
import signal

from lab import INTERFACE, Daemon, check, equal, run, run_for, wait
from raw import ASK_FOR_PONG, PONG, RawServer, frame


def begin(lab, **options):
    """A meeting in s1, told; (simulator, daemon, applet)."""
    simulator = lab.simulator(**options)
    daemon = Daemon(lab)
    program = lab.applet(simulator)
    lab.status_is('idle')
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    return simulator, daemon, program


def people(properties, number=1):
    title = f'Space {number}'
    return [person[1] for meeting in properties['Meetings'] if meeting['space'] == title
            for person in meeting['attendees']]


def goes_on(lab, simulator, program):
    """After the fault: bo's meeting of s1 goes on with cy, s2 has begun and s3 begins now; each told once."""
    properties = lab.status_is('live', 'none')
    wait(lambda: people(lab.properties()) == ['Bo', 'Cy'], lambda: f'who came meanwhile: {properties}')
    simulator.do('start', space='s3', who='cy')
    told = lab.wait_told(3)
    run_for(0.4)
    equal(sorted(n.title for n in lab.told()), ['Space 1', 'Space 2', 'Space 3'], f'what was told ({told})')
    check(program.status is None, 'the applet has ended')


def meanwhile(simulator):
    simulator.send(dict(do='join', space='s1', who='cy'))
    simulator.send(dict(do='start', space='s2', who='bo'))


def lose(lab, fault, reasons, **options):
    simulator, _, program = begin(lab)
    since = len(lab.statuses)
    simulator.send(dict(options, do='fault', fault=fault))
    meanwhile(simulator)
    wait(lambda: any(status == 'offline' and reason in reasons for status, reason in lab.statuses[since:]),
         lambda: f'offline with one of {reasons}; it said {lab.statuses[since:]}')
    goes_on(lab, simulator, program)


def drop(lab):
    lose(lab, 'drop', ['server-closed', 'unreachable'])


def kick(lab):
    lose(lab, 'kick', ['kicked'])


def close_restarting(lab):
    lose(lab, 'close', ['server-closed'], code=1012)


def close_without_code(lab):
    lose(lab, 'close', ['server-closed'])


def server_restart(lab):
    # Times of faults are divided by the speed: the timeline is empty, so it may run.
    lose(lab, 'restart', ['server-closed', 'unreachable'], **{'for': 0.001})


def too_big(lab):
    lose(lab, 'oversize', ['too-big'], bytes=3000000)


def process_restart(lab):
    """The server's process ends and another one comes, with the same meetings told anew by REST."""
    simulator, _, program = begin(lab)
    since = len(lab.statuses)
    simulator.signal(signal.SIGKILL)
    wait(lambda: ('offline', 'server-closed') in lab.statuses[since:] or ('offline', 'unreachable')
         in lab.statuses[since:], lambda: f'offline; it said {lab.statuses[since:]}')
    simulator.ended()
    again = lab.simulator(port=simulator.port)
    again.do('start', space='s2', who='bo')
    lab.status_is('live', 'none')
    equal([m['space'] for m in lab.properties()['Meetings']], ['Space 2'], 'what is on')
    run_for(0.4)
    equal(sorted(n.title for n in lab.told()), ['Space 1', 'Space 2'], 'what was told')
    check(program.status is None, 'the applet has ended')


def frozen_server(lab):
    """Nothing comes, no word of an end: known by the server's own ping figures, and over when it thaws."""
    simulator, _, program = begin(lab, ping=(1000, 1000))
    since = len(lab.statuses)
    simulator.signal(signal.SIGSTOP)
    lab.passed('offline', 'ping-timeout', since, seconds=6)
    simulator.signal(signal.SIGCONT)
    meanwhile(simulator)
    goes_on(lab, simulator, program)


def ended_meanwhile(lab):
    """What ended while nobody listened is over afterwards, and its notification is taken away."""
    simulator, daemon, _ = begin(lab)
    simulator.send(dict(do='fault', fault='drop'))
    simulator.send(dict(do='end', space='s1'))
    lab.status_is('idle', 'none')
    wait(lambda: daemon.closed, 'the notification to be taken away')
    equal(len(lab.told()), 1, 'notifications')


def duplicates_and_disorder(lab):
    simulator, _, _ = begin(lab)
    simulator.reported('subscribe', 3)
    simulator.fault('duplicate', count=20)
    simulator.do('join', space='s1', who='cy')
    simulator.do('start', space='s2', who='bo')
    simulator.fault('reorder', count=2)
    for person in ('ana', 'cy'):
        simulator.do('join', space='s2', who=person)
    simulator.do('record', space='s2', who='bo')
    simulator.do('stop', space='s2')
    simulator.do('ready', space='s2')
    lab.wait_told(3)
    run_for(0.5)
    equal(sorted(n.title for n in lab.told()), ['Space 1', 'Space 2', 'Space 2'], 'what was told')


def garbage(lab):
    """Whatever is malformed costs at most the connection."""
    simulator, _, program = begin(lab)
    for _ in range(4):
        simulator.fault('garbage', count=10)
        if lab.properties()['Status']['status'] == 'offline':
            lab.ask(INTERFACE, 'Reconnect')
        lab.status_is('live', 'none')
    meanwhile(simulator)
    goes_on(lab, simulator, program)


def garbage_bytes(lab):
    """Below Socket.IO: frames that are none, in a connection that was good until then."""
    server = RawServer()
    program = lab.applet(server)
    lab.status_is('idle')
    source = random.Random(20261123)
    bad = [b'\x81\x7f' + b'\xff' * 8, b'\xff' * 64, b'\x83\x00', b'\x81\xfe\x00\x01aaaab', b'\x81\x02\xc3\x28',
           b'\x88\x01\x00', b'\xc1\x05hello', bytes(source.randrange(256) for _ in range(4096)),
           frame('42/chat,' + '[' * 60000), frame('0{"sid":"x","pingInterval":-5,"pingTimeout":1e300}'),
           frame('42/chat,["MEDIA_SESSION_RESPONSE",{"category":{},"topicId":[]}]'), frame('451-/chat,["x"]') + frame('2')]
    for data in bad:
        connections = server.connections
        pongs = sum(opcode == PONG for opcode, _ in server.frames)
        server.client.sendall(data + ASK_FOR_PONG)
        wait(lambda: lab.statuses[-1][0] == 'offline' or sum(opcode == PONG for opcode, _ in server.frames) > pongs,
             f'what comes of {data[:16]}')
        if lab.statuses[-1][0] == 'offline':
            lab.ask(INTERFACE, 'Reconnect')
            wait(lambda: server.connections > connections, f'a new connection after {data[:16]}')
        lab.status_is('idle')
        check(program.status is None, lambda: f'the applet ended with {program.status}')
    server.stop()


def refused_for_a_while(lab):
    """HTTP 503 is no refusal of the token, and passes."""
    simulator = lab.simulator()
    simulator.fault('refuse', status=503, count=1)
    lab.applet(simulator)
    lab.passed('offline', 'refused')
    lab.status_is('idle', 'none')


def rest_is_ill(lab):
    """The list of spaces cannot be had: the spaces given by the person are watched by their events."""
    simulator = lab.simulator()
    simulator.fault('rest', status=500)
    daemon = Daemon(lab)
    lab.applet(simulator, '--space', '64c0a71be2d94f0012ab0001=Given')
    simulator.reported('subscribe')
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    equal(daemon.shown[0].title, 'Given', 'the name of the space')


CASES = [drop, kick, close_restarting, close_without_code, server_restart, too_big, process_restart, frozen_server,
         ended_meanwhile, duplicates_and_disorder, garbage, garbage_bytes, refused_for_a_while, rest_is_ill]

run(*CASES)
