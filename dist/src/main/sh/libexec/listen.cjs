'use strict';
// Loaded before a Node program whose listening socket was opened for it, and is descriptor 3 (LISTEN_FDS): a plain
// server.listen(PORT) takes that socket instead of opening one, so several processes share a port, and clients wait while
// one is away. All other listening is as ever. What comes of it is docs/direct-sockets.md.
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const VARIABLES = ['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES', 'DARUMA_LISTEN_PORT', 'DARUMA_LISTEN_FD',
  'DARUMA_LISTEN_INODE', 'DARUMA_READY_WHEN'];
// Of the socket, for all who share it; the kernel takes less where somaxconn is less.
const BACKLOG = 4096;
// They start the program that listens, and hand its socket on.
const RUNNER = /^(npm|npx|yarn|yarnpkg|pnpm|pnpx|tsx)(-cli)?(\.[cm]?js)?$/;

const env = process.env;
const port = Number(env.DARUMA_LISTEN_PORT);
const ready = env.DARUMA_READY_WHEN === 'listening' ? env.DARUMA_READY_FILE : undefined;

// The descriptor is ours if we are the process that it was given to, or if one of those above handed on that very socket.
function inherited() {
  if (!port) return undefined;
  try {
    if (env.LISTEN_PID === String(process.pid)) return fs.fstatSync(3).isSocket() ? 3 : undefined;
    const fd = Number(env.DARUMA_LISTEN_FD);
    return fd && String(fs.fstatSync(fd).ino) === env.DARUMA_LISTEN_INODE ? fd : undefined;
  } catch {
    return undefined;
  }
}

function sayReady() {
  try {
    if (ready) fs.writeFileSync(ready, '');
  } catch (error) {
    process.emitWarning(`cannot say ready to Daruma: ${error.message}`);
  }
}

const isPort = (value) => (typeof value === 'number' || (typeof value === 'string' && value.trim() !== ''))
  && Number(value) === port;

// What listen(...) asks for, if it is our port: { host, options, callback }.
function ofOurPort(args) {
  const [first, second] = args;
  const callback = args.findLast ? args.findLast(isFunction) : args.filter(isFunction).pop();
  if (isPort(first)) return { host: typeof second === 'string' ? second : undefined, options: {}, callback };
  if (typeof first !== 'object' || first === null || first._handle || first.handle) return undefined;
  const { port: asked, host, fd, path: pipe, ...options } = first;
  return isPort(asked) && fd === undefined && pipe === undefined ? { host, options, callback } : undefined;
}

function isFunction(value) {
  return typeof value === 'function';
}

// The socket is open on every address. Who asked for one of them is not to be reached by another.
function accepts(host) {
  if (!host || host === '::' || host === '0.0.0.0') return undefined;
  const plain = (address) => String(address).replace(/^::ffff:/i, '');
  if (host === 'localhost') return (address) => address === '::1' || plain(address).startsWith('127.');
  return net.isIP(host) ? (address) => plain(address) === plain(host) : undefined;
}

function listenOn(descriptor) {
  const listen = net.Server.prototype.listen;
  let left = true;

  function taken(server) {
    left = false;
    for (const name of VARIABLES) delete env[name]; // not for children: the socket is ours alone
    server.once('listening', sayReady);
  }

  net.Server.prototype.listen = function (...args) {
    if (left && args[0] && typeof args[0] === 'object' && args[0].fd === descriptor) taken(this); // it knows
    const asked = left ? ofOurPort(args) : undefined;
    if (!asked) return listen.apply(this, args);
    taken(this);
    const allowed = accepts(asked.host);
    if (allowed) {
      this.prependListener('connection', (socket) => {
        if (!allowed(socket.localAddress)) socket.destroy();
      });
    }
    return listen.call(this, { ...asked.options, fd: descriptor }, BACKLOG, ...(asked.callback ? [asked.callback] : []));
  };
}

function handOn(descriptor) {
  const { ChildProcess } = require('node:child_process');
  const spawn = ChildProcess.prototype.spawn;
  ChildProcess.prototype.spawn = function (options) {
    const given = options.stdio === undefined || options.stdio === null ? 'pipe' : options.stdio;
    const stdio = typeof given === 'string' ? [given, given, given] : [...given];
    while (stdio.length < 3) stdio.push('pipe');
    const others = (options.envPairs || []).filter((pair) => !VARIABLES.some((name) => pair.startsWith(`${name}=`)));
    const envPairs = [...others, `DARUMA_LISTEN_PORT=${port}`, `DARUMA_LISTEN_FD=${stdio.length}`,
      `DARUMA_LISTEN_INODE=${fs.fstatSync(descriptor).ino}`, `DARUMA_READY_WHEN=${ready ? 'listening' : 'said'}`];
    return spawn.call(this, { ...options, envPairs, stdio: [...stdio, descriptor] });
  };
}

const descriptor = inherited();
if (descriptor !== undefined) {
  if (RUNNER.test(path.basename(process.argv[1] || ''))) handOn(descriptor);
  else listenOn(descriptor);
}
