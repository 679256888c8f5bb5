'use strict';
// A server that falls ill on request. GET /become/NAME changes how it answers GET /health from then on:
//   ok, fails (503), hangs (no answer), slow (answers after 3 s), trickles (a byte now and then), garbage, resets,
//   redirects (in a circle), elsewhere (to another host), huge (10 MB), flaps (good and bad in turn)
// HEALTH=NAME in the environment is how it begins; a file named by HEALTH_FILE, while it exists, makes /health fail.
//   GET /block     the event loop stands still for ever: nothing is answered, nothing is accepted (?ms=5000: so long)
//   GET /leak      a megabyte is kept each 5 ms until memory runs out (?ms=100: each 100 ms)
//   GET /exit      it ends with 1
const http = require('node:http');
const fs = require('node:fs');

let health = process.env.HEALTH ?? 'ok';
let asked = 0;
const kept = [];

const ways = {
  ok: (response) => response.end('fine\n'),
  fails: (response) => response.writeHead(503).end('not fine\n'),
  hangs: () => {},
  slow: (response) => setTimeout(() => response.end('fine, at last\n'), 3000),
  trickles: (response) => setInterval(() => response.write('.'), 100),
  garbage: (response) => response.socket.end('\x00\x01 this is not HTTP\n'),
  resets: (response) => response.socket.resetAndDestroy(),
  redirects: (response) => response.writeHead(302, { location: '/health' }).end(),
  elsewhere: (response) => response.writeHead(302, { location: 'https://login.example/' }).end(),
  huge: (response) => response.end(Buffer.alloc(10 << 20, 'x')),
  flaps: (response) => ways[asked % 2 === 0 ? 'ok' : 'fails'](response),
};

function block(milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) { /* nobody else gets a turn */ }
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/health') {
    asked += 1;
    const bad = process.env.HEALTH_FILE && fs.existsSync(process.env.HEALTH_FILE);
    return ways[bad ? 'fails' : health](response);
  }
  if (url.pathname.startsWith('/become/') && Object.hasOwn(ways, url.pathname.slice(8))) {
    health = url.pathname.slice(8);
    return response.end(`${health}\n`);
  }
  switch (url.pathname) {
    case '/':
      return response.end(`hello from ${process.pid}\n`);
    case '/block':
      console.log('the event loop stands still');
      return setImmediate(() => block(Number(url.searchParams.get('ms') ?? Infinity)));
    case '/leak':
      setInterval(() => kept.push(Buffer.alloc(1 << 20, 1)), Number(url.searchParams.get('ms') ?? 5));
      return response.end('leaking\n');
    case '/exit':
      return process.exit(1);
    default:
      return response.writeHead(404).end();
  }
});

server.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});

process.on('SIGTERM', () => process.exit(0));
