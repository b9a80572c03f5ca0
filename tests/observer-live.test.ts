import { once } from 'node:events';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { tradingCalendar } from '../calendar/calendar.ts';
import { type Observer, startObserver } from '../runtime/src/service/observer.ts';
import { observerSettings } from '../runtime/src/service/settings.ts';
import { startSimulation } from '../runtime/src/service/simulation.ts';
import { Secrets, silentLog } from '../runtime/src/telemetry/log.ts';
import { type Cluster, NAMESPACE, startCluster } from './support/cluster.ts';
import { fillIn, type PanelQuery, queriesOf } from './support/grafana.ts';
import { type JsonObject, object } from './support/json.ts';
import { releaseAfterwards } from './support/release.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { hasTools } from './support/tools.ts';
import { configurationWith, makeWorkspace } from './support/workspace.ts';

const WAIT = { timeout: 30_000, interval: 500 };

const VARIABLES = {
  ...{ namespace: NAMESPACE, job: '.+', instance: '.+', pod: '.+' },
  ...{ __rate_interval: '2m', __interval: '15s', __range: '6h' },
};

/** A Thursday without anything special, at ten. */
const TEN_O_CLOCK = Date.parse('2026-11-26T10:00:00+09:00');

const hasPrometheus = await hasTools('prometheus');

let observer: Observer;
let cluster: Cluster;
let dashboard: JsonObject;

beforeAll(async () => {
  if (!hasPrometheus) return;
  observer = await startRealObserver();
  const workspace = await makeWorkspace({
    'observability.yaml': await configurationWith({
      intervals: { scrape: '1s', scrapeTimeout: '1s', evaluation: '1s' },
    }),
  });
  const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  dashboard = object(JSON.parse(await workspace.read('out/monitoring/grafana-dashboard.json')));
  cluster = await startCluster({
    rules: workspace.at('out/prometheus/observer.rules.yaml'),
    serviceMonitor: object(load(await workspace.read('out/monitoring/observer-servicemonitor.yaml'))),
    jobs: {
      'kube-state-metrics': 'kube-state-metrics',
      cadvisor: 'kubelet',
      kubelet: 'kubelet',
      postgres: 'postgres',
    },
    observerAddress: new URL(observer.url).host,
  });
  const socket = new WebSocket(`${observer.url.replace('http', 'ws')}/stream`);
  releaseAfterwards(() => socket.terminate());
  await once(socket, 'open');
  const visits = setInterval(() => {
    for (const path of ['/status', '/ready', '/nothing'])
      fetch(`${observer.url}${path}`).catch(() => undefined);
  }, 100);
  releaseAfterwards(() => clearInterval(visits));
});

async function startRealObserver(): Promise<Observer> {
  const simulation = await startSimulation({ speed: 1, startsAt: TEN_O_CLOCK });
  releaseAfterwards(() => simulation.simulator.close());
  const started = await startObserver({
    settings: {
      ...observerSettings({ OBSERVER_DATA_DIR: await temporaryDirectory() }),
      port: 0,
      quoteInterval: 5_000,
    },
    calendar: tradingCalendar(),
    variables: {},
    version: '0.1.0',
    revision: 'test',
    clock: simulation.clock,
    log: silentLog,
    secrets: new Secrets(),
    simulation,
  });
  releaseAfterwards(async () => {
    await started.stop();
  });
  return started;
}

/** Panels of what the observer emits. It has no database here, so nothing about its queries. */
function ownQueries(): readonly PanelQuery[] {
  return queriesOf(dashboard).filter(
    ({ expression }) => expression.includes('observer_') && !expression.includes('observer_database_'),
  );
}

describe.runIf(hasPrometheus)('Prometheus, with a real observer that collects', () => {
  test('has data for every panel about the observer', async () => {
    expect(ownQueries().length).toBeGreaterThan(12);
    await vi.waitFor(async () => {
      const empty: string[] = [];
      for (const { name, expression } of ownQueries()) {
        const { samples } = await cluster.prometheus.query(fillIn(expression, VARIABLES));
        if (samples.every(({ value }) => Number.isNaN(value))) empty.push(`${name}: ${expression}`);
      }
      expect(empty).toEqual([]);
    }, WAIT);
  });

  test('evaluates every rule on it, and lets none fire that should not', async () => {
    await vi.waitFor(async () => {
      const rules = await cluster.prometheus.rules();
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([
        'ObserverWatchdog',
      ]);
    }, WAIT);
  });

  test('sees what it does', async () => {
    await vi.waitFor(async () => {
      const value = async (query: string) => (await cluster.prometheus.query(query)).samples[0]?.value ?? 0;
      expect(await value('rate(observer_websocket_records_total[30s])')).toBeGreaterThan(1);
      expect(await value('sum(rate(observer_jsonl_records_written_total[30s]))')).toBeGreaterThan(1);
      expect(await value('observer_active_connections')).toBe(1);
      expect(await value('observer_market_open')).toBe(1);
      expect(await value('observer_build_info{version="0.1.0"}')).toBe(1);
      // In the time of Prometheus, although the market is that of another day.
      expect(await value('abs(time() - max(observer_jsonl_last_write_timestamp_seconds))')).toBeLessThan(30);
    }, WAIT);
  });
});
