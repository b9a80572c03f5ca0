import type { Clock } from '../clock.ts';

/** Smaller differences come from `Date`, which is rounded to a second, and from the network. */
const NEGLIGIBLE = 5_000;

/**
 * The time of KIS, by which tokens expire: its last `Date` header plus the time elapsed since. The elapsed
 * time is the larger one of the wall clock and the monotonic clock, because the wall clock may be set back
 * and the monotonic clock may stop while a machine sleeps. Neither may make an expired token look valid.
 * Before the first response it is this machine's time.
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

  /** How far the clock of KIS was ahead of this machine's at the last response; 0 if negligible. */
  get skewMilliseconds(): number {
    return this.#skew;
  }

  /** Takes the `Date` header of a response. */
  observe(date: number): void {
    const wall = this.#clock.now();
    const difference = date - wall;
    this.#skew = Math.abs(difference) <= NEGLIGIBLE ? 0 : difference;
    this.#anchor = { server: wall + this.#skew, wall, monotonic: this.#clock.monotonic() };
  }
}
