import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A loopback port that was free a moment ago. Another process may take it first: servers that can listen on
 * port 0 and tell which port they got should do so, as the servers of this folder do.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = listeningPort(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** The port in what `server.address()` gives of a server that listens on TCP. */
export function listeningPort(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on TCP');
  return address.port;
}
