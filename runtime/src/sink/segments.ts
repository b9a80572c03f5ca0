import type { Clock } from '../clock.ts';
import type { MarketRecord, Track } from '../record.ts';
import { type Period, periodAt, TRACKS } from './names.ts';
import { Segment, type SegmentOptions } from './segment.ts';

/** Decides which segment a record belongs to, and when a segment stops accepting records. */
export class Segments {
  readonly #clock: Clock;
  readonly #options: SegmentOptions;
  /** Those that accept records, by track and the start of their period. */
  readonly #open: Readonly<Record<Track, Map<number, Segment>>> = { a: new Map(), b: new Map() };
  /** All that are not completed. */
  readonly #all = new Set<Segment>();

  constructor(clock: Clock, options: SegmentOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get all(): readonly Segment[] {
    return [...this.#all];
  }

  /** @throws SinkError `sink/invalid-record` */
  of({ track, at }: MarketRecord): Segment {
    const { periodMilliseconds } = this.#options.limits;
    const start = Math.floor(at / periodMilliseconds) * periodMilliseconds;
    return this.#open[track].get(start) ?? this.#begin(periodAt(track, at, periodMilliseconds));
  }

  /**
   * Whether it may be written: a second segment of a period waits until the first one is completed, or it
   * could take the earlier number.
   */
  hasTurn(segment: Segment): boolean {
    for (const other of this.#all) {
      const { track, start } = other.period;
      if (track === segment.period.track && start === segment.period.start) return other === segment;
    }
    return false;
  }

  /** Seals the segments whose time is over, or all of them with `isEnd`. */
  seal(isEnd: boolean): void {
    const now = this.#clock.monotonic();
    for (const track of TRACKS) {
      for (const segment of this.#open[track].values()) {
        if (isEnd || now >= segment.closesAt) this.#seal(segment);
      }
    }
  }

  remove(segment: Segment): void {
    this.#all.delete(segment);
  }

  #begin(period: Period): Segment {
    const now = this.#clock.monotonic();
    const segment = new Segment(period, now + this.#opensFor(period), now, this.#options);
    const open = this.#open[period.track];
    open.set(period.start, segment);
    this.#all.add(segment);
    if (open.size > this.#options.limits.openSegments) {
      const [oldest] = open.values();
      if (oldest !== undefined) this.#seal(oldest);
    }
    return segment;
  }

  /**
   * How long a segment stays open: until shortly after its period, by the current wall clock. A late record
   * opens its segment for a whole period, so that several share one file. A record from the future, when the
   * clock is behind, opens it for no longer than that.
   */
  #opensFor({ end }: Period): number {
    const { periodMilliseconds, graceMilliseconds } = this.#options.limits;
    const left = end + graceMilliseconds - this.#clock.now();
    return left < graceMilliseconds
      ? periodMilliseconds
      : Math.min(left, periodMilliseconds + graceMilliseconds);
  }

  #seal(segment: Segment): void {
    segment.seal();
    this.#open[segment.period.track].delete(segment.period.start);
  }
}
