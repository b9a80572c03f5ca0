import type { Clock } from '../../clock.ts';

/** Lets one waiter sleep until somebody wakes it. Who wakes it while it does not sleep is not forgotten. */
export class Wakeup {
  #wake: (() => void) | undefined;
  #isCalled = false;

  call(): void {
    this.#isCalled = true;
    this.#wake?.();
  }

  /** Resolves after so many milliseconds, never where undefined, or when it is called, or where the signal is aborted. */
  async wait(clock: Clock, milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    if (!this.#isCalled && !signal.aborted) {
      const ending = new AbortController();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { signal: ending.signal });
        if (milliseconds !== undefined)
          clock.sleep(milliseconds, ending.signal).then(resolve, () => undefined);
      });
      ending.abort();
      this.#wake = undefined;
    }
    this.#isCalled = false;
  }
}
