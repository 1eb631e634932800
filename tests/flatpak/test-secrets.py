#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox: secrets are kept from one run to the next by the portal, and TLS believes whom the runtime believes.

Usage: test-secrets.py [CASE]…, under script/desktop-session --portal gtk --keyring."""

import glob
import os
import sys

from round_trip import compile_round_trip, round_trip
from sandbox import OWN_FOLDER, check, equal, location, run, runtime, wait

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'faults'))
from certificates import make_certificates, with_authority  # noqa: E402
from raw import RawServer  # noqa: E402

SECRET = 'a secret of a test'


def a_secret_is_kept(stage):
    path = compile_round_trip(stage)
    equal(round_trip(stage, path, 'look-up', 'default').status, 1, 'before')
    stored = round_trip(stage, path, 'store', 'default', SECRET)
    equal((stored.status, stored.err), (0, []), 'storing')
    found = round_trip(stage, path, 'look-up', 'default')
    equal((found.status, found.out), (0, [SECRET]), 'what the next run finds')
    equal(round_trip(stage, path, 'look-up', 'work').status, 1, 'what another profile finds')
    files = glob.glob(os.path.join(OWN_FOLDER, 'data', 'keyrings', '*'))
    check(files, 'there is no file of secrets')
    for name in files:
        with open(name, 'rb') as file:
            check(SECRET.encode() not in file.read(), f'{name} can be read by anybody')
    equal(round_trip(stage, path, 'clear', 'default').status, 0, 'clearing')
    equal(round_trip(stage, path, 'look-up', 'default').status, 1, 'after')


def bundle():
    """The runtime's certificates, where they are installed."""
    return os.path.realpath(os.path.join(location(runtime()), 'files', 'etc', 'ssl', 'certs', 'ca-certificates.crt'))


def a_server_of_a_known_authority_is_believed(stage):
    certificates = make_certificates(stage.directory)
    wrapper = with_authority(stage.directory, bundle()) if os.path.exists(bundle()) else None
    if wrapper is None:
        return 'the certificates of the runtime cannot be changed for a test here'
    server = RawServer(*certificates['good'])
    stage.program = stage.applet(server, wrapper=wrapper)
    stage.status_is('idle', 'none')
    equal(server.connections, 1, 'connections')
    server.stop()
    return None


def a_server_of_an_unknown_authority_is_refused(stage):
    server = RawServer(*make_certificates(stage.directory)['good'])
    stage.program = stage.applet(server)
    stage.status_is('offline', 'tls')
    wait(lambda: server.refused, 'the handshake to be refused')
    equal((server.spoke, server.connections), (0, 0), 'handshakes that came to an end, and connections')
    server.stop()


run(a_secret_is_kept, a_server_of_a_known_authority_is_believed, a_server_of_an_unknown_authority_is_refused)
