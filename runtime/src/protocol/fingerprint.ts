import { createHash } from 'node:crypto';

/** Identifies a secret without revealing it: the same secret has the same fingerprint. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(`fingerprint:${secret}`).digest('hex').slice(0, 12);
}
