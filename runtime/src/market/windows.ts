import type { MarketHours, TradingHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';

export interface Window {
  readonly session: TradingHours;
  /** Aborted when this window is over, or all windows are. */
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
  /** Called once per window, and again if the clock was set back since. An error it throws ends everything. */
  readonly work: (window: Window) => Promise<void>;
}

/** Longest sleep, because a clock that is set in the meantime moves the opening. Milliseconds. */
const NAP = 30_000;

/** Clocks that are merely synchronized are set back by less than this. Milliseconds. */
const SET_BACK = 60_000;

/** Runs the work around every session of the exchange, until the signal is aborted. */
export async function inEveryWindow(options: WindowOptions): Promise<void> {
  const { clock, hours, before, after, signal, work } = options;
  let done: { readonly opensAt: number; readonly at: number } | undefined;
  while (!signal.aborted) {
    const now = clock.now();
    // A clock that was ahead and is right again still has the rest of the session before it.
    if (done !== undefined && now < done.at - SET_BACK) done = undefined;
    const session = hours.sessionFrom(now - after);
    const isDone = session === undefined || session.opensAt === done?.opensAt;
    if (isDone || session.opensAt - before > now) {
      // After a window's work, the next window is looked for once this one is over.
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

/** Resolves at the instant, even if the clock is set in the meantime, or when the signal is aborted. */
export async function untilInstant(clock: Clock, instant: number, signal: AbortSignal): Promise<void> {
  for (let left = instant - clock.now(); left > 0 && !signal.aborted; left = instant - clock.now()) {
    await nap(clock, Math.min(left, NAP), signal);
  }
}

async function nap(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds, signal).catch(() => undefined);
}
