import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percent, twoDecimals } from './change.ts';

describe('twoDecimals', () => {
  it.each([
    [0, '0.00'],
    [-0.001, '0.00'],
    [0.005, '0.01'],
    [-0.14, '-0.14'],
    [-1.5, '-1.50'],
    [72023.834, '72023.83'],
    [219_853_241_700, '219853241700.00'],
  ])('writes %d as %s', (value, text) => {
    expect(twoDecimals(value)).toBe(text);
  });

  it('differs from the value by at most half a hundredth', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(Number(twoDecimals(value)) - value)).toBeLessThanOrEqual(0.005_000_1);
      }),
    );
  });
});

it('a share of zero is 0 %', () => {
  expect(percent(5, 0)).toBe(0);
});
