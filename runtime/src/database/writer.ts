import type { Clock } from '../clock.ts';
import type { MarketRecord } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import type { DatabaseObserver } from './database-observer.ts';
import { Delivery } from './delivery.ts';
import { DroppedRecords } from './dropped-records.ts';
import { DatabaseError, type DatabaseErrorCode } from './errors.ts';
import type { DatabaseLimits } from './limits.ts';
import type { Link } from './link.ts';
import { type Position, RecordQueue, type Taken } from './queue.ts';

/** For whoever asks how it is. Nothing of it is secret. */
export interface DatabaseState {
  /** `host:port` */
  readonly server: string;
  readonly isConnected: boolean;
  /** Records that wait or are being written. */
  readonly queued: number;
  /** Records that found the queue full, since the beginning. */
  readonly dropped: number;
  /** What is wrong, until a write succeeds again. `since` is ISO 8601. */
  readonly lastError:
    | { readonly code: DatabaseErrorCode; readonly message: string; readonly since: string }
    | undefined;
}

export interface DatabaseWriterParts {
  readonly server: string;
  readonly link: Link;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: DatabaseObserver;
  readonly limits: DatabaseLimits;
}

interface FlushWaiter {
  readonly position: Position;
  readonly done: () => void;
}

/**
 * Writes records to the database in batches, one after another, for as long as it takes. The files are the truth: a
 * record that finds the queue full is left out, and loaded from its file later.
 */
export class DatabaseWriter {
  readonly #parts: DatabaseWriterParts;
  readonly #queue: RecordQueue;
  readonly #dropped: DroppedRecords;
  readonly #stopTicking: () => void;
  readonly #running: Promise<void>;
  readonly #waiters = new Set<FlushWaiter>();
  #checking: Promise<void> | undefined;
  #closing: Promise<number> | undefined;
  #isStopped = false;
  /** So many of those that wait are sent, though they make no full batch. */
  #due = 0;
  #wake: () => void = () => undefined;

  constructor(parts: DatabaseWriterParts) {
    this.#parts = parts;
    this.#queue = new RecordQueue(parts.limits.queueRecords);
    this.#dropped = new DroppedRecords(parts.log);
    this.#stopTicking = parts.clock.every(parts.limits.lingerMilliseconds, () => {
      // Not with each record: that would cost more than all else.
      parts.observer.queued(this.#queue.size);
      this.#hurry();
    });
    this.#running = this.#run();
  }

  /**
   * Takes the record over: it is written unless the server refuses it or the writer is closed before. False where the
   * queue is full or the writer closed; the record is then counted as left out.
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
   * Resolves once every record that was taken over by now is written, refused or left out. That may take as long as the
   * server is away.
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
   * Takes no more records, writes what there is, and says goodbye to the server.
   *
   * @param deadline milliseconds; what is not written by then is left out
   * @returns how many records were left out since it was called
   */
  close(deadline: number): Promise<number> {
    this.#closing ??= this.#close(deadline);
    return this.#closing;
  }

  state(): DatabaseState {
    const { server, link } = this.#parts;
    const { isConnected, trouble } = link;
    return {
      server,
      isConnected,
      queued: this.#queue.size,
      dropped: this.#dropped.total,
      lastError: trouble && {
        code: trouble.error.code,
        message: trouble.error.message,
        since: new Date(trouble.since).toISOString(),
      },
    };
  }

  /**
   * Asks the server whether it is there, once for all who want to know at the same time.
   *
   * @throws DatabaseError why it is not
   */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #check(): Promise<void> {
    await this.#parts.link.present().query('select', { text: 'SELECT 1' });
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

  /** Until the batch is settled or the writer closed, over as many connections as it takes. */
  async #deliver({ track, records }: Taken): Promise<void> {
    const { link } = this.#parts;
    const delivery = new Delivery(track, records, this.#parts);
    this.#settle(track, records.length - delivery.remaining);
    while (!this.#isStopped) {
      const before = delivery.remaining;
      try {
        const session = await link.session();
        await delivery.proceed(session);
        link.succeeded();
        // Not at once: while the queue is nearly full, more are left out every moment.
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
    const { clock, link } = this.#parts;
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
    await link.close(isWritten);
    await this.#running;
    this.#leaveOut(this.#queue.clear());
    this.#settle('a', 0);
    this.#dropped.report();
    return this.#dropped.total - before;
  }
}
