import { integerAt, type JsonObject, parsedObject, textAt } from '../json.ts';
import { CLOCK_TOLERANCE } from './expiry.ts';
import { claimsOf } from './jwt.ts';
import type { Attempt } from './store.ts';
import { Token } from './token.ts';

/** Increased when older versions cannot read the stored format. They then use keys of their own. */
export const SCHEMA = 1;

/** The account that reads, and when. */
export interface Reader {
  readonly key: string;
  readonly appKey: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Maximum lifetime of this account's tokens, in milliseconds. */
  readonly longest: number;
}

export type Parsed<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'corrupt'; readonly why: string };

export function tokenText(token: Token, key: string): string {
  const content = {
    schema: SCHEMA,
    account: key,
    access_token: token.value,
    expires_at: Math.floor(token.expiresAt),
    issued_at: Math.floor(token.issuedAt),
    generation: token.generation,
  };
  return `${JSON.stringify(content)}\n`;
}

/** An expired token is still a token; what KIS would never have issued is corrupt. */
export function parseToken(text: string, { key, appKey, now, longest }: Reader): Parsed<Token> {
  const content = parsedObject(text);
  const problem = content === undefined ? 'it is not a JSON object' : headProblem(content, key);
  if (content === undefined || problem !== undefined) return corrupt(problem ?? '');
  const value = textAt(content, 'access_token');
  const expiresAt = integerAt(content, 'expires_at');
  const issuedAt = integerAt(content, 'issued_at');
  const generation = integerAt(content, 'generation');
  if (value === undefined || !/^[\x21-\x7e]{1,4096}$/.test(value))
    return corrupt('access_token is not a token');
  if (expiresAt === undefined || expiresAt <= 0) return corrupt('expires_at is not a timestamp');
  if (issuedAt === undefined || issuedAt <= 0) return corrupt('issued_at is not a timestamp');
  if (generation === undefined || generation < 0) return corrupt('generation is not an integer');
  const claims = claimsOf(value);
  if (claims.appKey !== undefined && claims.appKey !== appKey)
    return corrupt('the token belongs to another app key');
  if (expiresAt - issuedAt > longest || expiresAt > now + longest + CLOCK_TOLERANCE) {
    return corrupt('expires_at is later than any token lasts');
  }
  const earliest = Math.min(expiresAt, claims.expiresAt ?? expiresAt);
  return { kind: 'value', value: new Token({ value, expiresAt: earliest, issuedAt, generation }) };
}

export function attemptText(attempt: Attempt, key: string): string {
  return `${JSON.stringify({ schema: SCHEMA, account: key, ...attempt })}\n`;
}

const RESULTS = ['success', 'rate_limited', 'rejected', 'failed'] as const;

export function parseAttempt(text: string, key: string): Parsed<Attempt> {
  const content = parsedObject(text);
  if (content === undefined) return corrupt('it is not a JSON object');
  const problem = headProblem(content, key);
  if (problem !== undefined) return corrupt(problem);
  const at = integerAt(content, 'at');
  const notBefore = integerAt(content, 'notBefore');
  const result = RESULTS.find((known) => known === content.result);
  const credentials = textAt(content, 'credentials');
  if (at === undefined || notBefore === undefined || result === undefined || credentials === undefined) {
    return corrupt('a field is missing');
  }
  const kisCode = textAt(content, 'kisCode');
  return {
    kind: 'value',
    value: { at, notBefore, result, credentials, ...(kisCode === undefined ? {} : { kisCode }) },
  };
}

function headProblem(content: JsonObject, key: string): string | undefined {
  if (content.schema !== SCHEMA) return 'it has another version';
  return content.account === key ? undefined : 'it belongs to another account';
}

function corrupt(why: string): { readonly kind: 'corrupt'; readonly why: string } {
  return { kind: 'corrupt', why };
}
