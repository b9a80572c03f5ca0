import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

const OPTIONS = { first: 5_000, longest: 60_000 };

describe('the wait before another attempt', () => {
  it.each([
    [0, 5_000],
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [4, 60_000],
    [1_000, 60_000],
  ])('%i has a limit of %i ms', (attempt, limit) => {
    expect(backoff(attempt, OPTIONS, () => 0.999_999)).toBeCloseTo(limit, -1);
  });

  it('is between a tenth of the first wait and its limit', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const wait = backoff(attempt, OPTIONS, () => chance);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});
