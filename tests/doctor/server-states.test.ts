import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/json.ts';
import { WHOLE_PROJECT } from '../support/workspace.ts';
import { examine, startFakePrometheus } from './examine.ts';

/** Found by the operator, and dropped by relabelling. */
const DROPPED = {
  scrapePool: 'serviceMonitor/observer-prod/observer/0',
  discoveredLabels: {
    __meta_kubernetes_namespace: 'observer-prod',
    __meta_kubernetes_service_name: 'observer',
    __meta_kubernetes_service_label_app: 'watcher',
    __meta_kubernetes_endpoint_port_name: 'metrics',
  },
};

const FAILING_GROUP = {
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
};

/** What each of these says of itself, and how many seconds its clock is off. */
const SERVERS = {
  old: {
    skew: 0,
    // Some of its alerts have keep_firing_for.
    files: { 'observability.ts': WHOLE_PROJECT },
    answers: {
      targets: { activeTargets: [], droppedTargets: [DROPPED] },
      rules: { groups: [FAILING_GROUP] },
      'status/buildinfo': { version: '2.41.0' },
      'status/runtimeinfo': { storageRetention: '1d or 10GiB' },
    },
  },
  unselecting: {
    skew: -90,
    files: {},
    answers: { 'status/config': { yaml: 'scrape_configs: [{ job_name: other }]' } },
  },
  'with one metric': {
    skew: 0,
    files: { 'observability.ts': WHOLE_PROJECT },
    answers: {
      query: {
        resultType: 'vector',
        result: [{ metric: { __name__: 'observer_http_requests_total' }, value: [0, '1'] }],
      },
    },
  },
  'without an endpoint': {
    skew: 90,
    files: {},
    answers: {
      'status/config': { yaml: 'scrape_configs: [{ job_name: serviceMonitor/observer-prod/observer/0 }]' },
    },
  },
} as const;

describe('oac doctor', () => {
  const foundOf = new Map<string, readonly JsonObject[]>();

  beforeAll(async () => {
    for (const [server, { answers, skew, files }] of Object.entries(SERVERS)) {
      const { url } = await startFakePrometheus(answers, skew);
      foundOf.set(server, (await examine(url, { files })).found);
    }
  });

  test.each<{ sabotage: string; server: keyof typeof SERVERS; code: string; says: string | RegExp }>([
    {
      sabotage: 'another label of the Service',
      server: 'old',
      code: 'targets',
      says: 'label app is "watcher" and not "observer"',
    },
    {
      sabotage: 'another name of its port',
      server: 'old',
      code: 'targets',
      says: 'no port is named "http", only "metrics"',
    },
    {
      sabotage: 'a service that has lost most metrics',
      server: 'with one metric',
      code: 'metrics',
      says: /the contract has (\d+) metrics of job observer, and the server lacks \d+ of them/,
    },
    {
      sabotage: 'an old version',
      server: 'old',
      code: 'version',
      says: 'Prometheus 2.41.0 does not know keep_firing_for, which came with 2.42',
    },
    {
      sabotage: 'a short retention',
      server: 'old',
      code: 'retention',
      says: 'Prometheus keeps samples for 1d or 10GiB',
    },
    {
      sabotage: 'a rule whose evaluation fails',
      server: 'old',
      code: 'rules',
      says: 'many-to-many matching not allowed',
    },
    {
      sabotage: 'a ServiceMonitor that is not selected',
      server: 'unselecting',
      code: 'targets',
      says: 'it has to have release=prometheus',
    },
    { sabotage: 'a slow clock', server: 'unselecting', code: 'clock', says: /(89|9\d) s behind/ },
    {
      sabotage: 'no endpoint, although the operator has taken the ServiceMonitor',
      server: 'without an endpoint',
      code: 'targets',
      says: 'finds no endpoint of the Service "observer"',
    },
    {
      sabotage: 'a fast clock',
      server: 'without an endpoint',
      code: 'clock',
      says: /(89|9\d) s ahead of/,
    },
  ])('finds $sabotage', ({ server, code, says }) => {
    const own = (foundOf.get(server) ?? []).filter((one) => one.code === `doctor/${code}`);
    expect(own.map(({ message, reason }) => `${message}: ${reason}`).join('\n')).toMatch(says);
  });
});
