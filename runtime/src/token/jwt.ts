import { integerAt, parsedObject, textAt } from '../json.ts';

export interface Claims {
  /** The app key that the token belongs to. [official samples, `_detect_mode_from_token`] */
  readonly appKey?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/**
 * What a token claims. The signature is not verified and claims may be missing, so nothing relies on them
 * alone.
 */
export function claimsOf(token: string): Claims {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  const claims = parsedObject(Buffer.from(payload, 'base64url').toString('utf8'));
  if (claims === undefined) return {};
  const appKey = textAt(claims, 'jti');
  const expiresAt = integerAt(claims, 'exp');
  return {
    ...(appKey === undefined ? {} : { appKey }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt * 1000 }),
  };
}
