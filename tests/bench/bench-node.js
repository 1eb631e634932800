// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: Spaces Tray contributors
// The official client, doing what the applet's connection does. usage: bench-node.js MODULE ORIGIN [listen]
'use strict';
const [module_, origin, listen] = process.argv.slice(2);
const io = require(module_);
const socket = io(origin + '/chat', { transports: ['websocket'] });
let seen = 0;
socket.on('connect', () => socket.emit('SUBSCRIBE_CHANNEL', { channel: { type: 'topic', _id: 'node' } }));
if (listen)
    socket.on('MEDIA_SESSION_RESPONSE', payload => { seen += payload.content.attendees.length; });
socket.on('disconnect', () => process.exit(0));
