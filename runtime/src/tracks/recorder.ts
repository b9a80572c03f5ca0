import type { MarketRecord } from '../record.ts';
import type { Log } from '../telemetry/log.ts';

/** The files: what they do not take is lost, so they say when to pause. */
export interface RecordFiles {
  /** @returns false where the producer should pause. Throws where the record is not taken. */
  append(record: MarketRecord): boolean;
  whenWritable(): Promise<void>;
}

/** Whoever else gets the records, and is not waited for. */
export interface RecordListener {
  take(record: MarketRecord): void;
}

/** Between two lines about records that were not taken. Milliseconds. */
const SILENCE = 10_000;

/** Hands each record to the files first, and to all others after that. */
export class Recorder {
  readonly #files: RecordFiles;
  readonly #listeners: readonly RecordListener[];
  readonly #log: Log;
  #lost = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(files: RecordFiles, listeners: readonly RecordListener[], log: Log) {
    this.#files = files;
    this.#listeners = listeners;
    this.#log = log;
  }

  /** Records that no file has taken, since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** @returns false where the producer should pause until `whenWritable` */
  write(records: readonly MarketRecord[]): boolean {
    let isWritable = true;
    for (const record of records) {
      try {
        isWritable = this.#files.append(record) && isWritable;
      } catch (error) {
        this.#note(error);
        isWritable = false;
        continue;
      }
      for (const listener of this.#listeners) listener.take(record);
    }
    return isWritable;
  }

  whenWritable(): Promise<void> {
    return this.#files.whenWritable();
  }

  #note(error: unknown): void {
    this.#lost += 1;
    const now = performance.now();
    if (now - this.#saidAt < SILENCE) return;
    this.#saidAt = now;
    this.#log.error('Records are lost: the files do not take them', { lost: this.#lost, error });
  }
}
