import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../base/duration.ts';
import {
  burnRateWindows,
  errorBudget,
  errorRatioThreshold,
  longestPeriod,
  type SloPeriod,
  significant,
  timeToExhaustion,
} from './burn-rate.ts';

const PERIODS = ['7d', '28d', '30d'] as const satisfies readonly SloPeriod[];

describe('the burn-rate windows', () => {
  it.each<[SloPeriod, readonly number[]]>([
    ['30d', [14.4, 6, 3, 1]],
    ['28d', [13.44, 5.6, 2.8, 1.12]],
    ['7d', [13.44, 3.5, 1.4, 1.16666666667]],
  ])('of %s have the factors %j', (period, factors) => {
    expect(burnRateWindows(period).map(({ factor }) => factor)).toEqual(factors);
  });

  it.each(PERIODS)('of %s burn their share of the budget within the long window', (period) => {
    for (const { long, factor, budgetShare } of burnRateWindows(period)) {
      expect((factor * milliseconds(long)) / milliseconds(period)).toBeCloseTo(budgetShare, 10);
    }
  });

  it.each(PERIODS)('of %s page for hours and warn for days, with a short window of a twelfth', (period) => {
    expect(
      burnRateWindows(period).map(({ long, short, severity, hold }) => [long, short, severity, hold]),
    ).toEqual([
      ['1h', '5m', 'critical', '2m'],
      ['6h', '30m', 'critical', '15m'],
      ['1d', '2h', 'warning', '1h'],
      ['3d', '6h', 'warning', '3h'],
    ]);
    for (const { long, short } of burnRateWindows(period)) {
      expect(milliseconds(long) / milliseconds(short)).toBe(12);
    }
  });

  it.each(PERIODS)('of %s have smaller factors the longer they are', (period) => {
    const factors = burnRateWindows(period).map(({ factor }) => factor);
    expect(factors.toSorted((one, other) => other - one)).toEqual(factors);
  });
});

describe('the error budget', () => {
  it.each([
    [0.995, 0.005],
    [0.999, 0.001],
    [0.99, 0.01],
    [0.9995, 0.0005],
    [0.5, 0.5],
  ])('of %d is %d, without the noise of binary fractions', (target, budget) => {
    expect(errorBudget(target)).toBe(budget);
  });

  it.each([
    [14.4, 0.999, 0.0144],
    [13.44, 0.995, 0.0672],
    [14.4, 0.93, 1.008],
  ])('burns %d times too fast with a target of %d at an error ratio of %d', (factor, target, ratio) => {
    expect(errorRatioThreshold(factor, target)).toBe(ratio);
  });

  it('is used up at the end of the period with a burn rate of 1, and sooner at higher rates', () => {
    expect(timeToExhaustion('30d', 1)).toBe(milliseconds('30d'));
    expect(timeToExhaustion('30d', 14.4)).toBe(milliseconds('50h'));
  });
});

describe('the longest period', () => {
  it.each([
    ['30d', '30d'],
    ['1y', '30d'],
    ['29d', '28d'],
    ['4w', '28d'],
    ['10d', '7d'],
    ['7d', '7d'],
    ['167h', undefined],
    ['24h', undefined],
  ] as const)('for a retention of %s is %s', (retention, period) => {
    expect(longestPeriod(retention)).toBe(period);
  });
});

it('rounds to numbers that a person could have written', () => {
  expect(significant(0.1 + 0.2)).toBe(0.3);
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
      expect(Math.abs(significant(value) - value)).toBeLessThanOrEqual(value * 1e-11);
      expect(significant(significant(value))).toBe(significant(value));
    }),
  );
});
