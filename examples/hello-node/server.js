'use strict';
// The smallest honest server: PORT decides where, the URL is said once it is true, SIGTERM lets open requests finish.
const http = require('node:http');

const server = http.createServer((request, response) => {
  response.end(`hello from ${process.pid}\n`);
});

server.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});

process.on('SIGTERM', () => server.close(() => process.exit(0)));
