import type { IncomingMessage } from 'node:http';
import { addressOf, namesThisMachine } from './address.ts';
import type { Answer } from './route.ts';

export const METHODS = 'GET, HEAD, OPTIONS';

export const METHOD_NOT_ALLOWED: Answer = {
  status: 405,
  headers: { Allow: METHODS },
  body: { error: 'method not allowed' },
};

/** Errors of a request, checked before routing. */
export function protocolError(request: IncomingMessage, isPrivate: boolean): Answer | undefined {
  // "GET /" alone is HTTP/0.9.
  if (request.httpVersion === '0.9') return refused(400, 'the request line has no version');
  const hosts = request.headersDistinct.host ?? [];
  // Two parsers might choose different ones: RFC 9112, 3.2.
  if (hosts.length > 1) return refused(400, 'more than one Host');
  if (hosts.length === 0 && request.httpVersion === '1.1') return refused(400, 'no Host');
  if (request.method === 'CONNECT') return METHOD_NOT_ALLOWED;
  const address = addressOf(request);
  if (address === undefined) return refused(400, 'no valid address');
  if (isPrivate && !namesThisMachine(address.authority))
    return refused(421, 'this is not the host that was meant');
  const { expect } = request.headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    return refused(417, 'only 100-continue can be expected');
  return undefined;
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}
