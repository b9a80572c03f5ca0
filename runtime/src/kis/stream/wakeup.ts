import type { Clock } from '../../clock.ts';

/** Lets one waiter sleep until it is woken. A call while it is awake is remembered. */
export class Wakeup {
  #wake: (() => void) | undefined;
  #isCalled = false;

  call(): void {
    this.#isCalled = true;
    this.#wake?.();
  }

  /**
   * Resolves after this many milliseconds (never if undefined), when it is woken, or when the signal is
   * aborted.
   */
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
