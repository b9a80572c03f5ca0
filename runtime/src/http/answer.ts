import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Route } from './route.ts';

/** What the route answers, or 503 where it takes too long. Its signal is aborted when nobody waits any more. */
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
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ status: 503, headers: { 'Retry-After': '5' }, body: { error: 'no answer in time' } });
      gone.abort();
    }, deadlineMilliseconds);
  });
  try {
    return await Promise.race([route.handle({ url, headers, signal: gone.signal }), late]);
  } finally {
    clearTimeout(timer);
    // To abort costs more than most answers.
    response.off('close', abort);
  }
}

/** Nothing where the client has gone. @throws TypeError where the body cannot be written */
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
