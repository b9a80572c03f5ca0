import type { MarketRecord } from '../record.ts';
import type { Log } from '../telemetry/log.ts';

/** Counts the records that do not reach the database, and reports their span: those files must be loaded. */
export class DroppedRecords {
  readonly #log: Log;
  #total = 0;
  #span: { count: number; from: number; to: number } | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Since the start. */
  get total(): number {
    return this.#total;
  }

  add(records: readonly MarketRecord[]): void {
    for (const { at } of records) {
      this.#total += 1;
      if (this.#span === undefined) {
        this.#span = { count: 1, from: at, to: at };
        this.#log.warn('the database queue is full: records are dropped, but remain in their files');
        continue;
      }
      this.#span.count += 1;
      if (at < this.#span.from) this.#span.from = at;
      if (at > this.#span.to) this.#span.to = at;
    }
  }

  /** Reports the span once it is over. */
  report(): void {
    if (this.#span === undefined) return;
    const { count, from, to } = this.#span;
    this.#log.warn('records were dropped from the database: load the files of this time span', {
      records: count,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
    this.#span = undefined;
  }
}
