import type { MarketRecord, Track } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import { classified } from './classify.ts';
import { isFaithful, parametersOf } from './encode.ts';
import type { DatabaseObserver } from './metrics.ts';
import type { Session } from './session.ts';
import { type Row, rowOf, TABLES, type Table } from './tables.ts';

/** The results for the rows of a batch. */
export interface Tally {
  inserted: number;
  duplicate: number;
  refused: number;
}

/** Maximum number of symbols in a log line. */
const NAMED_SYMBOLS = 20;

/** What a delivery needs from its sender. */
export interface DeliveryOptions {
  readonly log: Log;
  readonly observer: Pick<DatabaseObserver, 'rows'>;
}

/** A batch on its way to its table. Accepted rows are not sent again; rejected rows are found and dropped. */
export class Delivery {
  readonly tally: Tally = { inserted: 0, duplicate: 0, refused: 0 };
  readonly #table: Table;
  readonly #options: DeliveryOptions;
  readonly #refused = new Map<string, number>();
  readonly #reasons = new Set<string>();
  /** Each is sent in one statement; the next one is at the end. */
  readonly #pieces: (readonly Row[])[];

  constructor(track: Track, records: readonly MarketRecord[], options: DeliveryOptions) {
    this.#table = TABLES[track];
    this.#options = options;
    const rows = records.map(rowOf);
    const faithful = rows.filter((row) => isFaithful(this.#table, row));
    this.#pieces = faithful.length > 0 ? [faithful] : [];
    if (faithful.length === rows.length) return;
    for (const row of rows) {
      if (!isFaithful(this.#table, row)) this.#refuse(row, 'it would be stored as something else');
    }
  }

  /** Number of rows without a result. */
  get remaining(): number {
    return this.#pieces.reduce((sum, rows) => sum + rows.length, 0);
  }

  /**
   * Sends the rows without a result. After a failure it continues where it stopped, with another session.
   *
   * @throws DatabaseError unless only rows were rejected
   */
  async proceed(session: Session): Promise<Tally> {
    for (let rows = this.#pieces.at(-1); rows !== undefined; rows = this.#pieces.at(-1)) {
      const halves = await this.#send(session, rows);
      this.#pieces.pop();
      this.#pieces.push(...halves);
    }
    this.#report();
    return this.tally;
  }

  /** Returns the halves still to send, if one of several rows was rejected. */
  async #send(session: Session, rows: readonly Row[]): Promise<readonly (readonly Row[])[]> {
    try {
      const { rowCount } = await session.query('insert', {
        text: this.#table.insert,
        values: parametersOf(this.#table, rows),
        rows: rows.length,
        table: this.#table.name,
      });
      this.#count('inserted', rowCount);
      // This includes rows whose confirmation was lost with the connection.
      this.#count('duplicate', rows.length - rowCount);
      return [];
    } catch (error) {
      const reason = classified(error);
      if (reason.reaction !== 'split') throw reason;
      const [row] = rows;
      if (row !== undefined && rows.length === 1) {
        this.#refuse(row, reason.message);
        return [];
      }
      const middle = Math.ceil(rows.length / 2);
      return [rows.slice(middle), rows.slice(0, middle)];
    }
  }

  #refuse({ symbol }: Row, reason: string): void {
    this.#count('refused', 1);
    // JSON-encoded, because it may be any text.
    const name = symbol.slice(0, 32);
    this.#refused.set(name, (this.#refused.get(name) ?? 0) + 1);
    this.#reasons.add(reason);
  }

  #count(result: keyof Tally, count: number): void {
    this.tally[result] += count;
    if (count > 0) this.#options.observer.rows(result, count);
  }

  #report(): void {
    if (this.#refused.size === 0) return;
    this.#options.log.warn('the database rejected rows', {
      table: this.#table.name,
      rows: this.tally.refused,
      symbols: Object.fromEntries([...this.#refused].slice(0, NAMED_SYMBOLS)),
      reasons: [...this.#reasons],
    });
    this.#refused.clear();
  }
}
