import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../config/load.ts';
import { SMALLEST } from '../config/test-configuration.ts';
import { exporter, jobsOf } from '../contract/metric.ts';
import { select } from '../promql/build/select.ts';
import { textOf } from '../promql/index.ts';
import { dashboardScope, drillDownScope, ruleScope } from './scope.ts';

const labels = {};
const gaugeOf = (key: string, job: string) =>
  exporter({ key, job, describes: key, targetLabels: [] }).gauge('x', { unit: 'count', help: 'X.', labels });

const gauges = {
  service: gaugeOf('service', 'unused'),
  redis: gaugeOf('redis', 'redis-exporter'),
  cadvisor: gaugeOf('cadvisor', 'kubelet'),
  kubelet: gaugeOf('kubelet', 'kubelet'),
  rules: gaugeOf('rules', ''),
};

const [config] = loadConfiguration({
  file: 'observability.yaml',
  text: SMALLEST,
  declaration: { thresholds: {}, jobs: jobsOf(Object.values(gauges)), extensions: {} },
}).services;
if (config === undefined) throw new Error('the configuration has no service');

describe('by default', () => {
  const { pods, volumes } = config.selectors;

  it.each([
    ['service', 'x{namespace="observer-prod", job="observer"}'],
    ['redis', 'x{job="redis-exporter", namespace="observer-prod"}'],
    ['cadvisor', `x{job="kubelet", namespace="observer-prod", pod=~"${pods}", container!=""}`],
    ['kubelet', `x{job="kubelet", namespace="observer-prod", persistentvolumeclaim=~"${volumes}"}`],
    ['rules', 'x{namespace="observer-prod"}'],
  ] as const)('a rule selects series of the exporter %s by job and namespace', (name, expected) => {
    expect(textOf(select(ruleScope(config), gauges[name]))).toBe(expected);
  });

  it('a panel selects what the viewer selected', () => {
    expect(textOf(select(dashboardScope(config), gauges.service))).toBe(
      'x{namespace="$namespace", job=~"$job", instance=~"$instance"}',
    );
  });

  it("a link to Explore selects the whole service in the viewer's namespace", () => {
    expect(textOf(select(drillDownScope(config), gauges.service))).toBe(
      'x{namespace="${namespace}", job="observer"}',
    );
  });
});
