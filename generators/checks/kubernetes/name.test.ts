import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { name } from './name.ts';

const said = (metadata: Readonly<Record<string, unknown>>, spec: Readonly<Record<string, unknown>> = {}) =>
  messages(name, {
    manifests: { 'x.yaml': [{ kind: 'PrometheusRule', metadata: { name: 'shop', ...metadata }, spec }] },
  });

describe('kubernetes/name', () => {
  it.each(['', 'Shop', 'shop_rules', '-shop', 'shop.', 'a'.repeat(254)])('refuses the name %j', (given) => {
    expect(said({ name: given })).toEqual([expect.stringContaining(`metadata.name "${given}" is not`)]);
  });

  it.each(['Prod', 'a.b', 'a'.repeat(64)])('refuses the namespace %j', (namespace) => {
    expect(said({ namespace })).toEqual([
      expect.stringContaining(`metadata.namespace "${namespace}" is not`),
    ]);
  });

  it.each([
    ['app', '상점'],
    ['app', 'a'.repeat(64)],
    ['app', 'two words'],
    ['app', 1],
  ])('refuses the label %s: %j', (key, value) => {
    expect(said({ labels: { [key]: value } })).toEqual([
      expect.stringContaining(`metadata.labels.${key} is`),
    ]);
  });

  it.each(['', 'a b', 'example.com/', 'a/b/c', 'Example.com/x'])('refuses the label key %j', (key) => {
    expect(said({ labels: { [key]: 'x' } })).toEqual([
      `metadata.labels has the key "${key}", which is not a valid label key`,
    ]);
  });

  it('also checks the labels of selectors', () => {
    expect(said({}, { selector: { matchLabels: { app: 'a b' } } })).toEqual([
      'spec.selector.matchLabels.app is "a b", which is not a valid label value',
    ]);
  });

  it('accepts what Kubernetes accepts', () => {
    const labels = { 'app.kubernetes.io/name': 'Shop_1.2', grafana_dashboard: '1', empty: '' };
    expect(said({ name: 'shop.prod-1', namespace: 'shop-prod', labels })).toEqual([]);
  });
});
