import { describe, expect, it } from 'vitest';
import { tradingCalendar } from './calendar.ts';
import { MarketHours } from './market-hours.ts';

const hours = new MarketHours(tradingCalendar());
const at = (text: string) => Date.parse(`${text}+09:00`);

describe('the hours of the market', () => {
  it.each([
    ['in a session it is that one', '2026-11-25T10:00', '2026-11-25T09:00', '2026-11-25T15:30'],
    ['before it, too', '2026-11-25T03:00', '2026-11-25T09:00', '2026-11-25T15:30'],
    ['at the close it is the next one', '2026-11-25T15:30', '2026-11-26T09:00', '2026-11-26T15:30'],
    ['on Friday evening it is the one of Monday', '2026-11-27T16:00', '2026-11-30T09:00', '2026-11-30T15:30'],
    ['on the day of the exam it begins later', '2026-11-19T08:00', '2026-11-19T10:00', '2026-11-19T16:30'],
    ['the year ends a day early and begins late', '2026-12-30T16:00', '2027-01-04T10:00', '2027-01-04T15:30'],
  ])('%s', (_, now, opens, closes) => {
    expect(hours.sessionFrom(at(now))).toEqual({
      date: opens.slice(0, 10),
      opensAt: at(opens),
      closesAt: at(closes),
    });
  });

  it('are the same in any time zone of the process', () => {
    const former = process.env.TZ;
    try {
      for (const zone of ['UTC', 'Asia/Seoul', 'America/New_York']) {
        process.env.TZ = zone;
        expect(hours.isOpenAt(at('2026-11-25T09:00'))).toBe(true);
        expect(hours.isOpenAt(at('2026-11-25T08:59'))).toBe(false);
      }
    } finally {
      if (former === undefined) delete process.env.TZ;
      else process.env.TZ = former;
    }
  });
});
