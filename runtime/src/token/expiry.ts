import { parseKoreanDateTime } from 'krx-calendar';
import { claimsOf } from './jwt.ts';

const HOUR = 3_600_000;

/** How far this machine's clock may be behind that of a process that wrote to the store. */
export const CLOCK_TOLERANCE = 3 * HOUR;

export interface Answer {
  readonly token: string;
  /** `access_token_token_expired`. */
  readonly expiredField?: string | undefined;
  /** `expires_in` in seconds; sometimes a string. */
  readonly expiresIn?: unknown;
}

/**
 * When the token of a response expires, in milliseconds since 1970: the earliest of what the response and the
 * token say. `expires_in` counts only if nothing else is there, because it has no reference time when KIS
 * returns a token again. Undefined if nothing plausible is stated.
 *
 * @param now when KIS responded, by its own clock if known
 * @param longest the maximum lifetime of this account's tokens, in milliseconds
 */
export function expiryOf(
  { token, expiredField, expiresIn }: Answer,
  now: number,
  longest: number,
): number | undefined {
  const absolute = [
    expiredField === undefined ? undefined : parseKoreanDateTime(expiredField.trim()),
    claimsOf(token).expiresAt,
  ].filter((instant) => instant !== undefined);
  const seconds = secondsOf(expiresIn);
  if (absolute.length === 0 && seconds !== undefined) absolute.push(now + seconds * 1000);
  if (absolute.length === 0) return undefined;
  const earliest = Math.min(...absolute);
  return earliest > now && earliest <= now + longest ? earliest : undefined;
}

function secondsOf(value: unknown): number | undefined {
  const isWritten = typeof value === 'string' && /^\d{1,9}$/.test(value);
  const seconds = isWritten ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
