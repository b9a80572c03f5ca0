/** Lines that are written together. It grows until it is written for the first time, and then stays as it is. */
export class Batch {
  /** By the monotonic clock: when its first record was accepted. */
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

  /** @param bytes of the line and its line break */
  add(line: string, bytes: number): void {
    this.#lines.push(line);
    this.#records += 1;
    this.#bytes += bytes;
  }

  /** Made once: a batch that is written again after a failure has the same bytes. */
  encoded(): Uint8Array {
    if (this.#encoded === undefined) {
      // The last piece is empty, and so the last line gets its line break.
      this.#lines.push('');
      this.#encoded = Buffer.from(this.#lines.join('\n'), 'utf8');
      this.#lines = [];
    }
    return this.#encoded;
  }
}
