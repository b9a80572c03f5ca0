import { describe, expect, test } from 'vitest';
import { violationsOf } from './crd.ts';

const rule = (group: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'x' },
  spec: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0' }], ...group }] },
});

const monitor = (spec: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'x' },
  spec: { selector: { matchLabels: { app: 'x' } }, endpoints: [{ port: 'http' }], ...spec },
});

describe('objects of prometheus-operator', () => {
  test.each<[string, object]>([
    [
      'a rule with all that we write',
      rule({
        interval: '30s',
        rules: [
          {
            alert: 'A',
            expr: 'up == 0',
            for: '5m',
            keep_firing_for: '15m',
            labels: { severity: 'x' },
            annotations: { summary: 'x' },
          },
        ],
      }),
    ],
    ['a monitor', monitor({})],
    ['another kind', { apiVersion: 'v1', kind: 'ConfigMap', data: 3 }],
  ])('has nothing against %s', (_, manifest) => {
    expect(violationsOf({ ...manifest })).toEqual([]);
  });

  test.each<[string, object, string, RegExp]>([
    ['an interval that is no duration', rule({ interval: '1.5h' }), '/spec/groups/0/interval', /pattern/],
    [
      'a label that is no string',
      rule({ rules: [{ alert: 'A', expr: 'x', labels: { a: 1 } }] }),
      '/spec/groups/0/rules/0/labels/a',
      /string/,
    ],
    ['a rule without an expression', rule({ rules: [{ alert: 'A' }] }), '/spec/groups/0/rules/0', /expr/],
    [
      'a field that the cluster would drop',
      rule({ rules: [{ alert: 'A', expr: 'x', keepFiringFor: '5m' }] }),
      '/spec/groups/0/rules/0/keepFiringFor',
      /drop/,
    ],
    [
      'a hold that is no duration',
      rule({ rules: [{ alert: 'A', expr: 'x', keep_firing_for: '1.5h' }] }),
      '/spec/groups/0/rules/0/keep_firing_for',
      /duration/,
    ],
    ['a monitor without endpoints', monitor({ endpoints: 'http' }), '/spec/endpoints', /array/],
    ['a port that is a number', monitor({ endpoints: [{ port: 8000 }] }), '/spec/endpoints/0/port', /string/],
  ])('names the place of %s', (_, manifest, path, message) => {
    const violations = violationsOf({ ...manifest });
    expect(violations).toContainEqual({ path, message: expect.stringMatching(message) });
  });
});
