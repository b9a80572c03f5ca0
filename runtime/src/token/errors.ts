import type { ErrorClass } from '../protocol/error-codes.ts';

export type TokenErrorCode =
  /** KIS refuses for good: wrong key, wrong secret, no permission. */
  | 'token/rejected'
  /** KIS issues one token a minute, and no other process got it within the time. */
  | 'token/issue-limit'
  /** No answer, or one that says that something is wrong on the other side. */
  | 'token/unavailable'
  /** An answer that holds no usable token. */
  | 'token/bad-answer'
  /** A token that was issued and whose expiry cannot be believed: asking again would only issue another one. */
  | 'token/bad-expiry'
  /** The token that was just issued is one that the server had rejected. */
  | 'token/still-invalid'
  /** Another process holds the lease, and did not finish within the time. */
  | 'token/busy'
  /** The cache was closed. */
  | 'token/closed';

export interface TokenErrorOptions {
  readonly errorClass: ErrorClass;
  /** The code of KIS. */
  readonly kisCode?: string | undefined;
  readonly isShared?: boolean;
}

/** Why there is no token. Its message holds nothing of what was sent or received. */
export class TokenError extends Error {
  readonly code: TokenErrorCode;
  readonly errorClass: ErrorClass;
  readonly kisCode: string | undefined;
  /** Whether another process met the error, and this one was spared the request. */
  readonly isShared: boolean;

  constructor(
    code: TokenErrorCode,
    message: string,
    { errorClass, kisCode, isShared = false }: TokenErrorOptions,
  ) {
    super(message);
    this.name = 'TokenError';
    this.code = code;
    this.errorClass = errorClass;
    this.kisCode = kisCode;
    this.isShared = isShared;
  }
}
