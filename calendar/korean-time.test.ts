import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  clockDigits,
  koreanDateTime,
  koreanInstant,
  koreanTimestamp,
  parseKoreanDateTime,
} from './korean-time.ts';

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe.each(['UTC', 'Asia/Seoul', 'America/New_York'])('in the time zone %s', (name) => {
  it.each([
    ['2026-11-23 09:12:33', '2026-11-23T00:12:33Z'],
    ['2026-11-23 00:00:00', '2026-11-22T15:00:00Z'],
    ['2026-12-31 23:59:59', '2026-12-31T14:59:59Z'],
    // An hour that New York does not have on that day.
    ['2026-03-08 02:30:00', '2026-03-07T17:30:00Z'],
  ])('%s is %s', (text, instant) => {
    process.env.TZ = name;
    expect(parseKoreanDateTime(text)).toBe(Date.parse(instant));
    expect(koreanDateTime(Date.parse(instant))).toBe(text);
    expect(clockDigits(Date.parse(instant))).toBe(text.slice(11).replaceAll(':', ''));
  });
});

describe('a Korean date with a time', () => {
  it.each([
    '',
    '2026-11-23',
    '2026-11-23T09:12:33',
    '2026-04-31 00:00:00',
    '2026-11-23 24:00:01',
    '2026-13-01 00:00:00',
    '9999-99-99 99:99:99',
  ])('is not %j', (text) => {
    expect(parseKoreanDateTime(text)).toBeUndefined();
  });
});

describe('an instant in Korea', () => {
  it('is written with its offset, and is read back', () => {
    expect(koreanTimestamp(Date.parse('2026-12-31T15:00:00.007Z'))).toBe('2027-01-01T00:00:00.007+09:00');
    const instants = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        expect(Date.parse(koreanTimestamp(date.getTime()))).toBe(date.getTime());
      }),
    );
  });

  it('of the digits of the exchange is the same in both forms', () => {
    expect(koreanInstant(20_261_123, 93_000)).toEqual({
      at: Date.parse('2026-11-23T09:30:00+09:00'),
      text: '2026-11-23T09:30:00+09:00',
    });
    expect(koreanInstant(20_280_229, 0)?.text).toBe('2028-02-29T00:00:00+09:00');
  });

  it.each([
    [20_260_229, 90_000],
    [20_261_301, 90_000],
    [20_260_001, 90_000],
    [20_261_100, 90_000],
    [20_261_123, 240_000],
    [20_261_123, 96_000],
    [20_261_123, 90_060],
    [123, 90_000],
    [Number.NaN, 90_000],
    [20_261_123, Number.NaN],
    [-20_261_123, 90_000],
  ])('of %d and %d does not exist', (day, time) => {
    expect(koreanInstant(day, time)).toBeUndefined();
  });
});
