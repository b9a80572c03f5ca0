import type { Token } from './token.ts';

/** A process meets few rejected tokens; those of long ago are gone from the store. */
const REMEMBERED = 16;

/**
 * Tokens that KIS did not take. What counts is the value up to a generation: where KIS gives the same token out again
 * it vouches for it, and it is committed with a higher one.
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
