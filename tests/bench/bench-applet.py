#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""What the applet costs: memory, wake-ups, start, latency, bursts, a million events; over ws and wss, each beside
a bare GLib and libsoup program and the official Node client in the same run. Prints what it is; asserts nothing.

usage: bench-applet.py BUILD [--quick] [--only NAME[,NAME]...]
with the names idle, events, latency, burst, waits and growth.
Runs itself on a private session bus; for wss it makes a certificate and, in a private mount namespace, adds it
to the system's."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ''
QUICK = '--quick' in sys.argv
ONLY = sys.argv[sys.argv.index('--only') + 1].split(',') if '--only' in sys.argv else None
HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
SETTLE_S = 14  # by then connections nobody uses are closed
IDLE_S = 10 if QUICK else 60
EVENTS = 20_000 if QUICK else 100_000
MANY = 100_000 if QUICK else 1_000_000


def enter_private_world():
    """A session bus and folders of our own; as root or in a user namespace a mount namespace for the certificate."""
    if os.environ.get('SPACES_TRAY_BENCH'):
        return
    home = tempfile.mkdtemp(prefix='spaces-tray-bench-')
    os.environ.update(SPACES_TRAY_BENCH=home, HOME=home, XDG_STATE_HOME=home + '/state', XDG_CONFIG_HOME=home + '/config',
                      XDG_CACHE_HOME=home + '/cache', GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8')
    namespace = ['unshare', '--mount'] if os.getuid() == 0 else ['unshare', '--map-root-user', '--mount']
    command = ['dbus-run-session', '--', '/usr/bin/python3', os.path.abspath(__file__)] + sys.argv[1:]
    status = subprocess.call(namespace + command)
    shutil.rmtree(home, ignore_errors=True)
    sys.exit(status)


enter_private_world()
sys.path.insert(0, HERE)
import bench_server  # noqa: E402
from bench_desktop import Desktop  # noqa: E402
from bench_process import Process  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

HOME = os.environ['SPACES_TRAY_BENCH']


def make_certificate():
    certificate, key = HOME + '/certificate.pem', HOME + '/key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
                   check=True, stderr=subprocess.DEVNULL)
    bundle = HOME + '/bundle.crt'
    with open(bundle, 'wb') as out:
        for path in (BUNDLE, certificate):
            with open(path, 'rb') as part:
                out.write(part.read())
    subprocess.run(['mount', '--bind', bundle, BUNDLE], check=True)
    return certificate, key


def applet(server):
    token = HOME + '/token'
    with open(os.open(token, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as out:
        out.write('bench-token\n')
    shutil.rmtree(HOME + '/state', ignore_errors=True)
    # The private bus of this script stands in for the desktop's.
    return Process([f'{BUILD}/src/applet/spaces-tray', '--background', '--api-url', server.origin + '/api',
                    '--socket-url', server.origin, '--web-url', server.origin, '--token-file', token],
                   GSETTINGS_SCHEMA_DIR=f'{BUILD}/data')


def floor(server, *more):
    return Process([f'{BUILD}/tests/bench/bench-floor', server.origin, *more])


def node(server, *more):
    module = f'{BUILD}/tests/interop/node_modules/socket.io-client-v2'
    if not shutil.which('node') or not os.path.isdir(module):
        return None
    return Process(['node', HERE + '/bench-node.js', module, server.origin, *more],
                   NODE_EXTRA_CA_CERTS=HOME + '/certificate.pem')


def new_server(scheme, certificate):
    return bench_server.Server(*(certificate if scheme == 'wss' else ()))


def row(name, *figures):
    print(f'  {name:34}' + ''.join(f'{figure:>14}' for figure in figures), flush=True)


PROGRAMS = (('spaces-tray', applet), ('bare GLib and libsoup', floor), ('Node socket.io-client 2', node))


def bench_idle(desktop, scheme, certificate):
    print(f'\nIdle over {scheme}, {IDLE_S} s', flush=True)
    row('', 'private MiB', 'PSS MiB', 'RSS MiB', 'threads', 'wakeups/s', 'start CPU ms', 'icon ms', 'ready ms')
    for name, start in PROGRAMS:
        server = new_server(scheme, certificate)
        desktop.registered.clear()
        process = start(server)
        if process is None:
            row(name, 'not here')
            continue
        if not server.subscribed.wait(20):
            row(name, 'no connection')
        ready = (time.monotonic() - process.started_at) * 1000
        icon = '-'
        if start is applet and desktop.registered.wait(20):
            icon = f'{(desktop.registered_at - process.started_at) * 1000:.0f}'
        time.sleep(1)
        cpu = process.cpu_ms()
        time.sleep(SETTLE_S)
        before = process.wakeups()
        time.sleep(IDLE_S)
        wakeups = sum(woken - before.get(task, 0) for task, woken in process.wakeups().items()) / IDLE_S
        private, pss, rss = process.memory()
        row(name, f'{private:.2f}', f'{pss:.2f}', f'{rss:.2f}', process.threads(), f'{wakeups:.2f}', f'{cpu:.0f}', icon,
            f'{ready:.0f}')
        process.stop()
        server.stop()


def pump(server, process, batches):
    """Sends events as fast as they are taken; the CPU milliseconds until the client is quiet again."""
    before = process.cpu_ms()
    for frames in batches:
        server.send(frames)
    process.wait_quiet()
    return process.cpu_ms() - before


def frames_of(texts):
    return [bench_server.frame(text) for text in texts]


def visits(first, count):
    """Batches of frames, made while the client is busy with those before."""
    for number in range(first, first + count, 1000):
        yield frames_of(bench_server.visits(number, 1000))


def ready(start, server, *more):
    process = start(server, *more)
    if process is not None:
        server.subscribed.wait(20)
        time.sleep(1)
    return process


def bench_events(desktop, scheme, certificate):
    joins = [bench_server.event('app.event.attendee.added', i, attendee=0) for i in range(1000)]
    unwanted = frames_of(bench_server.event('app.event.presence.party.online', i, attendee=0, name='PRESENCE_EVENT_RESPONSE')
                         for i in range(1000))
    print(f'\nCPU for {EVENTS} events of {len(joins[0].encode())} bytes over {scheme}, microseconds an event', flush=True)
    row('', 'unwanted', 'no change', 'a change')
    for name, start, more in (('spaces-tray', applet, ()), ('bare, not parsed', floor, ()),
                              ('bare, json-glib', floor, ('parse',)), ('Node, not listening', node, ()),
                              ('Node, listening', node, ('listen',))):
        server = new_server(scheme, certificate)
        process = ready(start, server, *more)
        if process is None:
            row(name, 'not here')
            continue
        pump(server, process, [frames_of([bench_server.event('app.event.meeting.started', 999_999)])])
        figures = [pump(server, process, [frames] * (EVENTS // 1000)) for frames in (unwanted, frames_of(joins))]
        if start is applet:
            figures.append(pump(server, process, list(visits(1_000_000, EVENTS))))
        row(name, *(f'{figure * 1000 / EVENTS:.1f}' for figure in figures))
        process.stop()
        server.stop()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def bench_latency(desktop, scheme, certificate):
    """A meeting starts, is told, and ends; then the next one."""
    count = 60 if QUICK else 200
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    latencies = []
    for i in range(count):
        meeting = f'meeting{i:04}'
        started, ended = (bench_server.frame(bench_server.event(f'app.event.meeting.{what}', 5_000_000 + 2 * i + j,
                                                                meeting=meeting))
                          for j, what in enumerate(('started', 'ended')))
        desktop.told.clear()
        sent = time.monotonic()
        server.send([started])
        if desktop.told.wait(5):
            latencies.append((desktop.notified[-1][0] - sent) * 1000)
        time.sleep(0.025)
        server.send([ended])
        time.sleep(0.025)
    process.stop()
    server.stop()
    print(f'\nEvent to Notify over {scheme}, {len(latencies)} of {count} shown: p50 {statistics.median(latencies):.2f} ms, '
          f'p99 {percentile(latencies, 0.99):.2f} ms, max {max(latencies):.2f} ms', flush=True)


def bench_burst(desktop, scheme, certificate):
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    server.send(frames_of([bench_server.event('app.event.meeting.started', 6_000_000, people=1)]))
    time.sleep(2)
    before, seen = process.cpu_ms(), len(desktop.notified)
    for step in range(20):
        texts = (bench_server.event('app.event.attendee.added', 7_000_000 + i, listed=False, attendee=0)
                 .replace('63f8120d9ac1be00117d5a00', f'burst{i:05}') for i in range(step * 50, step * 50 + 50))
        server.send(frames_of(texts))
        time.sleep(0.05)
    process.wait_quiet()
    time.sleep(2)
    print(f'\n1 000 people joining in a second over {scheme}: {len(desktop.notified) - seen} Notify calls, '
          f'{process.cpu_ms() - before:.0f} ms of CPU', flush=True)
    process.stop()
    server.stop()


def bench_growth(desktop, scheme, certificate):
    """Each event changes who is in the meeting, and is written down."""
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    server.send(frames_of([bench_server.event('app.event.meeting.started', 999_999)]))
    print(f'\nPrivate memory over {MANY} changes ({scheme})', flush=True)
    pump(server, process, visits(8_000_000, 10_000))
    for i in range(5):
        row(f'{process.memory()[0]:.2f} MiB', f'{process.threads()} threads')
        pump(server, process, visits(9_000_000 + i * MANY // 5, MANY // 5))
    row(f'{process.memory()[0]:.2f} MiB', f'{process.threads()} threads')
    process.stop()
    server.stop()


def longest_answer_ms(work):
    """How long the main loop keeps a caller on the bus waiting, at the longest, while @work is done."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    stop = threading.Event()
    longest = [0.0]

    def ask():
        while not stop.is_set():
            before = time.monotonic()
            bus.call_sync('io.github.spacestray.SpacesTray', '/io/github/spacestray/SpacesTray',
                          'org.freedesktop.DBus.Properties', 'Get',
                          GLib.Variant('(ss)', ('io.github.spacestray.SpacesTray1', 'Status')), None, 0, 5000, None)
            longest[0] = max(longest[0], time.monotonic() - before)

    asker = threading.Thread(target=ask)
    asker.start()
    work()
    stop.set()
    asker.join()
    return longest[0] * 1000


def bench_waits(desktop, scheme, certificate):
    server = new_server(scheme, certificate)
    process = ready(applet, server)

    def tell_meetings():
        desktop.silent = True
        for i in range(40):
            server.send(frames_of([bench_server.event('app.event.meeting.started', 9_000_000 + i,
                                                      meeting=f'silent{i:04}', space=f'silent{i:04}')]))
            time.sleep(0.05)
        desktop.silent = False

    def tell_visits():
        for frames in visits(9_100_000, 20_000):
            server.send(frames)
            time.sleep(0.5)  # a thousand take a tenth of it; the asker leaves no quiet to wait for

    print(f'\nThe longest that a caller on the bus waits over {scheme}', flush=True)
    row('an idle applet', f'{longest_answer_ms(lambda: time.sleep(2)):.1f} ms')
    row('the notification daemon is silent', f'{longest_answer_ms(tell_meetings):.1f} ms')
    server.send(frames_of([bench_server.event('app.event.meeting.started', 9_099_999)]))
    row('1 000 changes at once', f'{longest_answer_ms(tell_visits):.1f} ms')
    process.stop()
    server.stop()


def main():
    certificate = make_certificate()
    desktop = Desktop()
    os.sync()  # pages of a file that is yet to be written count as the memory of who maps it
    with open('/proc/cpuinfo') as info:
        model = next((line.split(':')[1].strip() for line in info if line.startswith('model name')), 'unknown')
    print(f'{os.cpu_count()} cores, {model}; {time.strftime("%Y-%m-%d")}')
    for name, bench, schemes in (('idle', bench_idle, ('ws', 'wss')), ('events', bench_events, ('ws', 'wss')),
                                 ('latency', bench_latency, ('ws', 'wss')), ('burst', bench_burst, ('ws', 'wss')),
                                 ('waits', bench_waits, ('ws',)), ('growth', bench_growth, ('ws',))):
        for scheme in schemes if ONLY is None or name in ONLY else ():
            bench(desktop, scheme, certificate)


if __name__ == '__main__':
    main()
