// As hello-node, as an ES module with a top-level await.
import { createServer } from 'node:http';
import { once } from 'node:events';

const server = createServer((request, response) => {
  response.end(`hello from ${process.pid}\n`);
});

server.listen(process.env.PORT ?? 3001);
await once(server, 'listening');
console.log(`listening on http://localhost:${server.address().port}`);

process.on('SIGTERM', () => server.close(() => process.exit(0)));
