import { once } from 'node:events';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Observer } from '../runtime/src/service/observer.ts';
import { startSimulatedObserver } from '../runtime/src/service/testing/simulated-observer.ts';
import { ALL_PICKED, type Cluster, startGeneratedCluster } from './support/cluster.ts';
import { describeReleases } from './support/describe-releases.ts';
import { fillIn, type PanelQuery, queriesOf } from './support/grafana.ts';
import type { JsonObject } from './support/json.ts';
import { releaseAfterwards } from './support/release.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const WAIT = { timeout: 90_000, interval: 500 };

await describeReleases(['prometheus'], (release) => {
  let observer: Observer;
  let cluster: Cluster;
  let dashboard: JsonObject;

  beforeAll(async () => {
    observer = await startSimulatedObserver({
      directory: await temporaryDirectory(),
      speed: 1,
      settings: { quoteInterval: 5_000 },
    });
    releaseAfterwards(async () => {
      await observer.stop();
    });
    ({ cluster, dashboard } = await startGeneratedCluster({
      release,
      observerAddress: new URL(observer.url).host,
    }));
    const socket = new WebSocket(`${observer.url.replace('http', 'ws')}/stream`);
    releaseAfterwards(() => socket.terminate());
    await once(socket, 'open');
    const visits = setInterval(() => {
      for (const path of ['/status', '/ready', '/nothing'])
        fetch(`${observer.url}${path}`).catch(() => undefined);
    }, 100);
    releaseAfterwards(() => clearInterval(visits));
  });

  /** Panels of what the observer emits. It has neither database nor archive here. */
  function ownQueries(): readonly PanelQuery[] {
    return queriesOf(dashboard).filter(
      ({ expression }) => expression.includes('observer_') && !/observer_(database|backup)_/.test(expression),
    );
  }

  describe('Prometheus, with a real observer that collects', () => {
    test('has data for every panel about the observer', async () => {
      // A lag exists only while the market is open, and this test runs at any time.
      const always = ownQueries().filter(({ name }) => !/^(Write Lag|Lag in Session),/.test(name));
      expect(always).toHaveLength(ownQueries().length - 2);
      expect(always.length).toBeGreaterThan(12);
      await vi.waitFor(async () => {
        const empty: string[] = [];
        for (const { name, expression } of always) {
          const { samples } = await cluster.prometheus.query(fillIn(expression, ALL_PICKED));
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
        expect(await value('observer_build_info{version="0.1.0"}')).toBe(1);
        // In the time of Prometheus, although the market is in another day.
        expect(await value('abs(time() - max(observer_jsonl_last_write_timestamp_seconds))')).toBeLessThan(
          30,
        );
      }, WAIT);
    });
  });
});
