// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: Spaces Tray contributors
//
// The official client, to be measured beside ours: joins /chat, and counts events.
//
//   NODE_PATH=BUILD/tests/interop/node_modules node peer-node.js v2|v4 ORIGIN [EVENT...]
//
// v2 is socket.io-client 2.5.0, v4 is 4.8.4. It listens to the EVENTs named, and to nothing else.
// Each line of stdin makes it print where it stands; so does the join. One JSON object a line:
//   {"event": "joined" | "report", "events": N, "cpuMs", "rssKb", "pssKb", "privateDirtyKb",
//    "threads", "latencyNs": [...]}
// latencyNs: of events whose first argument has "sentNs", a string of the monotonic clock.
'use strict';

const fs = require('fs');

const [generation, origin, ...names] = process.argv.slice(2);
const connect = require('socket.io-client-' + generation);

let events = 0;
let latencyNs = [];

function field(text, name) {
  const found = new RegExp('^' + name + ':\\s+(\\d+)', 'm').exec(text);
  return found ? Number(found[1]) : null;
}

function report(event) {
  const { user, system } = process.cpuUsage();
  const memory = fs.readFileSync('/proc/self/smaps_rollup', 'utf8');
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  process.stdout.write(
    JSON.stringify({
      event,
      events,
      cpuMs: (user + system) / 1000,
      rssKb: field(memory, 'Rss'),
      pssKb: field(memory, 'Pss'),
      privateDirtyKb: field(memory, 'Private_Dirty'),
      threads: field(status, 'Threads'),
      latencyNs,
    }) + '\n',
  );
  latencyNs = [];
}

const query = { tokenType: 'jwt', token: 'bench' };
const socket = connect(origin + '/chat', { transports: ['websocket'], query, auth: query, rejectUnauthorized: false });
for (const name of names) {
  socket.on(name, (argument) => {
    events++;
    if (argument && argument.sentNs) latencyNs.push(Number(process.hrtime.bigint() - BigInt(argument.sentNs)));
  });
}
socket.on('connect', () => report('joined'));

process.stdin.on('data', (data) => {
  for (const byte of data) if (byte === 10) report('report');
});
process.stdin.on('end', () => process.exit(0));
