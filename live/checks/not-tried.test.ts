import { expect, it } from 'vitest';
import { notTried } from './not-tried.ts';

const rule = (alert: string, labels: Readonly<Record<string, string>> = {}, summary = 'It is wrong') => ({
  alert,
  labels,
  annotations: { summary },
});

const RULES = [
  rule('Heap'),
  rule('Burn', { long: '1h', severity: 'critical' }),
  rule('Burn', { long: '6h', severity: 'critical' }),
  rule('Old', {}, 'No backup for a day'),
  rule('Old', {}, 'No backup ever'),
  rule('ObserverWatchdog'),
];

const episode = (alert: string, labels: Readonly<Record<string, string>> = {}, summary = 'It is wrong') => ({
  ...{ alert, annotations: { summary }, from: 0, to: 1 },
  labels: { alertname: alert, namespace: 'a', ...labels },
});

it('names the rules that no fault has made fire, told apart by labels and by what they say', () => {
  const episodes = [
    episode('Burn', { long: '1h', severity: 'critical' }),
    episode('Old', {}, 'No backup for a day'),
  ];

  expect(notTried(RULES, episodes)).toBe(
    '3 of 5 alerts were not tried: Heap, Burn{long="6h"}, Old (No backup ever).',
  );
});

it('names ten of many', () => {
  const rules = Array.from({ length: 12 }, (_, index) => rule(`Alert${index}`));

  expect(notTried(rules, [])).toMatch(/^12 of 12 alerts were not tried: Alert0, .*, Alert9 and 2 more\.$/);
});

it('says so where each has fired', () => {
  expect(notTried([rule('Heap'), rule('ObserverWatchdog')], [episode('Heap')])).toBe(
    'Each alert has fired under a fault.',
  );
});
