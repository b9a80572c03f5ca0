import { expect, it } from 'vitest';
import { readRuleDocument, shortenRoutes, shortenRules } from './shorten.ts';

it('divides ranges, `for` and durations in seconds, and nothing else', () => {
  const rule = {
    alert: 'Old',
    expr: 'time() - last > 3600 and rate(x[5m] offset 1h) > 5 and sum_over_time(y[1d:5m]) > 36000',
    for: '10s',
    keep_firing_for: '0s',
  };
  const document = readRuleDocument({ groups: [{ name: 'a', interval: '30s', rules: [rule] }] });

  expect(shortenRules(document, () => ({ factor: 60, seconds: [3600] }))).toEqual({
    groups: [
      {
        name: 'a',
        rules: [
          {
            alert: 'Old',
            expr: 'time() - last > 60 and rate(x[5s] offset 1m) > 5 and sum_over_time(y[24m:5s]) > 36000',
            for: '1s',
            keep_firing_for: '0s',
          },
        ],
      },
    ],
  });
});

it('divides the waits of routes at every depth', () => {
  const route = {
    receiver: 'a',
    group_wait: '30s',
    group_interval: '5m',
    routes: [{ receiver: 'b', group_wait: '0s', repeat_interval: '1h', routes: [{ group_interval: '1m' }] }],
  };

  expect(shortenRoutes({ route, receivers: [] }, 60)).toEqual({
    route: {
      receiver: 'a',
      group_wait: '1s',
      group_interval: '5s',
      routes: [
        { receiver: 'b', group_wait: '0s', repeat_interval: '1m', routes: [{ group_interval: '1s' }] },
      ],
    },
    receivers: [],
  });
});
