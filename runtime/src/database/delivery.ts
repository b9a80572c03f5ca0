import type { MarketRecord, Track } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import { classified } from './classify.ts';
import type { DatabaseObserver } from './database-observer.ts';
import { isFaithful, parametersOf } from './encode.ts';
import type { Session } from './session.ts';
import { type Row, rowOf, TABLES, type Table } from './tables.ts';

/** What became of the rows of a batch. */
export interface Tally {
  inserted: number;
  duplicate: number;
  refused: number;
}

/** A line of the log names so many symbols. */
const NAMED_SYMBOLS = 20;

/** What a batch needs of whoever sends it. */
export interface DeliveryOptions {
  readonly log: Log;
  readonly observer: Pick<DatabaseObserver, 'rows'>;
}

/** A batch on its way into its table. What the server took is not sent again, what it refuses is found and left. */
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

  /** Rows that are not settled. */
  get remaining(): number {
    return this.#pieces.reduce((sum, rows) => sum + rows.length, 0);
  }

  /**
   * Sends what is not settled. After a failure it goes on where it stopped, with another session.
   *
   * @throws DatabaseError that is no refusal of a row
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

  /** The halves that are left to be sent, where one of several rows was refused. */
  async #send(session: Session, rows: readonly Row[]): Promise<readonly (readonly Row[])[]> {
    try {
      const { rowCount } = await session.query('insert', {
        text: this.#table.insert,
        values: parametersOf(this.#table, rows),
        rows: rows.length,
        table: this.#table.name,
      });
      this.#count('inserted', rowCount);
      // Those of which the confirmation was lost with the connection are among them.
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
    // As JSON shows it: it may be anything.
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
    this.#options.log.warn('rows that the database cannot hold were left out', {
      table: this.#table.name,
      rows: this.tally.refused,
      symbols: Object.fromEntries([...this.#refused].slice(0, NAMED_SYMBOLS)),
      reasons: [...this.#reasons],
    });
    this.#refused.clear();
  }
}
