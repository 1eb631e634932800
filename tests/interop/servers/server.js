// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: Spaces Tray contributors
//
// An official Socket.IO server with a /chat namespace, told what to do by JSON lines.
//
//   node server.js v1|v2.0|v2.5|v4 [OPTIONS]
//
// OPTIONS, one JSON object: what the server itself takes (pingInterval, pingTimeout, allowEIO3,
// maxHttpBufferSize, connectionStateRecovery).
//
// stdin, one object a line ("do"):
//   emit {args}          an event to everybody in /chat
//   ask {args}           the same, to each one, with an acknowledgement asked for
//   refuse {message, data?}   the namespace's middleware refuses from now on
//   refuse-root {message}     the root's middleware refuses from now on
//   refuse-handshake     HTTP 400 from now on
//   accept               none of the above any more
//   kick {close?}        disconnects everybody from /chat (close: the engine as well)
//   big {bytes}          one event of this size
//   down, up             stops listening and drops everybody; listens again on the same port
//   quit                 (so does the end of stdin)
//
// stdout, one object a line ("saw"):
//   listening {port}             after the start and after "up"
//   down                         after "down"
//   url {url, eio}               the address of each WebSocket
//   connect-packet {data}        a Socket.IO CONNECT packet as it came
//   middleware {namespace, query, auth}   what the namespace's middleware was given
//   joined {id, query, auth}, left {reason}
//   event {args}, ack {args}     from the client; binary values as {"$b": base64}
//   heartbeat {type}             a "ping" or "pong" packet of the client
//   websocket-closed {code}      how the WebSocket ended
//
// SUBSCRIBE_CHANNEL is answered with CHANNEL_SUBSCRIBED for the same channel. "echo" comes back as
// "echo" with the same arguments; an event with an acknowledgement gets its own arguments back.
'use strict';

const http = require('http');

const version = process.argv[2];
const options = JSON.parse(process.argv[3] || '{}');
const library = require('socket.io-' + version);

const policy = { chat: null, root: null, handshake: false };
const running = { http: null, io: null, port: 0 };

function saw(what, details) {
  process.stdout.write(JSON.stringify({ saw: what, ...details }) + '\n');
}

function encode(value) {
  if (Buffer.isBuffer(value)) return { $b: value.toString('base64') };
  if (Array.isArray(value)) return value.map(encode);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
  }
  return value;
}

function decode(value) {
  if (Array.isArray(value)) return value.map(decode);
  if (value && typeof value === 'object') {
    if ('$b' in value) return Buffer.from(value.$b, 'base64');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  }
  return value;
}

function refusal(rule) {
  const error = new Error(rule.message);
  if (rule.data !== undefined) error.data = rule.data;
  return error;
}

function createServer(server) {
  const settings = { serveClient: false, ...options };
  // 1.x takes a code ("bad request"), the others a message.
  const why = version === 'v1' ? 3 : 'refused';
  settings.allowRequest = (request, answer) => answer(policy.handshake ? why : null, !policy.handshake);
  if (version === 'v4') return new library.Server(server, settings);
  // 2.0 prefers a native WebSocket, whose build script is not run here.
  return library(server, { ...settings, wsEngine: 'ws' });
}

function watchEngine(engine) {
  const url = engine.request.url;
  saw('url', { url, eio: Number(new URL(url, 'http://localhost').searchParams.get('EIO')) });
  engine.on('packet', (packet) => {
    if (packet.type === 'ping' || packet.type === 'pong') saw('heartbeat', { type: packet.type });
    if (packet.type === 'message' && typeof packet.data === 'string' && packet.data[0] === '0') {
      saw('connect-packet', { data: packet.data });
    }
  });
  engine.transport.socket.on('close', (code) => saw('websocket-closed', { code }));
}

function serveChat(socket) {
  const { query, auth } = socket.handshake;
  saw('joined', { id: socket.id, query, auth });
  socket.on('disconnect', (reason) => saw('left', { reason }));
  const onevent = socket.onevent;
  socket.onevent = function (packet) {
    saw('event', { args: encode(packet.data), ack: packet.id });
    onevent.call(this, packet);
  };
  socket.on('SUBSCRIBE_CHANNEL', (request) => {
    socket.emit('CHANNEL_SUBSCRIBED', { channel: request.channel, dtsid: 'd-1', sessionId: 's-1' });
  });
  socket.on('echo', (...args) => {
    const answer = typeof args[args.length - 1] === 'function' ? args.pop() : null;
    if (answer) answer(...args);
    else socket.emit('echo', ...args);
  });
}

function up() {
  const server = http.createServer((request, response) => {
    response.writeHead(404);
    response.end();
  });
  const io = createServer(server);
  io.use((socket, next) => next(policy.root ? refusal(policy.root) : undefined));
  const chat = io.of('/chat');
  chat.use((socket, next) => {
    const { query, auth } = socket.handshake;
    saw('middleware', { namespace: '/chat', query, auth });
    next(policy.chat ? refusal(policy.chat) : undefined);
  });
  chat.on('connection', serveChat);
  io.engine.on('connection', watchEngine);
  server.listen(running.port, '127.0.0.1', () => {
    running.port = server.address().port;
    saw('listening', { port: running.port });
  });
  Object.assign(running, { http: server, io });
}

function members() {
  const sockets = running.io.of('/chat').sockets;
  return sockets instanceof Map ? [...sockets.values()] : Object.values(sockets);
}

const commands = {
  emit: ({ args }) => running.io.of('/chat').emit(...decode(args)),
  ask: ({ args }) => {
    for (const socket of members()) {
      socket.emit(...decode(args), (...answer) => saw('ack', { args: encode(answer) }));
    }
  },
  refuse: ({ message, data }) => { policy.chat = { message, data }; },
  'refuse-root': ({ message }) => { policy.root = { message }; },
  'refuse-handshake': () => { policy.handshake = true; },
  accept: () => Object.assign(policy, { chat: null, root: null, handshake: false }),
  kick: ({ close }) => members().forEach((socket) => socket.disconnect(Boolean(close))),
  big: ({ bytes }) => running.io.of('/chat').emit('big', 'x'.repeat(bytes)),
  down: () => {
    const { io, http: server } = running;
    server.on('close', () => saw('down'));
    io.close();
  },
  up,
  quit: () => process.exit(0),
};

let pending = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  pending += chunk;
  const lines = pending.split('\n');
  pending = lines.pop();
  for (const line of lines) {
    const command = JSON.parse(line);
    commands[command.do](command);
  }
});
process.stdin.on('end', () => process.exit(0));

up();
