# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A loopback server that costs next to nothing: Engine.IO 3 with /chat over ws or wss, and the few REST
answers the applet asks for. Frames are encoded beforehand, so that what is measured is the client."""

import base64
import hashlib
import json
import socket
import ssl
import struct
import threading
import time

SPACE = '64c0a71be2d94f0012ab3401'
MEETING = '65d1b2e00c3f5a0012778801'
JOINED_AT = 1708246912  # 2024-02-18 09:01:52
GUID = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


def frame(text):
    """An unmasked text frame (RFC 6455, section 5.2)."""
    data = text.encode()
    if len(data) < 126:
        return bytes([0x81, len(data)]) + data
    if len(data) < 65536:
        return b'\x81\x7e' + struct.pack('>H', len(data)) + data
    return b'\x81\x7f' + struct.pack('>Q', len(data)) + data


def person(number, stay=0):
    """@stay: each time somebody comes again it is another device, at a later time."""
    joined = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(JOINED_AT + stay))
    return {'_id': f'63f8120d9ac1be00117d5a{number:02x}', 'type': 'user',
            'username': f'person.{number}@example.com', 'displayname': f'Ånne Persón {number}',
            'joinTime': joined + '.114Z', 'mdsrvSessions': [{'_id': f'65d1b2e10c{stay:012x}{number:02x}'}]}


def event(category, number, people=4, attendee=None, stay=0, meeting=MEETING, space=SPACE, listed=True,
          name='MEDIA_SESSION_RESPONSE'):
    """The text of one event. @people are in the meeting, number 0 to @people - 1; @attendee is the one it is about,
    in their @stay. With four people, one of them told apart, it has 1.5 KB."""
    content = {'endTime': None, 'mediaMode': 'video', 'virtualEndTime': None, 'meetingStatus': 'active',
               'bodyText': '', 'startTime': '2024-02-18T09:01:52.114Z', 'recordings': [], 'data': []}
    if listed:
        content['attendees'] = [person(i, stay if i == attendee else 0) for i in range(people)]
    if attendee is not None:
        content['attendee'] = person(attendee, stay)
    payload = {'_id': f'65d1b2e00c3f5a00{number:08x}', 'messageId': meeting, 'topicId': space,
               'sender': {'_id': space, 'type': 'spaceserver', 'username': '', 'displayname': 'Harbour Works Weekly',
                          'picture_url': ''},
               'content': content, 'modified': None, 'category': category}
    return '42/chat,' + json.dumps([name, payload], ensure_ascii=False, separators=(',', ':'))


def visits(first, count):
    """Somebody comes, somebody goes, @count events: each changes who is in the meeting."""
    for number in range(first, first + count):
        come = number % 2 == 0
        yield event('app.event.attendee.added' if come else 'app.event.attendee.left', number,
                    people=4 if come else 3, attendee=3, stay=number // 2)


class Server:
    """One client at a time is served its events; REST requests are answered beside it."""

    def __init__(self, certificate=None, key=None, ping_interval=25000, ping_timeout=20000):
        self.ping = (ping_interval, ping_timeout)
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate, key)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.origin = f"{'https' if certificate else 'http'}://{'localhost' if certificate else '127.0.0.1'}:{self.port}"
        self.joined = threading.Event()
        self.subscribed = threading.Event()
        self.client = None
        self.write_lock = threading.Lock()
        self.marks = {}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self._serve_requests(connection)
        except (OSError, ValueError):
            pass

    def _serve_requests(self, connection):
        reader = connection.makefile('rb')
        while True:
            line = reader.readline().decode()
            if not line:
                return
            headers = {}
            while True:
                header = reader.readline().decode().strip()
                if not header:
                    break
                key, _, value = header.partition(':')
                headers[key.lower()] = value.strip()
            path = line.split(' ')[1]
            if path.startswith('/socket.io/'):
                self._serve_socket(connection, reader, headers)
                return
            self._answer(connection, path)

    def _answer(self, connection, path):
        status, body = 404, {'message': 'none'}
        if path.startswith('/api/users/me/spaces'):
            status, body = 200, {'data': [{'_id': SPACE, 'title': 'Harbour Works Weekly', 'type': 'group', 'status': 0}]}
        elif path.startswith('/api/users/me'):
            status, body = 200, {'_id': '63f8120d9ac1be00117d5aff'}
        data = json.dumps(body).encode()
        connection.sendall(f'HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n'
                           f'Content-Length: {len(data)}\r\n\r\n'.encode() + data)

    def _serve_socket(self, connection, reader, headers):
        accept = base64.b64encode(hashlib.sha1(headers['sec-websocket-key'].encode() + GUID).digest()).decode()
        connection.sendall(('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                            f'Sec-WebSocket-Accept: {accept}\r\n\r\n').encode())
        self.client = connection
        interval, timeout = self.ping
        self.send([frame('0' + json.dumps({'sid': 'bench', 'upgrades': [], 'pingInterval': interval,
                                           'pingTimeout': timeout})), frame('40')])
        while True:
            text = self._read_frame(reader)
            if text is None:
                return
            self._react(text)

    def _react(self, text):
        if text.startswith('2'):
            self.send([frame('3' + text[1:])])
            self.marks['ping'] = time.monotonic()
        elif text.startswith('40/chat'):
            self.send([frame('40/chat,')])
            self.joined.set()
        elif 'SUBSCRIBE_CHANNEL' in text:
            channel = json.loads(text[text.index('['):])[1]['channel']
            self.send([frame('42/chat,' + json.dumps(['CHANNEL_SUBSCRIBED', {'channel': channel}]))])
            self.subscribed.set()

    @staticmethod
    def _read_frame(reader):
        head = reader.read(2)
        if len(head) < 2 or head[0] & 0x0f == 8:
            return None
        length = head[1] & 0x7f
        if length == 126:
            length = struct.unpack('>H', reader.read(2))[0]
        elif length == 127:
            length = struct.unpack('>Q', reader.read(8))[0]
        mask = reader.read(4)
        data = reader.read(length)
        return bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)).decode(errors='replace')

    def send(self, frames):
        with self.write_lock:
            self.client.sendall(b''.join(frames))

    def stop(self):
        self.listener.close()
        if self.client:
            self.client.close()
