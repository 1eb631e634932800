# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Only a good certificate connects. The program has no option for its certificates: a bundle with the test's own
authority is mounted over the system's, in a mount namespace that ends with the applet."""

import os
import socket
import sys
import threading

from certificates import BUNDLE, make_certificates, with_authority
from lab import check, equal, run, run_for, wait
from raw import RawServer


def refuses(lab, certificate, wrapper):
    server = RawServer(*certificate)
    since = len(lab.statuses)
    program = lab.applet(server, wrapper=wrapper)
    lab.status_is('offline', 'tls')
    # It goes on trying, and never gives in.
    wait(lambda: server.refused, 'the handshake to be refused')
    run_for(1.5)
    equal((server.spoke, server.connections), (0, 0), 'handshakes that came to an end, and connections')
    check(('idle', 'none') not in lab.statuses[since:], 'it connected')
    lab.command('quit')
    equal(program.ended(), 0, 'exit status')
    server.stop()


def self_signed(lab):
    refuses(lab, make_certificates(lab.directory)['self-signed'], ())


def bad_certificates(lab):
    certificates = make_certificates(lab.directory)
    wrapper = with_authority(lab.directory)
    if wrapper is None:
        return 'mount namespaces are not allowed here'
    for name in ('expired', 'wrong host', 'unknown authority'):
        print('#', name, flush=True)
        refuses(lab, certificates[name], wrapper)
    return None


def good_certificate(lab):
    """The control: by the same way it connects, and speaks TLS for REST and events."""
    certificates = make_certificates(lab.directory)
    wrapper = with_authority(lab.directory)
    if wrapper is None:
        return 'mount namespaces are not allowed here'
    server = RawServer(*certificates['good'])
    lab.applet(server, wrapper=wrapper)
    lab.status_is('idle', 'none')
    equal(server.connections, 1, 'connections')
    # The certificate of a server that comes back with a bad one is looked at again.
    server.change_certificate(*certificates['expired'])
    since = len(lab.statuses)
    server.client.shutdown(2)
    lab.passed('offline', 'tls', since)
    equal(server.connections, 1, 'connections')
    server.stop()
    return None


def plain_text_on_the_port(lab):
    """A web server without TLS at an https address, answering as Apache and nginx do."""
    server = RawServer()

    def answer():
        while True:
            connection, _ = server.listener.accept()
            connection.recv(4096)
            connection.sendall(b'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
            connection.close()

    server.stop()
    server.listener = socket.create_server(('127.0.0.1', 0))
    server.origin = f'https://localhost:{server.listener.getsockname()[1]}'
    server.api = server.origin + '/api'
    threading.Thread(target=answer, daemon=True).start()
    lab.applet(server)
    lab.status_is('offline', 'tls')


if not os.path.exists(BUNDLE):
    print(f'1..0 # SKIP there is no {BUNDLE}')
    sys.exit(0)
run(self_signed, bad_certificates, good_certificate, plain_text_on_the_port)
