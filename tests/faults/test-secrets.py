#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The token is in its file and on the wire, and nowhere else, whatever happens and however much is logged."""

import base64
import os
import urllib.parse

from lab import INTERFACE, NAME, TOKEN, Daemon, GLib, Tray, check, equal, run, wait
from raw import ASK_FOR_PONG, PONG, RawServer, frame

# With what is not itself in a URL, so that both spellings are looked for.
SECRET = TOKEN + '/+=%'
LOUD = {'G_MESSAGES_DEBUG': 'all'}


def spellings(secret):
    plain = secret.encode()
    return {plain, plain[4:-4], base64.b64encode(plain).rstrip(b'='), urllib.parse.quote(secret, safe='').encode(),
            urllib.parse.quote(secret).encode()}


def files(lab):
    """All that the programs have written, and their token file not."""
    for folder, _, names in os.walk(lab.home):
        for name in names:
            yield os.path.join(folder, name)


def nothing_given_away(lab, secret):
    """Searches all that anybody can see of it."""
    running = [program for program in lab.programs if program.status is None]
    seen = {f'the output of {os.path.basename(program.arguments[0])}': '\n'.join(program.lines).encode()
            for program in lab.programs}
    for path in files(lab):
        with open(path, 'rb') as file:
            seen[f'the file {os.path.basename(path)}'] = file.read()
    for program in running:
        for kind in ('cmdline', 'environ'):
            with open(f'/proc/{program.pid}/{kind}', 'rb') as file:
                seen[f'{kind} of {os.path.basename(program.arguments[0])}'] = file.read()
    if lab.owner():
        seen['the properties'] = repr(lab.properties()).encode()
        answer, _ = lab.ask('org.freedesktop.DBus.Introspectable', 'Introspect')
        seen['the interface'] = repr(answer).encode()
        item, _ = lab.ask('org.freedesktop.DBus.Properties', 'GetAll',
                          GLib.Variant('(s)', ('org.kde.StatusNotifierItem',)), name=lab.owner(NAME))
        seen['the tray item'] = repr(item).encode()
        for arguments in (['status'], ['status', '--json']):
            seen[' '.join(arguments)] = '\n'.join(lab.command(*arguments).lines).encode()
    for daemon in lab.daemons:
        seen['the notifications'] = repr(daemon.shown).encode()
    for what, data in seen.items():
        for spelling in spellings(secret):
            check(spelling not in data, f'{what} gives the token away')
    check(any(b'Connect' in data or b'connect' in data for data in seen.values()), 'nothing was looked at')


def a_day(lab):
    Tray(lab)
    Daemon(lab)
    simulator = lab.simulator()
    program = lab.applet(simulator, environment=LOUD)
    lab.status_is('idle')
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    for fault in ('kick', 'drop'):
        simulator.fault(fault)
        lab.status_is('live')
    simulator.fault('rest', status=500)
    simulator.fault('drop')
    lab.status_is('stale', 'checking')
    nothing_given_away(lab, TOKEN)
    lab.command('quit')
    equal(program.ended(), 0, 'the exit status')
    program.drained()
    nothing_given_away(lab, TOKEN)


def refused(lab):
    """By each of the ways a service refuses, and a file that is not to be used."""
    Tray(lab)
    simulator = lab.simulator()
    program = lab.applet(simulator, token=SECRET, environment=LOUD)
    lab.status_is('signed-out', 'token-refused')
    nothing_given_away(lab, SECRET)
    for status in (401, 403, 500):
        simulator.fault('refuse', status=status)
        lab.ask(INTERFACE, 'Reconnect')
        program.said(f'HTTP {status}')
    lab.write('token', f'Bearer {SECRET}\n', 0o644)
    lab.ask(INTERFACE, 'Reconnect')
    lab.status_is('signed-out', 'token-unreadable')
    nothing_given_away(lab, SECRET)


def unreachable(lab):
    """Errors of the libraries below may have the whole address in them."""
    simulator = lab.simulator()
    simulator.do('quit')
    equal(simulator.ended(), 0, 'the exit status of the simulator')
    lab.applet(simulator, '--token-type', 'oauth', token=SECRET, environment=LOUD)
    lab.status_is('offline', 'unreachable')
    nothing_given_away(lab, SECRET)


def a_server_that_says_it(lab):
    """A refusal and a farewell that quote what they got."""
    Tray(lab)
    server = RawServer()
    lab.applet(server, token=SECRET, environment=LOUD)
    lab.status_is('idle')
    quotes = [frame(f'44/chat,{{"message":"Invalid token {SECRET}"}}'), frame(f'44/chat,"{SECRET}"'),
              frame(f'41/chat,{SECRET}'), b'\x88' + bytes([len(SECRET) + 2]) + b'\x0f\xa1' + SECRET.encode(),
              frame(f'42/chat,["error",{{"token":"{SECRET}"}}]'), frame(f'0{{"sid":"{SECRET}"}}'), frame(f'4{SECRET}')]
    for quote in quotes:
        connections = server.connections
        pongs = sum(opcode == PONG for opcode, _ in server.frames)
        server.client.sendall(quote + ASK_FOR_PONG)
        wait(lambda: lab.statuses[-1][0] != 'idle' or sum(opcode == PONG for opcode, _ in server.frames) > pongs,
             f'what comes of {quote[:12]}')
        if lab.statuses[-1][0] != 'idle':
            lab.ask(INTERFACE, 'Reconnect')
            wait(lambda: server.connections > connections, f'a new connection after {quote[:12]}')
        lab.status_is('idle')
    nothing_given_away(lab, SECRET)
    server.stop()


run(a_day, refused, unreachable, a_server_that_says_it)
