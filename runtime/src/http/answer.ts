import type { IncomingMessage, ServerResponse } from 'node:http';
import { within } from '../waiting.ts';
import type { Answer, Route } from './route.ts';

/**
 * Answers with the route's result, or with 503 if it takes too long. The signal is aborted when nobody waits
 * any more.
 */
export async function answer(
  route: Route,
  url: URL,
  { headers }: IncomingMessage,
  response: ServerResponse,
  deadlineMilliseconds: number,
): Promise<Answer> {
  const gone = new AbortController();
  const abort = () => gone.abort();
  response.once('close', abort);
  try {
    const answer = Promise.resolve(route.handle({ url, headers, signal: gone.signal }));
    return await within(deadlineMilliseconds, answer, () => {
      // Afterwards: a handler that rejects because of it must not answer in place of this.
      setImmediate(abort);
      return { status: 503, headers: { 'Retry-After': '5' }, body: { error: 'no answer in time' } };
    });
  } finally {
    // An abort costs more than most answers.
    response.off('close', abort);
  }
}

/** Does nothing if the client has disconnected. @throws TypeError if the body cannot be serialized */
export function send(response: ServerResponse, method: string, { status, headers = {}, body }: Answer): void {
  if (response.writableEnded || response.destroyed) return;
  const isText = typeof body === 'string';
  const text = body === undefined ? '' : isText ? body : `${JSON.stringify(body)}\n`;
  if (body !== undefined) {
    response.setHeader(
      'Content-Type',
      isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    );
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  if (status !== 204) response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(method === 'HEAD' ? undefined : text);
}
