import type { Clock } from '../clock.ts';
import type { MarketRecord, Track } from '../record.ts';
import { type Period, periodAt, TRACKS } from './names.ts';
import { Part, type PartOptions } from './part.ts';

/** Which part a record belongs to, and when a part takes no more. */
export class Parts {
  readonly #clock: Clock;
  readonly #options: PartOptions;
  /** Those that take records, by track and the start of their period. */
  readonly #open: Readonly<Record<Track, Map<number, Part>>> = { a: new Map(), b: new Map() };
  /** All that are not completed. */
  readonly #all = new Set<Part>();

  constructor(clock: Clock, options: PartOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get all(): readonly Part[] {
    return [...this.#all];
  }

  /** @throws SinkError `sink/invalid-record` */
  of({ track, at }: MarketRecord): Part {
    const { periodMilliseconds } = this.#options.limits;
    const start = Math.floor(at / periodMilliseconds) * periodMilliseconds;
    return this.#open[track].get(start) ?? this.#begin(periodAt(track, at, periodMilliseconds));
  }

  /**
   * Whether it has its turn: a second part of a period waits until the first one is completed, or it could take the
   * number before.
   */
  hasTurn(part: Part): boolean {
    for (const other of this.#all) {
      const { track, start } = other.period;
      if (track === part.period.track && start === part.period.start) return other === part;
    }
    return false;
  }

  /** Seals those whose time is over; `isEnd` seals all. */
  seal(isEnd: boolean): void {
    const now = this.#clock.monotonic();
    for (const track of TRACKS) {
      for (const part of this.#open[track].values()) {
        if (isEnd || now >= part.closesAt) this.#seal(part);
      }
    }
  }

  remove(part: Part): void {
    this.#all.delete(part);
  }

  #begin(period: Period): Part {
    const now = this.#clock.monotonic();
    const part = new Part(period, now + this.#opensFor(period), now, this.#options);
    const open = this.#open[period.track];
    open.set(period.start, part);
    this.#all.add(part);
    if (open.size > this.#options.limits.openParts) {
      const [oldest] = open.values();
      if (oldest !== undefined) this.#seal(oldest);
    }
    return part;
  }

  /**
   * Until a little after its period, by the wall clock as it is now. A late record opens its part for a whole period,
   * or each of several would make a file of its own; one from the future, because the clock is behind, for no longer.
   */
  #opensFor({ end }: Period): number {
    const { periodMilliseconds, graceMilliseconds } = this.#options.limits;
    const left = end + graceMilliseconds - this.#clock.now();
    return left < graceMilliseconds
      ? periodMilliseconds
      : Math.min(left, periodMilliseconds + graceMilliseconds);
  }

  #seal(part: Part): void {
    part.seal();
    this.#open[part.period.track].delete(part.period.start);
  }
}
