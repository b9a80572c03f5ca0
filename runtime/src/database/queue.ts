import type { MarketRecord, Track } from '../record.ts';

export interface Taken {
  readonly track: Track;
  readonly records: readonly MarketRecord[];
}

/** How many records were accepted, or settled, of each track. Within a track they are settled in order. */
export type Position = Readonly<Record<Track, number>>;

interface Lane {
  waiting: MarketRecord[];
  accepted: number;
  settled: number;
}

/** Records that wait or are being written, never more than the limit. Those of a track go together into its table. */
export class RecordQueue {
  readonly #limit: number;
  readonly #lanes: Readonly<Record<Track, Lane>> = {
    a: { waiting: [], accepted: 0, settled: 0 },
    b: { waiting: [], accepted: 0, settled: 0 },
  };
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Those that are being written included. */
  get size(): number {
    return this.#size;
  }

  get waiting(): number {
    return this.#lanes.a.waiting.length + this.#lanes.b.waiting.length;
  }

  /** False where it is full. */
  push(record: MarketRecord): boolean {
    if (this.#size >= this.#limit) return false;
    const lane = this.#lanes[record.track];
    lane.waiting.push(record);
    lane.accepted += 1;
    this.#size += 1;
    return true;
  }

  /** Whether so many of one track wait. */
  holds(count: number): boolean {
    return this.#lanes.a.waiting.length >= count || this.#lanes.b.waiting.length >= count;
  }

  /** At most so many of the track of which more wait. They count until they are settled. */
  take(count: number): Taken {
    const track = this.#lanes.a.waiting.length > this.#lanes.b.waiting.length ? 'a' : 'b';
    const lane = this.#lanes[track];
    const records = lane.waiting.slice(0, count);
    lane.waiting = lane.waiting.slice(count);
    return { track, records };
  }

  settle(track: Track, count: number): void {
    this.#lanes[track].settled += count;
    this.#size -= count;
  }

  /** How far the queue must be settled for all that it has accepted by now. */
  position(): Position {
    return { a: this.#lanes.a.accepted, b: this.#lanes.b.accepted };
  }

  hasSettled(position: Position): boolean {
    return this.#lanes.a.settled >= position.a && this.#lanes.b.settled >= position.b;
  }

  /** All that still wait, which are then no longer in it. */
  clear(): readonly MarketRecord[] {
    const rest = [...this.#lanes.a.waiting, ...this.#lanes.b.waiting];
    for (const track of ['a', 'b'] as const) {
      const count = this.#lanes[track].waiting.length;
      this.#lanes[track].waiting = [];
      this.settle(track, count);
    }
    return rest;
  }
}
