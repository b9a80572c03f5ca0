/** The source of simulated time. Instants are milliseconds since 1970. */
export interface ClockOptions {
  /** The simulated instant at which the simulator starts; by default the value of `now`. */
  readonly startsAt?: number | undefined;
  /**
   * Simulated seconds per second of `now`. 1 by default; with 0 time stands still until `advance` is called.
   */
  readonly speed?: number | undefined;
  /** The source: `Date.now`, or a clock that a test moves. */
  readonly now?: (() => number) | undefined;
}

/**
 * Simulated time: it starts anywhere, runs at any speed and can be advanced. It never goes back, even if its
 * source does, because the market that follows it cannot.
 */
export class SimulatedClock {
  readonly #source: () => number;
  #speed: number;
  #sourceAnchor: number;
  #simulatedAnchor: number;
  #isHeld = false;

  constructor({ startsAt, speed = 1, now = Date.now }: ClockOptions = {}) {
    this.#source = now;
    this.#speed = checkedSpeed(speed);
    this.#sourceAnchor = now();
    this.#simulatedAnchor = startsAt ?? this.#sourceAnchor;
  }

  now(): number {
    if (this.#isHeld) return this.#simulatedAnchor;
    const elapsed = this.#source() - this.#sourceAnchor;
    return this.#simulatedAnchor + Math.max(0, elapsed) * this.#speed;
  }

  get speed(): number {
    return this.#speed;
  }

  setSpeed(speed: number): void {
    const wanted = checkedSpeed(speed);
    this.#anchor();
    this.#speed = wanted;
  }

  /** Advances simulated time at once. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`time cannot be advanced by ${milliseconds} ms`);
    this.#anchor();
    this.#simulatedAnchor += milliseconds;
  }

  /** Stops time until `release`: the market is behind, and everything else must wait for it. */
  hold(): void {
    if (this.#isHeld) return;
    this.#anchor();
    this.#isHeld = true;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#sourceAnchor = this.#source();
  }

  #anchor(): void {
    this.#simulatedAnchor = this.now();
    this.#sourceAnchor = this.#source();
  }
}

function checkedSpeed(speed: number): number {
  if (!Number.isFinite(speed) || speed < 0) throw new RangeError(`${speed} is not a speed of time`);
  return speed;
}
