import type { ErrorClass } from '../protocol/error-codes.ts';

export type TokenErrorCode =
  /** KIS rejects the request for good: wrong key, wrong secret, no permission. */
  | 'token/rejected'
  /** KIS issues one token a minute, and no other process got one in time. */
  | 'token/issue-limit'
  /** No response, or a server error. */
  | 'token/unavailable'
  /** The response has no usable token. */
  | 'token/bad-answer'
  /** KIS issued a token with an implausible expiry. A retry would only issue another one. */
  | 'token/bad-expiry'
  /** KIS issued a token that it had already rejected. */
  | 'token/still-invalid'
  /** Another process holds the lease and did not finish in time. */
  | 'token/busy'
  /** The cache was closed. */
  | 'token/closed';

export interface TokenErrorOptions {
  readonly errorClass: ErrorClass;
  /** The error code of KIS. */
  readonly kisCode?: string | undefined;
  readonly isShared?: boolean;
}

/** Why there is no token. Its message contains nothing that was sent or received. */
export class TokenError extends Error {
  readonly code: TokenErrorCode;
  readonly errorClass: ErrorClass;
  readonly kisCode: string | undefined;
  /** Whether another process met the error, which saved this one the request. */
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
