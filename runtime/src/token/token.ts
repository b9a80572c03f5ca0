import { fingerprint } from '../protocol/fingerprint.ts';

export interface TokenFields {
  readonly value: string;
  /** Milliseconds since 1970, by the clock of KIS. */
  readonly expiresAt: number;
  /** When it was received, milliseconds since 1970. */
  readonly issuedAt: number;
  /** The generation of the lease under which it was committed; 0 if it never was. */
  readonly generation?: number;
}

/** A token that prints nothing secret; only `value` reveals it. */
export class Token {
  readonly #value: string;
  readonly expiresAt: number;
  readonly issuedAt: number;
  readonly generation: number;

  constructor({ value, expiresAt, issuedAt, generation = 0 }: TokenFields) {
    this.#value = value;
    this.expiresAt = expiresAt;
    this.issuedAt = issuedAt;
    this.generation = generation;
  }

  /** For the `authorization` header. */
  get value(): string {
    return this.#value;
  }

  get fingerprint(): string {
    return fingerprint(this.#value);
  }

  withGeneration(generation: number): Token {
    const { value, expiresAt, issuedAt } = this;
    return new Token({ value, expiresAt, issuedAt, generation });
  }

  isSameAs(other: Token | undefined): boolean {
    return other !== undefined && other.#value === this.#value;
  }

  toJSON(): Readonly<Record<string, string | number>> {
    return {
      fingerprint: this.fingerprint,
      expiresAt: new Date(this.expiresAt).toISOString(),
      generation: this.generation,
    };
  }

  toString(): string {
    return `Token [${this.fingerprint}] until ${new Date(this.expiresAt).toISOString()}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
