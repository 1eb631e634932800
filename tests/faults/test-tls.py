# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Only a good certificate connects. The program has no option for its certificates: a bundle with the test's own
authority is mounted over the system's, in a mount namespace that ends with the applet."""

import os
import socket
import subprocess
import sys
import threading

from lab import check, equal, run, run_for, wait
from raw import RawServer

BUNDLE = '/etc/ssl/certs/ca-certificates.crt'


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates(directory):
    """An authority, and what a server may have from it or not; {name: (certificate, key)}."""
    def path(name):
        return os.path.join(directory, name)

    def leaf(name, subject_name, *validity, authority='ca'):
        openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj',
                '/CN=' + subject_name, '-keyout', path(name + '.key'), '-out', path(name + '.csr'))
        with open(path(name + '.ext'), 'w', encoding='utf-8') as file:
            file.write(f'subjectAltName=DNS:{subject_name}\nbasicConstraints=CA:FALSE\n')
        openssl('x509', '-req', '-in', path(name + '.csr'), '-CA', path(authority + '.crt'), '-CAkey',
                path(authority + '.key'), '-CAcreateserial', '-extfile', path(name + '.ext'), *validity,
                '-out', path(name + '.crt'))
        return path(name + '.crt'), path(name + '.key')

    for authority in ('ca', 'stranger'):
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
                '-subj', '/CN=' + authority, '-keyout', path(authority + '.key'), '-out', path(authority + '.crt'))
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj',
            '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', path('self.key'),
            '-out', path('self.crt'))
    # Days before today: long over by the time it is looked at.
    return {'good': leaf('good', 'localhost', '-days', '30'),
            'expired': leaf('expired', 'localhost', '-days', '-1'),
            'wrong host': leaf('wrong', 'spaces.example.com', '-days', '30'),
            'unknown authority': leaf('unknown', 'localhost', '-days', '30', authority='stranger'),
            'self-signed': (path('self.crt'), path('self.key'))}


def in_namespace(directory):
    """The words before a command that see the test's authority as the system's; None where that is not allowed."""
    flags = ['--mount'] if os.geteuid() == 0 else ['--user', '--map-current-user', '--mount']
    shell = f'mount --bind "$0" {BUNDLE} && exec "$@"'
    words = ['unshare', *flags, 'sh', '-c', shell, os.path.join(directory, 'ca.crt')]
    try:
        subprocess.run([*words, 'true'], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return words


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
    wrapper = in_namespace(lab.directory)
    if wrapper is None:
        return 'mount namespaces are not allowed here'
    for name in ('expired', 'wrong host', 'unknown authority'):
        print('#', name, flush=True)
        refuses(lab, certificates[name], wrapper)
    return None


def good_certificate(lab):
    """The control: by the same way it connects, and speaks TLS for REST and events."""
    certificates = make_certificates(lab.directory)
    wrapper = in_namespace(lab.directory)
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
    sys.exit(77)
run(self_signed, bad_certificates, good_certificate, plain_text_on_the_port)
