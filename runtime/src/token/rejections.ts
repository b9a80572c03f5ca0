import type { Token } from './token.ts';

/** A process meets few rejected tokens, and the store has dropped old ones. */
const REMEMBERED = 16;

/**
 * Tokens that KIS rejected, by value and generation. If KIS returns the same token again, that token is
 * valid, and it is committed with a higher generation.
 */
export class Rejections {
  readonly #generations = new Map<string, number>();

  add(token: Token): void {
    const { fingerprint, generation } = token;
    const highest = Math.max(generation, this.#generations.get(fingerprint) ?? 0);
    this.#generations.delete(fingerprint);
    this.#generations.set(fingerprint, highest);
    const [oldest] = this.#generations.keys();
    if (this.#generations.size > REMEMBERED && oldest !== undefined) this.#generations.delete(oldest);
  }

  has(token: Token): boolean {
    if (this.#generations.size === 0) return false;
    return token.generation <= (this.#generations.get(token.fingerprint) ?? -1);
  }
}
