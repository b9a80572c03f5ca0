import { codeOf } from '../files/error-code.ts';
import { Batch } from './batch.ts';
import { SinkError } from './errors.ts';
import type { Period } from './names.ts';
import type { SegmentFile, SegmentFiles } from './segment-file.ts';
import type { Durability, SinkLimits } from './settings.ts';

export interface SegmentOptions {
  readonly files: SegmentFiles;
  readonly durability: Durability;
  readonly limits: SinkLimits;
}

/** A segment's report: a batch is as durable as requested and need not be kept. */
export interface Written {
  readonly records: number;
  readonly bytes: number;
}

/** What to write: only full batches, everything that waits, or also what failed and would be retried later. */
export type Pace = 'full' | 'any' | 'now';

interface Waiter {
  readonly until: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The records of one period on their way to one file. Batches are kept until they are durable. After any
 * failure everything behind the last durable byte is written again, because its state is unknown: Linux
 * forgets pages that it could not write, and reports that once.
 */
export class Segment {
  readonly period: Period;
  /** When no more records are expected, by the monotonic clock, so a jump of the wall clock does not matter. */
  readonly closesAt: number;
  readonly #options: SegmentOptions;
  #waiting: Batch[] = [];
  /** Written but not yet durable. */
  #unsynced: Batch[] = [];
  #file: SegmentFile | undefined;
  /** Number of bytes that are certainly in the file. */
  #durable = 0;
  #written = 0;
  /** Whether the file may contain more than was accounted for. */
  #isTailUnknown = false;
  #lastSync: number;
  #accepted = 0;
  #settled = 0;
  #waiters: Waiter[] = [];
  #isSealed = false;
  #failures = 0;
  #retryAt = 0;

  constructor(period: Period, closesAt: number, now: number, options: SegmentOptions) {
    this.period = period;
    this.closesAt = closesAt;
    this.#lastSync = now;
    this.#options = options;
  }

  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** Whether a batch is full and need not wait for more records. */
  get hasFullBatch(): boolean {
    const [first] = this.#waiting;
    return (
      first !== undefined && (this.#waiting.length > 1 || first.bytes >= this.#options.limits.batchBytes)
    );
  }

  /** Whether somebody waits for its accepted records. */
  get isAwaited(): boolean {
    return this.#isSealed || this.#waiters.length > 0;
  }

  /** Whether its last write attempt failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Since when its oldest record has waited, by the monotonic clock. */
  get waitingSince(): number | undefined {
    return (this.#unsynced[0] ?? this.#waiting[0])?.since;
  }

  append(line: string, bytes: number, monotonic: () => number): void {
    let batch = this.#waiting.at(-1);
    const { batchBytes } = this.#options.limits;
    if (batch === undefined || batch.isSealed || batch.bytes + bytes > batchBytes) {
      batch = new Batch(monotonic());
      this.#waiting.push(batch);
    }
    batch.add(line, bytes);
    this.#accepted += 1;
  }

  /** Accepts no more records from now on, and is completed once everything is written. */
  seal(): void {
    this.#isSealed = true;
  }

  /** Resolves once everything accepted so far is written. */
  settled(): Promise<void> {
    if (this.#settled === this.#accepted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ until: this.#accepted, resolve, reject });
    });
  }

  /** Rejects all waits: nothing more will be written. */
  abandon(error: Error): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error);
    this.#file?.release();
  }

  /** Whether there is something to do now. */
  isDue(now: number, pace: Pace): boolean {
    if (pace !== 'now' && now < this.#retryAt) return false;
    if (pace === 'full') return this.hasFullBatch;
    const isUnsyncedAwaited = this.isAwaited && this.#unsynced.length > 0;
    return this.#waiting.length > 0 || isUnsyncedAwaited || this.#isSyncDue(now);
  }

  /**
   * Writes one batch, if there is one.
   *
   * @returns what became durable
   * @throws any error of the file system; then nothing is lost, and the segment is due again after a pause
   */
  async commit(now: number): Promise<Written> {
    const { durability } = this.#options;
    try {
      const [batch] = this.#waiting;
      if (batch !== undefined) await this.#write(batch);
      const isLast = this.#waiting.length === 0;
      const isSyncDue = durability === 'batch' || (isLast && this.isAwaited) || this.#isSyncDue(now);
      if (durability !== 'none' && isSyncDue) await this.#sync(now);
      this.#failures = 0;
      this.#retryAt = 0;
      return durability === 'none' || isSyncDue ? this.#settle() : NOTHING;
    } catch (error) {
      await this.#rewind(now);
      throw error;
    }
  }

  /** Whether everything is written and the file can be completed. */
  isReadyToComplete(now: number, pace: Pace): boolean {
    if (pace !== 'now' && now < this.#retryAt) return false;
    return this.#isSealed && this.#waiting.length === 0 && this.#unsynced.length === 0;
  }

  /**
   * Closes the file and gives it its final name.
   *
   * @returns whether there is a completed file; false if the segment never had a record, or somebody removed
   *   the file
   */
  async complete(now: number): Promise<boolean> {
    try {
      const file = this.#file;
      if (file === undefined) return false;
      await file.complete();
      this.#file = undefined;
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      this.#delay(now);
      throw error;
    }
  }

  async #write(batch: Batch): Promise<void> {
    const bytes = batch.encoded();
    const file = await this.#usableFile();
    await file.write(bytes, this.#written);
    this.#written += bytes.length;
    this.#waiting.shift();
    this.#unsynced.push(batch);
  }

  async #sync(now: number): Promise<void> {
    await this.#file?.sync();
    this.#lastSync = now;
  }

  #settle(): Written {
    let [records, bytes] = [0, 0];
    for (const batch of this.#unsynced.splice(0)) {
      records += batch.records;
      bytes += batch.bytes;
    }
    this.#durable = this.#written;
    this.#settled += records;
    const isReady = ({ until }: Waiter) => until <= this.#settled;
    const ready = this.#waiters.filter(isReady);
    this.#waiters = this.#waiters.filter((waiter) => !isReady(waiter));
    for (const { resolve } of ready) resolve();
    return { records, bytes };
  }

  /** The current file; a new one if there is none. */
  async #usableFile(): Promise<SegmentFile> {
    const file = this.#file ?? (await this.#options.files.create(this.period));
    this.#file = file;
    try {
      await file.prepare(this.#written, this.#isTailUnknown);
    } catch (error) {
      if (isChanged(error)) await this.#forgetFile();
      throw error;
    }
    this.#isTailUnknown = false;
    return file;
  }

  /** What was durable is gone with the file; the rest goes to the next one. */
  async #forgetFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#durable = 0;
    this.#isTailUnknown = false;
    await file?.release();
  }

  async #rewind(now: number): Promise<void> {
    this.#waiting = [...this.#unsynced, ...this.#waiting];
    this.#unsynced = [];
    this.#written = this.#durable;
    this.#delay(now);
    if (this.#file === undefined) return;
    this.#isTailUnknown = true;
    try {
      // At once, so that no reader sees half a line, and a process that is killed now leaves none.
      await this.#file.prepare(this.#durable, true);
      this.#isTailUnknown = false;
    } catch (error) {
      // Other errors are retried before the next write.
      if (isChanged(error)) await this.#forgetFile();
    }
    this.#written = this.#durable;
    // A descriptor can be permanently broken if a volume was detached and came back.
    if (this.#failures > 1) await this.#file?.release();
  }

  #delay(now: number): void {
    const { retryMilliseconds, longestRetryMilliseconds } = this.#options.limits;
    this.#retryAt = now + Math.min(retryMilliseconds * 2 ** this.#failures, longestRetryMilliseconds);
    this.#failures += 1;
  }

  #isSyncDue(now: number): boolean {
    const { durability, limits } = this.#options;
    if (durability !== 'interval' || this.#unsynced.length === 0) return false;
    return now - this.#lastSync >= limits.syncMilliseconds || this.#unsynced.length > 16;
  }
}

const NOTHING: Written = { records: 0, bytes: 0 };

function isChanged(error: unknown): boolean {
  return error instanceof SinkError && error.code === 'sink/file-changed';
}
