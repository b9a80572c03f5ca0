import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, QueryResult } from 'pg';
import type { Clock } from '../../clock.ts';
import { codeOf } from '../../files/error-code.ts';
import { TimeLimit } from '../shared/time-limit.ts';
import { unavailable } from '../unavailable.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** The address, safe to print. */
  readonly place: string;
  readonly clock: Clock;
  /** For connecting and a statement together. */
  readonly timeoutMilliseconds: number;
  /** Creates missing objects. */
  readonly create: string;
}

const UNDEFINED_TABLE = '42P01';

/** Serialization failure and deadlock: another transaction was first, and this statement was rolled back. */
const CONFLICTS = ['40001', '40P01'];

/** In each conflict one transaction succeeds, so conflicts end. */
const ATTEMPTS = 10;

/** Connections per cache: one for queries, one for the heartbeat of a lease. */
const CONNECTIONS = 2;

/** Runs statements on connections that are opened on demand, and reopened after an outage. */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #timeLimit: TimeLimit;
  #pool: Promise<Pool> | undefined;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    this.#timeLimit = new TimeLimit(options.clock, options.timeoutMilliseconds, options.place);
  }

  /** @throws StoreError `store/unavailable` */
  async query(text: string, values: readonly unknown[]): Promise<QueryResult> {
    try {
      return await this.#timeLimit.bound(async () => {
        this.#pool ??= this.#open();
        const pool = await this.#pool;
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await pool.query(text, [...values]);
          } catch (error) {
            if (attempt === ATTEMPTS || !(await this.#isMended(pool, codeOf(error)))) throw error;
          }
        }
      });
    } catch (error) {
      throw unavailable(`${this.#options.place} cannot be used`, error);
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool)?.end();
  }

  /** Whether the same statement may succeed now. */
  async #isMended(pool: Pool, code: string): Promise<boolean> {
    if (code === UNDEFINED_TABLE) await pool.query(this.#options.create);
    else if (CONFLICTS.includes(code)) await delay(Math.random() * 10);
    else return false;
    return true;
  }

  async #open(): Promise<Pool> {
    const { url, timeoutMilliseconds } = this.#options;
    // Loaded here so that only those who use this store load it.
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      connectionString: url,
      application_name: 'kis-observer',
      max: CONNECTIONS,
      connectionTimeoutMillis: timeoutMilliseconds,
      // Set in the client, because pgbouncer rejects it as a session parameter. It ends a statement that
      // nobody waits for any more, so that its connection is not reused.
      query_timeout: 2 * timeoutMilliseconds,
      idleTimeoutMillis: 30_000,
      // An idle cache must not keep the process alive.
      allowExitOnIdle: true,
      keepAlive: true,
    });
    // An idle connection that breaks leaves the pool. Without a listener, the event would end the process.
    pool.on('error', () => undefined);
    return pool;
  }
}
