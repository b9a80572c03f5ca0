import { parsedObject, textAt } from '../../json.ts';
import { CLOCK_TOLERANCE } from '../expiry.ts';
import type { Reader } from '../format.ts';
import { claimsOf } from '../jwt.ts';
import { Token } from '../token.ts';

/**
 * Reads the file of the Python observer. Its `expires_at` is local time in an unknown zone, so only the
 * token's own claims count, and they must name this app key. Otherwise undefined.
 */
export function parseLegacy(text: string, { appKey, now, longest }: Reader): Token | undefined {
  const value = textAt(parsedObject(text) ?? {}, 'access_token');
  if (value === undefined || !/^[\x21-\x7e]{1,4096}$/.test(value)) return undefined;
  const { appKey: owner, expiresAt } = claimsOf(value);
  const isOurs = owner === appKey && expiresAt !== undefined;
  if (!isOurs || expiresAt <= now || expiresAt > now + longest + CLOCK_TOLERANCE) return undefined;
  return new Token({ value, expiresAt, issuedAt: now, generation: 0 });
}
