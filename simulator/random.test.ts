import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const drawn = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.fraction());
};

describe('Random', () => {
  it('draws the same with the same seed and something else with another one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        expect(drawn(one, 20)).toEqual(drawn(one, 20));
        if (one !== other) expect(drawn(one, 20)).not.toEqual(drawn(other, 20));
      }),
    );
  });

  it('draws evenly distributed fractions', () => {
    const deciles = new Array<number>(10).fill(0);
    for (const fraction of drawn(7, 100_000))
      deciles[Math.floor(fraction * 10)] = (deciles[Math.floor(fraction * 10)] ?? 0) + 1;
    for (const count of deciles) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('draws integers of a range, including its ends', () => {
    const random = new Random(3);
    expect(new Set(Array.from({ length: 200 }, () => random.integer(2, 5)))).toEqual(new Set([2, 3, 4, 5]));
  });
});
