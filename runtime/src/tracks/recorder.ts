import type { MarketRecord } from '../record.ts';
import type { JsonlSink } from '../sink/index.ts';
import { atMostEvery } from '../telemetry/at-most-every.ts';
import type { Log } from '../telemetry/log.ts';
import { abortable } from '../waiting.ts';

/** The files. What they refuse is lost, so they say when to pause. */
export type RecordFiles = Pick<JsonlSink, 'append' | 'whenWritable'>;

/** Gets the records as well. The recorder does not wait for it. */
export type RecordListener = (record: MarketRecord) => void;

/** Between two log lines with the same message. Milliseconds. */
const SILENCE = 10_000;

/** Passes each record to the files first, and to the listeners after that. */
export class Recorder {
  readonly #files: RecordFiles;
  readonly #listeners: readonly RecordListener[];
  readonly #log: Log;
  #lost = 0;
  readonly #isLossDue = atMostEvery(SILENCE);
  readonly #isListenerDue = atMostEvery(SILENCE);

  constructor(files: RecordFiles, listeners: readonly RecordListener[], log: Log) {
    this.#files = files;
    this.#listeners = listeners;
    this.#log = log;
  }

  /** Records that no file accepted, since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** @returns false if the producer should pause until `whenWritable` */
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
      for (const listener of this.#listeners) this.#tell(listener, record);
    }
    return isWritable;
  }

  /** Also resolves if the signal is aborted: a full disk may stay full, and a shutdown must not wait for it. */
  async whenWritable(signal?: AbortSignal): Promise<void> {
    const writable = this.#files.whenWritable();
    if (signal === undefined) return writable;
    await abortable(writable, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** An error of a listener does not concern the record, which is in its file. */
  #tell(listener: RecordListener, record: MarketRecord): void {
    try {
      listener(record);
    } catch (error) {
      if (this.#isListenerDue())
        this.#log.error('Records are in the files, and were not taken elsewhere', { error });
    }
  }

  #note(error: unknown): void {
    this.#lost += 1;
    if (this.#isLossDue())
      this.#log.error('Records are lost: the files do not take them', { lost: this.#lost, error });
  }
}
