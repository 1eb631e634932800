# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The network between the applet and the server fails in ways that no server can play: the applet has a network
namespace of its own, with a switch between, and a real certificate. All of it is in a namespace of this program's,
which needs no rights and is gone with it."""

import asyncio
import os
import ssl
import subprocess
import sys
import tempfile
import threading

from lab import Daemon, check, equal, run, wait

BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
SERVER, APPLET, MOVED = '10.77.0.1', '10.77.0.2', '10.77.0.3'
# Any NetworkManager that there is knows nothing of these networks.
ENVIRONMENT = {'GIO_USE_NETWORK_MONITOR': 'netlink'}
INSIDE = 'SPACES_TRAY_FAULTS_INSIDE'


def enter():
    """Starts this program anew in its own namespaces, where links may be made and files mounted."""
    if INSIDE in os.environ:
        return
    words = ['unshare', '--user', '--map-root-user', '--net', '--mount', '--']
    probe = 'ip link add name bridge type bridge && ip link add name pair type veth && mount --bind "$0" "$0"'
    try:
        subprocess.run([*words, 'sh', '-c', probe, BUNDLE], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, 'stderr', b'') or str(error).encode()).decode().splitlines()[0]
        print(f'1..0 # SKIP no network namespaces here: {reason}')
        sys.exit(0)
    os.execvpe(words[0], [*words, sys.executable, *sys.argv], dict(os.environ, **{INSIDE: '1'}))


class Network:
    """Server (this process) - switch - applet. A link can lose its carrier, or the switch its mind."""

    def __init__(self):
        self.holders = []
        self.switch, self.applet = self.namespace(), self.namespace()
        self.ip(None, 'link set lo up')
        self.ip(None, f'link add server type veth peer name server netns {self.switch}')
        self.ip(None, f'addr add {SERVER}/24 dev server')
        self.ip(None, 'link set server up')
        self.ip(self.switch, 'link add switch type bridge forward_delay 0')
        self.ip(self.switch, f'link add applet type veth peer name wire netns {self.applet}')
        self.ip(self.switch, 'link set server master switch')
        for link in ('switch', 'server', 'applet'):
            self.ip(self.switch, f'link set {link} up')
        self.ip(self.applet, 'link set lo up')

    def namespace(self):
        """Held by a process that does nothing; its number."""
        holder = subprocess.Popen(['unshare', '--net', '--', 'sh', '-c', 'echo && exec cat'],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.holders.append(holder)
        holder.stdout.readline()
        return holder.pid

    def inside(self, namespace):
        return ['nsenter', '--target', str(namespace), '--net', '--'] if namespace else []

    def ip(self, namespace, words):
        subprocess.run([*self.inside(namespace), 'ip', *words.split()], check=True)

    def mend(self, address=APPLET):
        """Everything as it should be; a link that was down has lost its way out."""
        self.ip(self.switch, 'link set applet master switch')
        self.ip(self.applet, 'link set wire up')
        self.ip(self.applet, 'addr flush dev wire')
        self.ip(self.applet, f'addr add {address}/24 dev wire')
        self.ip(self.applet, f'route replace default via {SERVER}')

    def cable_out(self):
        self.ip(self.applet, 'link set wire down')

    def swallow(self):
        """The carrier is there, and nothing arrives, either way."""
        self.ip(self.switch, 'link set applet nomaster')

    def swallow_no_more(self):
        self.ip(self.switch, 'link set applet master switch')

    def move(self):
        """Another network: the address that the connection was made from is gone."""
        self.mend(MOVED)


class Relay:
    """TLS at the server's address, and behind it the simulator."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.port = None
        self.ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True).start()
        check(self.ready.wait(10), 'the relay does not start')
        self.origin = f'https://{SERVER}:{self.port}'
        self.api = self.origin + simulator.api[len(simulator.origin):]

    async def serve(self):
        server = await asyncio.start_server(self.relay, SERVER, 0, ssl=TLS)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def relay(self, reader, writer):
        behind_reader, behind_writer = await asyncio.open_connection('127.0.0.1', self.simulator.port)
        await asyncio.gather(self.copy(reader, behind_writer), self.copy(behind_reader, writer))

    async def copy(self, reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (OSError, ssl.SSLError):
            pass
        writer.close()


def make_tls():
    """The server's side, with a certificate for its address; the applet finds it in the system's bundle."""
    with tempfile.TemporaryDirectory() as directory:
        key, certificate = os.path.join(directory, 'key.pem'), os.path.join(directory, 'certificate.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-days', '30', '-subj', '/CN=server', '-addext', f'subjectAltName=IP:{SERVER}', '-keyout', key,
                        '-out', certificate], check=True, capture_output=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        # The mount outlives the name of what was mounted.
        subprocess.run(['mount', '--bind', certificate, BUNDLE], check=True)
    return tls


def begin(lab, ping=(25000, 20000)):
    """A meeting in s1, told."""
    NETWORK.mend()
    simulator = lab.simulator(ping=ping)
    relay = Relay(simulator)
    Daemon(lab)
    program = lab.applet(relay, environment=ENVIRONMENT, wrapper=NETWORK.inside(NETWORK.applet))
    lab.status_is('idle')
    simulator.do('start', space='s1', who='bo')
    lab.status_is('live')
    lab.wait_told(1)
    return simulator, program


def goes_on(lab, simulator, program, seconds):
    """What began while nothing was heard is known within so many seconds, each meeting told once, and what begins now
    is heard."""
    lab.status_is('live', 'none', seconds)
    wait(lambda: len(lab.properties()['Meetings']) == 2, 'the meeting that began meanwhile')
    simulator.do('start', space='s3', who='cy')
    lab.wait_told(3)
    equal(sorted(n.title for n in lab.told()), ['Space 1', 'Space 2', 'Space 3'], 'what was told')
    check(program.status is None, 'the applet has ended')


def cable_is_pulled(lab):
    """The server is patient for 45 s: it is the news of the network that has the connection looked at."""
    simulator, program = begin(lab)
    since = len(lab.statuses)
    NETWORK.cable_out()
    lab.passed('offline', 'network-changed', since, seconds=10)
    simulator.do('start', space='s2', who='bo')
    NETWORK.mend()
    goes_on(lab, simulator, program, 10)


def cable_is_loose(lab):
    """Out and in again before anybody could say so: the connection survives."""
    simulator, program = begin(lab)
    since = len(lab.statuses)
    for _ in range(3):
        NETWORK.cable_out()
        NETWORK.mend()
    simulator.do('start', space='s2', who='bo')
    goes_on(lab, simulator, program, 10)
    check(not any(status == 'offline' for status, _ in lab.statuses[since:]), lambda: f'it said {lab.statuses[since:]}')
    equal(simulator.count('disconnect'), 0, 'connections lost')


def address_changes(lab):
    """From one network to another, as a laptop does: the old connection is dead and nobody says so."""
    simulator, program = begin(lab)
    since = len(lab.statuses)
    NETWORK.move()
    simulator.do('start', space='s2', who='bo')
    lab.passed('offline', 'network-changed', since, seconds=10)
    goes_on(lab, simulator, program, 10)


def nothing_arrives(lab):
    """No news from the kernel: known by the server's own ping figures, and over when packets pass again."""
    simulator, program = begin(lab, ping=(1000, 1000))
    since = len(lab.statuses)
    NETWORK.swallow()
    lab.passed('offline', 'ping-timeout', since, seconds=6)
    simulator.do('start', space='s2', who='bo')
    NETWORK.swallow_no_more()
    goes_on(lab, simulator, program, 15)


enter()
TLS = make_tls()
NETWORK = Network()
run(cable_is_pulled, cable_is_loose, address_changes, nothing_arrives)
