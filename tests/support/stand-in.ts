import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { listeningPort } from './free-port.ts';
import { releaseAfterwards } from './release.ts';

export interface StandIn {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

/** Lets a server listen on a port that the kernel picks, until the test ends. @returns `127.0.0.1:<port>` */
export async function listening(
  server: Server & { readonly closeAllConnections?: () => void },
): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  releaseAfterwards(() => {
    // Clients keep their connections open.
    server.closeAllConnections?.();
    server.close();
  });
  return `127.0.0.1:${listeningPort(server.address())}`;
}

/** A server on a free port that answers as the test says, once it has the whole request. */
export async function startStandIn(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<StandIn> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  return { url: `http://${await listening(server)}` };
}

export function answerWith(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
