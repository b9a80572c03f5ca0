import { systemClock } from '../../clock.ts';
import { originOf } from '../../server-url.ts';
import type { Backend, Holder, Stored, StoredAttempt } from '../shared/backend.ts';
import { SharedStore, type SharedStoreOptions } from '../shared/shared-store.ts';
import type { StoreDescription } from '../store.ts';
import { Database } from './database.ts';
import { type Statements, statements } from './statements.ts';

const TIMEOUT = 5_000;

export interface PostgresStoreOptions extends SharedStoreOptions {
  /** `postgres://` or `postgresql://`. */
  readonly url: string;
  /** With or without a schema; `kis_tokens` by default. Created if missing. */
  readonly table?: string;
  /** For connecting and a statement together. */
  readonly timeoutMilliseconds?: number;
}

/** Stores tokens in PostgreSQL 11 or newer, one row per account. Works behind pgbouncer. */
export class PostgresStore extends SharedStore {
  constructor(options: PostgresStoreOptions) {
    super(options, (key) => new PostgresBackend(options, key));
  }
}

class PostgresBackend implements Backend {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #description: StoreDescription;
  readonly #key: string;

  constructor(options: PostgresStoreOptions, key: string) {
    const { url, table = 'kis_tokens', clock = systemClock, timeoutMilliseconds = TIMEOUT } = options;
    const place = originOf(url);
    this.#key = key;
    this.#statements = statements(table);
    const { create } = this.#statements;
    this.#database = new Database({ url, place, clock, timeoutMilliseconds, create });
    this.#description = { kind: 'postgres', place: `${place} ${table} ${key}` };
  }

  async read(): Promise<Stored | undefined> {
    const row = await this.#row(this.#statements.read);
    if (row === undefined || !Buffer.isBuffer(row.token)) return undefined;
    return { generation: Number(row.token_generation), sealed: row.token };
  }

  async lastAttempt(): Promise<StoredAttempt | undefined> {
    const row = await this.#row(this.#statements.lastAttempt);
    if (row === undefined) return undefined;
    return {
      text: String(row.attempt),
      at: Math.round(Number(row.at)),
      pause: Math.round(Number(row.pause)),
      left: Number(row.left_over),
    };
  }

  async acquire(nonce: string, ttl: number): Promise<number | undefined> {
    const row = await this.#row(this.#statements.acquire, nonce, ttl);
    return row === undefined ? undefined : Number(row.generation);
  }

  commit(holder: Holder, sealed: Buffer, { expiresAt }: { expiresAt: number }): Promise<boolean> {
    return this.#changes(this.#statements.commit, holder, sealed, expiresAt);
  }

  record(holder: Holder, text: string, pause: number): Promise<boolean> {
    return this.#changes(this.#statements.record, holder, text, pause);
  }

  async extend(holder: Holder, ttl: number): Promise<void> {
    await this.#changes(this.#statements.extend, holder, ttl);
  }

  async release(holder: Holder): Promise<void> {
    await this.#changes(this.#statements.release, holder);
  }

  async clear(): Promise<void> {
    await this.#database.query(this.#statements.clear, [this.#key]);
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
