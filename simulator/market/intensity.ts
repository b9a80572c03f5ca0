import type { Random } from '../random.ts';
import type { Phase } from './phases.ts';

/** Bursts are 5.5 times as high and last on average 2.5 of 32.5 seconds. The rest is reduced accordingly. */
const MEAN_WITH_BURSTS = 1 + (2.5 / 32.5) * 4.5;

/**
 * How much busier than average the market is: after the opening, before the close, and in bursts. Without it
 * nothing downstream would ever see more than the average.
 */
export class Intensity {
  readonly #random: Random;
  readonly #isSteady: boolean;
  #burstUntil = 0;
  #burst = 1;

  constructor(random: Random, isSteady: boolean) {
    this.#random = random;
    this.#isSteady = isSteady;
  }

  get isBurst(): boolean {
    return this.#burst > 1;
  }

  /** For the step that begins at `instant`. Always draws the same number of random numbers. */
  at(instant: number, { from, until }: Phase): number {
    const begins = this.#random.fraction();
    const seconds = 1 + 3 * this.#random.fraction();
    const height = 3 + 5 * this.#random.fraction();
    if (this.#isSteady) return 1;
    if (instant >= this.#burstUntil) {
      this.#burst = 1;
      // About once in half a minute, at ten steps a second.
      if (begins < 1 / 300) {
        this.#burst = height;
        this.#burstUntil = instant + seconds * 1000;
      }
    }
    const progress = (instant - from) / (until - from);
    // A parabola with mean 1: 1.8 at both ends, 0.6 in the middle.
    const smile = 0.6 + 1.2 * (2 * progress - 1) ** 2;
    return (smile * this.#burst) / MEAN_WITH_BURSTS;
  }
}
