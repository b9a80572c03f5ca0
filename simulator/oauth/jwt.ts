import { createHmac } from 'node:crypto';

export interface TokenClaims {
  /** Equal to the app key. [official] */
  readonly jti: string;
  readonly aud: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * A token in the shape of the gateway's: a JWT with HS512, whose `jti` is the app key and whose `exp` is its expiry
 * in seconds [official]; 350 characters at most [official]. The signature is made of a key that nobody checks.
 */
export function signedToken({ jti, aud, issuedAt, expiresAt }: TokenClaims): string {
  const header = encoded({ typ: 'JWT', alg: 'HS512' });
  const claims = encoded({
    sub: 'token',
    aud,
    prdt_cd: '',
    iss: 'unogw',
    exp: expiresAt,
    iat: issuedAt,
    jti,
  });
  const signature = createHmac('sha512', 'simulator').update(`${header}.${claims}`).digest('base64url');
  return `${header}.${claims}.${signature}`;
}

function encoded(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
