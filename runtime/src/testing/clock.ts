import type { Clock } from '../clock.ts';

interface Timer {
  readonly every: number;
  readonly work: () => void;
  next: number;
}

/** Time that passes when somebody sleeps, and not else. What hangs for a minute takes no time in a test. */
export class TestClock implements Clock {
  #wall: number;
  readonly #pause: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();
  /** All sleeps so far, milliseconds. */
  readonly slept: number[] = [];

  /**
   * @param pause real milliseconds that a sleep takes: long enough for a request to be answered before many sleepers
   *   have let a lease grow old. Where nothing else goes on, 0.
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
    // Those who sleep at the same time share it.
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

  /** Sets the wall clock, as somebody would who finds it wrong. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }
}
