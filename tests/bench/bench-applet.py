#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""What the applet costs: memory, wake-ups, start, latency, bursts, a million events; over ws and wss, each beside
a bare GLib and libsoup program and the official Node client in the same run. Prints what it is; asserts nothing.

usage: bench-applet.py BUILD [--quick]
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
HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
SETTLE_S = 3 if QUICK else 8
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


class Process:
    """A program under measurement."""

    def __init__(self, arguments, **environment):
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
                                        stderr=None if os.environ.get('VERBOSE') else subprocess.DEVNULL)
        self.pid = self.process.pid

    def memory(self):
        """Private dirty, PSS and resident memory in MiB."""
        fields = {}
        with open(f'/proc/{self.pid}/smaps_rollup') as rollup:
            for line in rollup:
                key, _, value = line.partition(':')
                if value.strip().endswith('kB'):
                    fields[key] = int(value.split()[0]) / 1024
        return fields['Private_Dirty'], fields['Pss'], fields['Rss']

    def threads(self):
        return len(os.listdir(f'/proc/{self.pid}/task'))

    def cpu_ms(self):
        total = 0
        for task in os.listdir(f'/proc/{self.pid}/task'):
            with open(f'/proc/{self.pid}/task/{task}/schedstat') as stat:
                total += int(stat.read().split()[0])
        return total / 1e6

    def wakeups(self):
        total = 0
        for task in os.listdir(f'/proc/{self.pid}/task'):
            with open(f'/proc/{self.pid}/task/{task}/status') as status:
                total += sum(int(line.split()[1]) for line in status if line.startswith('voluntary_ctxt'))
        return total

    def wait_quiet(self, patience=120):
        """Until it has used no CPU for 300 ms."""
        deadline = time.monotonic() + patience
        before = self.cpu_ms()
        quiet = 0
        while quiet < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
            now = self.cpu_ms()
            quiet = quiet + 1 if now - before < 0.5 else 0
            before = now

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


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
        wakeups = process.wakeups()
        time.sleep(IDLE_S)
        wakeups = (process.wakeups() - wakeups) / IDLE_S
        private, pss, rss = process.memory()
        row(name, f'{private:.2f}', f'{pss:.2f}', f'{rss:.2f}', process.threads(), f'{wakeups:.2f}', f'{cpu:.0f}', icon,
            f'{ready:.0f}')
        process.stop()
        server.stop()


def pump(server, process, texts, count):
    """Sends @count events as fast as they are taken; CPU milliseconds until the client is quiet again."""
    frames = [bench_server.frame(text) for text in texts]
    block = b''.join(frames)
    before = process.cpu_ms()
    with server.write_lock:
        for _ in range(count // len(frames)):
            server.client.sendall(block)
    process.wait_quiet()
    return process.cpu_ms() - before


def ready(start, server, *more):
    process = start(server, *more)
    if process is not None:
        server.subscribed.wait(20)
        time.sleep(1)
    return process


def bench_events(scheme, certificate):
    size = len(bench_server.event('app.event.attendee.added', 1, attendee=0).encode())
    print(f'\nCPU for {EVENTS} events of {size} bytes over {scheme}, microseconds an event', flush=True)
    row('', 'unwanted', 'wanted', 'changes')
    unwanted = [bench_server.event('app.event.presence.party.online', i, attendee=0, name='PRESENCE_EVENT_RESPONSE')
                for i in range(100)]
    wanted = [bench_server.event('app.event.attendee.added', i, attendee=0) for i in range(1000)]
    changes = []
    for i in range(1000):
        category = 'app.event.attendee.added' if i % 2 == 0 else 'app.event.attendee.left'
        changes.append(bench_server.event(category, 100_000 + i, people=5 + (i + 1) % 2, attendee=5))
    for name, start, more in (('spaces-tray', applet, ()), ('bare, not parsed', floor, ()),
                              ('bare, json-glib', floor, ('parse',)), ('Node, not listening', node, ()),
                              ('Node, listening', node, ('listen',))):
        server = new_server(scheme, certificate)
        process = ready(start, server, *more)
        if process is None:
            row(name, 'not here')
            continue
        server.send([bench_server.frame(bench_server.event('app.event.meeting.started', 999_999))])
        figures = [pump(server, process, texts, EVENTS) * 1000 / EVENTS for texts in (unwanted, wanted)]
        if start is applet:
            figures.append(pump_changes(server, process) * 1000 / EVENTS)
        row(name, *(f'{figure:.1f}' for figure in figures))
        process.stop()
        server.stop()


def pump_changes(server, process):
    """Somebody comes, somebody goes: each event alters what is known, is written down and shown."""
    before = process.cpu_ms()
    number = 1_000_000
    for _ in range(EVENTS // 1000):
        frames = []
        for i in range(1000):
            number += 1
            category = 'app.event.attendee.added' if i % 2 == 0 else 'app.event.attendee.left'
            frames.append(bench_server.frame(
                bench_server.event(category, number, people=5 + (i + 1) % 2, attendee=5)))
        server.send(frames)
    process.wait_quiet()
    return process.cpu_ms() - before


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def bench_latency(desktop, scheme, certificate):
    count = 60 if QUICK else 200
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    latencies = []
    for i in range(count):
        seen = len(desktop.notified)
        text = bench_server.frame(bench_server.event('app.event.meeting.started', 5_000_000 + i,
                                                     meeting=f'meeting{i:04}', space=f'space{i:04}'))
        sent = time.monotonic()
        server.send([text])
        deadline = sent + 5
        while len(desktop.notified) == seen and time.monotonic() < deadline:
            time.sleep(0.0005)
        if len(desktop.notified) > seen:
            latencies.append((desktop.notified[seen][0] - sent) * 1000)
        time.sleep(0.05)
    process.stop()
    server.stop()
    print(f'\nEvent to Notify over {scheme}, {len(latencies)} of {count} shown: p50 {statistics.median(latencies):.2f} ms, '
          f'p99 {percentile(latencies, 0.99):.2f} ms, max {max(latencies):.2f} ms', flush=True)


def bench_burst(desktop, scheme, certificate):
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    server.send([bench_server.frame(bench_server.event('app.event.meeting.started', 6_000_000, people=1))])
    time.sleep(2)
    before, seen = process.cpu_ms(), len(desktop.notified)
    for step in range(20):
        frames = []
        for i in range(50):
            number = step * 50 + i
            text = bench_server.event('app.event.attendee.added', 7_000_000 + number, attendees=False, attendee=0)
            frames.append(bench_server.frame(text.replace('63f8120d9ac1be00117d5a00', f'burst{number:05}')))
        server.send(frames)
        time.sleep(0.05)
    process.wait_quiet()
    time.sleep(2)
    print(f'\n1 000 joins in a second over {scheme}: {len(desktop.notified) - seen} Notify calls, '
          f'{process.cpu_ms() - before:.0f} ms of CPU', flush=True)
    process.stop()
    server.stop()


def bench_growth(scheme, certificate):
    server = new_server(scheme, certificate)
    process = ready(applet, server)
    server.send([bench_server.frame(bench_server.event('app.event.meeting.started', 999_999))])
    texts = [bench_server.event('app.event.attendee.added' if i % 2 else 'app.event.attendee.left', 8_000_000 + i,
                                attendee=4, people=5 if i % 2 else 4) for i in range(10_000)]
    print(f'\nPrivate memory over {MANY} events ({scheme})', flush=True)
    pump(server, process, texts, 10_000)
    for _ in range(5):
        private = process.memory()[0]
        row(f'{private:.2f} MiB', f'{process.threads()} threads')
        pump(server, process, texts, MANY // 5)
    row(f'{process.memory()[0]:.2f} MiB', f'{process.threads()} threads')
    process.stop()
    server.stop()


def bench_silent_daemon(desktop, certificate):
    """How long the main loop may keep a caller waiting while the notification daemon says nothing."""
    server = new_server('ws', certificate)
    process = ready(applet, server)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    desktop.silent = True
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
    for i in range(40):
        server.send([bench_server.frame(bench_server.event('app.event.meeting.started', 9_000_000 + i,
                                                           meeting=f'silent{i:04}', space=f'silent{i:04}'))])
        time.sleep(0.05)
    stop.set()
    asker.join()
    desktop.silent = False
    print(f'\nA notification daemon that never answers, 40 meetings: the applet answered the bus within '
          f'{longest[0] * 1000:.1f} ms at the longest', flush=True)
    process.stop()
    server.stop()


def main():
    certificate = make_certificate()
    desktop = Desktop()
    with open('/proc/cpuinfo') as info:
        model = next((line.split(':')[1].strip() for line in info if line.startswith('model name')), 'unknown')
    print(f'{os.cpu_count()} cores, {model}; {time.strftime("%Y-%m-%d")}')
    for scheme in ('ws', 'wss'):
        bench_idle(desktop, scheme, certificate)
    for scheme in ('ws', 'wss'):
        bench_events(scheme, certificate)
        bench_latency(desktop, scheme, certificate)
        bench_burst(desktop, scheme, certificate)
    bench_silent_daemon(desktop, certificate)
    bench_growth('ws', certificate)


main()
