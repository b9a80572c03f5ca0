import { systemClock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import type { MarketRecord, Track } from '../record.ts';
import { Instruments } from '../telemetry/instruments.ts';
import type { Log } from '../telemetry/log.ts';
import { serverOf } from './address.ts';
import { classified } from './classify.ts';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import type { DatabaseError } from './errors.ts';
import { type DatabaseLimits, defaultDatabaseLimits, pauseAfter } from './limits.ts';
import { linesOf } from './lines.ts';
import { databaseMetrics } from './metrics.ts';
import { openMigrated } from './open.ts';
import { recordOf } from './record-line.ts';
import type { Session } from './session.ts';

export interface DatabaseLoaderOptions {
  /** As for the writer. */
  readonly url: string;
  readonly log: Log;
  readonly limits?: Partial<DatabaseLimits>;
  /**
   * How long to wait for an unreachable server, in milliseconds. A failure that somebody must fix ends the
   * load at once.
   */
  readonly timeoutMilliseconds?: number;
}

/** The results for the lines of a file. */
export interface LoadedFile {
  readonly path: string;
  /** New in the database. */
  inserted: number;
  /** Already there. */
  duplicate: number;
  /** Rejected by the database; the log names their symbols. */
  refused: number;
  /** Not records: torn, from another program, or too long. */
  malformed: number;
  /** The line number of the first of them, from 1. */
  firstMalformed: number | undefined;
  /** Why the rest of the file is unreadable, such as ENOENT or Z_BUF_ERROR. Everything before it is loaded. */
  failure: string | undefined;
}

const SERVER_TIMEOUT_MS = 60_000;

/** Loads files of records into the database. Existing rows stay unchanged, so a file can be loaded again. */
export class DatabaseLoader {
  readonly #open: () => Promise<Session>;
  readonly #delivery: DeliveryOptions;
  readonly #limits: DatabaseLimits;
  readonly #timeoutMilliseconds: number;
  #session: Session | undefined;

  /** @throws DatabaseError `database/address-invalid` */
  constructor(options: DatabaseLoaderOptions) {
    const { url, log, timeoutMilliseconds = SERVER_TIMEOUT_MS } = options;
    serverOf(url);
    const observer = databaseMetrics(new Instruments());
    this.#limits = { ...defaultDatabaseLimits, ...options.limits };
    this.#open = () => openMigrated({ url, limits: this.#limits, observer });
    this.#timeoutMilliseconds = timeoutMilliseconds;
    this.#delivery = { log, observer };
  }

  /**
   * Reads a plain or gzip file no faster than the database accepts it.
   *
   * @throws DatabaseError if the database fails; loading the file again continues where it stopped
   */
  async loadFile(path: string): Promise<LoadedFile> {
    const loaded: LoadedFile = {
      ...{ path, inserted: 0, duplicate: 0, refused: 0, malformed: 0 },
      ...{ firstMalformed: undefined, failure: undefined },
    };
    const batches: Record<Track, MarketRecord[]> = { a: [], b: [] };
    const send = async (track: Track) => {
      const records = batches[track];
      batches[track] = [];
      const { inserted, duplicate, refused } = await this.#deliver(
        new Delivery(track, records, this.#delivery),
      );
      loaded.inserted += inserted;
      loaded.duplicate += duplicate;
      loaded.refused += refused;
    };
    let number = 0;
    for await (const lines of this.#linesOf(loaded)) {
      for (const line of lines) {
        number += 1;
        if (line?.trim() === '') continue;
        const record = line === undefined ? undefined : recordOf(line);
        if (record === undefined) {
          loaded.malformed += 1;
          loaded.firstMalformed ??= number;
          continue;
        }
        batches[record.track].push(record);
        if (batches[record.track].length >= this.#limits.batchRows) await send(record.track);
      }
    }
    for (const track of ['a', 'b'] as const) {
      if (batches[track].length > 0) await send(track);
    }
    return loaded;
  }

  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
  }

  /** Ends where the file becomes unreadable, and records why. */
  async *#linesOf(loaded: LoadedFile): ReturnType<typeof linesOf> {
    const lines = linesOf(loaded.path);
    try {
      while (true) {
        const next = await lines.next().catch((error: unknown) => {
          loaded.failure = codeOf(error) || 'unreadable';
        });
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } finally {
      // A caller that stops early must leave no file open.
      await lines.return(undefined);
    }
  }

  async #deliver(delivery: Delivery): Promise<Delivery['tally']> {
    const begin = systemClock.monotonic();
    for (let failures = 1; ; failures += 1) {
      try {
        this.#session ??= await this.#open();
        return await delivery.proceed(this.#session);
      } catch (error) {
        const reason: DatabaseError = classified(error);
        this.#session?.destroy(reason);
        this.#session = undefined;
        const isOver = systemClock.monotonic() - begin >= this.#timeoutMilliseconds;
        if (reason.reaction !== 'retry' || isOver) throw reason;
        if (failures === 1)
          this.#delivery.log.warn('the database is unavailable; waiting', { error: reason });
        await systemClock.sleep(pauseAfter(failures, this.#limits));
      }
    }
  }
}
