/** Lines that are written together. A batch grows until its first write and never changes afterwards. */
export class Batch {
  /** When its first record was accepted, by the monotonic clock. */
  readonly since: number;
  #lines: string[] = [];
  #records = 0;
  #bytes = 0;
  #encoded: Uint8Array | undefined;

  constructor(since: number) {
    this.since = since;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isSealed(): boolean {
    return this.#encoded !== undefined;
  }

  /** @param bytes of the line with its line break */
  add(line: string, bytes: number): void {
    this.#lines.push(line);
    this.#records += 1;
    this.#bytes += bytes;
  }

  /** Encoded once: a batch that is written again after a failure has the same bytes. */
  encoded(): Uint8Array {
    if (this.#encoded === undefined) {
      // The empty last piece adds the last line break.
      this.#lines.push('');
      this.#encoded = Buffer.from(this.#lines.join('\n'), 'utf8');
      this.#lines = [];
    }
    return this.#encoded;
  }
}
