import { type Clock, systemClock } from '../clock.ts';
import type { MarketRecord } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import { serverOf } from './address.ts';
import { Delivery } from './delivery.ts';
import { DroppedRecords } from './dropped-records.ts';
import { DatabaseError, type DatabaseErrorCode } from './errors.ts';
import { type DatabaseLimits, defaultDatabaseLimits } from './limits.ts';
import { Link, type LinkOptions } from './link.ts';
import type { DatabaseObserver } from './metrics.ts';
import { openMigrated } from './open.ts';
import { type Position, RecordQueue, type Taken } from './queue.ts';

/** The state for the status page, without secrets. */
export interface DatabaseState {
  /** `host:port` */
  readonly server: string;
  readonly isConnected: boolean;
  /** Records that are queued or being written. */
  readonly queued: number;
  /** Records dropped because the queue was full, since the start. */
  readonly dropped: number;
  /** The current failure, until a write succeeds again. `since` is ISO 8601. */
  readonly lastError:
    | { readonly code: DatabaseErrorCode; readonly message: string; readonly since: string }
    | undefined;
}

export interface DatabaseWriterOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the other parameters of `pg`. */
  readonly url: string;
  readonly clock?: Clock;
  readonly log: Log;
  readonly observer: DatabaseObserver;
  readonly limits?: Partial<DatabaseLimits>;
}

interface FlushWaiter {
  readonly position: Position;
  readonly done: () => void;
}

/**
 * Writes records to the database in batches, one after another, for as long as it takes. The files are the
 * source of truth: a record that finds the queue full is dropped, and can be loaded from its file later.
 */
export class DatabaseWriter {
  readonly #server: string;
  readonly #parts: Omit<LinkOptions, 'open'>;
  readonly #link: Link;
  readonly #queue: RecordQueue;
  readonly #dropped: DroppedRecords;
  readonly #stopTicking: () => void;
  readonly #running: Promise<void>;
  readonly #waiters = new Set<FlushWaiter>();
  #checking: Promise<void> | undefined;
  #closing: Promise<number> | undefined;
  #isStopped = false;
  /** How many queued records to send although they do not fill a batch. */
  #due = 0;
  #wake: () => void = () => undefined;

  constructor({ url, clock = systemClock, log, observer, ...options }: DatabaseWriterOptions) {
    this.#server = serverOf(url);
    const limits = { ...defaultDatabaseLimits, ...options.limits };
    const parts = { clock, log, observer, limits };
    this.#parts = parts;
    this.#link = new Link({ ...parts, open: (signal) => openMigrated({ url, limits, observer }, signal) });
    this.#queue = new RecordQueue(parts.limits.queueRecords);
    this.#dropped = new DroppedRecords(parts.log);
    this.#stopTicking = parts.clock.every(parts.limits.lingerMilliseconds, () => {
      // Not with each record: that would cost more than everything else.
      parts.observer.queued(this.#queue.size);
      this.#hurry();
    });
    this.#running = this.#run();
  }

  /**
   * Accepts a record, which is then written unless the server rejects it or the writer is closed first.
   * Returns false if the queue is full or the writer is closed; the record then counts as dropped.
   */
  append(record: MarketRecord): boolean {
    if (this.#closing !== undefined || !this.#queue.push(record)) {
      this.#leaveOut([record]);
      return false;
    }
    if (this.#queue.holds(this.#parts.limits.batchRows)) this.#wake();
    return true;
  }

  /**
   * Resolves once every record accepted so far is written, rejected or dropped. That may take as long as the
   * server is unreachable.
   */
  flush(): Promise<void> {
    const position = this.#queue.position();
    if (this.#queue.hasSettled(position)) return Promise.resolve();
    return new Promise((done) => {
      this.#waiters.add({ position, done });
      this.#hurry();
    });
  }

  /**
   * Accepts no more records, writes the queue, and disconnects.
   *
   * @param deadline milliseconds; what is not written by then is dropped
   * @returns how many records were dropped since the call
   */
  close(deadline: number): Promise<number> {
    this.#closing ??= this.#close(deadline);
    return this.#closing;
  }

  state(): DatabaseState {
    const { isConnected, failure } = this.#link;
    return {
      server: this.#server,
      isConnected,
      queued: this.#queue.size,
      dropped: this.#dropped.total,
      lastError: failure && {
        code: failure.error.code,
        message: failure.error.message,
        since: new Date(failure.since).toISOString(),
      },
    };
  }

  /**
   * Checks whether the server responds, once for all concurrent callers.
   *
   * @throws DatabaseError why it does not
   */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #check(): Promise<void> {
    await this.#link.present().query('select', { text: 'SELECT 1' });
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const isDue = this.#due > 0 || this.#queue.holds(this.#parts.limits.batchRows);
      if (!isDue || this.#queue.waiting === 0) {
        this.#due = 0;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const taken = this.#queue.take(this.#parts.limits.batchRows);
      this.#due -= taken.records.length;
      await this.#deliver(taken);
    }
  }

  /** Runs until the batch has results or the writer is closed, over as many connections as needed. */
  async #deliver({ track, records }: Taken): Promise<void> {
    const link = this.#link;
    const delivery = new Delivery(track, records, this.#parts);
    this.#settle(track, records.length - delivery.remaining);
    while (!this.#isStopped) {
      const before = delivery.remaining;
      try {
        const session = await link.session();
        await delivery.proceed(session);
        link.succeeded();
        // Not at once: while the queue is nearly full, more records are dropped every moment.
        if (this.#queue.size <= this.#parts.limits.queueRecords / 2) this.#dropped.report();
        return;
      } catch (error) {
        // Its session has ended, and the link opens another one.
        if (!(error instanceof DatabaseError)) throw error;
      } finally {
        this.#settle(track, before - delivery.remaining);
      }
    }
    this.#leaveOut(records.slice(records.length - delivery.remaining));
    this.#settle(track, delivery.remaining);
  }

  #settle(track: Taken['track'], count: number): void {
    this.#queue.settle(track, count);
    this.#parts.observer.queued(this.#queue.size);
    for (const waiter of this.#waiters) {
      if (!this.#queue.hasSettled(waiter.position)) continue;
      this.#waiters.delete(waiter);
      waiter.done();
    }
  }

  #leaveOut(records: readonly MarketRecord[]): void {
    if (records.length === 0) return;
    this.#dropped.add(records);
    this.#parts.observer.rows('left_out', records.length);
  }

  #hurry(): void {
    if (this.#queue.waiting === 0) return;
    this.#due = this.#queue.waiting;
    this.#wake();
  }

  async #close(deadline: number): Promise<number> {
    const { clock } = this.#parts;
    const before = this.#dropped.total;
    const cancelled = new AbortController();
    const isWritten = await Promise.race([
      this.flush().then(() => true),
      clock.sleep(deadline, cancelled.signal).then(
        () => false,
        () => false,
      ),
    ]);
    cancelled.abort();
    this.#stopTicking();
    this.#isStopped = true;
    this.#wake();
    await this.#link.close(isWritten);
    await this.#running;
    this.#leaveOut(this.#queue.clear());
    this.#settle('a', 0);
    this.#dropped.report();
    return this.#dropped.total - before;
  }
}
