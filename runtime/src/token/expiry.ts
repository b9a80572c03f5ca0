import { parseKoreanDateTime } from 'krx-calendar';
import { claimsOf } from './jwt.ts';

const HOUR = 3_600_000;

/** How far the clock of this machine may be behind when what others wrote is judged by it. */
export const CLOCK_TOLERANCE = 3 * HOUR;

export interface Answer {
  readonly token: string;
  /** `access_token_token_expired`. */
  readonly expiredField?: string | undefined;
  /** `expires_in`, seconds; a text at times. */
  readonly expiresIn?: unknown;
}

/**
 * When the token of an answer expires, milliseconds since 1970: the earliest of what the answer and the token say.
 * `expires_in` counts only where nothing else is there, because it has no reference time when a token is returned
 * again. Undefined where nothing credible is said.
 *
 * @param now when the answer was made, by the clock of KIS where it told
 * @param longest how long a token of this account lasts at most, milliseconds
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
