import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailyLimits, roundedPrice, stepDown, stepUp, tickSizeAt } from './tick-size.ts';

describe('tick sizes', () => {
  it.each([
    [1_999, 1],
    [2_000, 5],
    [4_995, 5],
    [5_000, 10],
    [20_000, 50],
    [50_000, 100],
    [200_000, 500],
    [500_000, 1_000],
  ])('at %i won are of %i won', (price, tick) => {
    expect(tickSizeAt(price)).toBe(tick);
  });

  it.each([
    [1_999, 2_000],
    [2_000, 2_005],
    [49_950, 50_000],
    [199_900, 200_000],
  ])('go up from %i to %i, and down again', (from, to) => {
    expect(stepUp(from)).toBe(to);
    expect(stepDown(to)).toBe(from);
  });

  it('lead up and down to the same price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 2_000_000 }), (about) => {
        const price = roundedPrice(about);
        expect(stepDown(stepUp(price))).toBe(price);
      }),
    );
  });
});

it('a day has limits of 30 % at valid prices', () => {
  expect(dailyLimits(73_100)).toEqual({ highest: 95_000, lowest: 51_200 });
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1_000_000 }), (about) => {
      const base = roundedPrice(about);
      const { highest, lowest } = dailyLimits(base);
      expect(highest).toBeLessThanOrEqual(base * 1.3);
      expect(lowest).toBeGreaterThanOrEqual(base * 0.7);
      expect([roundedPrice(highest), roundedPrice(lowest)]).toEqual([highest, lowest]);
    }),
  );
});
