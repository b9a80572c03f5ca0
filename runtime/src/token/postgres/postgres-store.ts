import { systemClock } from '../../clock.ts';
import { originOf } from '../../server-url.ts';
import type { Backend, Holder, Stored, StoredAttempt } from '../shared/backend.ts';
import { SharedStore, type SharedStoreOptions } from '../shared/shared-store.ts';
import type { StoreDescription } from '../store.ts';
import { Database } from './database.ts';
import { STATEMENTS, TABLE } from './statements.ts';

const TIMEOUT = 5_000;

export interface PostgresStoreOptions extends SharedStoreOptions {
  /** `postgres://` or `postgresql://`. */
  readonly url: string;
  /** For connecting and a statement together. */
  readonly timeoutMilliseconds?: number;
}

/** Stores tokens in PostgreSQL 11 or newer, one row per account in a table that is created if missing. Works behind pgbouncer. */
export class PostgresStore extends SharedStore {
  constructor(options: PostgresStoreOptions) {
    super(options, (key) => new PostgresBackend(options, key));
  }
}

class PostgresBackend implements Backend {
  readonly #database: Database;
  readonly #description: StoreDescription;
  readonly #key: string;

  constructor(options: PostgresStoreOptions, key: string) {
    const { url, clock = systemClock, timeoutMilliseconds = TIMEOUT } = options;
    const place = originOf(url);
    this.#key = key;
    this.#database = new Database({ url, place, clock, timeoutMilliseconds, create: STATEMENTS.create });
    this.#description = { kind: 'postgres', place: `${place} ${TABLE} ${key}` };
  }

  async read(): Promise<Stored | undefined> {
    const row = await this.#row(STATEMENTS.read);
    if (row === undefined || !Buffer.isBuffer(row.token)) return undefined;
    return { generation: Number(row.token_generation), sealed: row.token };
  }

  async lastAttempt(): Promise<StoredAttempt | undefined> {
    const row = await this.#row(STATEMENTS.lastAttempt);
    if (row === undefined) return undefined;
    return {
      text: String(row.attempt),
      at: Math.round(Number(row.at)),
      pause: Math.round(Number(row.pause)),
      left: Number(row.left_over),
    };
  }

  async acquire(nonce: string, ttl: number): Promise<number | undefined> {
    const row = await this.#row(STATEMENTS.acquire, nonce, ttl);
    return row === undefined ? undefined : Number(row.generation);
  }

  commit(holder: Holder, sealed: Buffer, { expiresAt }: { expiresAt: number }): Promise<boolean> {
    return this.#changes(STATEMENTS.commit, holder, sealed, expiresAt);
  }

  record(holder: Holder, text: string, pause: number): Promise<boolean> {
    return this.#changes(STATEMENTS.record, holder, text, pause);
  }

  async extend(holder: Holder, ttl: number): Promise<void> {
    await this.#changes(STATEMENTS.extend, holder, ttl);
  }

  async release(holder: Holder): Promise<void> {
    await this.#changes(STATEMENTS.release, holder);
  }

  async clear(): Promise<void> {
    await this.#database.query(STATEMENTS.clear, [this.#key]);
  }

  describe(): StoreDescription {
    return this.#description;
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #row(text: string, ...values: readonly unknown[]): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.#database.query(text, [this.#key, ...values]);
    return rows[0];
  }

  /** Returns whether the row still belonged to this holder. */
  async #changes(text: string, holder: Holder, ...values: readonly unknown[]): Promise<boolean> {
    const { generation, nonce } = holder;
    const { rowCount } = await this.#database.query(text, [this.#key, generation, nonce, ...values]);
    return rowCount === 1;
  }
}
