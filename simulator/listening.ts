import { once } from 'node:events';
import type { Server } from 'node:http';

/** Starts to listen. @returns the port, chosen by the kernel for 0 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The simulator does not listen on TCP');
  return address.port;
}

/** Closes the server with all its connections. May be repeated. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
