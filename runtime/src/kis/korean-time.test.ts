import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { koreanInstant, koreanTimestamp } from './korean-time.ts';

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
