# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Certificates of an authority that only a test knows, and how a program is made to trust it that has no option for that:
a bundle with the authority is mounted over the system's, in a mount namespace that ends with the program."""

import os
import subprocess

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


def with_authority(directory, bundle=BUNDLE):
    """The words before a command that see the test's authority as the system's; None where that is not allowed."""
    flags = ['--mount'] if os.geteuid() == 0 else ['--user', '--map-current-user', '--mount']
    shell = 'mount --bind "$0" "$1" && shift && exec "$@"'
    words = ['unshare', *flags, 'sh', '-c', shell, os.path.join(directory, 'ca.crt'), bundle]
    try:
        subprocess.run([*words, 'true'], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return words
