import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed, formatGeneral, formatShortest } from './go-number.ts';

describe('numbers as Go prints them', () => {
  it('round halves to even, where JavaScript rounds them up', () => {
    expect([0.5, 1.5, 2.5, 3.5].map((value) => formatFixed(value, 0))).toEqual(['0', '2', '2', '4']);
    expect(formatGeneral(1234.5, 4)).toBe('1234');
    expect(formatGeneral(1235.5, 4)).toBe('1236');
  });

  it('parse back as the same number if no digits are cut off', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(formatShortest(value))).toBe(value);
        expect(Number(formatGeneral(value, 17))).toBe(value);
      }),
    );
  });

  it('are off by at most half of the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(6), (value, digits) => {
        expect(Math.abs(Number(formatFixed(value, digits)) - value)).toBeLessThanOrEqual(
          0.5000001 * 10 ** -digits,
        );
      }),
    );
  });
});
