import { describe, expect, test } from 'vitest';
import { examine, startFakePrometheus } from './examine.ts';

describe('oac doctor', () => {
  const dropped = (label: string, port: string) => ({
    targets: {
      activeTargets: [],
      droppedTargets: [
        {
          scrapePool: 'serviceMonitor/observer-prod/observer/0',
          discoveredLabels: {
            __meta_kubernetes_namespace: 'observer-prod',
            __meta_kubernetes_service_name: 'observer',
            __meta_kubernetes_service_label_app: label,
            __meta_kubernetes_endpoint_port_name: port,
          },
        },
      ],
    },
  });

  test.each([
    {
      sabotage: 'the Service has another label',
      answers: dropped('watcher', 'http'),
      code: 'doctor/targets',
      says: 'label app is "watcher" and not "observer"',
    },
    {
      sabotage: 'the port has another name',
      answers: dropped('observer', 'metrics'),
      code: 'doctor/targets',
      says: 'no port is named "http", only "metrics"',
    },
    {
      sabotage: 'the ServiceMonitor is not selected',
      answers: { 'status/config': { yaml: 'scrape_configs: [{ job_name: other }]' } },
      code: 'doctor/targets',
      says: 'it has to have release=prometheus',
    },
    {
      sabotage: 'the operator has it, and there is no endpoint',
      answers: {
        'status/config': { yaml: 'scrape_configs: [{ job_name: serviceMonitor/observer-prod/observer/0 }]' },
      },
      code: 'doctor/targets',
      says: 'finds no endpoint of the Service "observer"',
    },
    {
      sabotage: 'an old version',
      answers: { 'status/buildinfo': { version: '2.41.0' } },
      code: 'doctor/version',
      says: 'Prometheus 2.41.0 does not know keep_firing_for, which came with 2.42',
    },
    {
      sabotage: 'a short retention',
      answers: { 'status/runtimeinfo': { storageRetention: '1d or 10GiB' } },
      code: 'doctor/retention',
      says: 'Prometheus keeps samples for 1d or 10GiB',
    },
    {
      sabotage: 'a rule whose evaluation fails',
      answers: {
        rules: {
          groups: [
            {
              name: 'observer-http',
              file: '/etc/rules/a.yaml',
              interval: 30,
              lastEvaluation: new Date().toISOString(),
              rules: [
                {
                  type: 'alerting',
                  name: 'ObserverHighErrorRate',
                  query: 'up',
                  health: 'err',
                  lastError: 'many-to-many matching not allowed',
                },
              ],
            },
          ],
        },
      },
      code: 'doctor/rules',
      says: 'many-to-many matching not allowed',
    },
  ])('finds the sabotage "$sabotage"', async ({ answers, code, says }) => {
    const { url } = await startFakePrometheus(answers);

    const { found } = await examine(url);

    const own = found.filter((one) => one.code === code);
    expect(own.map(({ message, reason }) => `${message}: ${reason}`).join('\n')).toContain(says);
  });

  test.each([-90, 90])('finds a clock that is %i s off', async (skew) => {
    const { url } = await startFakePrometheus({}, skew);

    const { found } = await examine(url);

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/clock',
        message: expect.stringMatching(skew < 0 ? /(89|9\d) s behind/ : /(89|9\d) s ahead of/),
      }),
    );
  });
});
