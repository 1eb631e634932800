// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: Spaces Tray contributors
//
// A WebSocket server that is never the slow one: it speaks just enough Engine.IO 3 and 4 to let a
// client into /chat, then writes frames that were encoded beforehand, as fast as the connection
// takes them. For measuring clients; it checks nothing and is no stand-in for a server.
//
//   node peer-load-server.js [--cert FILE --key FILE]        (both: wss)
//
// stdin, one JSON object a line:
//   {"do": "blast", "events": [[NAME, ARGUMENT...], ...], "count": N, "perSecond": R?}
//       N events to the client that joined last, the given ones in turn; with perSecond they are
//       paced. Each "$seq" and "$now" in a string of a paced event is replaced by its number and by
//       the monotonic clock in nanoseconds; without perSecond they stay, as nothing is encoded then.
//   {"do": "kick"}, {"do": "quit"}
// stdout:
//   {"saw": "listening", "port"}, {"saw": "joined", "eio"}, {"saw": "event", "packet"},
//   {"saw": "sent", "count", "ms"}      the kernel has taken everything
//   {"saw": "drained", "count", "ms"}   and the client has read everything: it answered a
//                                       WebSocket ping behind the last event
//   {"saw": "left"}
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const https = require('https');

const PING_INTERVAL_MS = 25000;
const CHUNK_BYTES = 256 * 1024;

function option(name) {
  const index = process.argv.indexOf('--' + name);
  return index < 0 ? null : process.argv[index + 1];
}

function saw(what, details) {
  process.stdout.write(JSON.stringify({ saw: what, ...details }) + '\n');
}

// RFC 6455, 5.2: a whole message of the server, unmasked.
function frame(opcode, payload) {
  const data = Buffer.from(payload);
  let head;
  if (data.length < 126) {
    head = Buffer.from([0x80 | opcode, data.length]);
  } else if (data.length < 65536) {
    head = Buffer.from([0x80 | opcode, 126, 0, 0]);
    head.writeUInt16BE(data.length, 2);
  } else {
    head = Buffer.alloc(10);
    head[0] = 0x80 | opcode;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(data.length), 2);
  }
  return Buffer.concat([head, data]);
}

const text = (packet) => frame(1, packet);

function eventPacket(args) {
  return '42/chat,' + JSON.stringify(args);
}

class Client {
  constructor(socket, eio) {
    this.socket = socket;
    this.eio = eio;
    this.pending = Buffer.alloc(0);
    this.onPong = null;
    socket.setNoDelay(true);
    socket.on('data', (data) => this.read(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(this.timer);
      saw('left', {});
    });
    const open = { sid: crypto.randomUUID(), upgrades: [], pingInterval: PING_INTERVAL_MS, pingTimeout: 60000 };
    socket.write(text('0' + JSON.stringify(eio === 4 ? { ...open, maxPayload: 1000000 } : open)));
    if (eio === 3) socket.write(text('40'));
    else this.timer = setInterval(() => socket.write(text('2')), PING_INTERVAL_MS);
  }

  // Clients send little: copying is good enough here.
  read(data) {
    this.pending = Buffer.concat([this.pending, data]);
    for (;;) {
      const buffer = this.pending;
      if (buffer.length < 2) return;
      let length = buffer[1] & 0x7f;
      let offset = 2;
      if (length === 126) {
        if (buffer.length < 4) return;
        length = buffer.readUInt16BE(2);
        offset = 4;
      }
      if (buffer.length < offset + 4 + length) return;
      const mask = buffer.subarray(offset, offset + 4);
      const payload = Buffer.from(buffer.subarray(offset + 4, offset + 4 + length));
      for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
      this.pending = buffer.subarray(offset + 4 + length);
      this.handle(buffer[0] & 0x0f, payload);
    }
  }

  handle(opcode, payload) {
    if (opcode === 8) this.socket.end(frame(8, payload));
    else if (opcode === 9) this.socket.write(frame(10, payload));
    else if (opcode === 10 && this.onPong && payload.toString() === 'drained') this.onPong();
    else if (opcode === 1) this.handlePacket(payload.toString());
  }

  handlePacket(packet) {
    if (packet === '2') {
      this.socket.write(text('3'));
    } else if (packet.startsWith('40/chat')) {
      this.socket.write(text(this.eio === 4 ? '40/chat,{"sid":"load"}' : '40/chat,'));
      current = this;
      saw('joined', { eio: this.eio });
    } else if (packet.startsWith('42/chat,')) {
      const [name, argument] = JSON.parse(packet.slice(8));
      saw('event', { packet });
      if (name === 'SUBSCRIBE_CHANNEL') {
        this.socket.write(text(eventPacket(['CHANNEL_SUBSCRIBED', { channel: argument.channel }])));
      }
    }
  }

  async writeAll(buffer) {
    if (!this.socket.write(buffer)) await new Promise((resolve) => this.socket.once('drain', resolve));
  }

  async blast({ events, count, perSecond }) {
    const begun = process.hrtime.bigint();
    const ms = () => Number(process.hrtime.bigint() - begun) / 1e6;
    if (perSecond) await this.pace(events, count, perSecond);
    else await this.pour(events.map((args) => text(eventPacket(args))), count);
    saw('sent', { count, ms: ms() });
    this.onPong = () => saw('drained', { count, ms: ms() });
    this.socket.write(frame(9, 'drained'));
  }

  async pour(frames, count) {
    const round = Buffer.concat(frames);
    const rounds = Math.max(1, Math.floor(CHUNK_BYTES / round.length));
    const chunk = Buffer.concat(Array(rounds).fill(round));
    let left = count;
    for (; left >= rounds * frames.length; left -= rounds * frames.length) await this.writeAll(chunk);
    for (let i = 0; i < left; i++) await this.writeAll(frames[i % frames.length]);
  }

  async pace(events, count, perSecond) {
    const begun = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      const due = begun + BigInt(Math.round((i * 1e9) / perSecond));
      const wait = Number(due - process.hrtime.bigint()) / 1e6;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const packet = eventPacket(events[i % events.length])
        .replaceAll('$seq', String(i))
        .replaceAll('$now', String(process.hrtime.bigint()));
      await this.writeAll(text(packet));
    }
  }
}

let current = null;

function upgrade(request, socket) {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = crypto.createHash('sha1').update(key).digest('base64');
  const eio = Number(new URL(request.url, 'http://localhost').searchParams.get('EIO'));
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  new Client(socket, eio);
}

const commands = {
  blast: (command) => current.blast(command),
  kick: () => current.socket.write(text('41/chat,')),
  quit: () => process.exit(0),
};

const refuse = (request, response) => {
  response.writeHead(404);
  response.end();
};
const server = option('cert')
  ? https.createServer({ cert: fs.readFileSync(option('cert')), key: fs.readFileSync(option('key')) }, refuse)
  : http.createServer(refuse);
server.on('upgrade', upgrade);
server.listen(0, '127.0.0.1', () => saw('listening', { port: server.address().port }));

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (input + chunk).split('\n');
  input = lines.pop();
  for (const line of lines) {
    const command = JSON.parse(line);
    commands[command.do](command);
  }
});
process.stdin.on('end', () => process.exit(0));
