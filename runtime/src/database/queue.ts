import type { MarketRecord, Track } from '../record.ts';

export interface Taken {
  readonly track: Track;
  readonly records: readonly MarketRecord[];
}

/** How many records of each track were accepted, or have a result. Within a track, results come in order. */
export type Position = Readonly<Record<Track, number>>;

interface Lane {
  waiting: MarketRecord[];
  accepted: number;
  settled: number;
}

/**
 * Records that are queued or being written, never more than the limit. The records of a track go to its table
 * together.
 */
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

  /** Including those being written. */
  get size(): number {
    return this.#size;
  }

  get waiting(): number {
    return this.#lanes.a.waiting.length + this.#lanes.b.waiting.length;
  }

  /** Returns false if it is full. */
  push(record: MarketRecord): boolean {
    if (this.#size >= this.#limit) return false;
    const lane = this.#lanes[record.track];
    lane.waiting.push(record);
    lane.accepted += 1;
    this.#size += 1;
    return true;
  }

  /** Whether at least this many records of one track are queued. */
  holds(count: number): boolean {
    return this.#lanes.a.waiting.length >= count || this.#lanes.b.waiting.length >= count;
  }

  /** Takes up to this many records of the longer track. They count until they have a result. */
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

  /** The position at which everything accepted so far has a result. */
  position(): Position {
    return { a: this.#lanes.a.accepted, b: this.#lanes.b.accepted };
  }

  hasSettled(position: Position): boolean {
    return this.#lanes.a.settled >= position.a && this.#lanes.b.settled >= position.b;
  }

  /** Removes and returns everything still queued. */
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
