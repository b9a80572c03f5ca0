import type { Clock } from '../clock.ts';

interface Timer {
  readonly every: number;
  readonly work: () => void;
  next: number;
}

/** Time that passes only when somebody sleeps. A minute's wait takes no time in a test. */
export class TestClock implements Clock {
  #wall: number;
  readonly #pause: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();
  /** All sleeps so far, in milliseconds. */
  readonly slept: number[] = [];

  /**
   * @param pause real milliseconds per sleep: enough for a request to be answered before many sleepers let a
   *   lease expire. 0 if nothing else is running.
   */
  constructor(wall = Date.parse('2026-11-23T09:00:00+09:00'), pause = 3) {
    this.#wall = wall;
    this.#pause = pause;
  }

  readonly now = (): number => this.#wall;
  readonly monotonic = (): number => this.#monotonic;

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    const end = this.#monotonic + milliseconds;
    await new Promise((resolve) => {
      if (this.#pause === 0) setImmediate(resolve);
      else setTimeout(resolve, this.#pause);
    });
    // Concurrent sleepers share it.
    this.pass(Math.max(0, end - this.#monotonic));
    signal?.throwIfAborted();
  }

  every(milliseconds: number, work: () => void): () => void {
    const timer = { every: milliseconds, work, next: this.#monotonic + milliseconds };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#monotonic += milliseconds;
    for (const timer of this.#timers) {
      for (; timer.next <= this.#monotonic; timer.next += timer.every) timer.work();
    }
  }

  /** Sets the wall clock, as an administrator would. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }
}
