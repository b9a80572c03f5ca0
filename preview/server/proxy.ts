import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PreviewError } from './preview-error.ts';

const PATHS =
  /^\/api\/v1\/(query|query_range|query_exemplars|labels|label\/[\w.]+\/values|series|rules|alerts|metadata)$/;
const MAX_BODY_BYTES = 1024 ** 2;

/** @throws PreviewError if nothing listens there, which each panel would say again */
export async function assertListening({ protocol, hostname, port, host }: URL): Promise<void> {
  const socket = connect(
    Number(port) || (protocol === 'https:' ? 443 : 80),
    hostname.replace(/^\[|\]$/g, ''),
  );
  socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
  try {
    await once(socket, 'connect');
  } catch (error) {
    // Where a name has several addresses, there is an error for each.
    const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
    const why = first instanceof Error ? first.message : String(first);
    throw new PreviewError(`no Prometheus at ${host}: ${why}`, 'Start it, or correct --prometheus.');
  } finally {
    socket.destroy();
  }
}

/** The parts of Prometheus' API that read. */
export function isReadOnlyQuery(method: string | undefined, target: string): boolean {
  return (method === 'GET' || method === 'POST') && PATHS.test(target);
}

/**
 * Passes a query on to the one Prometheus that the command line named. Nothing of the browser's request reaches it but
 * the query, and nothing of its answer the browser but the body; credentials stay here.
 */
export async function proxyQuery(
  base: URL,
  target: string,
  search: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/$/, '') + target;
  url.search = search;
  const [user, password] = [decodeURIComponent(base.username), decodeURIComponent(base.password)];
  url.username = '';
  url.password = '';
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  const answer = await fetch(url, {
    method: request.method ?? 'GET',
    headers: {
      ...(request.method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(user === ''
        ? {}
        : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    },
    ...(request.method === 'POST' ? { body: await bodyOf(request) } : {}),
    redirect: 'error',
    signal: abort.signal,
  }).catch((error: unknown) => {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`Prometheus at ${url.origin} cannot be reached: ${cause}`);
  });
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
  });
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body as never), response);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the query is longer than a megabyte');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
