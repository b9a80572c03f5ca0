import { setTimeout as delay } from 'node:timers/promises';

/** Time and timers, replaceable so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970 by this machine's wall clock, which can jump. */
  now(): number;
  /** Milliseconds since an arbitrary instant. Never jumps, and may stop while the machine sleeps. */
  monotonic(): number;
  /** Rejects if the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Repeats until the returned function is called. Does not keep the process alive. */
  every(milliseconds: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref();
    return () => clearInterval(timer);
  },
};
