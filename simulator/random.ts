/**
 * A small reproducible random generator (Marsaglia's xorshift, 32 bits). The same seed gives the same market,
 * which `Math.random` cannot do. Not for secrets.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds start far apart. Zero is excluded, because xorshift would never leave it.
    const mixed = Math.imul(Math.trunc(seed) ^ 0x9e3779b9, 0x85ebca6b);
    this.#state = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) || 0x6d2b79f5;
    for (let round = 0; round < 8; round += 1) this.#step();
  }

  /** At least 0, below 1. */
  fraction(): number {
    return this.#step() / 0x1_0000_0000;
  }

  /** An integer from `lowest` to `highest`, both included. */
  integer(lowest: number, highest: number): number {
    return lowest + Math.floor(this.fraction() * (highest - lowest + 1));
  }

  isTrue(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A random text of this length. */
  text(length: number, alphabet: string): string {
    let text = '';
    while (text.length < length) text += alphabet.charAt(this.integer(0, alphabet.length - 1));
    return text;
  }

  #step(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }
}
