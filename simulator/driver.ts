import type { SimulatedClock } from './clock.ts';
import type { Timeline } from './faults/timeline.ts';
import type { Market } from './market/market.ts';
import type { Hub } from './websocket/hub.ts';

export interface DriverOptions {
  readonly clock: SimulatedClock;
  readonly market: Market;
  readonly timeline: Timeline;
  readonly hub: Hub;
  /** Bytes that a client may leave untaken. */
  readonly maximumBufferedBytes: number;
  /** What happens to a client that leaves more: time waits for it, or it is cut off. */
  readonly whenClientIsSlow: 'wait' | 'cut';
  readonly onWait: () => void;
  readonly onCut: () => void;
}

/** Real milliseconds between two looks at the clock, and for which the market may keep the event loop. */
const INTERVAL = 10;
const LONGEST_TURN = 20;

/** Lets the market and the script of faults follow the clock, and the clock wait where they cannot. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isWaiting = false;
  #isClosed = false;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#turn(), 0);
  }

  /** Resolves when everything until the present simulated instant has happened. */
  async settled(): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#turn(), 0);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#resolveWaiting();
  }

  #turn(): void {
    const { clock } = this.#options;
    const isDone = this.#advanceTo(clock.now());
    if (isDone) {
      clock.release();
      this.#isWaiting = false;
      this.#resolveWaiting();
      this.#timer = setTimeout(() => this.#turn(), INTERVAL);
      return;
    }
    // Time stands until the market is where it should be: nobody sees an instant whose trades are still to come.
    clock.hold();
    if (this.#isWaiting) this.#timer = setTimeout(() => this.#turn(), 1);
    else this.#immediate = setImmediate(() => this.#turn());
  }

  #advanceTo(instant: number): boolean {
    const { market, timeline } = this.#options;
    const deadline = performance.now() + LONGEST_TURN;
    const isEnough = () => this.#isBlocked() || performance.now() > deadline;
    while (timeline.next <= instant) {
      if (!market.advanceTo(timeline.next, isEnough)) return false;
      timeline.advanceTo(timeline.next);
    }
    return market.advanceTo(instant, isEnough);
  }

  #isBlocked(): boolean {
    const { hub, maximumBufferedBytes, whenClientIsSlow, onWait, onCut } = this.#options;
    let isBlocked = false;
    for (const session of hub.sessions) {
      if (session.bufferedBytes <= maximumBufferedBytes) continue;
      if (whenClientIsSlow === 'wait') {
        isBlocked = true;
        continue;
      }
      onCut();
      session.cut();
    }
    if (isBlocked && !this.#isWaiting) onWait();
    this.#isWaiting = isBlocked;
    return isBlocked;
  }

  #resolveWaiting(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
