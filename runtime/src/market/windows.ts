import type { MarketHours, TradingHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';

export interface Window {
  readonly session: TradingHours;
  /** Aborted when the window is over, or all windows are. */
  readonly signal: AbortSignal;
}

export interface WindowOptions {
  readonly hours: MarketHours;
  readonly clock: Clock;
  /** Milliseconds before the opening at which a window begins. */
  readonly before: number;
  /** Milliseconds after the close at which it ends. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** Done once in each window, and again where the clock was set back since. What it throws ends everything. */
  readonly work: (window: Window) => Promise<void>;
}

/** Nobody sleeps longer than that at once: a clock that is set meanwhile moves the opening. Milliseconds. */
const NAP = 30_000;

/** What clocks are set back by when they are merely kept in step is less. Milliseconds. */
const SET_BACK = 60_000;

/** Does the work around every session of the exchange, until the signal is aborted. */
export async function inEveryWindow(options: WindowOptions): Promise<void> {
  const { clock, hours, before, after, signal, work } = options;
  let done: { readonly opensAt: number; readonly at: number } | undefined;
  while (!signal.aborted) {
    const now = clock.now();
    // A clock that was ahead and is right again has the rest of the session still before it.
    if (done !== undefined && now < done.at - SET_BACK) done = undefined;
    const session = hours.sessionFrom(now - after);
    const isDone = session === undefined || session.opensAt === done?.opensAt;
    if (isDone || session.opensAt - before > now) {
      // After the work of a window, the next one is found when its own time is over.
      const opening = isDone ? NAP : session.opensAt - before - now;
      await nap(clock, Math.min(Math.max(opening, 1), NAP), signal);
      continue;
    }
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    const timer = untilInstant(clock, session.closesAt + after, ending.signal).then(end);
    try {
      await work({ session, signal: ending.signal });
    } finally {
      end();
      signal.removeEventListener('abort', end);
      await timer;
    }
    done = { opensAt: session.opensAt, at: clock.now() };
  }
}

/** Resolves at the instant, by a clock that may be set meanwhile, or when the signal is aborted. */
export async function untilInstant(clock: Clock, instant: number, signal: AbortSignal): Promise<void> {
  for (let left = instant - clock.now(); left > 0 && !signal.aborted; left = instant - clock.now()) {
    await nap(clock, Math.min(left, NAP), signal);
  }
}

async function nap(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds, signal).catch(() => undefined);
}
