import { describe, expect, it } from 'vitest';
import { differenceOf, perSecond, product, quotient, sumOf, type Unit } from './unit.ts';

type Case = readonly [left: Unit, right: Unit, result: Unit];

describe('units of operations', () => {
  it.each([
    ['count', 'count/s'],
    ['bytes', 'bytes/s'],
    ['seconds', 'seconds/s'],
    ['timestamp', 'unknown'],
  ] as const)('the rate of %s is %s', (unit, rate) => {
    expect(perSecond(unit)).toBe(rate);
  });

  it.each<Case>([
    ['count/s', 'count/s', 'ratio'],
    ['bytes', 'count', 'bytes'],
    ['seconds/s', 'count/s', 'seconds'],
    ['bytes', 'bytes/s', 'seconds'],
    ['seconds', 'bytes', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ])('%s / %s is %s', (left, right, result) => {
    expect(quotient(left, right)).toBe(result);
  });

  it.each<Case>([
    ['count', 'boolean', 'count'],
    ['info', 'bytes', 'bytes'],
    ['bytes', 'bytes', 'unknown'],
  ])('%s * %s is %s', (left, right, result) => {
    expect(product(left, right)).toBe(result);
  });

  it.each<Case>([
    ['bytes', 'bytes', 'bytes'],
    ['timestamp', 'seconds', 'timestamp'],
    ['seconds', 'timestamp', 'timestamp'],
    ['timestamp', 'timestamp', 'unknown'],
    ['bytes', 'seconds', 'unknown'],
  ])('%s + %s is %s', (left, right, result) => {
    expect(sumOf(left, right)).toBe(result);
  });

  it.each<Case>([
    ['timestamp', 'timestamp', 'seconds'],
    ['timestamp', 'seconds', 'timestamp'],
    ['timestamp', 'bytes', 'unknown'],
    ['seconds', 'timestamp', 'unknown'],
  ])('%s - %s is %s', (left, right, result) => {
    expect(differenceOf(left, right)).toBe(result);
  });
});
