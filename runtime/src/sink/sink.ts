import type { Clock } from '../clock.ts';
import type { MarketRecord } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import { SinkError } from './errors.ts';
import type { Maintenance } from './maintenance.ts';
import type { SinkObserver } from './metrics.ts';
import type { Pace, Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { SinkLimits } from './settings.ts';
import type { Failure, WriteFailures } from './write-failures.ts';
import type { WriterLock } from './writer-lock.ts';

export interface SinkState {
  readonly queuedRecords: number;
  readonly queuedBytes: number;
  /** Seconds since the oldest queued record was accepted; 0 if there is none. */
  readonly oldestQueuedSeconds: number;
  /** Records refused since the start. */
  readonly refusedRecords: number;
  /** Whether the last write failed. Accepted records are kept, and the write is retried. */
  readonly isFailing: boolean;
  readonly lastError: Failure | undefined;
}

interface SinkOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: SinkObserver;
  readonly limits: SinkLimits;
  readonly lock: WriterLock;
  readonly segments: Segments;
  readonly maintenance: Maintenance;
  readonly failures: WriteFailures;
}

/** How many batches of one segment are written before it is another segment's turn. */
const BATCHES_IN_TURN = 16;

const ORDER: readonly Pace[] = ['full', 'any', 'now'];

/** Writes records to files. Opened with `openJsonlSink`. */
export class JsonlSink {
  readonly #options: SinkOptions;
  readonly #stopTicking: () => void;
  readonly #monotonic: () => number;
  #queuedRecords = 0;
  #queuedBytes = 0;
  #refused = 0;
  #wanted: Pace | undefined;
  #running: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #isLockFailing = false;
  #lockRetryAt = 0;
  #end: SinkError | undefined;
  #writable: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(options: SinkOptions) {
    this.#options = options;
    const { clock, limits } = options;
    this.#monotonic = () => clock.monotonic();
    this.#stopTicking = clock.every(limits.lingerMilliseconds, () => this.#tick());
  }

  /**
   * Accepts a record. It is written soon, and kept until then; `flush` waits for it.
   *
   * @returns false if so much is queued that the producer should pause until `whenWritable`; the record is
   *   accepted
   * @throws SinkError if it is not accepted: `sink/full`, `sink/invalid-record`, `sink/closed`,
   *   `sink/overtaken`
   */
  append(record: MarketRecord): boolean {
    if (this.#end !== undefined) throw this.#end;
    const { track, line } = record;
    const { maximumBytes, highWaterBytes } = this.#options.limits;
    const bytes = Buffer.byteLength(line) + 1;
    if (this.#queuedBytes + bytes > maximumBytes) throw this.#refusal(record);
    if (line.includes('\n')) {
      throw new SinkError('sink/invalid-record', `A line of track ${track} contains a line break`);
    }
    const segment = this.#options.segments.of(record);
    segment.append(line, bytes, this.#monotonic);
    this.#queuedRecords += 1;
    this.#queuedBytes += bytes;
    if (segment.hasFullBatch && this.#running === undefined && segment.isDue(this.#monotonic(), 'full')) {
      this.#pump('full');
    }
    return this.#queuedBytes < highWaterBytes;
  }

  /** Resolves once the queue is below half of the high-water mark, or the sink ends, so that nobody hangs. */
  whenWritable(): Promise<void> {
    const isWritable = this.#queuedBytes < this.#options.limits.highWaterBytes;
    if (isWritable || this.#end !== undefined) return Promise.resolve();
    this.#writable ??= resolvable();
    return this.#writable.promise;
  }

  /**
   * Resolves once everything accepted so far is as durable as requested. It waits as long as the disk fails.
   *
   * @throws SinkError `sink/overtaken`, `sink/unwritten`, or `sink/closed` if it was closed before everything
   *   was written
   */
  async flush(): Promise<void> {
    if (this.#end !== undefined && this.#queuedRecords > 0) throw this.#end;
    const settled = this.#options.segments.all.map((segment) => segment.settled());
    this.#pump('now');
    await Promise.all(settled);
  }

  /**
   * Writes accepted records, completes all files and releases the directory.
   *
   * @throws SinkError `sink/unwritten` if the disk failed until the time limit
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  state(): SinkState {
    const { segments, failures } = this.#options;
    return {
      queuedRecords: this.#queuedRecords,
      queuedBytes: this.#queuedBytes,
      oldestQueuedSeconds: this.#oldestSeconds(),
      refusedRecords: this.#refused,
      isFailing: this.#isLockFailing || this.#isOvertaken || segments.all.some(({ isFailing }) => isFailing),
      lastError: failures.last,
    };
  }

  #tick(): void {
    this.#options.segments.seal(false);
    this.#tellQueue();
    this.#pump('any');
  }

  #tellQueue(): void {
    const [records, bytes] = [this.#queuedRecords, this.#queuedBytes];
    this.#options.observer.queued({ records, bytes, oldestSeconds: this.#oldestSeconds() });
  }

  /** Runs one pass at a time; requests in the meantime are handled after it. */
  #pump(pace: Pace): Promise<void> {
    if (this.#wanted === undefined || ORDER.indexOf(pace) > ORDER.indexOf(this.#wanted)) this.#wanted = pace;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    // Synchronous callers must find it running.
    await undefined;
    try {
      while (this.#wanted !== undefined) await this.#turn(this.#take());
    } finally {
      // In the same step as the last check for requests, or one in between would be lost.
      this.#running = undefined;
    }
  }

  #take(): Pace {
    const pace = this.#wanted ?? 'full';
    this.#wanted = undefined;
    return pace;
  }

  async #turn(pace: Pace): Promise<void> {
    const { segments, maintenance } = this.#options;
    if (!(await this.#isHolder())) return;
    for (const segment of segments.all) {
      if (segments.hasTurn(segment)) await this.#advance(segment, pace);
    }
    if (maintenance.isDue(this.#monotonic())) await maintenance.run(this.#monotonic());
    const isMoreDue = (segment: Segment) =>
      segments.hasTurn(segment) && segment.isDue(this.#monotonic(), 'full');
    if (segments.all.some(isMoreDue)) this.#wanted ??= 'full';
  }

  async #advance(segment: Segment, pace: Pace): Promise<void> {
    const { segments, observer, clock, maintenance, failures } = this.#options;
    const { track } = segment.period;
    try {
      for (let turn = 0; segment.isDue(this.#monotonic(), pace); turn += 1) {
        const { records, bytes } = await segment.commit(this.#monotonic());
        this.#queuedRecords -= records;
        this.#queuedBytes -= bytes;
        if (records > 0) observer.written(track, records, bytes, clock.now());
        this.#resume();
        // Records that have arrived in the meantime can wait to fill their batch.
        if (turn >= BATCHES_IN_TURN || !(segment.hasFullBatch || segment.isAwaited)) break;
      }
      if (!segment.isReadyToComplete(this.#monotonic(), pace)) return;
      const isCompleted = await segment.complete(this.#monotonic());
      segments.remove(segment);
      if (isCompleted) observer.completed(track);
      await maintenance.count(track);
    } catch (error) {
      failures.failed(track, 'Records cannot be written', error);
    }
  }

  async #isHolder(): Promise<boolean> {
    if (this.#isOvertaken || this.#monotonic() < this.#lockRetryAt) return false;
    const { lock, failures, log, segments, limits } = this.#options;
    try {
      await lock.verify();
      this.#isLockFailing = false;
      return true;
    } catch (error) {
      this.#isLockFailing = true;
      this.#lockRetryAt = this.#monotonic() + limits.retryMilliseconds;
      failures.failed('a', 'The lock of the directory cannot be verified', error);
      if (error instanceof SinkError) {
        log.error('No more records are written', { error, lostRecords: this.#queuedRecords });
        this.#end = error;
        for (const segment of segments.all) segment.abandon(error);
        this.#resume();
      }
      return false;
    }
  }

  get #isOvertaken(): boolean {
    return this.#end?.code === 'sink/overtaken';
  }

  async #close(): Promise<void> {
    const { clock, limits, lock, segments } = this.#options;
    this.#end ??= new SinkError('sink/closed', 'The sink is closed');
    this.#stopTicking();
    segments.seal(true);
    const deadline = clock.monotonic() + limits.closeMilliseconds;
    for (;;) {
      await this.#pump('now');
      if (segments.all.length === 0 || this.#isOvertaken || clock.monotonic() >= deadline) break;
      await clock.sleep(limits.retryMilliseconds);
    }
    await lock.release();
    this.#resume();
    this.#tellQueue();
    if (this.#queuedRecords === 0) return;
    const error = new SinkError('sink/unwritten', `${this.#queuedRecords} records could not be written`);
    for (const segment of segments.all) segment.abandon(error);
    throw error;
  }

  #refusal({ track }: MarketRecord): SinkError {
    const { observer, log, limits, failures } = this.#options;
    this.#refused += 1;
    observer.refused(track);
    if (failures.isToBeLogged('refused')) {
      log.error('Records are lost because the queue is full', { track, queuedBytes: this.#queuedBytes });
    }
    return new SinkError('sink/full', `${limits.maximumBytes} bytes are queued, which is the limit`);
  }

  #resume(): void {
    const isLow = this.#queuedBytes <= this.#options.limits.highWaterBytes / 2;
    if (!isLow && this.#end === undefined) return;
    this.#writable?.resolve();
    this.#writable = undefined;
  }

  #oldestSeconds(): number {
    const since = this.#options.segments.all.flatMap(({ waitingSince }) => waitingSince ?? []);
    return since.length === 0 ? 0 : (this.#monotonic() - Math.min(...since)) / 1000;
  }
}

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
