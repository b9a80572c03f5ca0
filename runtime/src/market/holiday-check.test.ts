import { tradingCalendar } from 'krx-calendar';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { checkHolidays } from './holiday-check.ts';

const HOUR = 3_600_000;

/** Requests and results within some hours from an instant. */
async function checked(from: string, hours: number, answer: (date: string, attempt: number) => boolean) {
  const clock = new TestClock(Date.parse(`${from}+09:00`), 0);
  const end = clock.now() + hours * HOUR;
  const stop = new AbortController();
  const asked: string[] = [];
  const results: boolean[] = [];
  const errors: string[] = [];
  await checkHolidays({
    client: {
      checkHoliday: async (date) => {
        asked.push(date);
        const today = { date, isOpen: answer(date, asked.length) };
        return { ...today, days: [today, { date: '2026-12-25', isOpen: false }] };
      },
    },
    calendar: tradingCalendar(),
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      every: (milliseconds, work) => clock.every(milliseconds, work),
      sleep: async (milliseconds, signal) => {
        await clock.sleep(milliseconds, signal);
        if (clock.now() >= end) stop.abort();
      },
    },
    log: { ...silentLog, error: (message) => errors.push(message) },
    onResult: (differs) => results.push(differs),
    signal: stop.signal,
  });
  return { asked, results, errors };
}

describe('the daily check whether the exchange opens', () => {
  it('runs once a day, and accepts a matching calendar', async () => {
    const { asked, results, errors } = await checked('2026-11-27T08:00', 50, (date) => date === '2026-11-27');
    expect(asked).toEqual(['2026-11-27', '2026-11-28', '2026-11-29']);
    expect(results).toEqual([false, false, false]);
    expect(errors).toEqual([]);
  });

  it('reports a temporary holiday that nobody has configured', async () => {
    const { results, errors } = await checked('2026-11-26T08:00', 1, () => false);
    expect(results).toEqual([true]);
    expect(errors[0]).toContain('KIS and the trading calendar differ');
  });

  it('runs again after an hour if it failed', async () => {
    const { asked, results } = await checked('2026-11-26T08:00', 4, (_, attempt) => {
      if (attempt < 3) throw new Error('KIS is down');
      return true;
    });
    expect(asked).toHaveLength(3);
    expect(results).toEqual([false]);
  });
});
