import type { ErrorClass } from '../protocol/error-codes.ts';

export type KisErrorCode =
  /** KIS rejects the request for good: wrong key, no permission, or an invalid request. */
  | 'kis/refused'
  /** More requests than KIS permits, until the deadline. */
  | 'kis/rate-limited'
  /** KIS rejected a token that it had just issued. */
  | 'kis/token-rejected'
  /** The token cache has none. */
  | 'kis/no-token'
  /** No response, or a server error, until the deadline. */
  | 'kis/unavailable'
  /** No response in time, until the deadline. */
  | 'kis/timeout'
  /** The response does not fit the request: not JSON, too long, or of another share. */
  | 'kis/bad-answer'
  /** A field of the response is missing or has an invalid value. */
  | 'kis/bad-field'
  /** KIS does not know this share: it answers with zeros. */
  | 'kis/unknown-symbol'
  /** A service that paper trading does not offer. */
  | 'kis/not-on-paper'
  /** The client is closed. */
  | 'kis/closed';

export interface KisErrorOptions {
  /** What to do about it. */
  readonly errorClass: ErrorClass;
  /** The error code of KIS. */
  readonly kisCode?: string | undefined;
  /** The field of the response that is invalid. */
  readonly field?: string | undefined;
  /** Only our own errors, which contain nothing that was sent or received. */
  readonly cause?: Error | undefined;
}

/**
 * Why a request has no result. Its message contains nothing that was sent or received, except the code of
 * KIS.
 */
export class KisError extends Error {
  readonly code: KisErrorCode;
  readonly errorClass: ErrorClass;
  readonly kisCode: string | undefined;
  readonly field: string | undefined;

  constructor(code: KisErrorCode, message: string, { errorClass, kisCode, field, cause }: KisErrorOptions) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'KisError';
    this.code = code;
    this.errorClass = errorClass;
    this.kisCode = kisCode;
    this.field = field;
  }
}

export function badField(field: string, expected: string): KisError {
  return new KisError('kis/bad-field', `The field ${field} of the answer is not ${expected}`, {
    errorClass: 'transient',
    field,
  });
}

export function closed(what: string): KisError {
  return new KisError('kis/closed', `${what} was closed`, { errorClass: 'fatal' });
}
