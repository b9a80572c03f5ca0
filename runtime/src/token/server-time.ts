import type { Clock } from '../clock.ts';

/** Differences up to this are the second that `Date` is rounded to, and the way of the answer. */
const NEGLIGIBLE = 5_000;

/**
 * The time of KIS, by which tokens expire: as its last answer told, plus what has passed since. Of the wall clock and
 * the monotonic one the later counts: the former may be set back, the latter may stand while a machine sleeps, and
 * neither must make an expired token look valid. Before the first answer it is the time of this machine.
 */
export class ServerTime {
  readonly #clock: Clock;
  #anchor: { readonly server: number; readonly wall: number; readonly monotonic: number } | undefined;
  #skew = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    const wall = this.#clock.now();
    if (this.#anchor === undefined) return Math.floor(wall);
    const passed = Math.max(wall - this.#anchor.wall, this.#clock.monotonic() - this.#anchor.monotonic);
    return Math.floor(this.#anchor.server + passed);
  }

  /** How far the clock of KIS was ahead of this machine's when it last told the time; 0 where that is negligible. */
  get skewMilliseconds(): number {
    return this.#skew;
  }

  /** Takes the header `Date` of an answer. */
  observe(date: number): void {
    const wall = this.#clock.now();
    const difference = date - wall;
    this.#skew = Math.abs(difference) <= NEGLIGIBLE ? 0 : difference;
    this.#anchor = { server: wall + this.#skew, wall, monotonic: this.#clock.monotonic() };
  }
}
