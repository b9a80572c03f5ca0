import type { SimulatedClock } from './clock.ts';
import type { Timeline } from './faults/timeline.ts';
import type { Market } from './market/market.ts';
import type { Hub } from './websocket/hub.ts';

export interface DriverOptions {
  readonly clock: SimulatedClock;
  readonly market: Market;
  readonly timeline: Timeline;
  readonly hub: Hub;
  /** How many unread bytes a client may have. */
  readonly maximumBufferedBytes: number;
  /** What happens to a client with more: time waits for it, or it is disconnected. */
  readonly whenClientIsSlow: 'wait' | 'cut';
  readonly onWait: () => void;
  readonly onCut: () => void;
}

/** Real milliseconds between two ticks, and for which the market may occupy the event loop. */
const INTERVAL = 10;
const LONGEST_TURN = 20;

/** Makes the market and the scripted faults follow the clock, and makes the clock wait if they cannot. */
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

  /** Resolves when everything up to the current simulated instant has happened. */
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
    // Time stands still until the market has caught up: nobody sees an instant whose trades are yet to come.
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
