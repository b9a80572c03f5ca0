import { MarketHours, tradingCalendar } from 'krx-calendar';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../testing/clock.ts';
import { inEveryWindow, untilInstant } from './windows.ts';

const hours = new MarketHours(tradingCalendar());
const at = (text: string) => Date.parse(`${text}+09:00`);
const MINUTE = 60_000;

/** The windows from an instant on, until there are this many. */
async function windows(
  from: string,
  count: number,
  work?: (clock: TestClock, signal: AbortSignal) => Promise<void>,
) {
  const clock = new TestClock(at(from), 0);
  const stop = new AbortController();
  const seen: { date: string; begins: number; ends: number }[] = [];
  await inEveryWindow({
    hours,
    clock,
    before: 10 * MINUTE,
    after: 5 * MINUTE,
    signal: stop.signal,
    work: async ({ session, signal }) => {
      const begins = clock.now();
      if (work === undefined) await untilInstant(clock, session.closesAt + 60 * MINUTE, signal);
      else await work(clock, signal);
      seen.push({ date: session.date, begins, ends: clock.now() });
      if (seen.length === count) stop.abort();
    },
  });
  return seen;
}

describe('work around sessions', () => {
  it('begins before the opening, ends after the close, and repeats on the next trading day', async () => {
    expect(await windows('2026-11-27T15:00', 2)).toEqual([
      { date: '2026-11-27', begins: at('2026-11-27T15:00'), ends: at('2026-11-27T15:35') },
      { date: '2026-11-30', begins: at('2026-11-30T08:50'), ends: at('2026-11-30T15:35') },
    ]);
  });

  it('runs once per session, even if it finishes early', async () => {
    const seen = await windows('2026-11-25T10:00', 2, async () => undefined);
    expect(seen.map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-26']);
    expect(seen[1]?.begins).toBe(at('2026-11-26T08:50'));
  });

  it('ends on time although the clock was set forward in the meantime', async () => {
    const [seen] = await windows('2026-11-25T10:00', 1, async (clock, signal) => {
      clock.jump(2 * 60 * MINUTE);
      while (!signal.aborted) await clock.sleep(MINUTE);
    });
    expect(seen?.ends).toBeGreaterThanOrEqual(at('2026-11-25T15:35'));
    expect(seen?.ends).toBeLessThanOrEqual(at('2026-11-25T15:37'));
  });

  it('runs for the rest of a session that a clock far ahead had ended early', async () => {
    let runs = 0;
    const seen = await windows('2026-11-25T10:00', 2, async (clock, signal) => {
      runs += 1;
      if (runs === 1) clock.jump(8 * 60 * MINUTE);
      while (!signal.aborted) await clock.sleep(MINUTE);
      // Once the window is over.
      if (runs === 1) setImmediate(() => clock.jump(-8 * 60 * MINUTE));
    });
    expect(seen.map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-25']);
    expect(seen[1]?.begins).toBeLessThan(at('2026-11-25T10:10'));
    expect(seen[1]?.ends).toBeGreaterThanOrEqual(at('2026-11-25T15:35'));
    expect(seen[1]?.ends).toBeLessThan(at('2026-11-25T15:38'));
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    stop.abort();
    const clock = new TestClock(at('2026-11-25T10:00'));
    let runs = 0;
    const work = async () => {
      runs += 1;
    };
    await inEveryWindow({ hours, clock, before: 0, after: 0, signal: stop.signal, work });
    expect(runs).toBe(0);
  });
});
