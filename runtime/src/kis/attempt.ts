import { type JsonObject, parsedObject } from '../json.ts';
import { type Classified, classify } from '../protocol/error-codes.ts';
import { cappedText, networkReason } from '../protocol/http-answer.ts';
import type { RequestResult } from './metrics.ts';

/** The outcome of one request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: JsonObject }
  /** KIS reports an error, or the status does. */
  | { readonly kind: 'refusal'; readonly refusal: Classified }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type Failure = Exclude<Outcome, { readonly kind: 'answer' }>;

export interface AttemptOptions {
  readonly url: string;
  readonly init: RequestInit;
  /** Time limit until the last byte, in real milliseconds. */
  readonly timeoutMilliseconds: number;
  readonly largestAnswer: number;
  /** Whether an answer without an error is of the requested kind. */
  readonly isExpected: (answer: JsonObject) => boolean;
  /** The caller's signal. The request rejects only if this is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Makes one request. Reads the body before the status and trusts neither: the gateway reports errors with 200
 * and with 500, and proxies answer with pages of their own.
 */
export async function attempt(options: AttemptOptions): Promise<Outcome> {
  const { signal, timeoutMilliseconds, largestAnswer, isExpected } = options;
  signal.throwIfAborted();
  const ending = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    ending.abort();
  }, timeoutMilliseconds);
  const giveUp = () => ending.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    // The secret must not follow a redirect.
    const response = await fetch(options.url, {
      ...options.init,
      redirect: 'manual',
      signal: ending.signal,
    });
    const body = await cappedText(response, largestAnswer);
    if (body === undefined) return unreadable(`it has more than ${largestAnswer} bytes`);
    const refusal = classify(response.status, body);
    if (refusal !== undefined) return { kind: 'refusal', refusal };
    const answer = parsedObject(body);
    if (answer === undefined) return unreadable(body === '' ? 'it is empty' : 'it is no JSON object');
    return isExpected(answer)
      ? { kind: 'answer', answer }
      : unreadable('it is not of the service that was asked');
  } catch (error) {
    signal.throwIfAborted();
    // Omits the cause, which may contain parts of the request.
    return isLate ? { kind: 'timeout' } : { kind: 'unreachable', reason: networkReason(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

export function resultOf(outcome: Outcome): RequestResult {
  if (outcome.kind === 'answer') return 'success';
  if (outcome.kind === 'timeout') return 'timeout';
  if (outcome.kind !== 'refusal') return 'failed';
  const { errorClass } = outcome.refusal;
  if (errorClass === 'rate' || errorClass === 'issue-limit') return 'rate_limited';
  return errorClass === 'transient' ? 'failed' : 'rejected';
}

function unreadable(reason: string): Outcome {
  return { kind: 'unreadable', reason };
}
