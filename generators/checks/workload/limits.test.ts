import { describe, expect, it, test } from 'vitest';
import { said } from '../testing/workload.ts';
import { amountOf, limits } from './limits.ts';

describe('workload/limits', () => {
  it('accepts what is generated', () => {
    expect(said(limits)).toEqual([]);
  });

  it('finds what is missing', () => {
    expect(said(limits, {}, [['"limits":{"cpu":"1","memory":"128Mi"}', '"limits":{"cpu":"1"}']])).toEqual([
      'the container shop has no memory limit',
    ]);
  });

  it('finds a request above its limit, in other units', () => {
    const resources = { requests: { cpu: '1500m', memory: '1Gi' }, limits: { cpu: '1', memory: '1025Mi' } };
    expect(said(limits, { settings: { resources } })).toEqual(['the cpu request 1500m exceeds the limit 1']);
  });
});

test.each([
  ['250m', 0.25],
  ['2', 2],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1k', 1000],
  ['1K', undefined],
  ['', undefined],
  ['Mi', undefined],
])('the quantity %j is %s', (text, amount) => {
  expect(amountOf(text)).toBe(amount);
});
