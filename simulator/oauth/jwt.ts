import { createHmac } from 'node:crypto';

/** As they are in the token. `jti` equals the app key; times are in seconds since 1970. [official] */
export interface TokenClaims {
  readonly jti: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
}

/**
 * A token like the gateway's: a JWT with HS512, whose `jti` is the app key and whose `exp` is its expiry in
 * seconds [official]; at most 350 characters [official].
 */
export function signedToken(own: TokenClaims, key = 'simulator'): string {
  const header = encoded({ typ: 'JWT', alg: 'HS512' });
  const claims = encoded({ sub: 'token', prdt_cd: '', iss: 'unogw', ...own });
  return `${header}.${claims}.${signatureOf(`${header}.${claims}`, key)}`;
}

/** The claims of a token that was signed with the key; undefined for any other text. */
export function claimsOf(token: string, key: string): TokenClaims | undefined {
  const [header = '', claims = '', signature] = token.split('.');
  if (signature !== signatureOf(`${header}.${claims}`, key)) return undefined;
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

function signatureOf(text: string, key: string): string {
  return createHmac('sha512', key).update(text).digest('base64url');
}

function encoded(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
