import type { ErrorClass } from '../protocol/error-codes.ts';

export type KisErrorCode =
  /** KIS refuses for good: wrong key, no permission, a request that it does not understand. */
  | 'kis/refused'
  /** More requests than KIS permits, until the deadline. */
  | 'kis/rate-limited'
  /** A token that was just obtained was not taken either. */
  | 'kis/token-rejected'
  /** The token cache has none. */
  | 'kis/no-token'
  /** No answer, or one that says that something is wrong on the other side, until the deadline. */
  | 'kis/unavailable'
  /** No answer within the time, until the deadline. */
  | 'kis/timeout'
  /** An answer that is not what was asked for: no JSON, too long, of another share. */
  | 'kis/bad-answer'
  /** A field of the answer that is missing, or does not hold what it should. */
  | 'kis/bad-field'
  /** KIS knows no such share: it answers with zeros. */
  | 'kis/unknown-symbol'
  /** A service that paper trading does not have. */
  | 'kis/not-on-paper'
  /** The client was closed. */
  | 'kis/closed';

export interface KisErrorOptions {
  /** What is to be done about it. */
  readonly errorClass: ErrorClass;
  /** The code of KIS. */
  readonly kisCode?: string | undefined;
  /** Which field of the answer it is about. */
  readonly field?: string | undefined;
  /** Only errors of our own, which hold nothing of what was sent or received. */
  readonly cause?: Error | undefined;
}

/** Why a request has no result. Its message holds nothing of what was sent or received but the code of KIS. */
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
