import { setTimeout as delay } from 'node:timers/promises';

/** Time and timers, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970, as this machine believes. It can jump. */
  now(): number;
  /** Milliseconds since any instant. It never jumps, and may stand while the machine sleeps. */
  monotonic(): number;
  /** Rejects where the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Repeats until the returned function is called. It does not keep the process alive. */
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
