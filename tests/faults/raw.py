# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A server that writes down every frame it gets and sends any bytes it is told to: for what the simulator,
which speaks properly, cannot show. In threads, so that the lab's main loop goes on."""

import os
import ssl
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'bench'))

from gi.repository import GLib  # noqa: E402
import bench_server  # noqa: E402
from bench_server import frame  # noqa: E402,F401  pylint: disable=unused-import

CLOSE, PONG = 8, 10
ASK_FOR_PONG = b'\x89\x00'  # RFC 6455, section 5.5.2


class RawServer(bench_server.Server):
    """`frames` holds (opcode, data); `connections` counts upgrades, `refused` the TLS handshakes that failed."""

    def __init__(self, certificate=None, key=None, **more):
        self.frames = []
        self.connections = 0
        self.requests = 0
        self.refused = []
        self.spoke = 0
        super().__init__(certificate, key, **more)
        self.api = self.origin + '/api'

    def _serve(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.spoke += 1
            self._serve_requests(connection)
        except (ssl.SSLError, ConnectionResetError) as error:
            self.refused.append(str(error))
        except (OSError, ValueError):
            pass
        GLib.MainContext.default().wakeup()

    def change_certificate(self, certificate, key):
        """For connections from now on; sessions of the old one cannot be taken up again."""
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)

    def _serve_socket(self, connection, reader, headers):
        self.connections += 1
        super()._serve_socket(connection, reader, headers)

    def _read_frame(self, reader):  # pylint: disable=arguments-differ
        head = reader.read(2)
        if len(head) < 2:
            return None
        length = head[1] & 0x7f
        if length == 126:
            length = struct.unpack('>H', reader.read(2))[0]
        elif length == 127:
            length = struct.unpack('>Q', reader.read(8))[0]
        mask = reader.read(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(reader.read(length)))
        opcode = head[0] & 0x0f
        self.frames.append((opcode, data))
        GLib.MainContext.default().wakeup()
        return None if opcode == CLOSE else data.decode(errors='replace')
